from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.songs import band
from vae_music.inference.posterior import Posterior
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track


def test_a_song_shows_its_length_its_tracks_and_its_notes():
    html = band()._repr_html_()
    assert f"{band().note_count} notes, 2 bars of 4/4, 0:04" in html
    assert "Flute" in html
    assert html.count("<path") == 4


def test_the_name_of_a_track_is_shown_as_text():
    named = Song((replace(band().tracks[0], name="<script>alert(1)</script>"),))
    assert "<script" not in named._repr_html_()
    assert "&lt;script&gt;alert(1)" in named._repr_html_()


def test_songs_without_notes_or_tracks_are_shown():
    assert "0 notes" in Song(())._repr_html_()
    assert "0 notes" in Song((Track.of([]),), length_beats=4)._repr_html_()


def test_a_long_song_is_shown_briefly():
    notes = [(index / 50, 0.01, 60, 90) for index in range(50_000)]
    assert len(Song((Track.of(notes),))._repr_html_()) < 200_000


def test_rolls_show_their_shapes_and_where_they_sound():
    rolls, _ = song_to_rolls(band(), RollSpec())
    html = rolls._repr_html_()
    assert "uint8 1 × 32 × 26" in html
    assert html.count("<path") == 26
    assert "0 onsets" in rolls._replace(pitch=0 * rolls.pitch, velocity=0 * rolls.velocity)._repr_html_()


def test_latents_show_their_sizes():
    html = Posterior(np.zeros((3, 8)), np.ones((3, 8)), np.full((3, 2), 0.5))._repr_html_()
    assert "3 segments in 8 dimensions, mean σ 1.00" in html
    assert html.count("50%") == 2
