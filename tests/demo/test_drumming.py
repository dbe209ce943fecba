"""Drums over the form of the songs: beats that vary, fills before sections, crashes at their start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.embedded import Bar, differing, drum_bars, fills_of
from tests.demo.arranged import corpus
from vae_music.demo import EmbeddedSong, arrange
from vae_music.demo.drumming import lightened
from vae_music.demo.groove import beat
from vae_music.demo.programs import BRUSHES

CRASH = 49


def drummed() -> Iterator[tuple[EmbeddedSong, list[Bar]]]:
    return ((demo, drum_bars(demo.song)) for demo in corpus() if any(part.is_drum for part in demo.song.tracks))


def test_half_of_the_drum_bars_are_unlike_all_others():
    distinct = [differing([bar for bar in bars if bar]) for _, bars in drummed()]
    assert np.median(distinct) > 0.5
    assert min(distinct) > 0.2


def test_a_song_has_different_fills_which_its_beats_have_not():
    fills = [fills_of(demo.song, bars) for demo, bars in drummed()]
    several = [ends for ends in fills if len(ends) >= 3]
    assert len(several) > 50
    assert np.mean(list(map(differing, several))) > 0.95
    alone = [bars.count(end) == 1 for (_, bars), ends in zip(drummed(), fills, strict=True) for end in ends]
    assert np.mean(alone) > 0.8


def test_full_sections_begin_with_a_crash_and_no_other_bars_do():
    song = arrange("ode_to_joy", "pop", groove="four_chords", seed=2)
    crashed = {number for number, bar in enumerate(drum_bars(song)) if (0, CRASH) in bar}
    sections = {int(marker.beat) // 4 for marker in song.markers}
    assert crashed
    assert crashed < sections


def test_drums_rest_in_some_sections():
    silent = [np.mean([not bar for bar in bars]) for _, bars in drummed()]
    assert 0.1 < np.mean(silent) < 0.3


def test_light_drums_leave_the_snare_for_the_rim_unless_they_are_brushed():
    full = beat(kick="x...", snare="g.X.", crash="X...", hat="x.x.")
    assert lightened(full, kit=0) == beat(kick="x...", hat="x.x.", side_stick="..x.")
    assert lightened(full, kit=BRUSHES) == beat(kick="x...", snare="g.X.", hat="x.x.")
