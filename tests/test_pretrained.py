from __future__ import annotations

import hashlib
import json

import pytest

import vae_music
from benchmarks.ship import PRETRAINED, embedded_figures, hashes
from vae_music.corpus.demo import demo_song
from vae_music.loading import find_model, load_model
from vae_music.serving.card import Card

EXPORT = PRETRAINED / "1"
CARD = json.loads((PRETRAINED / "card.json").read_text())


def test_the_shipped_model_is_found_and_knows_the_six_styles():
    assert find_model() == EXPORT
    assert Card.read(EXPORT).styles == ("classical", "country", "jazz", "latin", "pop", "rock")


def test_its_files_are_those_of_its_card():
    assert hashes(EXPORT) == CARD["files"]


def test_it_is_smaller_than_25_megabytes():
    assert sum(path.stat().st_size for path in PRETRAINED.rglob("*") if path.is_file()) < 25e6


def test_its_list_of_songs_holds_no_paths():
    lines = (EXPORT / "assets.extra" / "trained_on.csv").read_text("utf-8").splitlines()
    assert lines[0] == "hash,work,side"
    assert all(len(line.split(",")[0]) == hashlib.sha256().digest_size * 2 for line in lines[1:])


def test_its_card_says_where_it_comes_from_and_what_it_can_do():
    text = (PRETRAINED / "README.md").read_text("utf-8")
    for heading in ("## Data", "## Training", "## Figures", "## Limits", "## Licence"):
        assert heading in text


def test_a_song_gets_another_style_with_nothing_but_the_package():
    source = demo_song()
    song = vae_music.transfer(source, style="jazz")
    assert song.note_count > source.note_count / 3
    assert {track.program for track in song.tracks} != {track.program for track in source.tracks}
    assert load_model().classify(song)["jazz"] > 0.5


@pytest.mark.slow
def test_its_figures_on_the_embedded_corpus_are_those_of_its_card():
    figures = embedded_figures(EXPORT)
    assert figures == pytest.approx(CARD["embedded"], abs=0.02)
