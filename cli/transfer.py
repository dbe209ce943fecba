"""`vae-music transfer`: a song, or a folder of songs, in another style."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.energy import energy_options
from vae_music.cli.options import (
    PATH,
    chance_options,
    existing,
    existing_options,
    finite,
    input_argument,
    installed_runtime,
    json_option,
    known_style,
    known_tracks,
    known_variant,
    load_or_connect,
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
from vae_music.latent import MAX_STRENGTH

if TYPE_CHECKING:
    from vae_music.inference.energy import BarsLevel
    from vae_music.inference.sections import PlannedSection
    from vae_music.song import Song


@click.command(epilog="Example: vae-music transfer song.mid --style jazz -o jazzy.mid --report jazzy.html")
@input_argument
@style_option()
@variant_option
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
    source: Path,
    style: str | None,
    variant: int,
    like: Path | None,
    out: Path,
    model_path: Path | None,
    server: str | None,
    rest: str | None,
    runtime: str | None,
    strength: float,
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
    force: bool,
    skip_existing: bool,
    as_json: bool,
) -> None:
    """Give INPUT, a MIDI file or a folder of MIDI files, another style.

    Tempo, metre, keys, markers and length stay the same. The songs of a folder are written at the same relative paths.
    """
    if (style is None) == (like is None) and (style is not None or not sections):
        raise click.UsageError("give either a style with --style or a song with --like")
    if like is not None and variant != 1:
        raise click.UsageError("--variant selects a band of a style, and --like names none")
    wanted = existing(force, skip_existing)
    model = load_or_connect(model_path, server, rest, installed_runtime(runtime))
    from vae_music.cli.conversion import convert_all
    from vae_music.inference.request import Sampling, TransferRequest
    from vae_music.inference.source import read_source
    from vae_music.inference.tracks import Tracks, tune_json
    from vae_music.midi.read import read_song

    if style is not None:
        known_style(style, model)
        known_variant(variant, model)
    extras = Extras(audio, report, wanted, quiet=as_json)
    extras.check(source)
    example = None if like is None else read_song(like)
    tracks = Tracks(melody, keep, mute)
    if any(tracks) and not source.is_dir():
        known_tracks(source, tracks)
    sampling = Sampling(temperature, seed)
    with usage_of_sections(sections, model):
        asked = TransferRequest(
            style, strength, sampling, example, keep_melody, variant, tracks, energy, form, sections
        )
    tunes: list[list[dict[str, int | str]]] = []

    def change(song: Song, strength: float = strength) -> Song:
        read = read_source(song, model.spec, tracks)
        tunes[:] = [tune_json(read.song, read.tune)]
        return model.transferred(read, replace(asked, strength=strength))

    convert_all(source, out, wanted, extras.keeping(change), as_json, lambda: {"tune": tunes[0]})
    wanted_style = style or (f"like {like.stem}" if like else "sections")
    extras.write(source.stem, wanted_style, strength, change, model.classify)
