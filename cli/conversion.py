"""What the commands that write songs have in common: a line for each song written, and none overwritten unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from vae_music.batch import Existing, OutputError, Plan, convert, plan
from vae_music.cli.lines import minutes, printable, tell_failures
from vae_music.cli.options import existing
from vae_music.cli.quiet import import_tensorflow
from vae_music.cli.rendering import check_output
from vae_music.errors import MidiError
from vae_music.midi import MIDI_SUFFIXES
from vae_music.song import Song


def convert_all(
    source: Path, out: Path, wanted: Existing, change: Callable[[Song], Song], tensorflow: bool = True
) -> None:
    """Change a song, or all songs of a folder, and write them; an output that exists is wrong usage.

    tensorflow: whether the change will import it.
    """
    try:
        todo = plan(source, out, wanted)
    except OutputError as error:
        raise click.BadParameter(str(error), param_hint="--out") from error

    def changed(song: Song) -> Song:
        if tensorflow:
            import_tensorflow()  # not before a song is there to be changed
        return change(song)

    if source.is_dir():
        _convert_folder(source, todo, changed)
    elif todo.skipped:
        click.echo(f"{todo.skipped[0].target}: exists, left as it is")
    else:
        ((job, result),) = convert(todo.jobs, changed, workers=0)
        if isinstance(result, MidiError):
            raise result
        click.echo(_line(job.target, result))


def make_one(out: Path, force: bool, skip_existing: bool, make: Callable[[], Song]) -> None:
    """Make a song and write it; an output that exists is wrong usage."""
    wanted = existing(force, skip_existing)
    check_output(out, sorted(MIDI_SUFFIXES), wanted, "--out")
    if wanted == "skip" and out.exists():
        click.echo(f"{out}: exists, left as it is")
        return
    import_tensorflow()
    song = make()
    song.write(out)
    click.echo(_line(out, song))


def _convert_folder(folder: Path, todo: Plan, change: Callable[[Song], Song]) -> None:
    if not (todo.jobs or todo.skipped or todo.refused):
        raise MidiError(folder, "holds no MIDI files")
    failures = [MidiError(path, reason) for path, reason in todo.refused]
    for job, result in convert(todo.jobs, change):
        if isinstance(result, MidiError):
            failures.append(result)
        else:
            click.echo(_line(job.target, result))
    for job in todo.renamed:
        taken = job.target.with_name(f"{job.source.stem}.mid")
        click.echo(printable(f"{job.source}: written as {job.target.name}, as {taken.name} is made of another file"))
    written = len(todo.jobs) + len(todo.refused) - len(failures)
    left = f", {len(todo.skipped):,} left as they are" if todo.skipped else ""
    others = f", {todo.passed_over:,} files not MIDI by name passed over" if todo.passed_over else ""
    click.echo(f"{written:,} songs written, {len(failures):,} refused{left}{others}")
    tell_failures(failures)


def _line(path: Path, song: Song) -> str:
    """What was written, and what is to be said of its source."""
    source = f"; of the source: {'; '.join(song.remarks)}" if song.remarks else ""
    return printable(f"{path}: {song.note_count:,} notes, {minutes(song.seconds)}{source}")
