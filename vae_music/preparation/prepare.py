"""The preparation of a corpus: its layout, the pipeline that reads it, and the check that nothing is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import apache_beam as beam
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineRunner, PipelineState, create_runner

from vae_music.corpus.corpus import Corpus, read_corpus, sort_out
from vae_music.corpus.entries import Layout
from vae_music.corpus.layouts import lay_out
from vae_music.corpus.prepared import FILES, PREPARED, REFUSED, ROLLS, Tables, read_tables
from vae_music.corpus.remote import match, place
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import CorpusError
from vae_music.preparation.pipeline import Preparation, read_in_pipeline
from vae_music.preparation.store import delete, write_whole
from vae_music.rolls.spec import RollSpec

DIRECT = "DirectRunner"
_IN_PROCESS = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"


class OutputExistsError(CorpusError):
    """A folder to write to that holds something else than what an interrupted preparation left."""


class UnknownRunnerError(CorpusError):
    """A name that is none of Beam's runners, or a path at which there is none."""


def prepare(
    request: CorpusRequest, out: str, spec: RollSpec, runner: str = DIRECT, options: Sequence[str] = ()
) -> Corpus:
    """Read one or several corpora by a Beam pipeline into `out`, a folder that is a corpus with all rolls in it.

    The shards are byte for byte those that `read_corpus` writes into an empty cache.

    Args:
        out: a new or empty folder, or one in which a preparation was interrupted.
        runner: the name of Beam's runner, or its path, such as apache_beam.runners.dask.dask_runner.DaskRunner.
        options: pipeline options, such as `--dask_client_address=tcp://host:8786`.

    Raises:
        OutputExistsError: `out` holds other files.
        UnknownRunnerError: there is no such runner.
        UnknownStyleError, CorpusError: a corpus cannot be laid out, or the pipeline has failed or lost files.
    """
    FileSystems.set_options(PipelineOptions(list(options)))
    made = _runner(runner)
    folder = place(out)
    _clear(folder)
    layout = _absolute(lay_out(request))
    if layout.records:
        raise CorpusError(f"{', '.join(request.corpora)}: prepared already; train takes several of them at once")
    workers = 1 if request.workers is None and runner != DIRECT else request.workers
    preparation = Preparation(str(folder.absolute()), spec, tuple(options), workers)
    _run(preparation, layout, made)
    _seal(preparation, layout)
    return read_corpus(CorpusRequest((out,), cache=request.cache), spec)


def _clear(folder: Path) -> None:
    """Remove the tables of an interrupted preparation, lest they be taken for those of this one; shards are reused."""
    names = match(folder)
    if PREPARED in names:
        raise OutputExistsError(f"{folder} holds a prepared corpus")
    if others := [name for name in names if not name.startswith((FILES, REFUSED, PREPARED, f"{ROLLS}/"))]:
        raise OutputExistsError(f"{folder} exists and holds other files, such as {min(others)}")
    delete(folder, [name for name in names if not name.startswith(ROLLS)])


def _absolute(layout: Layout) -> Layout:
    """The layout with paths that hold wherever a worker runs."""
    return replace(
        layout,
        entries=[entry._replace(path=entry.path.absolute()) for entry in layout.entries],
        refused=[refused._replace(path=refused.path.absolute()) for refused in layout.refused],
    )


def _runner(name: str) -> PipelineRunner:
    # Beam's DirectRunner first looks for a program of another runner on the network; this is the one it falls back to.
    try:
        return create_runner(_IN_PROCESS if name == DIRECT else name)
    except (ValueError, ImportError, AttributeError) as error:
        raise UnknownRunnerError(f"no runner {name!r}: {' '.join(str(error).split())}") from error


def _run(preparation: Preparation, layout: Layout, runner: PipelineRunner) -> None:
    pipeline = beam.Pipeline(runner, PipelineOptions(list(preparation.options)))
    read_in_pipeline(pipeline, preparation, layout.entries, layout.refused)
    try:
        state = pipeline.run().wait_until_finish()
    except Exception as error:  # whatever the runner raises, or a worker
        reason = " ".join(str(error).split())[:300]
        raise CorpusError(f"{preparation.out}: the pipeline has failed: {type(error).__name__}: {reason}") from error
    if state != PipelineState.DONE:
        raise CorpusError(f"{preparation.out}: the pipeline ended in the state {state}")


def _seal(preparation: Preparation, layout: Layout) -> None:
    """Check that every file of the layout is accounted for, remove what no table names, and declare success."""
    folder = preparation.folder
    try:
        tables = read_tables(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{folder}: the pipeline has left no whole tables: {error}") from error
    songs, refused, duplicates = sort_out(tables.entries, tables.records, {})
    told = [entry.path for entry in tables.entries] + [refused.path for refused in tables.unlisted]
    laid_out = [entry.path for entry in layout.entries] + [refused.path for refused in layout.refused]
    left_out = len(refused) + len(duplicates) + len(tables.unlisted)
    if sorted(map(str, told)) != sorted(map(str, laid_out)) or len(tables.refused) != left_out:
        raise CorpusError(f"{folder}: {len(laid_out):,} files were to be read, but its tables tell of {len(told):,}")
    _sweep(folder, tables)
    counts = {"songs": len(songs), "files": len(tables.entries), "refused": len(tables.refused)}
    told_last = json.dumps({**counts, "passed_over": layout.passed_over}, indent=1)
    write_whole(folder / PREPARED, told_last.encode())


def _sweep(folder: Path, tables: Tables) -> None:
    """Remove the shards that no table names, and unfinished files: attempts of workers that were stopped."""
    kept = {FILES, REFUSED, *(str(record.shard.relative_to(folder)) for record in tables.records.values())}
    delete(folder, [name for name in match(folder) if name not in kept])
