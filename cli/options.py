"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from vae_music.inference.model import Model
    from vae_music.midi.batch import Existing

PATH = click.Path(exists=True, path_type=Path)

input_argument = click.argument("source", metavar="INPUT", type=PATH)
output_option = click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="A MIDI file; a folder if INPUT is one."
)
new_output_option = click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="A MIDI file.")
model_option = click.option(
    "--model", "model_path", type=PATH, metavar="RUN_OR_EXPORT", help="The model; by default the one shipped."
)
server_option = click.option(
    "--server",
    metavar="HOST:PORT",
    help="Use the model of a TensorFlow Serving there, by gRPC; HOST:PORT/NAME names it.",
)
rest_option = click.option(
    "--rest",
    metavar="URL",
    help="The same by REST, such as http://localhost:8501; needs no TensorFlow here, so it starts at once.",
)
runtime_option = click.option(
    "--runtime",
    type=click.Choice(["tensorflow", "openvino"]),
    help="What runs the model; by default OpenVINO where it is installed, which starts sooner.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def complete_style(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """For the shell: the styles of the model named so far, or else of the one shipped; the command line may be half."""
    from vae_music.errors import VaeMusicError
    from vae_music.export.card import Card
    from vae_music.inference.loading import find_model

    try:
        styles = Card.read(find_model(context.params.get("model_path"))).styles
    except VaeMusicError:
        return []
    return [style for style in styles if style.startswith(incomplete)]


def style_option(required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option --style."""
    says = "A style of the model; `vae-music info` lists them."
    return click.option("--style", required=required, metavar="STYLE", help=says, shell_complete=complete_style)


def existing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --force and --skip-existing."""
    for option in (
        click.option("--skip-existing", is_flag=True, help="Leave outputs that exist, make the others."),
        click.option("--force", is_flag=True, help="Overwrite outputs that exist."),
    ):
        command = option(command)
    return command


def existing(force: bool, skip_existing: bool) -> Existing:
    """What the options say of outputs that exist."""
    if force and skip_existing:
        raise click.UsageError("--force and --skip-existing exclude each other")
    return "overwrite" if force else "skip" if skip_existing else "refuse"


def finite(_context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Option callback: NaN is in every range of click's, and is refused here."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number", param=parameter)
    return value


def finite_if_given(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Option callback: the same for an option that may be left out."""
    return value if value is None else finite(context, parameter, value)


def chance_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --temperature and --seed."""
    for option in (
        click.option(
            "--seed", default=0, show_default=True, type=click.IntRange(0), help="The same seed, the same notes."
        ),
        click.option(
            "--temperature",
            default=0.0,
            show_default=True,
            type=click.FloatRange(0, 10),
            callback=finite,
            help="0 takes the likeliest notes, 1 leaves them to chance.",
        ),
    ):
        command = option(command)
    return command


variant_option = click.option(
    "--variant",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Another band of the style: 1 to 4 in the shipped model; a style that has fewer repeats them.",
)


class NewSong(NamedTuple):
    """What the options of `new_song_options` say: where a song goes, what makes it, and what is left to chance."""

    out: Path
    model_path: Path | None
    temperature: float
    seed: int
    existing: Existing


def new_song_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the commands that make one song anew; the command gets them as one NewSong, named `new`."""

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
    """The arguments A and B, as `one` and `other`."""
    return click.argument("one", metavar="A", type=PATH)(click.argument("other", metavar="B", type=PATH)(command))


def known_style(style: str, model: Model) -> None:
    """A style that the model does not know is wrong usage."""
    from vae_music.latent import StyleError, style_weights

    try:
        style_weights(style, model.styles)
    except StyleError as error:
        raise click.BadParameter(str(error), param_hint="--style") from error


def known_variant(variant: int, model: Model) -> None:
    """A variant that the model does not have is wrong usage."""
    if variant > model.variants:
        only = f"this model has 1 to {model.variants}" if model.variants > 1 else "this model has no variants"
        raise click.BadParameter(only, param_hint="--variant")


def find(path: Path | None) -> Path:
    """The SavedModel meant on the command line; to name none while none is shipped is wrong usage."""
    from vae_music.inference.loading import NoModelError, find_model

    try:
        return find_model(path)
    except NoModelError as error:
        raise click.UsageError(str(error)) from error


def load(path: Path | None, runtime: str = "tensorflow") -> Model:
    """The model meant on the command line."""
    from vae_music.inference.loading import load_model

    return load_model(find(path), runtime)


def load_or_connect(path: Path | None, server: str | None, rest: str | None, runtime: str) -> Model:
    """The model meant on the command line, on this machine or on a server."""
    if sum(choice is not None for choice in (path, server, rest)) > 1:
        raise click.UsageError("--model, --server and --rest exclude each other")
    from vae_music.inference.loading import connect_grpc, connect_rest

    if rest is not None:
        return connect_rest(rest)
    return load(path, runtime) if server is None else connect_grpc(server)


def installed_runtime(runtime: str | None) -> str:
    """The runtime asked for, or else the fastest that is installed; one that is not is wrong usage."""
    from vae_music.inference.loading import fastest_runtime

    fastest = fastest_runtime()
    if runtime == "openvino" != fastest:
        raise click.UsageError("OpenVINO is not installed: pip install 'vae-music[openvino]'")
    return runtime or fastest
