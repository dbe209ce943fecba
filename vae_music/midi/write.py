"""The writer of MIDI: songs as files and as bytes."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import symusic

from vae_music.errors import MidiError
from vae_music.song import Song, Track
from vae_music.storage import write_atomically

_END_OF_TRACK = b"\xff\x2f\x00"


def write_song(song: Song, path: str | os.PathLike) -> None:
    """Write a MIDI file, first under a temporary name, then renamed. Raises MidiError where it cannot be written."""
    path = Path(path)
    try:
        write_atomically(path, song_to_bytes(song))
    except OSError as error:
        raise MidiError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from error


def song_to_bytes(song: Song) -> bytes:
    """The bytes of a MIDI file of format 1, whose first track ends at `song.length_beats`."""
    score = symusic.Score(song.ticks_per_beat)

    def tick(beats: float) -> int:
        return round(beats * song.ticks_per_beat)

    for tempo in song.tempo:
        score.tempos.append(symusic.Tempo(tick(tempo.beat), mspq=round(60e6 / tempo.qpm)))
    for metre in song.metre:
        score.time_signatures.append(symusic.TimeSignature(tick(metre.beat), metre.numerator, metre.denominator))
    for key in song.keys:
        score.key_signatures.append(symusic.KeySignature(tick(key.beat), key.sharps, int(key.minor)))
    for marker in song.markers:
        score.markers.append(symusic.TextMeta(tick(marker.beat), marker.text))
    for track in song.tracks or (Track.of([]),):
        score.tracks.append(_to_symusic(track, song.ticks_per_beat))
    for lyric in song.lyrics:  # a track of their own would take a channel, and change the program of another part
        score.tracks[0].lyrics.append(symusic.TextMeta(tick(lyric.beat), lyric.text))
    return _with_end(score.dumps_midi(), tick(song.length_beats) - score.end())


def _to_symusic(track: Track, ticks_per_beat: int) -> symusic.core.TrackTick:
    onset = np.round(track.onset * ticks_per_beat).astype(np.int32)
    end = np.round((track.onset + track.duration) * ticks_per_beat).astype(np.int32)
    part = symusic.Track(track.name, int(track.program), bool(track.is_drum))
    pitch, velocity = track.pitch.astype(np.int8), track.velocity.astype(np.int8)
    part.notes = symusic.core.NoteTickList.from_numpy(onset, np.maximum(end - onset, 1), pitch, velocity)
    return part


def _with_end(data: bytes, later: int) -> bytes:
    """Delay the end of the first track by `later` ticks, since symusic ends a track at its last event."""
    if later <= 0:
        return data
    end = 22 + int.from_bytes(data[18:22], "big")
    delta = bytes(
        0x80 * (shift > 0) | (later >> shift) & 0x7F for shift in (21, 14, 7, 0) if later >> shift or not shift
    )
    event = delta + _END_OF_TRACK
    body = data[22 : end - len(_END_OF_TRACK) - 1] + event
    return data[:18] + struct.pack(">I", len(body)) + body + data[end:]
