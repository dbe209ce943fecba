"""The corpus that the package can write itself, kept in the cache so that it is read like any other."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from vae_music.corpus.manifest import MANIFEST
from vae_music.corpus.shards import cache_folder
from vae_music.errors import CorpusError
from vae_music.version import __version__


def embedded_corpus_folder(cache: str | os.PathLike | None = None) -> Path:
    """The folder of the embedded corpus, with its manifest; written the first time it is asked for.

    Its name carries the version of the package and a hash of the code that writes it.

    Raises:
        CorpusError: the cache cannot be written.
    """
    folder = cache_folder(cache) / "embedded" / f"{__version__}-{_code()}"
    if not (folder / MANIFEST).is_file():
        try:
            _write(folder)
        except OSError as error:
            raise CorpusError(f"{folder}: cannot write the embedded corpus: {error.strerror}") from error
    return folder


def _write(folder: Path) -> None:
    """Write under a temporary name, then rename; another process may do the same meanwhile and be first."""
    from vae_music.corpus.demo import write_demo_corpus

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as temporary:
        written = Path(temporary) / "corpus"
        write_demo_corpus(written)
        if folder.exists() and not (folder / MANIFEST).is_file():
            shutil.rmtree(folder)
        if not folder.exists():
            written.rename(folder)


def _code() -> str:
    home = Path(__file__).parent
    sources = [*sorted((home / "demo").glob("*.py")), home.parent / "midi.py", home.parent / "song.py"]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
