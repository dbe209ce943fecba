"""The content of a segment: its melody and harmony, encoded beat by beat in a part of z.

The rest of z, the *manner*, describes how the segment is played. In training, the content is read from any arrangement
of the same music in the corpus and the manner mostly from another segment of the same song, so that neither can carry
the information of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import ops

from vae_music.config import Config
from vae_music.model.layers import OnlyMusic, in_music, registered
from vae_music.model.recurrence import lstm
from vae_music.rolls.rolls import SOURCE
from vae_music.rolls.voices import MELODY

_READ = ("pitch", "velocity", "steps")
_SET = "energy"

_OCTAVE = 12


def content_inputs(config: Config) -> dict[str, keras.KerasTensor]:
    """The Keras inputs for those rolls of the source arrangement that give content and energy, where z has them."""
    names = [*_READ] * bool(config.model.content) + [_SET] * bool(config.model.energy)
    return {SOURCE + name: keras.Input(config.spec.shapes[name], dtype="int32", name=SOURCE + name) for name in names}


def as_source(encoder: keras.Model, rolls: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of an encoder for segments that are their own sources."""
    return {name: rolls[name.removeprefix(SOURCE)] for name in encoder.input}


def read_content(rolls: dict[str, keras.KerasTensor], config: Config):
    """The features of each beat's content, by an LSTM within the beat and a bidirectional one over the beats.

    Input shape: source_pitch (batch, step, column), source_velocity (batch, step, column, 2), source_steps (batch,).
    Output shape: (batch, beats, 2 * content_units).
    """
    spec, units = config.spec, config.model.content_units
    beats, length = spec.segment_steps // spec.steps_per_beat, spec.steps_per_beat
    sizes = {"voices": spec.voices, "pitch_classes": spec.pitch_classes, "pitch_low": spec.pitch_low}
    features = ContentFeatures(
        **sizes, steps_per_beat=length, top_line=config.model.content_top_line, name="content_features"
    )
    pitch, velocity, steps = (rolls[SOURCE + name] for name in _READ)
    melody, harmony = features(pitch, velocity, steps)
    notes = keras.layers.Dense(config.model.pitch_embedding, "gelu", name="melody_embedding")(melody)
    notes = ops.reshape(notes, (-1, length, notes.shape[-1]))  # (batch * beat, step of the beat, dim)
    around = keras.layers.Dense(units, name="melody_around")(keras.layers.Flatten()(notes))
    within = lstm(units, config, "melody_within", return_sequences=False)(notes) + around
    within = ops.reshape(within, (-1, beats, units))
    chords = keras.layers.Dense(units, "gelu", name="harmony_embedding")(harmony)
    beat = keras.layers.Concatenate(name="content_beats")([within, chords])
    over = keras.layers.Bidirectional(lstm(units, config, "content_over"), name="content_both_ways")(beat)
    read = over + keras.layers.Dense(2 * units, name="content_around")(beat)
    return OnlyMusic(name="content_music")(read, (steps + length - 1) // length)


def freeze_content(encoder: keras.Model) -> None:
    """Make the layers that encode the content keep their weights in training."""
    for layer in encoder.layers:
        if layer.name.startswith(("melody_", "harmony_", "content_")):
            layer.trainable = False


@registered
class ContentFeatures(keras.layers.Layer):
    """The melody and harmony of the pitch roll, which arrangements of the same music have in common.

    Input shape: pitch int (batch, step, column), velocity int (batch, step, column, 2), steps int (batch,).
    Output shape: (batch, step, pitch_classes + 1): the melody's pitch or rest, and 1 where a note of it begins; and
    (batch, beats, 24): shares of the 12 chroma among all notes that sound in a beat, and among the lowest of them. With
    top_line, the highest pitch that sounds follows the melody in the same form, which doubles the last axis, because
    the melody found in a song is never certain.
    """

    def __init__(
        self, voices: int, pitch_classes: int, pitch_low: int, steps_per_beat: int, top_line: bool = False, **kwargs
    ):
        super().__init__(**kwargs)
        self.voices, self.pitch_classes = voices, pitch_classes
        self.pitch_low, self.steps_per_beat, self.top_line = pitch_low, steps_per_beat, top_line

    def call(self, pitch, velocity, steps):
        """Compute the melody of each step and the harmony of each beat."""
        music = ops.cast(in_music(steps, pitch.shape[1]), "int32")[:, :, None]
        voices = ops.cast(pitch[:, :, : self.voices], "int32") * music  # (batch, step, voice)
        begins = ops.cast(ops.cast(velocity[:, :, : self.voices, 0], "int32") * music > 0, self.compute_dtype)
        lines = self._line(voices[:, :, MELODY], begins[:, :, MELODY])
        if self.top_line:
            top = ops.max(voices, axis=2)
            lines += self._line(top, ops.max(ops.where(voices == top[:, :, None], begins, 0.0), axis=2))
        # A rest is 0; for the lowest pitch it must count as higher than all pitches.
        lowest = ops.min(ops.where(voices > 0, voices, self.pitch_classes), axis=2)
        chroma = ops.convert_to_tensor(self._chroma(), self.compute_dtype)
        all_notes = ops.sum(ops.take(chroma, voices, axis=0), axis=2)  # (batch, step, 12)
        bass = ops.take(chroma, lowest, axis=0)
        harmony = ops.concatenate([self._shares(all_notes), self._shares(bass)], axis=-1)
        return ops.concatenate(lines, axis=-1), harmony

    def _line(self, pitch, begins) -> list:
        return [ops.one_hot(pitch, self.pitch_classes, dtype=self.compute_dtype), begins[:, :, None]]

    def _chroma(self) -> np.ndarray:
        """A one-hot row of chroma for each class of a voice; zeros for a rest and for the class above all pitches."""
        rows = np.zeros((self.pitch_classes + 1, _OCTAVE), np.float32)
        index = np.arange(1, self.pitch_classes)
        rows[index, (index - 1 + self.pitch_low) % _OCTAVE] = 1
        return rows

    def _shares(self, chroma):
        """The sums over the steps of each beat, divided by their total; zeros for a beat without notes."""
        beats = ops.reshape(chroma, (-1, chroma.shape[1] // self.steps_per_beat, self.steps_per_beat, _OCTAVE))
        total = ops.sum(beats, axis=2)
        return total / ops.maximum(ops.sum(total, axis=-1, keepdims=True), 1.0)

    def compute_output_shape(self, pitch_shape, velocity_shape, steps_shape):
        """Return the shapes of melody and harmony."""
        batch, steps = pitch_shape[:2]
        lines = 2 if self.top_line else 1
        return (batch, steps, lines * (self.pitch_classes + 1)), (batch, steps // self.steps_per_beat, 2 * _OCTAVE)

    def get_config(self):
        """Return the constructor's arguments."""
        sizes = {"voices": self.voices, "pitch_classes": self.pitch_classes, "pitch_low": self.pitch_low}
        return {**super().get_config(), **sizes, "steps_per_beat": self.steps_per_beat, "top_line": self.top_line}
