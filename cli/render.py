"""`vae-music render`: a song as sound, stems, project, picture or page."""

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
    help="A .wav, .mp3, .zip, .dawproject, .png, .svg, .pdf or .html file to write; repeatable.",
)
@click.option(
    "--soundfont",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FONT.sf2",
    help="Play with this soundfont, in SF2 format, instead of the one that comes with pretty_midi.",
)
@click.option(
    "--beside", type=FILE, metavar="OTHER", help="Another MIDI file to show beside FILE, such as its transfer."
)
@click.option("--force", is_flag=True, help="Overwrite existing outputs.")
def render(source: Path, outs: tuple[Path, ...], soundfont: Path | None, beside: Path | None, force: bool) -> None:
    """Render FILE, a MIDI file or -, as sound, stems, project, picture or page.

    A page is a single .html file that plays the song and shows its piano roll, without access to a network. A .zip file
    holds the stems, a MIDI and a WAV file for each track: they begin together, and the WAV files sum to the sound of
    the song. A .dawproject file is opened by Bitwig Studio, Cubase, Studio One and others.

    \b
    Examples:
      vae-music render song.mid -o song.mp3 -o song.png
      vae-music render song.mid --beside jazzy.mid -o both.html
      vae-music render song.mid -o stems.zip -o song.dawproject
      vae-music render song.mid --soundfont grand.sf2 -o song.wav
      vae-music transfer song.mid --style jazz -o - | vae-music render - -o stems.zip
    """
    from vae_music.audio.soundfont import SoundFont
    from vae_music.errors import MidiError
    from vae_music.render.outputs import (
        PAGE_SUFFIXES,
        PICTURE_SUFFIXES,
        SOUND_SUFFIXES,
        STEMS_SUFFIX,
        SUFFIXES,
        render_to,
    )

    for out in outs:
        check_output(out, SUFFIXES, "overwrite" if force else "refuse", "--out")
    wanted, heard = {out.suffix.lower() for out in outs}, {*SOUND_SUFFIXES, STEMS_SUFFIX}
    if beside and not wanted & {*PICTURE_SUFFIXES, *PAGE_SUFFIXES}:
        raise click.UsageError("--beside shows another song in pictures and pages, and none is asked for")
    if soundfont and not wanted & {*heard, *PAGE_SUFFIXES}:
        raise click.UsageError("--soundfont is of what is heard, and none of the outputs is")
    font = SoundFont(soundfont) if soundfont else None
    songs = {}
    for path in filter(None, (source, beside)):
        song = song_of(path)
        if not song.note_count:
            raise MidiError(path, "no notes")
        songs[name_of(path) if name_of(path) not in songs else str(path)] = song
    for out in outs:
        with Meter() as meter:
            render_to(out, songs, name_of(source), partial(meter, "sound"), font)
        length = f"{duration(songs[name_of(source)].seconds)}, " if out.suffix.lower() in heard else ""
        click.echo(printable(f"{out}: {length}{size(out)}"))
