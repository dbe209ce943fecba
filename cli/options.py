"""Arguments and options shared by several commands, and the checks of their values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from vae_music.cli.streams import SongPath
from vae_music.errors import BarError
from vae_music.text import known_name
from vae_music.translators.protocol import METHODS, PROTOTYPE

if TYPE_CHECKING:
    from vae_music.inference.model import Model
    from vae_music.inference.tracks import Tracks
    from vae_music.midi.plan import Existing
    from vae_music.song import Song

PATH = click.Path(exists=True, path_type=Path)
SONG = SongPath(exists=True)

input_argument = click.argument("source", metavar="INPUT", type=SONG)
inputs_argument = click.argument("sources", metavar="INPUT...", nargs=-1, required=True, type=SONG)
output_option = click.option(
    "-o",
    "--out",
    required=True,
    type=SongPath(),
    help="MIDI file to write; - for standard output; a folder where there are several songs.",
)
new_output_option = click.option(
    "-o", "--out", required=True, type=SongPath(), help="MIDI file to write; - for standard output."
)
model_option = click.option(
    "--model", "model_path", type=PATH, metavar="RUN_OR_EXPORT", help="Model to use; by default the shipped one."
)
server_option = click.option(
    "--server",
    metavar="HOST:PORT",
    help="Use the model of a TensorFlow Serving server, by gRPC; HOST:PORT/NAME gives its name.",
)
rest_option = click.option(
    "--rest",
    metavar="URL",
    help="The same by REST, such as http://localhost:8501; starts faster, as it does not need TensorFlow.",
)
runtime_option = click.option(
    "--runtime",
    type=click.Choice(["tensorflow", "openvino"]),
    help="Runtime of the model; by default OpenVINO, which starts faster, where it is installed.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


def complete_style(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Shell completion of --style: the styles of the model named so far on the command line, or of the shipped one."""
    from vae_music.errors import VaeMusicError
    from vae_music.export.card import Card
    from vae_music.export.versions import find_model

    try:
        styles = Card.read(find_model(context.params.get("model_path"))).styles
    except VaeMusicError:
        return []
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{style}" for style in styles if style.lower().startswith(last.lower())]


def style_option(says: str, required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds the option --style to a command."""
    says += "; `vae-music styles` lists them."
    return click.option("--style", required=required, metavar="STYLE", help=says, shell_complete=complete_style)


def bar_range(_context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int | None] | None:
    """Option callback: the first and last bar in `5-8`, `5` or `5-`, which has no last bar."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6})(-)?([0-9]{1,6})?", value.replace(" ", ""))
    if not found or (found[3] and not found[2]):
        raise click.BadParameter(f"{value!r} is no range of bars such as 1-16", param=parameter)
    first, last = int(found[1]), int(found[3]) if found[3] else None if found[2] else int(found[1])
    if not first or (last is not None and last < first):
        raise click.BadParameter(f"{value!r} is no range of bars, which count from 1", param=parameter)
    return first, last


bars_option = click.option(
    "--bars",
    metavar="FROM-TO",
    callback=bar_range,
    help="Only these bars of INPUT, counted from 1: 1-16, 5, or 9- for all from there.",
)


def existing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --force and --skip-existing to a command."""
    for option in (
        click.option("--skip-existing", is_flag=True, help="Keep existing outputs and write only the others."),
        click.option("--force", is_flag=True, help="Overwrite existing outputs."),
    ):
        command = option(command)
    return command


def existing(force: bool, skip_existing: bool) -> Existing:
    """The treatment of existing outputs that the two options request. Raises UsageError where both are given."""
    if force and skip_existing:
        raise click.UsageError("--force and --skip-existing exclude each other")
    return "overwrite" if force else "skip" if skip_existing else "refuse"


def finite(_context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Option callback: refuse numbers that are not finite, as the ranges of click accept NaN."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number", param=parameter)
    return value


def finite_if_given(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Option callback: `finite` for an option that may be omitted."""
    return value if value is None else finite(context, parameter, value)


