"""`vae-music app`: a page in the browser on which a song is worked on."""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.interruption import WATCH
from vae_music.cli.options import find, load, model_option
from vae_music.text import printable

if TYPE_CHECKING:
    from vae_music.app.studio import Studio

PORT = 8765
_EXTRA = ("starlette", "uvicorn")


@click.command()
@click.argument("song", metavar="[SONG]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@model_option
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="Port of the page; 0 for a free one."
)
@click.option("--no-browser", is_flag=True, help="Only say where the page is, and open no browser.")
@click.option(
    "--soundfont",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Soundfont (SF2) that is played; by default the one that comes with pretty_midi.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="WORK",
    help="Folder in which the work is kept; by default one in the user's folder of application data.",
)
def app(
    song: Path | None, model_path: Path | None, port: int, no_browser: bool, soundfont: Path | None, folder: Path | None
) -> None:
    """Work on a song in the browser: sections, styles, energy, tracks, and versions to hear side by side.

    The page is at an address of this computer that no other can reach, and it needs no network. It opens with SONG, a
    MIDI file, or with the work of the last time, which is kept in a folder. Ctrl-C ends it; nothing is lost. It needs
    the extra `app`: pip install 'vae-music[app]'.

    \b
    Examples:
      vae-music app
      vae-music app song.mid
      vae-music app song.mid --model run/ --port 0 --no-browser
    """
    if not all(map(find_spec, _EXTRA)):
        raise click.UsageError("the page needs the extra `app`: pip install 'vae-music[app]'")
    from vae_music.app.memory import return_large_blocks
    from vae_music.app.serving import address_of, listening, serving, show_in_browser
    from vae_music.app.studio import Studio
    from vae_music.app.work import work_folder
    from vae_music.midi.header import file_bytes

    return_large_blocks()
    data = song and file_bytes(song)
    export = find(model_path)
    WATCH.leave_the_next()  # what is being made is ended, and the server with it
    with listening(port) as place:
        studio = Studio(load(export), export, folder or work_folder(), soundfont)
        with closing(studio):
            studio.prepare()
            if song and data:
                open_named(studio, song, data)
            elif problem := studio.store.resume():
                click.echo(printable(f"vae-music: {problem}"), err=True)
            address = address_of(place)
            with serving(studio, place) as thread:
                click.echo(f"{address} (Ctrl-C ends it)")
                if not no_browser and not show_in_browser(address):
                    click.echo("no browser could be opened: open this address in one", err=True)
                thread.join()


def open_named(studio: Studio, path: Path, data: bytes) -> None:
    """Open the song of the command line. Raises MidiError with the reason why that cannot be."""
    from vae_music.app.errors import Refusal
    from vae_music.app.songs import song_name
    from vae_music.errors import MidiError

    try:
        studio.open(data, song_name(path.name))
    except Refusal as refusal:
        raise MidiError(path, refusal.sentence) from refusal
