"""`vae-music styles`: the styles of a model, their variants, and the metre, tempo and instruments of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.lines import tell_json
from vae_music.cli.options import PATH, find, json_option
from vae_music.progress import Meter
from vae_music.text import printable

if TYPE_CHECKING:
    from vae_music.inference.bands import Band


@click.command()
@click.argument("path", metavar="[MODEL]", required=False, type=PATH)
@json_option
def styles(path: Path | None, as_json: bool) -> None:
    """List the styles of MODEL, a run or an export, or of the shipped model, with the bands of each.

    Each variant is a band: `transfer --variant 2` takes the second. Its metre, and its tempo in quarter notes per
    minute, are those of the song that it was learnt from, where the model knows them. Every band plays a few bars to be
    heard, by TensorFlow and only the first time, for what it plays is kept in the cache. Another song may bring other
    instruments of the band into play.

    \b
    Examples:
      vae-music styles
      vae-music styles run/ --json
    """
    export = find(path)
    from vae_music.inference.bands import bands_of_export

    with Meter() as meter:
        bands = bands_of_export(export, progress=partial(meter, "bands heard"))
    if as_json:
        variants = {style: {"variants": [band._asdict() for band in of_style]} for style, of_style in bands.items()}
        tell_json({"path": str(path or export), "styles": variants})
        return
    click.echo(printable(f"{path or 'the shipped model'}: {len(bands)} styles"))
    width = max(map(len, bands))
    pulse_width = max(len(_pulse(band)) for of_style in bands.values() for band in of_style)
    for style, of_style in bands.items():
        for band in of_style:
            name, pulse = style if band is of_style[0] else "", _pulse(band)
            instruments = ", ".join(_instruments(band))
            click.echo(printable(f"  {name:{width}}  {band.variant:2}  {pulse:{pulse_width}}{instruments}"))


def _pulse(band: Band) -> str:
    """The column of metre and tempo; nothing where they are not known."""
    return "" if band.tempo_qpm is None else f"{band.metre:>5} {band.tempo_qpm:3.0f} qpm  "


def _instruments(band: Band) -> Iterator[str]:
    """The instruments, each once; those that play the tune or the bass first."""
    if band.tune:
        yield f"tune {band.tune}"
    if band.bass:
        yield f"bass {band.bass}"
    yield from (name for name in band.others if name not in (band.tune, band.bass))
    if band.drums:
        yield "Drums"
