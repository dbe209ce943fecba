"""`vae-music render`: a song as sound, picture or page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from vae_music.cli.lines import size
from vae_music.cli.rendering import check_output
from vae_music.cli.streams import SongPath, name_of, song_of
from vae_music.progress import Meter
from vae_music.text import duration, printable

FILE = SongPath(exists=True, dir_okay=False)


@click.command()
@click.argument("source", metavar="FILE", type=FILE)
@click.option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="A .wav, .mp3, .png, .svg, .pdf or .html file to write; repeatable.",
)
@click.option(
    "--beside", type=FILE, metavar="OTHER", help="Another MIDI file to show beside FILE, such as its transfer."
)
@click.option("--force", is_flag=True, help="Overwrite existing outputs.")
def render(source: Path, outs: tuple[Path, ...], beside: Path | None, force: bool) -> None:
    """Render FILE, a MIDI file or -, as sound, picture or page.

    A page is a single .html file that plays the song and shows its piano roll, without access to a network.

    \b
    Examples:
      vae-music render song.mid -o song.mp3 -o song.png
      vae-music render song.mid --beside jazzy.mid -o both.html
    """
    from vae_music.errors import MidiError
    from vae_music.render.outputs import SOUND_SUFFIXES, SUFFIXES, render_to

    for out in outs:
        check_output(out, SUFFIXES, "overwrite" if force else "refuse", "--out")
    if beside and all(out.suffix.lower() in SOUND_SUFFIXES for out in outs):
        raise click.UsageError("--beside shows another song in pictures and pages, and none is asked for")
    songs = {}
    for path in filter(None, (source, beside)):
        song = song_of(path)
        if not song.note_count:
            raise MidiError(path, "no notes")
        songs[name_of(path) if name_of(path) not in songs else str(path)] = song
    for out in outs:
        with Meter() as meter:
            render_to(out, songs, name_of(source), partial(meter, "sound"))
        length = f"{duration(songs[name_of(source)].seconds)}, " if out.suffix.lower() in SOUND_SUFFIXES else ""
        click.echo(printable(f"{out}: {length}{size(out)}"))
