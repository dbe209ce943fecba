"""Arguments and options shared by several commands, and the checks of their values."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from vae_music.inference.model import Model
    from vae_music.inference.tracks import Tracks
    from vae_music.midi.batch import Existing

PATH = click.Path(exists=True, path_type=Path)

input_argument = click.argument("source", metavar="INPUT", type=PATH)
output_option = click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="MIDI file to write; a folder if INPUT is one."
)
new_output_option = click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="MIDI file to write."
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
    from vae_music.inference.loading import find_model

    try:
        styles = Card.read(find_model(context.params.get("model_path"))).styles
    except VaeMusicError:
        return []
    return [style for style in styles if style.startswith(incomplete)]


def style_option(required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds the option --style to a command."""
    says = "Style of the model; `vae-music info` lists them."
    return click.option("--style", required=required, metavar="STYLE", help=says, shell_complete=complete_style)


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
            help="Seed of the sampling; the same seed gives the same notes.",
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
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Band of the style: 1 to 4 in the shipped model; a style with fewer bands repeats them.",
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
    return click.argument("one", metavar="A", type=PATH)(click.argument("other", metavar="B", type=PATH)(command))


def known_style(style: str, model: Model) -> None:
    """Check that the model has a style. Raises BadParameter otherwise."""
    from vae_music.latent import StyleError, style_weights

    try:
        style_weights(style, model.styles)
    except StyleError as error:
        raise click.BadParameter(str(error), param_hint="--style") from error


def known_variant(variant: int, model: Model) -> None:
    """Check that the model has a variant. Raises BadParameter otherwise."""
    if variant > model.variants:
        only = f"this model has 1 to {model.variants}" if model.variants > 1 else "this model has no variants"
        raise click.BadParameter(only, param_hint="--variant")


def known_tracks(source: Path, tracks: Tracks) -> None:
    """Refuse a track that a song does not have, as wrong usage."""
    from vae_music.inference.tracks import TrackError, find_track
    from vae_music.midi.read import read_song

    song = read_song(source)
    named = {"--melody": [tracks.melody] if tracks.melody else [], "--keep": tracks.keep, "--mute": tracks.mute}
    for option, wanted in named.items():
        for track in wanted:
            try:
                find_track(song, track)
            except TrackError as error:
                raise click.BadParameter(error.reason, param_hint=option) from error


def find(path: Path | None) -> Path:
    """The SavedModel of the model named on the command line, or of the shipped one. A missing one is wrong usage."""
    from vae_music.inference.loading import NoModelError, find_model

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
