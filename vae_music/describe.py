"""What is in a song or in a folder of them, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vae_music.bars import bar_beats
from vae_music.errors import MidiError
from vae_music.midi import read_song
from vae_music.rolls import RollSpec, song_to_rolls
from vae_music.song import Song, Track

_MAJOR = ("C♭", "G♭", "D♭", "A♭", "E♭", "B♭", "F", "C", "G", "D", "A", "E", "B", "F♯", "C♯")
_MINOR = ("A♭", "E♭", "B♭", "F", "C", "G", "D", "A", "E", "B", "F♯", "C♯", "G♯", "D♯", "A♯")


def describe_song(song: Song, spec: RollSpec | None = None) -> dict[str, Any]:
    """A song's contents as a dict that JSON can hold: length, tempo, metre, keys, tracks, and how it fits the rolls."""
    from vae_music.corpus.reading import unfit_to_learn

    spec = spec or RollSpec()
    _, fit = song_to_rolls(song, spec)
    return {
        "notes": song.note_count,
        "bars": len(bar_beats(song)) - 1,
        "beats": round(song.length_beats, 3),
        "seconds": round(song.seconds, 3),
        "ticks_per_beat": song.ticks_per_beat,
        "tempo": [{"beat": t.beat, "qpm": round(t.qpm, 3)} for t in song.tempo],
        "metre": [{"beat": m.beat, "metre": f"{m.numerator}/{m.denominator}"} for m in song.metre],
        "keys": [{"beat": k.beat, "key": key_name(k.sharps, k.minor)} for k in song.keys],
        "markers": [{"beat": m.beat, "text": m.text} for m in song.markers],
        "tracks": [describe_track(track) for track in song.tracks],
        "left_out": fit.left_out,
        "fit": str(fit),
        "unfit_to_learn": unfit_to_learn(song),
        "remarks": list(song.remarks),
    }


def describe_track(track: Track) -> dict[str, Any]:
    return {
        "name": track.name,
        "program": track.program,
        "instrument": "Drums" if track.is_drum else instrument_name(track.program),
        "is_drum": track.is_drum,
        "notes": len(track),
        "pitches": [int(track.pitch.min()), int(track.pitch.max())] if len(track) else [],
        "velocities": [int(track.velocity.min()), int(track.velocity.max())] if len(track) else [],
    }


def describe_folder(folder: Path, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """The MIDI files at any depth in a folder: each by its relative path, described or refused with a reason.

    Args:
        progress: called with the number of files read, and to be read.
    """
    from vae_music.batch import find_songs
    from vae_music.corpus.workers import Lost, map_in_workers

    paths, unread, passed_over = find_songs(folder)
    songs: dict[str, Any] = {}
    refused = {str(path.relative_to(folder)): reason for path, reason in unread}
    for path, result in zip(paths, map_in_workers(_describe_file, paths), strict=True):
        if isinstance(result, Lost | str):
            refused[str(path.relative_to(folder))] = result if isinstance(result, str) else result.reason
        else:
            songs[str(path.relative_to(folder))] = result
        if progress:
            progress(len(songs) + len(refused) - len(unread), len(paths))
    return {"songs": songs, "refused": refused, "passed_over": passed_over}


def _describe_file(path: Path) -> dict[str, Any] | str:
    try:
        return describe_song(read_song(path))
    except MidiError as error:
        return error.reason
    except Exception as error:  # a folder is not given up for one file
        return f"cannot be read: {type(error).__name__}: {error}"


def instrument_name(program: int) -> str:
    """General MIDI's name of a program numbered from 0."""
    from pretty_midi import program_to_instrument_name

    return program_to_instrument_name(program)


def key_name(sharps: int, minor: bool) -> str:
    """Such as `E♭ major`."""
    return f"{(_MINOR if minor else _MAJOR)[sharps + 7]} {'minor' if minor else 'major'}"
