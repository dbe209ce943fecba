"""The songs held out for testing, the songs from which the judges learn, and the transfer tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from vae_music.corpus import CorpusSong, split
from vae_music.errors import CorpusError
from vae_music.export.trained_on import TrainedOn

ENOUGH = 60
"""With fewer songs than this, those of held-out works whose groove was trained on are tested too."""


class HeldOut(NamedTuple):
    """The songs to test on, none of a work trained on, and the others.

    unseen: neither work nor groove was trained on. known_groove: of held-out works, but in grooves trained on.
    others: all songs of the works on the split's training side; the judges learn from these.
    """

    unseen: tuple[CorpusSong, ...]
    known_groove: tuple[CorpusSong, ...]
    others: tuple[CorpusSong, ...]

    @property
    def all(self) -> tuple[CorpusSong, ...]:
        """All songs to test on."""
        return self.unseen + self.known_groove

    @property
    def have_sections(self) -> bool:
        """True if the sections of any song to test on are known."""
        return any(song.entry.sections for song in self.all)


class Task(NamedTuple):
    """A song and its target style; `truth` is the same music in that style, where the corpus has it."""

    song: CorpusSong
    target: str
    truth: CorpusSong | None


def choose_songs(songs: Sequence[CorpusSong], seed: int, trained_on: TrainedOn, enough: int = ENOUGH) -> HeldOut:
    """Choose the songs of a corpus to test on.

    Args:
        seed: of the split by which the model was trained.
        trained_on: the songs that any of the models was trained on; they are not tested even if the split holds them
            out.
        enough: see `ENOUGH`.

    Raises CorpusError where no song is left.
    """
    training = split(songs, seed=seed).training
    works = {song.work for song in training}
    heard = trained_on.songs | {song.sha256 for song in training}
    grooves = {song.entry.groove for song in songs if song.sha256 in heard} - {None}
    held_out = [song for song in songs if song.work not in works]
    left = [song for song in held_out if not trained_on.knows(song)]
    if not left:
        why = "no work can be held out" if not held_out else "the model was trained on all songs held out"
        raise CorpusError(f"no song to test on: {why}")
    unseen = tuple(song for song in left if song.entry.groove not in grooves)
    known_groove = tuple(song for song in left if song.entry.groove in grooves) if len(unseen) < enough else ()
    return HeldOut(unseen, known_groove, tuple(song for song in songs if song.work in works))


def choose_tasks(tested: HeldOut, songs: Sequence[CorpusSong], styles: Sequence[str]) -> list[Task]:
    """The tasks of transferring every song tested to every other style, ordered so that the first N are spread evenly.

    Args:
        songs: the corpus, in which the same music in other styles is looked up.
        styles: the styles that the model and the judge know.
    """
    by_group = {(song.entry.group, song.style): song for song in songs}
    order = spread(tested.all)
    tasks = []
    for turn in range(len(styles)):
        for place, song in enumerate(order):
            target = styles[(place + place // len(styles) + turn) % len(styles)]
            if target != song.style:
                truth = by_group.get((song.entry.group, target)) if song.entry.group else None
                tasks.append(Task(song, target, truth))
    return tasks


def spread(songs: Sequence[CorpusSong]) -> list[CorpusSong]:
    """The songs in turn from every style, within a style in a random order that is always the same."""
    by_style: dict[str, list[CorpusSong]] = {}
    for song in sorted(songs, key=lambda song: hashlib.sha256(song.sha256.encode()).digest()):
        by_style.setdefault(song.style, []).append(song)
    turns = zip_longest(*(by_style[style] for style in sorted(by_style)))
    return [song for turn in turns for song in turn if song]
