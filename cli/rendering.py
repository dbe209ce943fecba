"""Sound files, pictures and pages as outputs of commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vae_music.cli.lines import minutes, size
from vae_music.errors import RenderError
from vae_music.progress import Meter
from vae_music.text import printable

if TYPE_CHECKING:
    from vae_music.midi.batch import Existing
    from vae_music.song import Song

_OUTPUT = click.Path(path_type=Path)


def check_output(path: Path, suffixes: Sequence[str] | None, wanted: Existing, option: str) -> None:
    """Check the path of an output. A wrong suffix, an existing file and a folder are wrong usage.

    Args:
        suffixes: the suffixes allowed; None allows any.
        wanted: the treatment of an existing file; only "refuse" refuses it.
        option: the name of the option for error messages.

    Raises RenderError where the path cannot be written.
    """
    if suffixes is not None and path.suffix.lower() not in suffixes:
        raise click.BadParameter(f"{path} does not end in one of {', '.join(suffixes)}", param_hint=option)
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint=option)
    if path.exists() and wanted == "refuse":
        reason = f"{path} exists already, so nothing is written (--force overwrites it)"
        raise click.BadParameter(reason, param_hint=option)
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir():
        raise RenderError(f"{path}: cannot be written: {above} is no folder")
    if not os.access(above, os.W_OK):
        raise RenderError(f"{path}: cannot be written: permission denied")


def extra_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --audio, --report and --dial to a command."""
    for option in (
        click.option(
            "--report", type=_OUTPUT, metavar="FILE", help="Write a page that plays the song before and after (.html)."
        ),
        click.option("--dial", is_flag=True, help="Give the page of --report five strengths to choose from."),
        click.option("--audio", type=_OUTPUT, metavar="FILE", help="Write the sound of the output (.mp3, .wav)."),
    ):
        command = option(command)
    return command


@dataclass
class Extras:
    """The outputs besides the song: its sound and a page, each if requested.

    dial: the page has five strengths. made: the song before and after, once it is changed. quiet: print no lines, for
    commands that print JSON.
    """

    audio: Path | None
    report: Path | None
    dial: bool
    wanted: Existing
    quiet: bool = False
    made: list[tuple[Song, Song]] = field(default_factory=list)

    def check(self, source: Path) -> None:
        """Check that the outputs can be written, before the work begins; as `check_output`."""
        from vae_music.render.outputs import PAGE_SUFFIXES, SOUND_SUFFIXES

        if self.dial and not self.report:
            raise click.UsageError("--dial is of the page that --report writes")
        for path, suffixes, option in (
            (self.audio, SOUND_SUFFIXES, "--audio"),
            (self.report, PAGE_SUFFIXES, "--report"),
        ):
            if path and source.is_dir():
                raise click.UsageError(f"{option} is of a single song, and {source} is a folder")
            if path:
                check_output(path, suffixes, self.wanted, option)

    def keeping(self, change: Callable[[Song], Song]) -> Callable[[Song], Song]:
        """`change`, wrapped so that its last result is kept for `write` if an output needs it."""

        def changed(song: Song) -> Song:
            after = change(song)
            if self.audio or self.report:
                self.made[:] = [(song, after)]
            return after

        return changed

    def write(
        self,
        title: str,
        style: str,
        strength: float,
        change: Callable[[Song, float], Song],
        classify: Callable[[Song], dict[str, float]],
    ) -> None:
        """Write the requested outputs, with a line for each; `change` makes the other strengths of the page."""
        if not self.made:
            return
        before, after = self.made[0]
        audio, report = (path and (None if self._left(path) else path) for path in (self.audio, self.report))
        if not (audio or report):
            return
        from vae_music.render.outputs import render_to, write_output, write_page
        from vae_music.render.page import player_page
        from vae_music.render.sounds import sounds_of
        from vae_music.render.transfer_page import STATIONS, transfer_takes

        def at(other: float) -> Song:
            return after if other == strength else change(before, other)

        with Meter() as meter:
            told = partial(meter, "sound")
            if report:
                takes, chosen = transfer_takes(before, at, classify, strength, STATIONS if self.dial else ())
                sounds = sounds_of([take.song for take in takes], told)
            if audio and report and not self.dial and audio.suffix.lower() == ".mp3":  # the same as on the page
                write_output(audio, lambda: sounds[chosen].content)
            elif audio:
                render_to(audio, {title: after}, title, told)
        if audio:
            self._say(f"{audio}: {minutes(after.seconds)}, {size(audio)}")
        if report:
            write_page(report, lambda: player_page(title, takes, style, chosen, sounds))
            self._say(f"{report}: {size(report)}")

    def _left(self, path: Path) -> bool:
        if self.wanted == "skip" and path.exists():
            self._say(f"{path}: exists, left as it is")
            return True
        return False

    def _say(self, line: str) -> None:
        if not self.quiet:
            click.echo(printable(line))
