"""What is asked of corpora: which songs, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ReadingProgress = Callable[[int, int], None]
"""Is called with the number of files that have been read, and the number that are to be read."""


@dataclass(frozen=True)
class CorpusRequest:
    """The songs wanted of one or several corpora; requests that differ only in how songs are read are equal.

    Args:
        corpora: folders, each with one sub-folder a style or with a manifest.csv; none means the embedded corpus.
        styles: the styles wanted, named as they are after `style_map`; all by default.
        style_map: old name to new; two styles given one name are merged.
        max_songs: at most so many songs a style. The same works are kept in every style.
        cache: the folder where the rolls are kept; see `vae_music.storage.cache_folder`.
        workers: processes that read, one a core by default; 0 reads in this one, without protection from crashes.
    """

    corpora: tuple[str, ...] = ()
    styles: tuple[str, ...] | None = None
    style_map: Mapping[str, str] | None = None
    max_songs: int | None = None
    cache: str | None = field(default=None, compare=False)
    workers: int | None = field(default=None, compare=False)
