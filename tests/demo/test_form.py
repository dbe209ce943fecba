"""Songs that breathe: sections differ in notes and loudness, and the same plan holds in all styles."""

from __future__ import annotations

from random import Random

import numpy as np

from benchmarks.embedded import spread
from tests.demo.arranged import corpus, track
from vae_music.demo import EmbeddedSong, arrange
from vae_music.demo.form import lay_out
from vae_music.demo.plan import ENDING, plan_song, usual_choruses
from vae_music.demo.tunes import TUNES


def levels(demo: EmbeddedSong) -> np.ndarray:
    """The level of each bar."""
    tune = TUNES[demo.work]
    plan = plan_song(tune, usual_choruses(tune), Random(f"{demo.variation}/{demo.work}"))
    return np.array([bar.level for bar in lay_out(plan, tune).bars])


def test_the_notes_vary_over_a_song_as_in_real_ones():
    spreads = [spread(demo.song.notes().onset, demo.song) for demo in corpus()]
    assert 0.2 < np.median(spreads) < 0.3
    assert np.percentile(spreads, 5) > 0.1


def test_fuller_levels_have_more_notes_and_are_louder():
    notes: dict[int, list[float]] = {level: [] for level in (1, 2, 3, 4)}
    velocities: dict[int, list[float]] = {level: [] for level in (1, 2, 3, 4)}
    for demo in corpus():
        played, of_bar = demo.song.notes(), levels(demo)
        assert len(of_bar) * demo.song.metre[0].numerator == demo.song.length_beats
        bar = (played.onset // demo.song.metre[0].numerator).astype(int)
        count = np.bincount(bar, minlength=len(of_bar))
        for level in np.unique(of_bar):
            notes[level].append(count[of_bar == level].mean() / count.mean())
            velocities[level].append(played.velocity[of_bar[bar] == level].mean() - played.velocity.mean())
    assert (np.diff([np.mean(values) for values in notes.values()]) > 0.1).all()
    assert (np.diff([np.mean(values) for values in velocities.values()]) > 3).all()


def test_songs_last_about_a_minute():
    seconds = [demo.song.seconds for demo in corpus()]
    assert 50 < np.median(seconds) < 75
    assert min(seconds) > 30
    assert max(seconds) < 120


def test_the_end_is_a_held_chord():
    for demo in corpus():
        ending = demo.song.markers[-1]
        assert ending.text == ENDING
        last = [part for part in demo.song.tracks if not part.is_drum and part.onset.max() >= ending.beat - 1e-6]
        assert len(last) >= 2, demo.path
        for part in last:
            assert set(part.onset[part.onset >= ending.beat - 1e-6]) == {ending.beat}, demo.path
            assert np.isclose((part.onset + part.duration).max(), demo.song.length_beats), demo.path


def test_the_tune_rests_in_intro_and_break_but_for_its_upbeat():
    song = arrange("ode_to_joy", "pop", seed=1)
    names = [marker.text for marker in song.markers]
    ends = [*(marker.beat for marker in song.markers[1:]), song.length_beats]
    onset = track(song, "Melody").onset
    resting = {
        name
        for name, marker, end in zip(names, song.markers, ends, strict=True)
        if not np.any((onset >= marker.beat) & (onset < end - 1))
    }
    assert resting == {"Intro", "Break", "Ending"}
