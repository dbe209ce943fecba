"""The energy of a segment in z, where it is the last part: set, not learnt, so that it obeys whoever sets it."""

from __future__ import annotations

import keras
from keras import ops

from vae_music.model.layers import registered
from vae_music.rolls.energy import UNIT
from vae_music.rolls.rolls import NEUTRAL


@registered
class EnergyFigures(keras.layers.Layer):
    """The energy roll as figures around 0, see `vae_music.rolls.energy`, those of one beat after those of another.

    Input shape: int (batch, beat, figure). Output shape: (batch, beats * figures).
    """

    def call(self, energy):
        """Scale the roll to figures."""
        figures = (ops.cast(energy, self.compute_dtype) - NEUTRAL) / UNIT
        return ops.reshape(figures, (-1, energy.shape[1] * energy.shape[2]))

    def compute_output_shape(self, input_shape):
        """Return (batch, beats * figures)."""
        return (input_shape[0], input_shape[1] * input_shape[2])
