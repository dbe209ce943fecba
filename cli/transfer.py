"""`vae-music transfer`: a song, or a folder of songs, in another style."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.energy import energy_options
from vae_music.cli.options import (
    PATH,
    bars_option,
    chance_options,
    existing,
    existing_options,
    finite,
    inputs_argument,
    json_option,
    known_bars,
    known_method,
    known_styles,
    known_tracks,
    known_variant,
    load_or_connect,
    method_option,
    model_option,
    output_option,
    rest_option,
    runtime_option,
    server_option,
    style_option,
    variant_option,
)
from vae_music.cli.rendering import Extras, extra_options
from vae_music.cli.sections import sections_option, usage_of_sections
from vae_music.cli.streams import song_of
from vae_music.latent import MAX_STRENGTH
from vae_music.translators.protocol import PROTOTYPE

if TYPE_CHECKING:
    from vae_music.inference.energy import BarsLevel
    from vae_music.inference.sections import PlannedSection
    from vae_music.render.transfer_page import TransferTakes
    from vae_music.song import Song


@click.command()
@inputs_argument
@style_option("Style of the model; several as jazz,latin, and all of them as all")
@variant_option
@method_option
@click.option("--like", type=PATH, metavar="EXAMPLE.mid", help="Take the manner of this song instead of a style.")
@output_option
@model_option
@server_option
@rest_option
@runtime_option
@click.option(
    "--strength",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, MAX_STRENGTH),
    callback=finite,
    help="Strength of the transfer: 0 keeps the old style, 1 reaches the new one, above 1 exaggerates it.",
)
@bars_option
@click.option("--keep-melody", is_flag=True, help="Keep the notes of the melody unchanged.")
@click.option("--melody", metavar="TRACK", help="The track that has the tune, a number or a name; found by default.")
@click.option("--keep", multiple=True, metavar="TRACK", help="Leave this track exactly as it is; repeatable.")
@click.option("--mute", multiple=True, metavar="TRACK", help="Take this track out of INPUT; repeatable.")
@sections_option
@energy_options
@chance_options
@extra_options
@existing_options
@json_option
def transfer(
    sources: tuple[Path, ...],
    style: str | None,
    variant: int | None,
    method: str,
    like: Path | None,
    out: Path,
    model_path: Path | None,
    server: str | None,
    rest: str | None,
    runtime: str | None,
    strength: float,
    bars: tuple[int, int | None] | None,
    keep_melody: bool,
    melody: str | None,
    keep: tuple[str, ...],
    mute: tuple[str, ...],
    sections: tuple[PlannedSection, ...],
    energy: tuple[BarsLevel, ...] | None,
    form: float,
    temperature: float,
    seed: int,
    audio: Path | None,
    report: Path | None,
    dial: bool,
    force: bool,
    skip_existing: bool,
    as_json: bool,
) -> None:
    """Give each INPUT, a MIDI file, - or a folder of MIDI files, another style.

    Tempo, metre, keys, markers and length stay the same. Several songs are written into the folder OUT: files at their
    names, the songs of a folder at their relative paths. Of several styles, such as `jazz,latin` or `all`, each has an
    output of its own, such as song.jazz.mid: in OUT, or beside it if that is named as a MIDI file.

    \b
    Examples:
      vae-music transfer song.mid --style jazz -o jazzy.mid
      vae-music transfer song.mid --style jazz -o jazzy.mid --audio jazzy.mp3 --report jazzy.html
      vae-music transfer song.mid --style latin --variant 2 --strength 0.7 --keep-melody -o other.mid
      vae-music transfer song.mid --style jazz --method flow --seed 3 -o drawn.mid
      vae-music transfer song.mid --style all --bars 1-16 -o styles/
      vae-music transfer song.mid --like example.mid -o alike.mid
      vae-music transfer *.mid songs/ --style pop -o pop/ --report pop.html
      vae-music transfer - --style piano -o - < song.mid > piano.mid
    """
    if (style is None) == (like is None) and (style is not None or not sections):
        raise click.UsageError("give either a style with --style or a song with --like")
    if like is not None and variant is not None:
        raise click.UsageError("--variant selects a band of a style, and --like names none")
    if method != PROTOTYPE and (like is not None or variant not in (None, 1)):
        raise click.UsageError(f"--method {method} has neither --like nor --variant; --seed gives another band")
    wanted = existing(force, skip_existing)
    model = load_or_connect(model_path, server, rest, runtime)
    known_method(method, model)
    from vae_music.cli.conversion import Conversion, convert_all
    from vae_music.inference.request import Sampling, TransferRequest
    from vae_music.inference.source import read_source
    from vae_music.inference.tracks import Tracks, tune_json
    from vae_music.midi.read import read_song

    styles: tuple[str | None, ...] = (None,)
    if style is not None:
        styles = known_styles(style, model)
        known_variant(variant, model)
    tracks = Tracks(melody, keep, mute)
    sampling, example = Sampling(temperature, seed), like and read_song(like)
    with usage_of_sections(sections, model):
        asked = TransferRequest(
            styles[0], strength, sampling, example, keep_melody, variant, tracks, energy, form, sections, method
        )
    tunes: list[list[dict[str, int | str]]] = []

    def transferred(song: Song, style: str | None, strength: float = strength) -> Song:
        read = read_source(song, model.spec, tracks)
        tunes[:] = [tune_json(read.song, read.tune)]
        return model.transferred(read, replace(asked, style=style, strength=strength))

    def takes(before: Song, after: Song, style: str | None) -> TransferTakes:
        from vae_music.render.transfer_page import STATIONS, transfer_takes

        def at(other: float) -> Song:
            return after if other == strength else transferred(before, style, other)

        return transfer_takes(before, at, model.classify, strength, STATIONS if dial else ())

    extras = Extras(audio, report, dial, wanted, takes, f"like {like.stem}" if like else "sections")
    kept = extras.keeping(transferred)

    def change(song: Song, style: str | None) -> Song:
        return kept(song if bars is None else song.excerpt(*bars), style)

    wanted_songs = Conversion(sources, out, wanted, change, as_json, styles, lambda: {"tune": tunes[0]}, extras)
    if wanted_songs.of_one_song and (bars or any(tracks)):
        song = song_of(sources[0])
        known_tracks(song, tracks)
        known_bars(song, bars or (1, None))
    convert_all(wanted_songs)
