"""Which songs are trained on and which are held out: whole works, never segments."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from vae_music.corpus.corpus import CorpusSong


class Split(NamedTuple):
    """The two sides, and the songs that belong to neither since work and groove disagree about them."""

    training: tuple[CorpusSong, ...]
    validation: tuple[CorpusSong, ...]
    left_out: tuple[CorpusSong, ...] = ()


def split(songs: Sequence[CorpusSong], fraction: float = 0.1, seed: int = 0, groove_fraction: float = 0.2) -> Split:
    """Hold out a fraction of the works of every style, at least one where a style has two.

    Each corpus is split for itself, so in company as alone. Which works are held out depends on their names and the
    seed alone, so a corpus that grows keeps nearly all its works on their side.

    Args:
        groove_fraction: of every style's grooves, where they are known, so many are held out too. Then no work and no
            groove is on both sides, and the songs in which one of the two is held out and the other is not are left
            out. Where no song would have both held out, grooves do not count.

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
    works = _held_out([(song.work, song.style) for song in songs], fraction, seed)
    grooves = _held_out([(song.entry.groove, song.style) for song in songs if song.entry.groove], groove_fraction, seed)
    sides = _sides(songs, works, grooves)
    return sides if sides.validation or not works else _sides(songs, works, set())


def _sides(songs: Sequence[CorpusSong], works: set[str], grooves: set[str]) -> Split:
    sides: dict[frozenset[bool], list[CorpusSong]] = {}
    for song in songs:
        verdicts = frozenset(
            [song.work in works] + [song.entry.groove in grooves] * bool(grooves and song.entry.groove)
        )
        sides.setdefault(verdicts, []).append(song)
    training, validation, both = (frozenset(side) for side in ([False], [True], [False, True]))
    return Split(*(tuple(sides.get(verdicts, ())) for verdicts in (training, validation, both)))


def _held_out(rows: Sequence[tuple[str, str]], fraction: float, seed: int) -> set[str]:
    """Names to hold out, from rows (name, style); a name may stand in several styles.

    Names are gone through in an order drawn by lot; one is taken while a style it stands in wants more, unless that
    would leave a style without any to train on.
    """
    styles: dict[str, set[str]] = {}
    for name, style in rows:
        styles.setdefault(name, set()).add(style)
    names_a_style = Counter(style for several in styles.values() for style in several)
    wanted = {style: _wanted(count, fraction) for style, count in names_a_style.items()}
    held_out: set[str] = set()
    taken: Counter[str] = Counter()
    for name in sorted(styles, key=lambda name: _lot(name, seed)):
        spare = all(taken[style] + 1 < names_a_style[style] for style in styles[name])
        if spare and any(taken[style] < wanted[style] for style in styles[name]):
            held_out.add(name)
            taken.update(styles[name])
    return held_out


def _wanted(count: int, fraction: float) -> int:
    return max(round(fraction * count), 1) if fraction and count > 1 else 0


def _lot(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogateescape")).digest()
