"""Sound files, pictures and pages as outputs of commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vae_music.cli.lines import size
from vae_music.errors import MidiError, RenderError
from vae_music.progress import Meter
from vae_music.text import duration, printable

if TYPE_CHECKING:
    from vae_music.midi.plan import Existing, Job
    from vae_music.render.index import Page
    from vae_music.render.transfer_page import TransferTakes
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
            "--report",
            type=_OUTPUT,
            metavar="FILE",
            help="Write a page that plays the song before and after (.html); of several songs, an index of pages.",
        ),
        click.option("--dial", is_flag=True, help="Give the page of --report five strengths to choose from."),
        click.option("--audio", type=_OUTPUT, metavar="FILE", help="Write the sound of the output (.mp3, .wav)."),
    ):
        command = option(command)
    return command


@dataclass
class Extras:
    """The outputs besides the songs: the sound of one and a page, each if requested.

    dial: the page has five strengths. takes: what is on the page of a transfer, of the song before and after, and the
    style. like: what stands for the style where there is none. several: several songs are written; the page then is an
    index of theirs, which lie in a folder beside it. say: takes a line of text. made: the last song before and after it
    was changed. pages: those of the index.
    """

    audio: Path | None
    report: Path | None
    dial: bool
    wanted: Existing
    takes: Callable[[Song, Song, str | None], TransferTakes]
    like: str | None = None
    several: bool = False
    say: Callable[[str], None] = click.echo
    made: list[tuple[Song, Song]] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the pages of several songs."""
        report = self.report or Path()
        return report.with_name(f"{report.stem}_pages")

    def begin(self, several: bool, say: Callable[[str], None]) -> None:
        """Check that the outputs can be written, before the work begins; as `check_output`."""
        from vae_music.render.outputs import PAGE_SUFFIXES, SOUND_SUFFIXES

        self.several, self.say = several, say
        if self.audio and several:
            raise click.UsageError("--audio is of a single song, and several are to be written")
        if self.dial and not self.report:
            raise click.UsageError("--dial is of the page that --report writes")
        for path, suffixes, option in (
            (self.audio, SOUND_SUFFIXES, "--audio"),
            (self.report, PAGE_SUFFIXES, "--report"),
        ):
            if path:
                check_output(path, suffixes, self.wanted, option)
        if self.report and several and self.wanted == "refuse" and self.folder.exists():
            reason = f"{self.folder} exists already, so nothing is written (--force overwrites what is in it)"
            raise click.BadParameter(reason, param_hint="--report")

    def keeping(self, change: Callable[[Song, str | None], Song]) -> Callable[[Song, str | None], Song]:
        """`change`, wrapped so that its last result is kept for `write` if an output needs it."""

        def changed(song: Song, style: str | None) -> Song:
            after = change(song, style)
            if self.audio or self.report:
                self.made[:] = [(song, after)]
            return after

        return changed

    def write(self, job: Job) -> None:
        """Write the requested outputs of the job that was done last, with a line for each."""
        if not self.made:
            return
        before, after = self.made[0]
        title, audio, report = job.source.stem, self._wanted(self.audio), self._wanted(self.report)
        if not (audio or report):
            return
        from vae_music.render.outputs import render_to, write_output, write_page
        from vae_music.render.page import player_page
        from vae_music.render.sounds import sounds_of

        with Meter() as meter:
            told = partial(meter, "sound")
            if report:
                takes, chosen = self.takes(before, after, job.style)
                sounds = sounds_of([take.song for take in takes], told)
            if audio and report and not self.dial and audio.suffix.lower() == ".mp3":  # the same as on the page
                write_output(audio, lambda: sounds[chosen].content)
            elif audio:
                render_to(audio, {title: after}, title, told)
        if audio:
            self._say(f"{audio}: {duration(after.seconds)}, {size(audio)}")
        if report:
            path = self._page_of(job) if self.several else report
            write_page(path, lambda: player_page(title, takes, job.style or self.like, chosen, sounds))
            if self.several:
                from vae_music.render.index import Page

                self.pages.append(Page(path.relative_to(report.parent), title, job.style, before, after))
            else:
                self._say(f"{path}: {size(path)}")

    def finish(self, failures: Sequence[MidiError] = ()) -> None:
        """Write the index of the pages of several songs, with the files that were refused."""
        if self.report and self.several and self.pages:
            from vae_music.render.index import index_page
            from vae_music.render.outputs import write_page

            write_page(self.report, lambda: index_page(self.pages, [str(failure) for failure in failures]))
            self._say(f"{self.report}: index of {len(self.pages):,} pages in {self.folder}")

    def _page_of(self, job: Job) -> Path:
        """The path of the page of a song, which no other song of the index has."""
        taken = {page.path for page in self.pages}
        name, number = job.target.stem, 1
        while (path := self.folder / f"{name}.html").relative_to(self.folder.parent) in taken:
            number += 1
            name = f"{job.target.stem}_{number}"
        return path

    def _wanted(self, path: Path | None) -> Path | None:
        """The path of an output that is to be written."""
        return None if path is None or self._left(path) else path

    def _left(self, path: Path) -> bool:
        if self.wanted == "skip" and path.exists():
            self._say(f"{path}: exists, left as it is")
            return True
        return False

    def _say(self, line: str) -> None:
        self.say(printable(line))
