from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

import vae_music
from benchmarks.new_pieces import in_a_scale
from benchmarks.ship import PRETRAINED, embedded_figures, hashes
from vae_music.demo import embedded_song
from vae_music.export.card import Card
from vae_music.export.versions import find_model
from vae_music.inference.loading import load_model
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song, Track
from vae_music.translators.protocol import METHODS

EXPORT = PRETRAINED / "1"
CARD = json.loads((PRETRAINED / "card.json").read_text())


def test_the_shipped_model_is_found_and_knows_fourteen_styles():
    assert find_model() == EXPORT
    card = Card.read(EXPORT)
    assert card.styles == (
        *("blues", "classical", "country", "disco", "dixieland", "folk", "game"),
        *("gospel", "jazz", "latin", "piano", "pop", "rock", "soul"),
    )
    assert card.manners.shape == (14, 12, 64)


def test_its_files_are_those_of_its_card():
    assert hashes(EXPORT) == CARD["files"]


def test_it_is_smaller_than_30_megabytes():
    assert sum(path.stat().st_size for path in PRETRAINED.rglob("*") if path.is_file()) < 30e6


def test_its_list_of_songs_holds_no_paths():
    lines = (EXPORT / "assets.extra" / "trained_on.csv").read_text("utf-8").splitlines()
    assert lines[0] == "hash,work,side"
    assert all(len(line.split(",")[0]) == hashlib.sha256().digest_size * 2 for line in lines[1:])


def test_its_card_says_where_it_comes_from_and_what_it_can_do():
    text = (PRETRAINED / "README.md").read_text("utf-8")
    for heading in ("## Data", "## Training", "## Figures", "## Limits", "## Licence"):
        assert heading in text


def test_a_song_gets_another_style_with_nothing_but_the_package():
    source = embedded_song()
    song = vae_music.transfer(source, style="jazz")
    assert song.note_count > source.note_count / 3
    assert {track.program for track in song.tracks} != {track.program for track in source.tracks}
    assert load_model().classify(song)["jazz"] > 0.5


def test_it_has_all_methods_and_each_plays_another_band():
    model = load_model()
    assert model.methods == METHODS
    songs = [model.transfer(embedded_song(), "jazz", method=method) for method in METHODS]
    assert len({song_to_bytes(song) for song in songs}) == len(METHODS)
    assert all(song.note_count > embedded_song().note_count / 4 for song in songs)


@pytest.mark.parametrize("style", ["game", "piano"])
def test_styles_that_the_embedded_corpus_has_not_have_their_instruments(style):
    programs = {track.program for track in vae_music.transfer(embedded_song(), style=style).tracks if not track.is_drum}
    assert programs == {0} if style == "piano" else len(programs) > 2


@pytest.mark.parametrize("style", ["jazz", "pop", "rock"])
def test_drums_alone_are_played_in_every_bar(style):
    strokes = [(4 * bar + beat, 0.1, 38 if beat % 2 else 36, 90) for bar in range(8) for beat in range(4)]
    song = vae_music.transfer(Song((Track.of(strokes, is_drum=True),)), style=style)
    (drums,) = song.tracks
    assert np.bincount(drums.onset.astype(int) // 4, minlength=8).min() > 3


def test_new_music_is_in_a_key():
    song = load_model().sample("pop", bars=16)
    pitches = np.concatenate([track.pitch for track in song.tracks if not track.is_drum]).astype(int)
    segment = np.concatenate([track.onset for track in song.tracks if not track.is_drum]) // 8
    assert np.mean([in_a_scale(pitches[segment == number]) for number in np.unique(segment)]) > 0.85


@pytest.mark.slow
def test_its_figures_on_the_embedded_corpus_are_those_of_its_card():
    figures = embedded_figures(EXPORT)
    assert figures == pytest.approx(CARD["embedded"], abs=0.02)
