"""Critics: classifiers that hear whether the music that a manner makes is in its style.

A critic that knows the groove of a manner takes whatever is played in it for the style. So the grooves of each style
are dealt out, and a manner is heard by a critic that has learnt from all grooves but those dealt out together with its
own. And one that knows all corpora tells them apart by more than their styles: rock of one corpus need not be like that
of another. So each corpus in which many grooves of a style are found has critics of its own, and what is played must
convince those of all of them.

Critics that have learnt from a few real songs may hardly recognize others of a style, least of all by velocities. They
are trusted only as far as they do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from statistics import harmonic_mean
from typing import NamedTuple

import numpy as np

from vae_music.measures.features import Descriptions
from vae_music.measures.softmax import SoftmaxRegression, fit_softmax

DEALS = 6
"""The number of critics among whom the grooves of a style are dealt out."""

ENOUGH_GROOVES = 10
"""The number of grooves, each of two songs or more, from which on a corpus has critics of a style."""

SURE = 0.5
"""The mean probability that critics must give to the right style of unknown songs to be trusted entirely."""

_ALL = ""


class HeardSong(NamedTuple):
    """A song from which critics learn: its description, the number of its style, and the names of groove and corpus."""

    described: Descriptions
    style: int
    groove: str
    corpus: str


class Conviction(NamedTuple):
    """The probability of a style by notes and by velocities, the mean over several songs, and the share recognized.

    notes, velocities: as far as critics are trusted, between the probability and 1. recognized: the share of the songs
    for which no style is likelier by notes.
    """

    notes: float
    velocities: float
    recognized: float


class Critic(NamedTuple):
    """Classifiers of styles by notes and by velocities."""

    notes: SoftmaxRegression
    velocities: SoftmaxRegression

    def convinced(self, heard: Sequence[Descriptions], style: int) -> Conviction:
        """The conviction that songs are in a style."""
        notes, velocities = (
            getattr(self, aspect).probabilities(np.stack([getattr(song, aspect) for song in heard]))
            for aspect in self._fields
        )
        recognized = notes.argmax(1) == style
        return Conviction(*(float(share.mean()) for share in (notes[:, style], velocities[:, style], recognized)))


class Critics:
    """All critics that have learnt from some songs; each is trained when it is first asked."""

    def __init__(self, songs: Sequence[HeardSong]):
        self._songs = songs
        self._deals = dealt_grooves((song.style, song.groove) for song in songs)
        self._of_style = {style: _corpora_of(songs, style) for style in {song.style for song in songs}}
        self._trained: dict[tuple[str, int | None], Critic] = {}
        self._trusted: dict[tuple[str, int], tuple[float, float]] = {}

    def convinced(
        self, heard: Sequence[Descriptions], style: int, groove: str | None, corpora: Collection[str] = ()
    ) -> Conviction:
        """The conviction of critics who do not know the groove; the harmonic mean over the corpora.

        Args:
            groove: None for critics who know all grooves.
            corpora: those whose critics are asked; all, if none of them has critics of the style.
        """
        deal = None if groove is None else self._deals.get((style, groove))
        each = []
        for corpus in [name for name in self._of_style[style] if name in corpora] or self._of_style[style]:
            told, trust = self._critic(corpus, deal).convinced(heard, style), self._trust(corpus, style)
            notes, velocities = (1 - share * (1 - sure) for share, sure in zip(trust, told[:2], strict=True))
            each.append(Conviction(notes, velocities, told.recognized))
        return Conviction(*map(harmonic_mean, zip(*each, strict=True)))

    def _trust(self, corpus: str, style: int) -> tuple[float, float]:
        """The trust, up to 1, in critics by notes and by velocities: how sure they are of songs they do not know."""
        if (corpus, style) not in self._trusted:
            dealt: dict[int | None, list[Descriptions]] = defaultdict(list)
            for song in self._songs:
                if song.style == style and corpus in (_ALL, song.corpus):
                    dealt[self._dealt(song)].append(song.described)
            sure = [self._critic(corpus, deal).convinced(heard, style)[:2] for deal, heard in dealt.items()]
            notes, velocities = np.average(sure, axis=0, weights=[len(heard) for heard in dealt.values()]) / SURE
            self._trusted[corpus, style] = min(float(notes), 1.0), min(float(velocities), 1.0)
        return self._trusted[corpus, style]

    def _critic(self, corpus: str, deal: int | None) -> Critic:
        if (corpus, deal) not in self._trained:
            self._trained[corpus, deal] = _train(
                [
                    song
                    for song in self._songs
                    if corpus in (_ALL, song.corpus) and (deal is None or self._dealt(song) != deal)
                ]
            )
        return self._trained[corpus, deal]

    def _dealt(self, song: HeardSong) -> int | None:
        return self._deals.get((song.style, song.groove))


def dealt_grooves(grooves: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The number of the deal of each groove, by style and groove; the only groove of a style is in none."""
    of_style: dict[int, set[str]] = {}
    for style, groove in grooves:
        of_style.setdefault(style, set()).add(groove)
    return {
        (style, groove): place % DEALS
        for style, names in of_style.items()
        if len(names) > 1
        for place, groove in enumerate(sorted(names))
    }


def _corpora_of(songs: Sequence[HeardSong], style: int) -> list[str]:
    """The corpora with critics of a style of their own; without any, all corpora together."""
    counts = Counter((song.corpus, song.groove) for song in songs if song.style == style)
    shared = Counter(corpus for (corpus, _), count in counts.items() if count > 1)
    return sorted(corpus for corpus, grooves in shared.items() if grooves >= ENOUGH_GROOVES) or [_ALL]


def _train(songs: Sequence[HeardSong]) -> Critic:
    styles = np.array([song.style for song in songs])
    size = int(styles.max()) + 1
    by_notes, by_velocities = (
        np.stack([getattr(song.described, aspect) for song in songs]) for aspect in Critic._fields
    )
    return Critic(fit_softmax(by_notes, styles, size), fit_softmax(by_velocities, styles, size))
