"""Stacks of LSTMs that encode a sequence as one vector, or decode one vector to a sequence.

A plain stack runs over the steps of a segment. A stack *by beat* has one LSTM within each beat, for all beats at once,
and others over the beats (the conductor of MusicVAE, Roberts et al. 2018, section 3.2): 4 + 8 steps in sequence where a
plain stack has 32 per layer, and a third less computation. Skip connections lead around the LSTMs (He et al. 2016), so
that the paths between z and the notes are short. With them the pitch term was 326 nats per segment after 400 training
steps, without them 728.
"""

from __future__ import annotations

import keras
from keras import ops

from vae_music.config import Config
from vae_music.model.layers import Dense, LastStep, OnlyMusic, registered


@registered
class LSTM(keras.layers.LSTM):
    """Keras' LSTM, unrolled, without the first step's recurrent product where the initial state is zero.

    Outputs and weights are those of `keras.layers.LSTM`; dropout and masks are not supported.

    Input shape: (batch, step, dim). Output shape: (batch, step, units), or (batch, units) of the last step.
    """

    def call(self, sequences, initial_state=None, mask=None, training=False):
        """Run the LSTM over the sequences."""
        if initial_state is not None or self.go_backwards or sequences.shape[1] < 2:
            return super().call(sequences, initial_state, mask, training)
        state = self._first_step(sequences[:, 0])
        later = super().call(sequences[:, 1:], state, mask, training)
        return ops.concatenate([state[0][:, None], later], axis=1) if self.return_sequences else later

    def _first_step(self, inputs):
        """h and c after one step from a state of zeros, on which the forget gate has no effect."""
        gates = ops.add(ops.matmul(inputs, self.cell.kernel), self.cell.bias)
        i, _, g, o = ops.split(gates, 4, axis=-1)
        c = self.recurrent_activation(i) * self.activation(g)
        return [self.recurrent_activation(o) * self.activation(c), c]


def lstm(units: int, config: Config, name: str, return_sequences: bool = True) -> keras.layers.LSTM:
    """An LSTM layer, unrolled if the configuration says so."""
    if config.model.unroll:
        return LSTM(units, return_sequences=return_sequences, unroll=True, name=name)
    return keras.layers.LSTM(units, return_sequences=return_sequences, name=name)


def read_plain(sequence, steps, units: tuple[int, ...], config: Config, name: str):
    """The output of a stack of LSTMs at the last step of music.

    Input shape: (batch, step, dim), steps (batch,). Output shape: (batch, units[-1]).
    """
    for layer, layer_units in enumerate(units, start=1):
        sequence = lstm(layer_units, config, f"{name}_{layer}")(sequence)
    return LastStep(name=f"{name}_code")(sequence, steps)


def read_by_beat(sequence, steps, units: tuple[int, ...], config: Config, name: str):
    """The outputs of a stack by beat for all beats, side by side.

    units: of the LSTM within the beat, then of those over the beats.

    Input shape: (batch, step, dim), 0 in the padding, steps (batch,). Output shape: (batch, beats * units[-1]).
    """
    length = config.spec.steps_per_beat
    within = ops.reshape(sequence, (-1, length, sequence.shape[-1]))  # (batch * beat, step of the beat, dim)
    around = keras.layers.Dense(units[0], name=f"{name}_around")(keras.layers.Flatten()(within))
    beats = lstm(units[0], config, f"{name}_within", return_sequences=False)(within) + around
    beats = ops.reshape(beats, (-1, sequence.shape[1] // length, units[0]))  # (batch, beat, units[0])
    for layer, layer_units in enumerate(units[1:], start=1):
        beats = lstm(layer_units, config, f"{name}_over_{layer}")(beats)
    music = OnlyMusic(name=f"{name}_beats")(beats, (steps + length - 1) // length)
    return keras.layers.Flatten(name=f"{name}_code")(music)


def write_plain(context, length: int, units: tuple[int, ...], config: Config, name: str):
    """The output of a stack of LSTMs that gets the context at every place and starts from states computed from it.

    Input shape: (batch, dim). Output shape: (batch, length, units[-1]).
    """
    sequence = keras.layers.RepeatVector(length, name=f"{name}_places")(context)
    for layer, layer_units in enumerate(units, start=1):
        sequence = _begun_with(context, sequence, layer_units, config, f"{name}_{layer}")
    return sequence


def write_by_beat(context, units: tuple[int, ...], config: Config, name: str, content=None, heard=None):
    """Decode the context to beats, then each beat to its steps.

    units: of the LSTM over the beats, then of the one within the beat.

    Input shape: context (batch, dim); content, that of each beat, (batch, beat, content), if any; heard, a further
    input at every step, (batch, step, heard dim), if any. Output shape: (batch, step, units[-1]).
    """
    steps, length = config.spec.segment_steps, config.spec.steps_per_beat
    over, within = units
    beats = unfold(context, steps // length, over, config, f"{name}_over", content)  # (batch, beat, over)
    beats = fed_forward(beats, config, f"{name}_beats")
    if heard is not None:
        heard = ops.reshape(heard, (-1, length, heard.shape[-1]))  # (batch * beat, step of the beat, heard dim)
    sequence = unfold(ops.reshape(beats, (-1, over)), length, within, config, f"{name}_within", heard)
    return ops.reshape(fed_forward(sequence, config, f"{name}_steps"), (-1, steps, within))


def fed_forward(sequence, config: Config, name: str):
    """The sequence plus the output of two dense layers at each of its places, which combine manner and content.

    Input shape and output shape: (batch, length, dim).
    """
    if not config.model.feed_forward:
        return sequence
    dense = Dense if config.model.unroll else keras.layers.Dense
    inner = dense(config.model.feed_forward, activation="gelu", name=f"{name}_inner")(sequence)
    return sequence + keras.layers.Dense(sequence.shape[-1], name=f"{name}_outer")(inner)


def unfold(vector, length: int, units: int, config: Config, name: str, heard=None):
    """Decode a vector to a sequence by an LSTM, with a skip connection around it.

    The input at each place is a linear projection of the vector for that place, its *view*, and `heard`, if any.

    Input shape: (batch, dim), heard (batch, length, heard dim) if any. Output shape: (batch, length, units).
    """
    dim = config.model.view
    views = ops.reshape(keras.layers.Dense(length * dim, name=f"{name}_views")(vector), (-1, length, dim))
    if heard is not None:
        views = keras.layers.Concatenate(name=f"{name}_heard")([views, heard])
    around = keras.layers.Dense(units, name=f"{name}_around")(views)
    return _begun_with(vector, views, units, config, name) + around


def _begun_with(vector, sequence, units: int, config: Config, name: str):
    """The output of an LSTM over a sequence, with an initial state computed from a vector."""
    state = keras.layers.Dense(2 * units, "tanh", name=f"{name}_start")(vector)
    return lstm(units, config, name)(sequence, initial_state=ops.split(state, 2, axis=-1))
