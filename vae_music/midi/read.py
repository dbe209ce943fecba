"""The reader of MIDI: files and bytes as songs, by symusic, or by pretty_midi where symusic refuses them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import symusic

from vae_music.errors import MidiError
from vae_music.midi.header import file_bytes, plain_midi
from vae_music.midi.limits import MAX_CHANGES, MAX_NOTES, MAX_TEXT, MAX_TICKS, MAX_TRACKS, beyond, within_limits
from vae_music.midi.lyrics import lyrics_of
from vae_music.midi.meta_events import usable_keys, usable_metres, usable_tempi
from vae_music.midi.pedal import sustained
from vae_music.midi.pretty_midi import read_with_pretty_midi, song_from_pretty_midi
from vae_music.midi.repair import ends_the_reader, mended
from vae_music.ordering import order_by
from vae_music.song import Marker, Song, Track

if TYPE_CHECKING:
    import pretty_midi

MAX_PEDAL_BEATS = 16
"""A pedal that stays down longer than this is a switch left on, and holds nothing."""

_END_OF_TRACK = b"\xff\x2f\x00"
# symusic reads on past the end of a file that is cut off; these bytes end its track.
_GUARD = (b"\0" + _END_OF_TRACK) * 8


AnySong: TypeAlias = "str | os.PathLike | Song | pretty_midi.PrettyMIDI"
"""A song as users have it: the path of a MIDI file, a Song or a PrettyMIDI."""


def as_song(song: AnySong) -> Song:
    """The song, whether given as a path, a Song or a PrettyMIDI. Raises MidiError for anything else."""
    refuse_no_song(song)
    if isinstance(song, Song):
        return song
    return read_song(song) if isinstance(song, str | os.PathLike) else song_from_pretty_midi(song)


def refuse_no_song(song: object) -> None:
    """Raise MidiError for what is neither a path, nor a Song, nor a PrettyMIDI."""
    if not (isinstance(song, Song | str | os.PathLike) or hasattr(song, "get_tempo_changes")):
        raise MidiError("song", f"a path, a Song or a PrettyMIDI is wanted, not {song!r}")


def read_song(path: str | os.PathLike) -> Song:
    """Read a MIDI file.

    Repairable damage is mended and told in `Song.remarks`. Tracks that change program become a track a program.

    Raises:
        MidiError: the file cannot be read, is not MIDI, has no beats, or is beyond `vae_music.midi.limits`.
    """
    return song_from_bytes(file_bytes(Path(path)), path)


def song_from_bytes(data: bytes, name: object = "MIDI data") -> Song:
    """Read the bytes of a MIDI file; `name` stands in error messages. Raises MidiError as `read_song` does."""
    data, remarks = plain_midi(data, name)
    whole, mends = mended(data)
    if why := ends_the_reader(whole):
        raise MidiError(name, f"damaged: {why}")
    try:
        score = symusic.Score.from_midi(whole + _GUARD)
    except (RuntimeError, ValueError) as error:
        return read_with_pretty_midi(data, name, _first_sentence(error), remarks)
    except MemoryError as error:
        raise MidiError(name, "needs too much memory to be read") from error
    song = _from_score(score, name, (*remarks, *mends))
    return replace(song, lyrics=lyrics_of(score, whole))


def _first_sentence(error: Exception) -> str:
    text = re.sub(r"^MiniMidi: |: iostream error$| with previous event length.*", "", str(error).split("\n")[0])
    return text.strip(" !.:") or type(error).__name__


def _from_score(score: symusic.Score, name: object, remarks: tuple[str, ...]) -> Song:
    _check_counts(score, name)
    ticks = score.ticks_per_quarter
    notes = list(remarks)
    song = Song(
        tracks=_tracks(list(score.tracks), ticks, notes),
        tempo=usable_tempi([(t.time / ticks, t.mspq) for t in score.tempos], notes),
        metre=usable_metres([(m.time / ticks, m.numerator, m.denominator) for m in score.time_signatures], notes),
        keys=usable_keys([(k.time / ticks, k.key, k.tonality) for k in score.key_signatures], notes),
        markers=tuple(Marker(m.time / ticks, m.text[:MAX_TEXT]) for m in score.markers),
        ticks_per_beat=ticks,
        remarks=tuple(notes),
    )
    return within_limits(song, name)


def _check_counts(score: symusic.Score, name: object) -> None:
    """Before anything is made of it: raises MidiError where that would take too long, or where time has overflowed."""
    changes = {
        "changes of tempo": score.tempos,
        "changes of metre": score.time_signatures,
        "changes of key": score.key_signatures,
        "markers": score.markers,
    }
    reasons = [
        beyond(len(score.tracks), MAX_TRACKS, "tracks"),
        beyond(score.note_num(), MAX_NOTES, "notes"),
        beyond(sum(len(track.lyrics) for track in score.tracks), MAX_CHANGES, "lyrics"),
        *(beyond(len(rows), MAX_CHANGES, what) for what, rows in changes.items()),
    ]
    if reason := next(filter(None, reasons), None):
        raise MidiError(name, reason)
    if score.start() < 0:
        raise MidiError(name, f"longer than {MAX_TICKS:,} ticks")


def _sustain(part: symusic.core.TrackTick, column: dict[str, np.ndarray], ticks_per_beat: int) -> int:
    """Make the notes of a part as long as its pedal holds them; returns the number of notes that become longer."""
    if part.is_drum or not part.pedals:
        return 0
    pedal = part.pedals.numpy()
    played = pedal["duration"] <= MAX_PEDAL_BEATS * ticks_per_beat
    pressed = pedal["time"][played].astype(np.int64)
    onset, before = column["time"].astype(np.int64), column["duration"].astype(np.int64)
    column["duration"] = sustained(onset, before, column["pitch"], pressed, pressed + pedal["duration"][played])
    return int((column["duration"] > before).sum())


def _tracks(parts: list[symusic.core.TrackTick], ticks_per_beat: int, remarks: list[str]) -> tuple[Track, ...]:
    columns = [part.notes.numpy() for part in parts]
    if not columns:
        return ()
    longer = sum(_sustain(part, column, ticks_per_beat) for part, column in zip(parts, columns, strict=True))
    if longer:
        remarks.append(f"{longer:,} notes held longer by the sustain pedal")
    onset, duration, pitch, velocity = (
        np.concatenate([column[name] for column in columns]) for name in ("time", "duration", "pitch", "velocity")
    )
    pitch, velocity = pitch.view(np.uint8), velocity.view(np.uint8)
    owner = np.repeat(np.arange(len(parts)), [len(column["time"]) for column in columns])
    order = order_by(owner, onset, pitch)
    if (pitch > 127).any() or (velocity > 127).any():
        remarks.append("velocities above 127 lowered to it, pitches above it left out")
        order = order[pitch[order] <= 127]
    onset_beats = onset[order] / ticks_per_beat
    duration_beats = np.maximum(duration[order], 1) / ticks_per_beat
    pitch, velocity = pitch[order].astype(np.int16), np.clip(velocity[order], 1, 127).astype(np.int16)
    border = np.searchsorted(owner[order], np.arange(len(parts) + 1)).tolist()
    spans = (slice(first, last) for first, last in pairwise(border))
    return tuple(
        Track(
            onset_beats[s], duration_beats[s], pitch[s], velocity[s], part.program, part.is_drum, part.name[:MAX_TEXT]
        )
        for part, s in zip(parts, spans, strict=True)
        if s.start < s.stop
    )
