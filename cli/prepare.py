"""`vae-music prepare`: corpora read by Apache Beam into shards, which other commands take as a corpus."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from vae_music.cli.corpora import FolderOrUrl, corpus_options, unknown_style
from vae_music.cli.corpus import show

if TYPE_CHECKING:
    from vae_music.corpus.request import CorpusRequest


class WithPipelineOptions(click.Command):
    """A command that leaves the words after `--` to Beam; they are in the `meta` of its context."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words before `--`."""
        end = args.index("--") if "--" in args else len(args)
        ctx.meta["pipeline options"] = tuple(args[end + 1 :])
        return super().parse_args(ctx, args[:end])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the line of usage."""
        return [*super().collect_usage_pieces(ctx), "[-- PIPELINE OPTION...]"]


@click.command(cls=WithPipelineOptions)
@corpus_options(FolderOrUrl())
@click.option("--out", required=True, metavar="SHARDS", help="New or empty folder, or URL such as s3://bucket/shards.")
@click.option(
    "--runner",
    default="DirectRunner",
    show_default=True,
    metavar="NAME",
    help="Beam's runner, by its name or by its path in Python.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the split that is shown.")
@click.pass_context
def prepare(ctx: click.Context, asked: CorpusRequest, out: str, runner: str, seed: int) -> None:
    """Read corpora with Apache Beam, on this machine or on a cluster, into shards that `train` takes as a CORPUS.

    Besides folders, a CORPUS and SHARDS can be URLs of Beam's filesystems. On a cluster, vae-music must be installed on
    every worker, and folders must have the same path on all; Dask's workers need --no-nanny, or in their environment
    DASK_DISTRIBUTED__WORKER__DAEMON=False. What an interrupted preparation has left is made use of. Without a CORPUS,
    the embedded corpus is read. Needs `pip install 'vae-music[beam]'`.

    \b
    Examples:
      vae-music prepare my-midi/ --out shards/
      vae-music prepare s3://bucket/midi --out s3://bucket/shards -- --s3_region_name=eu-west-1
      vae-music prepare my-midi/ --out shards/ \\
        --runner apache_beam.runners.dask.dask_runner.DaskRunner -- --dask_client_address=tcp://host:8786
      vae-music train shards/ --out run/
    """
    if not find_spec("apache_beam"):
        raise click.UsageError("prepare needs Apache Beam: pip install 'vae-music[beam]'")
    logging.getLogger().setLevel(logging.ERROR)  # Beam warns of what it would need for other clouds
    from vae_music.corpus import UnknownStyleError
    from vae_music.preparation.prepare import OutputExistsError, UnknownRunnerError
    from vae_music.preparation.prepare import prepare as run
    from vae_music.rolls.spec import RollSpec

    try:
        found = run(asked, out, RollSpec(), runner, ctx.meta["pipeline options"])
    except UnknownStyleError as error:
        raise unknown_style(error) from error
    except OutputExistsError as error:
        raise click.BadParameter(str(error), param_hint="--out") from error
    except UnknownRunnerError as error:
        raise click.BadParameter(str(error), param_hint="--runner") from error
    show(found, seed, as_json=False)
