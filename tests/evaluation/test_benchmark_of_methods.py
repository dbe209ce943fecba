from __future__ import annotations

import numpy as np

from benchmarks.methods import difference, table
from tests.songs import band
from vae_music.measures.bootstrap import Estimate
from vae_music.song import Song, Track


def test_the_difference_of_two_songs_is_the_share_of_notes_that_only_one_has():
    notes = [(beat, 1, 60, 80) for beat in range(3)]
    one, other = Track.of(notes), Track.of([*notes[:2], (2, 1, 62, 80)])
    assert difference(band(), band()) == 0
    assert difference(Song((one,)), Song((other,))) == 0.5  # two in common, of four
    assert difference(Song((one,)), Song((Track.of(notes, program=40),))) == 1
    assert difference(Song(()), Song(())) == 0


def test_the_table_has_a_column_for_each_method_and_a_dash_for_what_is_not_measured():
    found = {"prototype": {"notes": Estimate(0.5, 0.25, 0.75)}, "flow": {"notes": Estimate(np.nan, np.nan, np.nan)}}
    assert table(found).splitlines() == [
        "| | prototype | flow |",
        "|---|---|---|",
        "| notes | 0.50 (0.25 to 0.75) | - |",
    ]
