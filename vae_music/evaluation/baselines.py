"""Baselines of style transfer that need no model, and the true arrangements as an upper bound."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from vae_music.corpus import CorpusSong
from vae_music.evaluation.held_out import HeldOut, Task
from vae_music.evaluation.instrument_swap import Band, swapped, usual_band
from vae_music.midi.read import read_song
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

System = Callable[[Task, Song], "Song | None"]
"""A function from a task and its song to the output that is judged; None where it can make none."""

SONGS_A_BAND = 100

COPY = "copy"
SWAPPED = "instruments swapped only"
ANOTHER = "another song of the style"
TRUTH = "true arrangement"
TRUTH_ROLLED = "true arrangement through the rolls"


def baselines(held_out: HeldOut, tasks: Sequence[Task]) -> dict[str, System]:
    """The baselines, by name."""
    bands = _bands(held_out.others, sorted({task.target for task in tasks}))
    return {
        COPY: lambda task, song: song,
        SWAPPED: lambda task, song: swapped(song, bands[task.target]),
        ANOTHER: lambda task, song: _another(task, held_out),
    }


def truths(spec: RollSpec) -> dict[str, System]:
    """The true arrangements, by name, where the corpus has the same music in the target style.

    A model can hardly do better.
    """

    def truth(task: Task, song: Song) -> Song | None:
        return read_song(task.truth.entry.path) if task.truth else None

    def truth_rolled(task: Task, song: Song) -> Song | None:
        return rolled(read_song(task.truth.entry.path), spec) if task.truth else None

    return {TRUTH_ROLLED: truth_rolled, TRUTH: truth}


def rolled(song: Song, spec: RollSpec) -> Song:
    """A song converted to rolls and back."""
    return rolls_to_song(song_to_rolls(song, spec)[0], spec, song)


def _bands(songs: Sequence[CorpusSong], styles: Sequence[str]) -> dict[str, Band]:
    bands = {}
    for style in styles:
        of_style = [song.entry.path for song in songs if song.style == style]
        bands[style] = usual_band(
            map(read_song, random.Random(style).sample(of_style, min(SONGS_A_BAND, len(of_style))))
        )
    return bands


def _another(task: Task, held_out: HeldOut) -> Song | None:
    """A song of another work in the target style, one that the judges do not know, if there is one."""
    for songs in (held_out.all, held_out.others):
        fit = [song for song in songs if song.style == task.target and song.work != task.song.work]
        if fit:
            return read_song(random.Random(task.song.sha256 + task.target).choice(fit).entry.path)
    return None
