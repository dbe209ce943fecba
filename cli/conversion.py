"""Shared code of the commands that write songs: one line of output per song, and no unrequested overwriting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from vae_music.cli.lines import tell_failures, tell_json
from vae_music.cli.options import NewSong
from vae_music.cli.rendering import Extras, check_output
from vae_music.cli.streams import STANDARD, check_stdout, name_of, song_of, write_to_stdout
from vae_music.errors import MidiError, RenderError
from vae_music.midi.batch import convert
from vae_music.midi.folder import MIDI_SUFFIXES
from vae_music.midi.plan import Existing, ExistingError, Job, OutputError, Plan, plan
from vae_music.progress import Meter
from vae_music.song import Song
from vae_music.text import duration, printable


@dataclass(frozen=True)
class Conversion:
    """Songs to change and write.

    change: makes the new song from a song and one of the styles. details: called after each change for what JSON is to
    hold about it besides. extras: what is made of each song besides, if anything.
    """

    sources: tuple[Path, ...]
    out: Path
    wanted: Existing
    change: Callable[[Song, str | None], Song]
    as_json: bool = False
    styles: tuple[str | None, ...] = (None,)
    details: Callable[[], dict[str, Any]] = dict
    extras: Extras | None = None

    @property
    def folder(self) -> Path | None:
        """The only input, if that is a folder."""
        return self.sources[0] if len(self.sources) == 1 and self.sources[0].is_dir() else None

    @property
    def of_one_song(self) -> bool:
        """True if there is one input, which is no folder."""
        return len(self.sources) == 1 and not self.sources[0].is_dir()

    @property
    def of_many(self) -> bool:
        """True if several outputs are asked for."""
        return not self.of_one_song or len(self.styles) > 1

    def say(self, line: str) -> None:
        """Print a line, where nothing else is wanted on standard output."""
        if not self.as_json:
            click.echo(printable(line), err=self.out == STANDARD)

    def write_extras(self, job: Job) -> None:
        """Write what is made of the song of a job besides."""
        if self.extras:
            self.extras.write(job)


def convert_all(asked: Conversion) -> None:
    """Change and write a song in each style, or all songs of several inputs.

    An existing output is wrong usage unless `asked.wanted` allows it.
    """
    if STANDARD in asked.sources and len(asked.sources) > 1:
        raise click.BadParameter("standard input is no input among others", param_hint="INPUT")
    if asked.extras:
        asked.extras.begin(asked.of_many, asked.say)
    if asked.out == STANDARD:
        _convert_to_stdout(asked)
        return
    try:
        sources = [Path(name_of(source)) if source == STANDARD else source for source in asked.sources]
        todo = plan(sources, asked.out, asked.wanted, asked.styles)
    except OutputError as error:
        hint = " (--force overwrites it)" if isinstance(error, ExistingError) else ""
        raise click.BadParameter(f"{error}{hint}", param_hint="--out") from error
    if asked.of_one_song:
        _convert_song(asked, todo)
    else:
        _convert_batch(asked, todo)


def make_one(new: NewSong, make: Callable[[], Song]) -> None:
    """Make a song and write it. An existing output is wrong usage unless `new.existing` allows it."""
    if new.out == STANDARD:
        check_stdout()
        song = make()
        write_to_stdout(song)
        click.echo(printable(_line("standard output", song)), err=True)
        return
    check_output(new.out, sorted(MIDI_SUFFIXES), new.existing, "--out")
    if new.existing == "skip" and new.out.exists():
        click.echo(f"{new.out}: exists, left as it is")
        return
    song = make()
    song.write(new.out)
    click.echo(printable(_line(new.out, song)))


def _convert_to_stdout(asked: Conversion) -> None:
    """The lines go to standard error, so that the file is all there is on standard output."""
    if asked.of_many:
        raise click.BadParameter("standard output takes a single song in a single style", param_hint="--out")
    if asked.as_json:
        raise click.UsageError("--json and -o - both ask for standard output")
    check_stdout()
    source, style = asked.sources[0], asked.styles[0]
    try:
        song = asked.change(song_of(source), style)
    except MidiError as error:
        raise MidiError("standard input" if source == STANDARD else source, error.reason) from error
    write_to_stdout(song)
    asked.say(_line("standard output", song))
    asked.write_extras(Job(Path(name_of(source)), asked.out, style))


def _convert_song(asked: Conversion, todo: Plan) -> None:
    source = asked.sources[0]
    told: dict[str | None, dict[str, Any]] = {}
    for job in todo.skipped:
        told[job.style] = {"target": str(job.target), "skipped": True}
        asked.say(f"{job.target}: exists, left as it is")
    songs = [song_of(source)] * len(todo.jobs) if todo.jobs else []
    for job, result in convert(todo.jobs, asked.change, songs):
        if isinstance(result, MidiError):
            raise result
        told[job.style] = _song_json(job.target, result) | asked.details()
        asked.say(_line(job.target, result))
        asked.write_extras(job)
    if asked.extras:
        asked.extras.finish()
    if asked.as_json:
        tell_json({"path": str(source), **_by_style(told)})


def _convert_batch(asked: Conversion, todo: Plan) -> None:
    if not (todo.jobs or todo.skipped or todo.refused):
        raise MidiError(" ".join(map(str, asked.sources)), "holds no MIDI files")
    failures = [MidiError(path, reason) for path, reason in todo.refused]
    songs: dict[str, dict[str | None, dict[str, Any]]] = {}
    written = 0
    with Meter() as meter:
        for done, (job, result) in enumerate(convert(todo.jobs, asked.change), start=1):
            if isinstance(result, MidiError):
                failures.append(result)
            else:
                written += 1
                report = _song_json(job.target, result) | asked.details()
                songs.setdefault(_key(job.source, asked), {})[job.style] = report
                meter.clear()
                asked.say(_line(job.target, result, job.source.stem if job.target in todo.renamed else None))
                try:
                    asked.write_extras(job)
                except RenderError as error:
                    failures.append(MidiError(job.source, str(error)))
            meter("songs", done, len(todo.jobs))
    if asked.extras:
        asked.extras.finish(failures)
    if asked.as_json:
        tell_json(_batch_json(asked, todo, songs, failures))
    left = f", {len(todo.skipped):,} left as they are" if todo.skipped else ""
    others = f", {todo.passed_over:,} files not MIDI by name passed over" if todo.passed_over else ""
    asked.say(f"{written:,} songs written, {len(failures):,} refused{left}{others}")
    tell_failures(failures)


def _batch_json(
    asked: Conversion, todo: Plan, songs: dict[str, dict[str | None, dict[str, Any]]], failures: list[MidiError]
) -> dict[str, Any]:
    skipped: dict[str, dict[str | None, str]] = {}
    for job in todo.skipped:
        skipped.setdefault(_key(job.source, asked), {})[job.style] = str(job.target)
    one_style = len(asked.styles) == 1
    return {
        "path": str(asked.folder) if asked.folder else [str(source) for source in asked.sources],
        "songs": {name: _by_style(told) for name, told in songs.items()},
        "refused": {_key(Path(failure.path), asked): failure.reason for failure in failures},
        "skipped": {name: next(iter(paths.values())) if one_style else paths for name, paths in skipped.items()},
        "passed_over": todo.passed_over,
    }


def _key(path: Path, asked: Conversion) -> str:
    """The name of a song in JSON: its path, from the folder if that is the only input."""
    return str(path.relative_to(asked.folder) if asked.folder else path)


def _by_style(told: dict[str | None, dict[str, Any]]) -> dict[str, Any]:
    """The JSON report of a song: if it is made in several styles, each has a report of its own."""
    return next(iter(told.values())) if len(told) == 1 else {"styles": told}


def _song_json(path: Path, song: Song) -> dict[str, Any]:
    """The JSON report of a song written, with the remarks on its source."""
    length = {"notes": song.note_count, "seconds": round(song.seconds, 3)}
    return {"target": str(path), **length, "remarks": list(song.remarks)}


def _line(path: Path | str, song: Song, shared_name: str | None = None) -> str:
    """The line of output of a song written, with the remarks on its source.

    Args:
        shared_name: the name that the source shares with another song of its folder, if it does.
    """
    name = f"; named in full, since another song is called {shared_name}, too" if shared_name else ""
    source = f"; of the source: {'; '.join(song.remarks)}" if song.remarks else ""
    return f"{path}: {song.note_count:,} notes, {duration(song.seconds)}{name}{source}"
