"""`vae-music export`: a SavedModel for TensorFlow Serving."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import find, load


@click.command(epilog="Example: vae-music export runs/first --out models/vae-music")
@click.argument("run", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="BASE",
    help="Folder of the versions.",
)
def export(run: Path | None, out: Path) -> None:
    """Write the model of RUN, or by default the shipped model, as BASE/<version>/. The first version is 1."""
    source = run or find(None)
    from vae_music.export.saved_model import export_run

    version = export_run(source, out)
    click.echo(f"{version}: styles {', '.join(load(version).styles)}")
