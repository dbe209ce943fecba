"""Descriptions of songs, folders of songs, runs and exports, as dicts for `json.dumps`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vae_music.config import Config
from vae_music.corpus.reading import unfit_to_learn
from vae_music.errors import MidiError, ModelError
from vae_music.export.card import Card
from vae_music.export.versions import find_export, versions
from vae_music.general_midi import instrument_name, key_name
from vae_music.inference.tracks import tune_json
from vae_music.measures.sections import find_sections
from vae_music.midi.folder import find_songs
from vae_music.midi.read import read_song
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.run_folder import RunFolder
from vae_music.song import Song, Track
from vae_music.translators.stored import Translators


def describe_song(song: Song, spec: RollSpec | None = None) -> dict[str, Any]:
    """The description of a song: length, tempo, metre, keys, markers, sections, tracks, tune, fit to the rolls."""
    spec = spec or RollSpec()
    tune = find_tune(song)
    _, fit = song_to_rolls(song, spec, tune)
    return {
        "notes": song.note_count,
        "bars": song.bar_count,
        "beats": round(song.length_beats, 3),
        "seconds": round(song.seconds, 3),
        "ticks_per_beat": song.ticks_per_beat,
        "tempo": [{"beat": t.beat, "qpm": round(t.qpm, 3)} for t in song.tempo],
        "metre": [{"beat": m.beat, "metre": f"{m.numerator}/{m.denominator}"} for m in song.metre],
        "keys": [{"beat": k.beat, "key": key_name(k.sharps, k.minor)} for k in song.keys],
        "markers": [{"beat": m.beat, "text": m.text} for m in song.markers],
        "sections": describe_sections(song),
        "tracks": [describe_track(track) for track in song.tracks],
        "tune": tune_json(song, tune),
        "left_out": fit.left_out,
        "fit": str(fit),
        "unfit_to_learn": unfit_to_learn(song),
        "remarks": list(song.remarks),
    }


def describe_sections(song: Song) -> list[dict[str, Any]]:
    """The sections of a song, with bars counted from 1; a name is that of a marker, or empty."""
    found = find_sections(song)
    return [
        {"first_bar": section.first_bar + 1, "last_bar": section.first_bar + section.bars, "name": name}
        for section, name in zip(*found, strict=True)
    ]


def describe_track(track: Track) -> dict[str, Any]:
    """The description of a track: name, instrument, number of notes, and ranges of pitch and velocity."""
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
    """Describe the MIDI files at any depth of a folder, by relative path; files that are refused have a reason instead.

    Args:
        progress: called with the number of files read so far and the number of all files to read.
    """

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
    except Exception as error:  # one file must not stop the whole folder
        return f"cannot be read: {type(error).__name__}: {error}"


def is_model(path: Path) -> bool:
    """Return True if a folder is a run, a base of exports or a version of one, and False for a folder of songs."""
    if RunFolder(path).has_model:
        return True
    try:
        return bool(find_export(path))
    except ModelError:
        return False


def describe_model(path: Path) -> dict[str, Any]:
    """The description of a run or an export: kind, versions, settings, styles and, of a run, its training.

    Raises ModelError or ConfigError where it is damaged.
    """
    run = RunFolder(path)
    is_run = run.has_model
    base = run.exports if is_run else path
    numbers = versions(base)
    told: dict[str, Any] = {"kind": "run" if is_run else "export", "versions": numbers}
    if is_run:
        told |= _training(run)
    if numbers or not is_run:
        export = find_export(base)
        card = Card.read(export)
        told |= _settings(card.config) | {"styles": list(card.styles), "variants": card.manners.shape[1]}
        told |= {"methods": list(Translators(card, export).methods), "package_version": card.package_version}
    else:
        told |= _settings(Config.read(run.config))
    return told


def _settings(config: Config) -> dict[str, Any]:
    return {"preset": config.preset, "latent": config.model.latent, "rolls": config.spec.to_json()}


def _training(run: RunFolder) -> dict[str, Any]:
    """The number of epochs, the best loss in nats per segment, and the songs of each style on each split side."""
    epochs = run.read_history()
    losses = [float(row.get("val_loss") or row["loss"]) for row in epochs]
    songs = Counter((row["style"], row["side"]) for row in run.read_songs())
    counts: dict[str, dict[str, int]] = {}
    for (style, side), count in sorted(songs.items()):
        counts.setdefault(style, {})[side] = count
    return {"epochs": len(epochs), "best_loss": min(losses, default=None), "styles": list(counts), "songs": counts}
