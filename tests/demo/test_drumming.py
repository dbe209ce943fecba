"""Drums over the form of the songs: beats that vary, fills before sections, crashes at their start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.demo.arranged import corpus
from vae_music.demo import EmbeddedSong, arrange
from vae_music.demo.drumming import lightened
from vae_music.demo.groove import beat
from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.demo.programs import BRUSHES
from vae_music.song import Song

CRASH = 49

Bar = frozenset[tuple[int, int]]


def drum_bars(song: Song) -> list[Bar]:
    """The strokes of each bar: tick of the bar, pitch."""
    drums = next(part for part in song.tracks if part.is_drum)
    ticks = TICKS_PER_BEAT * song.metre[0].numerator
    bar, tick = np.divmod(np.round(drums.onset * TICKS_PER_BEAT).astype(int), ticks)
    strokes = list(zip(bar.tolist(), tick.tolist(), drums.pitch.tolist(), strict=True))
    bars = int(song.length_beats) // song.metre[0].numerator
    return [frozenset((tick, pitch) for own, tick, pitch in strokes if own == number) for number in range(bars)]


def drummed() -> Iterator[tuple[EmbeddedSong, list[Bar]]]:
    return ((demo, drum_bars(demo.song)) for demo in corpus() if any(part.is_drum for part in demo.song.tracks))


def before_sections(song: Song, bars: list[Bar]) -> list[Bar]:
    """The last bars of sections before which and after which drums play."""
    firsts = [int(marker.beat) // song.metre[0].numerator for marker in song.markers[1:-1]]
    return [bars[first - 1] for first in firsts if bars[first - 2] and bars[first - 1] and bars[first]]


def test_half_of_the_drum_bars_are_unlike_all_others():
    distinct = [len({*bars} - {frozenset()}) / sum(map(bool, bars)) for _, bars in drummed()]
    assert np.median(distinct) > 0.5
    assert min(distinct) > 0.2


def test_a_song_has_different_fills_which_its_beats_have_not():
    fills = [before_sections(demo.song, bars) for demo, bars in drummed()]
    several = [ends for ends in fills if len(ends) >= 3]
    assert len(several) > 50
    assert np.mean([len(set(ends)) / len(ends) for ends in several]) > 0.95
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
