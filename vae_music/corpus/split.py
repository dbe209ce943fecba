"""The split of a corpus into songs trained on and songs held out: by whole works and artists, never by segments."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from vae_music.corpus.corpus import CorpusSong

FEWEST = 8
"""The number of validation songs for which every style holds out grooves, if the fraction of grooves allows it."""


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
            of the two is held out are left out. Grooves are chosen among those of the works held out, so that every
            style has validation songs and few songs are left out. If no groove can be held out, they are ignored.

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
    names = _held_out([(inseparable[song.work], song.style) for song in songs], fraction, seed)
    works = {work for work, name in inseparable.items() if name in names}
    return _sides(songs, works, _held_out_grooves(songs, works, fraction, groove_fraction, seed))


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


def _held_out(rows: Sequence[tuple[str, str]], fraction: float, seed: int) -> set[str]:
    """The names to hold out, from rows (name, style); a name may occur in several styles.

    Names are visited in a random order. A name is held out if one of its styles still needs more, unless that would
    leave one of its styles without any name to train on.
    """
    styles: dict[str, set[str]] = {}
    for name, style in rows:
        styles.setdefault(name, set()).add(style)
    names_a_style = Counter(style for several in styles.values() for style in several)
    wanted = {style: _wanted(count, fraction) for style, count in names_a_style.items()}
    held_out: set[str] = set()
    taken: Counter[str] = Counter()
    for name in sorted(styles, key=lambda name: _random_rank(name, seed)):
        spare = all(taken[style] + 1 < names_a_style[style] for style in styles[name])
        if spare and any(taken[style] < wanted[style] for style in styles[name]):
            held_out.add(name)
            taken.update(styles[name])
    return held_out


def _held_out_grooves(
    songs: Sequence[CorpusSong], works: set[str], fraction: float, groove_fraction: float, seed: int
) -> set[str]:
    """The grooves to hold out with the works.

    Grooves are visited in the order of the songs of other works that are left out for each song that validates. One is
    held out if one of its styles needs more validation songs: FEWEST, or in a large style as many as if works and
    grooves were drawn independently. None of its styles may exceed the fraction, or lose its last song to train on.
    """
    gains: defaultdict[str, Counter[str]] = defaultdict(Counter)
    losses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for song in songs:
        (gains if song.work in works else losses)[song.entry.groove or ""][song.style] += 1
    validation, training = gains.pop("", Counter[str]()), sum(losses.values(), Counter[str]())
    grooves_a_style = Counter(
        style for _, style in {(song.entry.groove, song.style) for song in songs if song.entry.groove}
    )
    songs_a_style = Counter(song.style for song in songs)
    most = {style: _wanted(count, groove_fraction) for style, count in grooves_a_style.items()}
    wanted = {style: max(FEWEST, round(fraction * groove_fraction * count)) for style, count in songs_a_style.items()}

    def cost(groove: str) -> tuple[float, bytes]:
        return losses[groove].total() / gains[groove].total(), _random_rank(groove, seed)

    held_out: set[str] = set()
    taken: Counter[str] = Counter()
    for groove in sorted(gains, key=cost):
        gained, lost = gains[groove], losses[groove]
        styles = gained.keys() | lost.keys()
        spare = all(taken[style] < most[style] and lost[style] < training[style] for style in styles)
        if spare and any(validation[style] < wanted[style] for style in gained):
            held_out.add(groove)
            taken.update(styles)
            validation.update(gained)
            training.subtract(lost)
    return held_out


def _wanted(count: int, fraction: float) -> int:
    return max(round(fraction * count), 1) if fraction and count > 1 else 0


def _random_rank(name: str, seed: int) -> bytes:
    """A sort key that puts names in a random order, the same for the same seed on every machine."""
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogateescape")).digest()
