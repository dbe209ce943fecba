"""muspy, a library of others for symbolic music, on the same songs, for the figures that it has, too."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.songs import scale, songs
from vae_music.measures.musicality import measure_musicality
from vae_music.measures.notes import TICKS_PER_BEAT, pitched
from vae_music.song import Metre, Song, Track

muspy = pytest.importorskip("muspy", reason="needs muspy")


@settings(deadline=None)
@given(songs)
def test_figures_are_those_of_muspy(song):
    tracks = [
        muspy.Track(
            track.program,
            track.is_drum,
            notes=[
                muspy.Note(round(onset * TICKS_PER_BEAT), int(pitch), round(duration * TICKS_PER_BEAT), int(velocity))
                for onset, duration, pitch, velocity in track.rows()
            ],
        )
        for track in song.tracks
    ]
    theirs = muspy.Music(resolution=TICKS_PER_BEAT, tracks=tracks)
    ours = measure_musicality(replace(song, metre=(Metre(0.0, 64, 4),)))  # four bars hold all of the song
    nothing = not len(pitched(song).onset)
    assert ours.polyphony == pytest.approx(math.nan if nothing else muspy.polyphony(theirs), nan_ok=True)
    assert 1 - ours.outside_scale == pytest.approx(
        math.nan if nothing else muspy.scale_consistency(theirs), nan_ok=True
    )


def test_a_scale_is_in_the_scale_that_muspy_names():
    rows = [*scale(), (4, 0.5, 73, 90)]
    notes = [muspy.Note(round(2 * onset), pitch, round(2 * beats), velocity) for onset, beats, pitch, velocity in rows]
    rate = muspy.pitch_in_scale_rate(muspy.Music(resolution=2, tracks=[muspy.Track(notes=notes)]), 0, "major")
    assert measure_musicality(Song((Track.of(rows),))).outside_scale == pytest.approx(1 - rate)
