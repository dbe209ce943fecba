"""The choice of the grooves that are held out together with works."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from vae_music.corpus.corpus import CorpusSong
from vae_music.corpus.drawing import random_rank, share_of

FEWEST = 8
"""The number of validation songs that every style and metre should have."""


def choose_grooves(
    songs: Sequence[CorpusSong], works: set[str], fraction: float, groove_fraction: float, seed: int
) -> set[str]:
    """Choose the grooves to hold out with the works, so that every style and metre has songs with both held out.

    Kinds of songs, which are styles and metres, are visited from the one with the fewest grooves in those works on. For
    each, those grooves are held out for which the fewest other songs are left out per validation song, until there
    are FEWEST, or in a large kind as many as if works and grooves were drawn independently.

    Args:
        works: the works held out, a `fraction` of all.
        groove_fraction: the largest fraction of the grooves of a style to hold out. No style or metre loses its last
            song to train on.
    """
    gains: defaultdict[str, Counter[str]] = defaultdict(Counter)
    losses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for song in songs:
        (gains if song.work in works else losses)[song.entry.groove or ""].update(_kinds(song))
    validation, training = gains.pop("", Counter[str]()), sum(losses.values(), Counter[str]())
    styles = {(song.entry.groove, song.style) for song in songs if song.entry.groove}
    most = {style: share_of(count, groove_fraction) for style, count in Counter(style for _, style in styles).items()}
    drawn = fraction * groove_fraction
    wanted = {kind: max(FEWEST, round(drawn * count)) for kind, count in Counter(chain(*map(_kinds, songs))).items()}

    def cost(groove: str) -> tuple[float, bytes]:
        return losses[groove].total() / gains[groove].total(), random_rank(groove, seed)

    def spare(groove: str) -> bool:
        kinds = gains[groove].keys() | losses[groove].keys()
        return all(taken[kind] < most.get(kind, len(gains)) and losses[groove][kind] < training[kind] for kind in kinds)

    held_out: set[str] = set()
    taken: Counter[str] = Counter()
    choices = Counter(chain.from_iterable(gains.values()))
    for kind in sorted(choices, key=lambda kind: (choices[kind], kind)):
        for groove in sorted((groove for groove in gains if gains[groove][kind]), key=cost):
            if validation[kind] < wanted[kind] and groove not in held_out and spare(groove):
                held_out.add(groove)
                taken.update(gains[groove].keys() | losses[groove].keys())
                validation.update(gains[groove])
                training.subtract(losses[groove])
    return held_out


def _kinds(song: CorpusSong) -> list[str]:
    """The style of a song and, where it is known, its metre."""
    return [song.style] + [f"metre {song.entry.metre}"] * bool(song.entry.metre)
