"""The split of a corpus into songs trained on and songs held out: by whole works and artists, never by segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from vae_music.corpus.corpus import CorpusSong
from vae_music.corpus.drawing import draw
from vae_music.corpus.grooves import choose_grooves


class Split(NamedTuple):
    """The two split sides, and the songs on neither: those of which only the work or only the groove is held out."""

    training: tuple[CorpusSong, ...]
    validation: tuple[CorpusSong, ...]
    left_out: tuple[CorpusSong, ...] = ()


def split(songs: Sequence[CorpusSong], fraction: float = 0.1, seed: int = 0, groove_fraction: float = 0.2) -> Split:
    """Hold out a fraction of the works of every style, at least one if a style has two; of an artist all or none.

    Each corpus is split independently, so its split does not depend on the other corpora. The works are drawn by a hash
    of their names and the seed, so a corpus that grows keeps nearly all its works on their side.

    Args:
        groove_fraction: the largest fraction of the grooves of a style, where they are known, that is held out as well
            (one groove if the style has two). Then no work and no groove is on both sides, and songs of which only one
            of the two is held out are left out. See `choose_grooves`; if it finds none, grooves are ignored.

    Example:
        >>> sides = split(corpus.songs, fraction=0.1)
        >>> {song.work for song in sides.training} & {song.work for song in sides.validation}
        set()
    """
    for share in (fraction, groove_fraction):
        if not 0 <= share < 1:
            raise ValueError(f"a fraction must be at least 0 and below 1, not {share}")
    corpora: dict[str, list[CorpusSong]] = {}
    for song in songs:
        corpora.setdefault(song.entry.corpus, []).append(song)
    parts = [_split_one(corpus, fraction, seed, groove_fraction) for corpus in corpora.values()]
    return Split(*(tuple(chain.from_iterable(side)) for side in zip(*parts, strict=True))) if parts else Split((), ())


def _split_one(songs: Sequence[CorpusSong], fraction: float, seed: int, groove_fraction: float) -> Split:
    inseparable = _inseparable(songs)
    names = draw([(inseparable[song.work], song.style) for song in songs], fraction, seed)
    works = {work for work, name in inseparable.items() if name in names}
    return _sides(songs, works, choose_grooves(songs, works, fraction, groove_fraction, seed))


def _inseparable(songs: Sequence[CorpusSong]) -> dict[str, str]:
    """The name under which each work is drawn: its own, or one that all works of an artist share.

    A work with two artists joins all works of both, and so on.
    """
    names = {song.work: song.work for song in songs}

    def name_of(work: str) -> str:
        while names[work] != work:
            work = names[work]
        return work

    first_work: dict[str, str] = {}
    for song in sorted(songs, key=lambda song: song.work):
        if song.entry.artist:
            first, this = name_of(first_work.setdefault(song.entry.artist, song.work)), name_of(song.work)
            names[max(first, this)] = min(first, this)
    return {work: name_of(work) for work in names}


def _sides(songs: Sequence[CorpusSong], works: set[str], grooves: set[str]) -> Split:
    sides: dict[frozenset[bool], list[CorpusSong]] = {}
    for song in songs:
        verdicts = frozenset(
            [song.work in works] + [song.entry.groove in grooves] * bool(grooves and song.entry.groove)
        )
        sides.setdefault(verdicts, []).append(song)
    training, validation, both = (frozenset(side) for side in ([False], [True], [False, True]))
    return Split(*(tuple(sides.get(verdicts, ())) for verdicts in (training, validation, both)))
