"""The rhythm of the tune in z, where it is the last part: set, not learnt, so that no note of the tune is lost.

Read from the content alone, notes between the beats are often missed: many places are likely there, and none is sure.
"""

from __future__ import annotations

import keras
from keras import ops

from vae_music.model.layers import in_music, registered
from vae_music.rolls.voices import MELODY


@registered
class TuneRhythm(keras.layers.Layer):
    """1 at the steps where a note of the tune begins, -1 at the other steps of music, 0 after the music.

    Input shape: velocity int (batch, step, column, 2), steps int (batch,). Output shape: (batch, step).
    """

    def call(self, velocity, steps):
        """Compare the velocities of the melody's voice with 0."""
        begins = ops.cast(velocity[:, :, MELODY, 0] > 0, self.compute_dtype)
        return (2 * begins - 1) * ops.cast(in_music(steps, velocity.shape[1]), self.compute_dtype)

    def compute_output_shape(self, velocity_shape, steps_shape):
        """Return (batch, step)."""
        return velocity_shape[:2]


@registered
class FollowRhythm(keras.layers.Layer):
    """Adds what the rhythm of the tune says to the logits of its voice; it is learnt how much.

    The onset of a note becomes likelier where one begins and less likely elsewhere, and a rest less likely where one
    begins. A rhythm of 0 says nothing.

    Input shape: the decoder's pitch and velocity, see `vae_music.model.decoder`, and rhythm (batch, step).
    Output shape: pitch and velocity.
    """

    def __init__(self, pitch_classes: int, **kwargs):
        super().__init__(**kwargs)
        self.pitch_classes = pitch_classes

    def build(self, pitch_shape, velocity_shape, rhythm_shape):
        """Make a gain of the onset and one of the rest."""
        self.gain = self.add_weight(shape=(2,), initializer="ones", name="gain")

    def call(self, pitch, velocity, rhythm):
        """Move the logit of the onset and that of the rest."""
        onset, rest = self.gain[0] * rhythm, self.gain[1] * ops.relu(rhythm)
        pitch -= rest[:, :, None] * self._only(MELODY * self.pitch_classes, pitch.shape[2])
        of_melody = self._only(MELODY, velocity.shape[2])[:, None] * self._only(0, velocity.shape[3])
        return pitch, velocity + onset[:, :, None, None] * of_melody

    def _only(self, index: int, size: int):
        return ops.one_hot(index, size, dtype=self.compute_dtype)

    def compute_output_shape(self, pitch_shape, velocity_shape, rhythm_shape):
        """Return the shapes of pitch and velocity."""
        return pitch_shape, velocity_shape

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "pitch_classes": self.pitch_classes}
