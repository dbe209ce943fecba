"""Requests for songs of corpora: the selection of songs, and the settings for reading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ReadingProgress = Callable[[int, int], None]
"""Called with the number of files read so far and the number of all files to read."""


@dataclass(frozen=True)
class CorpusRequest:
    """A selection of songs of one or several corpora. Requests that differ only in cache or workers are equal.

    Args:
        corpora: folders, each with one sub-folder per style or a manifest.csv; none means the embedded corpus.
        styles: the styles to keep, by their names after `style_map`; all by default.
        style_map: new names by old names; styles that get the same name are merged.
        max_songs: the most songs per style. The same works are kept in every style.
        cache: the folder in which rolls are cached; see `vae_music.storage.cache_folder`.
        workers: the number of reading processes, by default one per core; 0 reads in this process, without protection
            from crashes.
    """

    corpora: tuple[str, ...] = ()
    styles: tuple[str, ...] | None = None
    style_map: Mapping[str, str] | None = None
    max_songs: int | None = None
    cache: str | None = field(default=None, compare=False)
    workers: int | None = field(default=None, compare=False)
