"""Shared code of the commands that write songs: one line of output per song, and no unrequested overwriting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vae_music.cli.lines import tell_failures, tell_json
from vae_music.cli.options import NewSong
from vae_music.cli.rendering import check_output
from vae_music.errors import MidiError
from vae_music.midi.batch import Existing, OutputError, Plan, convert, plan
from vae_music.midi.folder import MIDI_SUFFIXES
from vae_music.progress import Meter
from vae_music.song import Song
from vae_music.text import duration, printable

Details = Callable[[], dict[str, Any]]


def convert_all(
    source: Path, out: Path, wanted: Existing, change: Callable[[Song], Song], as_json: bool, details: Details = dict
) -> None:
    """Change and write a song, or all songs of a folder. An existing output is wrong usage unless `wanted` allows it.

    Args:
        as_json: print a report as JSON instead of lines.
        details: called after each change for what JSON is to hold about it besides.
    """
    try:
        todo = plan(source, out, wanted)
    except OutputError as error:
        raise click.BadParameter(str(error), param_hint="--out") from error

    if source.is_dir():
        _convert_folder(source, todo, change, as_json, details)
    elif todo.skipped:
        target = todo.skipped[0].target
        _report_song(source, {"target": str(target), "skipped": True}, f"{target}: exists, left as it is", as_json)
    else:
        ((job, result),) = convert(todo.jobs, change, workers=0)
        if isinstance(result, MidiError):
            raise result
        _report_song(source, _song_json(job.target, result) | details(), _line(job.target, result), as_json)


def make_one(new: NewSong, make: Callable[[], Song]) -> None:
    """Make a song and write it. An existing output is wrong usage unless `new.existing` allows it."""
    check_output(new.out, sorted(MIDI_SUFFIXES), new.existing, "--out")
    if new.existing == "skip" and new.out.exists():
        click.echo(f"{new.out}: exists, left as it is")
        return
    song = make()
    song.write(new.out)
    click.echo(_line(new.out, song))


def _convert_folder(folder: Path, todo: Plan, change: Callable[[Song], Song], as_json: bool, details: Details) -> None:
    if not (todo.jobs or todo.skipped or todo.refused):
        raise MidiError(folder, "holds no MIDI files")
    failures = [MidiError(path, reason) for path, reason in todo.refused]
    songs: dict[str, Any] = {}
    with Meter() as meter:
        for done, (job, result) in enumerate(convert(todo.jobs, change), start=1):
            if isinstance(result, MidiError):
                failures.append(result)
            else:
                songs[str(job.source.relative_to(folder))] = _song_json(job.target, result) | details()
                if not as_json:
                    meter.clear()
                    click.echo(_line(job.target, result))
            meter("songs", done, len(todo.jobs))
    if as_json:
        refused = {str(Path(failure.path).relative_to(folder)): failure.reason for failure in failures}
        skipped = {str(job.source.relative_to(folder)): str(job.target) for job in todo.skipped}
        counts = {"refused": refused, "skipped": skipped, "passed_over": todo.passed_over}
        tell_json({"path": str(folder), "songs": songs, **counts})
    else:
        _report_folder(todo, len(songs), len(failures))
    tell_failures(failures)


def _report_folder(todo: Plan, written: int, refused: int) -> None:
    for job in todo.renamed:
        taken = job.target.with_name(f"{job.source.stem}.mid")
        click.echo(printable(f"{job.source}: written as {job.target.name}, as {taken.name} is made of another file"))
    left = f", {len(todo.skipped):,} left as they are" if todo.skipped else ""
    others = f", {todo.passed_over:,} files not MIDI by name passed over" if todo.passed_over else ""
    click.echo(f"{written:,} songs written, {refused:,} refused{left}{others}")


def _report_song(source: Path, report: dict[str, Any], line: str, as_json: bool) -> None:
    if as_json:
        tell_json({"path": str(source), **report})
    else:
        click.echo(line)


def _song_json(path: Path, song: Song) -> dict[str, Any]:
    """The JSON report of a song written, with the remarks on its source."""
    length = {"notes": song.note_count, "seconds": round(song.seconds, 3)}
    return {"target": str(path), **length, "remarks": list(song.remarks)}


def _line(path: Path, song: Song) -> str:
    """The line of output of a song written, with the remarks on its source."""
    source = f"; of the source: {'; '.join(song.remarks)}" if song.remarks else ""
    return printable(f"{path}: {song.note_count:,} notes, {duration(song.seconds)}{source}")
