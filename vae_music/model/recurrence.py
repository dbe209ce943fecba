"""Stacks of LSTMs that read a sequence into one vector, or write one vector out as a sequence.

A stack runs over the steps of a segment, or *by beat*: one LSTM within each beat, all beats at once, and the others
over the beats. By beat, 32 steps are 4 + 8 in a row instead of 64: half the work, and a longer memory (the conductor of
MusicVAE, Roberts et al. 2018, section 3.2).
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import ops

from vae_music.config import Config
from vae_music.model.layers import AtEveryStep, LastStep


def read(sequence, steps, units: Sequence[int], config: Config, name: str):
    """The last state of a stack of LSTMs over the music of a segment.

    By beat, the first LSTM is the one within the beat.

    Input shape: (batch, step, dim), 0 in the padding, and steps (batch,). Output shape: (batch, units[-1]).
    """
    over, last = list(units), steps
    if config.model.by_beat:
        length = config.spec.steps_per_beat
        beats = ops.reshape(sequence, (-1, length, sequence.shape[-1]))
        summary = lstm(over[0], config, f"{name}_beat", return_sequences=False)(beats)
        sequence = ops.reshape(summary, (-1, config.spec.segment_steps // length, over.pop(0)))
        last = (steps + (length - 1)) // length
    for layer, layer_units in enumerate(over, start=1):
        sequence = lstm(layer_units, config, f"{name}_{layer}")(sequence)
    return LastStep(name=f"{name}_code")(sequence, last)


def write(context, units: Sequence[int], config: Config, name: str, heard=None):
    """A sequence that a stack of LSTMs makes of one vector, and of what it hears at every step if anything.

    By beat, the last LSTM is the one within the beat, whose first state is that of its beat.

    Input shape: (batch, dim), and (batch, step, heard dim). Output shape: (batch, step, units[-1]).
    """
    spec, (*over, last) = config.spec, units
    length, state = spec.segment_steps, context
    if config.model.by_beat:
        beats = spec.segment_steps // spec.steps_per_beat
        conductor = _layers(context, _every(beats, config, f"{name}_beats")(context), over, config, f"{name}_beat")
        state = ops.reshape(conductor, (-1, over[-1]))
        over, length = [], spec.steps_per_beat
    repeats = not config.model.by_beat
    sequence = _every(length, config, f"{name}_steps", repeats)(state)
    if heard is not None:
        heard = ops.reshape(heard, (-1, length, heard.shape[-1]))
        sequence = keras.layers.Concatenate(name=f"{name}_heard")([sequence, heard])
    sequence = _layers(state, sequence, [*over, last], config, name)
    return ops.reshape(sequence, (-1, spec.segment_steps, last))


def write_columns(context, units: int, config: Config, name: str):
    """As `write`, over the columns of the instrument roll. Output shape: (batch, instrument column, units)."""
    columns = _every(config.spec.instrument_columns, config, f"{name}_columns")(context)
    return _layers(context, columns, [units], config, name)


def lstm(units: int, config: Config, name: str, return_sequences: bool = True) -> keras.layers.LSTM:
    unroll = config.model.unroll
    return keras.layers.LSTM(units, return_sequences=return_sequences, unroll=unroll, name=name)


def _every(length: int, config: Config, name: str, repeats: bool = True) -> AtEveryStep:
    repeats = repeats and config.model.feeds_every_step
    return AtEveryStep(length, config.model.position_embedding, repeats, name=name)


def _layers(state, sequence, units: Sequence[int], config: Config, name: str):
    """LSTMs on top of each other, whose first states are all read from `state`."""
    for layer, layer_units in enumerate(units, start=1):
        start = keras.layers.Dense(2 * layer_units, "tanh", name=f"{name}_{layer}_start")(state)
        sequence = lstm(layer_units, config, f"{name}_{layer}")(sequence, initial_state=ops.split(start, 2, axis=-1))
    return sequence
