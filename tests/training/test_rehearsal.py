from __future__ import annotations

from collections import Counter

import numpy as np

from tests.model.segments import SMALL
from vae_music.corpus import load_rolls, read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.model.vae import build_vae
from vae_music.training.rehearsal import LEAST_SONGS, REHEARSAL, SEGMENTS, rehearse


def corpus_of(folder, cache, known):
    read = read_corpus(CorpusRequest((str(folder),), cache=str(cache), workers=0), SMALL.spec)
    return read.for_model(known)


def test_every_known_style_without_songs_is_rehearsed(corpus, cache, tmp_path):
    known = ("blues", "jazz", "soul")
    songs = corpus_of(corpus, cache, known)
    vae = build_vae(SMALL, songs.styles, 0)
    rehearsed = rehearse(vae, songs, songs.songs, tmp_path, seed=0)
    counts = Counter(song.style for song in rehearsed)
    assert counts == dict.fromkeys(("blues", "soul"), max(LEAST_SONGS, len(songs.songs) // 2))
    assert {song.entry.corpus for song in rehearsed} == {REHEARSAL}
    for song in rehearsed:
        rolls = load_rolls(song)
        assert 0 < len(rolls.steps) <= SEGMENTS
        assert all(len(roll) == len(rolls.steps) for roll in rolls)


def test_what_is_rehearsed_is_played_to_the_energy_of_its_source(corpus, cache, tmp_path):
    songs = corpus_of(corpus, cache, ("blues",))
    rehearsed = rehearse(build_vae(SMALL, songs.styles, 0), songs, songs.songs[:1], tmp_path, seed=0)
    source = load_rolls(songs.songs[0])
    for song in rehearsed:
        rolls = load_rolls(song)
        starts = range(len(source.steps) - len(rolls.steps) + 1)
        assert any(np.array_equal(source.energy[start : start + len(rolls.steps)], rolls.energy) for start in starts)


def test_a_resumed_training_finds_what_was_rehearsed(corpus, cache, tmp_path, monkeypatch):
    songs = corpus_of(corpus, cache, ("blues",))
    first = rehearse(build_vae(SMALL, songs.styles, 0), songs, songs.songs, tmp_path, seed=0)
    monkeypatch.setattr("vae_music.training.rehearsal._Writer.__call__", None)
    assert rehearse(build_vae(SMALL, songs.styles, 1), songs, songs.songs, tmp_path, seed=0) == first


def test_with_songs_of_all_styles_nothing_is_rehearsed(corpus, cache, tmp_path):
    songs = corpus_of(corpus, cache, ("jazz", "pop"))
    assert rehearse(build_vae(SMALL, songs.styles, 0), songs, songs.songs, tmp_path, seed=0) == ()
