"""The folder of the embedded corpus, written to the cache so that the corpus is read like any other."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from vae_music.demo.songs import write_embedded_corpus
from vae_music.errors import CorpusError
from vae_music.storage import being_written, cache_folder

FORMAT = 2
"""The format number of the folder. Raise it by one when the arranger writes other songs."""

NAME = "embedded"
"""The name of the folder, a prefix of the names of the works; the split must not depend on version or code."""


def embedded_corpus_folder(cache: str | os.PathLike | None = None, variations: int = 2, seed: int = 0) -> Path:
    """The folder of the embedded corpus, with its manifest, written on first use.

    Raises:
        CorpusError: the cache cannot be written.
    """
    folder = cache_folder(cache) / "embedded" / f"{FORMAT}-{variations}-{seed}" / NAME
    if not folder.exists():
        try:
            _write(folder, variations, seed)
        except OSError as error:
            raise CorpusError(f"{folder}: cannot write the embedded corpus: {error.strerror}") from error
    return folder


def _write(folder: Path, variations: int, seed: int) -> None:
    """Write under a temporary name, then rename; another process may do the same at once and finish first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = tempfile.mkdtemp(dir=folder.parent)
    with being_written(Path(temporary)):
        written = Path(temporary, NAME)
        write_embedded_corpus(written, variations, seed)
        try:
            written.rename(folder)
        except OSError:
            if not folder.exists():
                raise
