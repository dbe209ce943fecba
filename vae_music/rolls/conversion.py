"""Conversion of songs to rolls, the tensors that the model reads and writes, and of rolls to songs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import lcm
from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH, PITCH_OF_LANE
from vae_music.rolls.instrument_tracks import BASS_TRACK, DRUM_TRACK, TUNE_TRACK
from vae_music.rolls.quantize import GridNotes, quantize
from vae_music.rolls.roles import find_bass
from vae_music.rolls.rolls import Fit, Rolls
from vae_music.rolls.segments import segment_steps
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import Tune, find_tune
from vae_music.rolls.voices import BASS, MELODY, assign_voices, is_doubled
from vae_music.song import Song, Track

_MAX_TICKS_PER_BEAT = 32767
_SHORTEST_TICKS = 2
# The gap before a repeated pitch for which the rolls have a step of rest; in songs its median is a tenth of a beat
# where rounding would close it, and a fifth where it would not.
_GAP_TICKS = 2


def song_to_rolls(song: Song, spec: RollSpec, tune: Tune | None = None) -> tuple[Rolls, Fit]:
    """Convert a song to rolls, in segments of whole bars, and count the notes that do not fit.

    Onsets are rounded to the nearest tick, ends to the nearest step; but where the same pitch begins again after a gap,
    a step of rest stays before it. The inverse is `rolls_to_song`.

    Args:
        tune: the notes for voice 0; by default those that `find_tune` finds.
    """
    _, lengths = segment_steps(song, spec)
    canvas = _Canvas.blank(lengths, spec)
    if not song.note_count:
        return canvas.rolls(lengths), Fit(0)
    tune = tune or find_tune(song)
    pitched, strokes, counts = quantize(song, spec, len(canvas.segment), tune.notes)
    bass = find_bass(pitched, len(song.tracks), tune.main_track(song))
    voice = assign_voices(pitched, bass, canvas.segment, spec.voices)
    _write_voices(canvas, pitched, voice, counts)
    _write_drums(canvas, strokes)
    return canvas.rolls(lengths), Fit(song.note_count, **counts)


class _Canvas(NamedTuple):
    """The rolls of a song before they are cut into segments: one row per step, from the first bar to the last."""

    spec: RollSpec
    segment: np.ndarray  # (steps,)
    pitch: np.ndarray  # (steps, columns)
    velocity: np.ndarray  # (steps, columns, 2)
    instrument: np.ndarray  # (segments, instrument columns)

    @classmethod
    def blank(cls, lengths: np.ndarray, spec: RollSpec) -> _Canvas:
        """A canvas without notes, for segments of these lengths in steps."""
        steps, nobody = int(lengths.sum()), spec.instrument_classes - 1
        return cls(
            spec,
            np.repeat(np.arange(len(lengths)), lengths),
            np.zeros((steps, spec.columns), np.uint8),
            np.zeros((steps, spec.columns, 2), np.uint8),
            np.full((len(lengths), spec.instrument_columns), nobody, np.uint8),
        )

    def rolls(self, lengths: np.ndarray) -> Rolls:
        """The rolls of the segments, each padded to `spec.segment_steps` steps."""
        inside = np.arange(self.spec.segment_steps) < lengths[:, None]  # (segments, steps)
        pitch, velocity = (np.zeros(inside.shape + flat.shape[1:], np.uint8) for flat in (self.pitch, self.velocity))
        pitch[inside], velocity[inside] = self.pitch, self.velocity
        return Rolls(pitch, velocity, self.instrument, lengths.astype(np.uint8))


def _write_voices(canvas: _Canvas, notes: GridNotes, voice: np.ndarray, counts: Counter[str]) -> None:
    """Write the notes that have a voice, and count the others."""
    kept = np.flatnonzero(voice >= 0)
    if len(kept) < len(voice):
        doubled = is_doubled(notes, voice)[voice < 0]
        counts["doubled"] += int(doubled.sum())
        counts["extra_voices"] += int((~doubled).sum())
    kept = kept[np.argsort(voice[kept].astype(np.int16), kind="stable")]  # numpy sorts int16 by radix, which is faster
    _write_notes(canvas, notes.take(kept), voice[kept], counts)


def _write_notes(canvas: _Canvas, notes: GridNotes, voice: np.ndarray, counts: Counter[str]) -> None:
    """Write notes, which are sorted by voice and step; each ends at the latest when the next in its voice begins."""
    if not len(voice):
        return
    same_voice = np.append(voice[1:] == voice[:-1], False)
    end = np.where(same_voice, np.minimum(notes.end, np.append(notes.step[1:], 0)), notes.end)
    counts["shortened"] += int((notes.end - end > 1).sum())
    length = end - notes.step
    row = np.repeat(notes.step, length) + _ranges(length)
    column = np.repeat(voice, length)
    canvas.pitch[row, column] = np.repeat(notes.pitch - canvas.spec.pitch_low + 1, length)
    canvas.velocity[notes.step, voice] = np.stack([notes.velocity, notes.pattern], 1)
    _write_programs(canvas, notes, voice)
    _hold_programs(canvas, row, column)
    heard = canvas.instrument[canvas.segment[notes.step], voice]
    counts["reprogrammed"] += int((heard != notes.program).sum())


def _ranges(lengths: np.ndarray) -> np.ndarray:
    """The numbers 0, 1, ... length - 1 of each length, concatenated."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _write_programs(canvas: _Canvas, notes: GridNotes, column: np.ndarray) -> None:
    """Give each column of each segment the program of most of the notes that begin in it."""
    columns, classes = canvas.spec.instrument_columns, canvas.spec.instrument_classes
    cell = canvas.segment[notes.step] * columns + column
    choices = np.sort(cell * classes + notes.program)
    first = np.flatnonzero(np.diff(choices, prepend=-1))
    votes = np.diff(first, append=len(choices))
    choice = choices[first[np.argsort(votes, kind="stable")]]  # the last write wins, so it must have the most votes
    canvas.instrument.reshape(-1)[choice // classes] = choice % classes


def _hold_programs(canvas: _Canvas, row: np.ndarray, voice: np.ndarray) -> None:
    """Give voices that only hold a note in a segment their previous program; notes sound at `row` in `voice`."""
    instrument = canvas.instrument
    sounds = np.zeros(instrument.shape, bool)
    sounds[canvas.segment[row], voice] = True
    named = instrument < canvas.spec.instrument_classes - 1
    latest = np.maximum.accumulate(np.where(named, np.arange(len(named))[:, None], 0), axis=0)
    held = sounds & ~named
    instrument[held] = np.take_along_axis(instrument, latest, axis=0)[held]


def _write_drums(canvas: _Canvas, strokes: GridNotes) -> None:
    if not len(strokes.step):
        return
    voices = canvas.spec.voices
    column = LANE_OF_PITCH[strokes.pitch] + voices
    canvas.pitch[strokes.step, column] = 1
    canvas.velocity[strokes.step, column] = np.stack([strokes.velocity, strokes.pattern], 1)
    _write_programs(canvas, strokes, np.full(len(column), voices))


def rolls_to_song(rolls: Rolls, spec: RollSpec, frame: Song | None = None) -> Song:
    """Convert rolls to a song: a track for each voice and program, and one for each program of the drums.

    A note begins where both velocity and pitch are set. It lasts as long as its pitch does, also across segments.

    Args:
        frame: the song that gives tempo map, metre, keys, markers, lyrics and length; 4/4 at 120 by default. Whatever
            sounds after its last bar, which may end between two steps, is cut.
    """
    inside = np.arange(rolls.pitch.shape[1]) < rolls.steps[:, None]  # (segments, steps)
    pitch, velocity = rolls.pitch[inside], rolls.velocity[inside]  # (all steps, columns), (all steps, columns, 2)
    column, step, tick = _onsets(pitch, velocity, spec)
    is_drum = column >= spec.voices
    end = np.where(is_drum, tick + 1, _note_ends(pitch, column, step, tick, spec))
    sounding = pitch[step, column].astype(np.int64) + spec.pitch_low - 1
    sounding = np.where(is_drum, PITCH_OF_LANE[np.maximum(column - spec.voices, 0)], sounding)
    segment = np.nonzero(inside)[0][step]
    program = rolls.instrument[segment, np.minimum(column, spec.instrument_columns - 1)].astype(np.int64)
    program = np.where(program == spec.instrument_classes - 1, 0, program * spec.program_group)
    rows = np.stack([tick, end - tick, sounding, velocity[step, column, 0]], 1).astype(np.float64)
    rows[:, :2] /= spec.ticks_per_beat
    part = np.where(is_drum, spec.voices, column) * 128 + program
    tracks = tuple(
        Track.of(rows[part == which], int(which % 128), bool(which // 128 == spec.voices), _name(which // 128, spec))
        for which in np.unique(part)
    )
    return Song(tracks, ticks_per_beat=_ticks(Song(()), spec)) if frame is None else _framed(tracks, frame, spec)


def _framed(tracks: tuple[Track, ...], frame: Song, spec: RollSpec) -> Song:
    """The tracks in the frame of another song; a note that ends after the song because of rounding is shortened."""
    slack, ticks_per_beat, last = 1 / spec.steps_per_beat, _ticks(frame, spec), frame.downbeats()[-1]

    def fitted(track: Track) -> Track:
        over = track.onset + track.duration - frame.length_beats
        late = (over > 0) & (over < slack) & (track.duration > over)
        duration = np.where(late, frame.length_beats - track.onset, track.duration)
        inside = track.onset < last
        columns = (track.onset, np.minimum(duration, last - track.onset), track.pitch, track.velocity)
        onset, duration, pitch, velocity = (column[inside] for column in columns)
        return replace(track, onset=onset, duration=duration, pitch=pitch, velocity=velocity)

    return replace(frame, tracks=tuple(map(fitted, tracks)), ticks_per_beat=ticks_per_beat, remarks=())


def _ticks(frame: Song, spec: RollSpec) -> int:
    """The ticks per beat on which both frame and rolls fall, or those of the frame if MIDI cannot express so many."""
    fine = lcm(frame.ticks_per_beat, spec.ticks_per_beat)
    return fine if fine <= _MAX_TICKS_PER_BEAT else frame.ticks_per_beat


def _onsets(pitch: np.ndarray, velocity: np.ndarray, spec: RollSpec) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The column, step and tick of every onset, sorted in this order; three arrays of shape (onsets,)."""
    column, step = np.nonzero(((velocity[..., 0] > 0) & (pitch > 0)).T)
    pattern = np.minimum(velocity[step, column, 1], len(spec.patterns) - 1)
    strokes = np.array([len(ticks) for ticks in spec.patterns])
    offsets = np.array([[*ticks, *[0] * (spec.ticks_per_step - len(ticks))] for ticks in spec.patterns])
    count = strokes[pattern]
    column, step = np.repeat(column, count), np.repeat(step, count)
    return column, step, step * spec.ticks_per_step + offsets[np.repeat(pattern, count), _ranges(count)]


def _note_ends(pitch: np.ndarray, column: np.ndarray, step: np.ndarray, tick: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The tick at which each note ends: the next onset in its voice if it lasts that long, else the end of a step.

    Before the same pitch, a rest of one step is a short gap, and notes of one step end a tick early: in most songs
    there is a gap where the rolls have no room for it.
    """
    steps = len(pitch)
    changes = np.ones((steps + 1, pitch.shape[1]), bool)
    changes[1:-1] = pitch[1:] != pitch[:-1]
    changes[step, column] = True
    border = np.flatnonzero(changes.T.ravel())
    after = border[np.searchsorted(border, column * (steps + 1) + step, side="right")] - column * (steps + 1)
    following, next_tick = (np.append(rows[1:], 0)[: len(step)] for rows in (step, tick))
    in_voice = np.append(column[1:] == column[:-1], False)[: len(step)]
    meets = in_voice & (following <= after)
    shortest = tick + min(_SHORTEST_TICKS, spec.ticks_per_step)
    end = np.where(meets, next_tick, np.maximum(after * spec.ticks_per_step, shortest))
    again = in_voice & (pitch[step, column] == np.append(pitch[step, column][1:], 0)[: len(step)])
    end = np.where(again & (following - after == 1), np.maximum(end, next_tick - _GAP_TICKS), end)
    return np.where(again & meets & (following - step == 1), np.maximum(next_tick - 1, tick + 1), end)


def _name(voice: int, spec: RollSpec) -> str:
    return {MELODY: TUNE_TRACK, BASS: BASS_TRACK, spec.voices: DRUM_TRACK}.get(voice, f"Voice {voice + 1}")