def chance_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --temperature and --seed to a command."""
    for option in (
        click.option(
            "--seed",
            default=0,
            show_default=True,
            type=click.IntRange(0),
            help="Seed of the sampling, and of what --method or the composer draws; equal seeds give the same notes.",
        ),
        click.option(
            "--temperature",
            default=0.0,
            show_default=True,
            type=click.FloatRange(0, 10),
            callback=finite,
            help="0 takes the likeliest notes, 1 samples them from the model.",
        ),
    ):
        command = option(command)
    return command


variant_option = click.option(
    "--variant",
    show_default="the first in the song's metre, or else 1",
    type=click.IntRange(1),
    help="Band of the style: 1 to 12 in the shipped model; a style with fewer bands repeats them.",
)
method_option = click.option(
    "--method",
    default=PROTOTYPE,
    show_default=True,
    type=click.Choice(METHODS),
    help="Where the new manner comes from: one song of the style (prototype), for each segment another that is played "
    "alike (retrieval), a network that changes the song's own manner (cyclegan), or one that draws a band (flow).",
)


class NewSong(NamedTuple):
    """The values of `new_song_options`: the output, the model, the sampling, and the treatment of existing outputs."""

    out: Path
    model_path: Path | None
    temperature: float
    seed: int
    existing: Existing


def new_song_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that write one new song; the command gets them as a NewSong named `new`."""

    @wraps(command)
    def with_new_song(
        *, out: Path, model_path: Path | None, temperature: float, seed: int, force: bool, skip_existing: bool, **rest
    ) -> None:
        command(new=NewSong(out, model_path, temperature, seed, existing(force, skip_existing)), **rest)

    options: Callable[..., Any] = with_new_song
    for option in (existing_options, chance_options, model_option, new_output_option):
        options = option(options)
    return options


def two_songs_arguments(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments A and B to a command, which gets them as `one` and `other`."""
    return click.argument("one", metavar="A", type=SONG)(click.argument("other", metavar="B", type=SONG)(command))


def known_style(style: str, model: Model) -> str:
    """The style of the model that a name means. Raises BadParameter where there is none."""
    from vae_music.latent import StyleError, find_style

    try:
        return find_style(style, model.styles)
    except StyleError as error:
        raise click.BadParameter(str(error), param_hint="--style") from error


def known_styles(wanted: str, model: Model) -> tuple[str, ...]:
    """The styles of the model in `jazz,latin`, each once, or all in `all`. Raises BadParameter for an unknown one."""
    if known_name(wanted, model.styles):
        return (known_style(wanted, model),)
    if wanted.strip().lower() == "all":
        return model.styles
    names = [name.strip() for name in wanted.split(",") if name.strip()] or [wanted]
    return tuple(dict.fromkeys(known_style(name, model) for name in names))


def known_variant(variant: int | None, model: Model) -> None:
    """Check that the model has a variant, if one is named. Raises BadParameter otherwise."""
    if variant is not None and variant > model.variants:
        only = f"this model has 1 to {model.variants}" if model.variants > 1 else "this model has no variants"
        raise click.BadParameter(only, param_hint="--variant")


def known_method(method: str, model: Model) -> None:
    """Check that the model has a method of transfer. Raises BadParameter otherwise."""
    if method not in model.methods:
        raise click.BadParameter(f"this model has only {', '.join(model.methods)}", param_hint="--method")


def known_bars(song: Song, bars: tuple[int, int | None]) -> None:
    """Refuse bars that a song does not have, as wrong usage."""
    try:
        song.excerpt(*bars)
    except BarError as error:
        raise click.BadParameter(error.reason, param_hint="--bars") from error


def known_tracks(song: Song, tracks: Tracks) -> None:
    """Refuse a track that a song does not have, as wrong usage."""
    from vae_music.inference.tracks import TrackError, find_track

    named = {"--melody": [tracks.melody] if tracks.melody else [], "--keep": tracks.keep, "--mute": tracks.mute}
    for option, wanted in named.items():
        for track in wanted:
            try:
                find_track(song, track)
            except TrackError as error:
                raise click.BadParameter(error.reason, param_hint=option) from error


def find(path: Path | None) -> Path:
    """The SavedModel of the model named on the command line, or of the shipped one. A missing one is wrong usage."""
    from vae_music.export.versions import NoModelError, find_model

    try:
        return find_model(path)
    except NoModelError as error:
        raise click.UsageError(str(error)) from error


def load(path: Path | None, runtime: str | None = None) -> Model:
    """The model named on the command line, or the shipped one, in the requested runtime or the fastest one installed.

    A runtime that is not installed is wrong usage.
    """
    from vae_music.inference.loading import fastest_runtime, load_model

    if runtime == "openvino" != fastest_runtime():
        raise click.UsageError("OpenVINO is not installed: pip install openvino")
    return load_model(find(path), runtime)


def load_or_connect(path: Path | None, server: str | None, rest: str | None, runtime: str | None) -> Model:
    """The model named on the command line, loaded here or used on a server."""
    if sum(choice is not None for choice in (path, server, rest)) > 1:
        raise click.UsageError("--model, --server and --rest exclude each other")
    from vae_music.inference.loading import connect_grpc, connect_rest

    if rest is not None:
        return connect_rest(rest)
    return load(path, runtime) if server is None else connect_grpc(server)
