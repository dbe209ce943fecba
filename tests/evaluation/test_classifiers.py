from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.bands import STYLES, arrangement
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import CorpusError
from vae_music.evaluation import classifiers
from vae_music.evaluation.classifiers import train_judge
from vae_music.measures.features import ASPECTS


def taken_for(judge, song, aspect: str = "notes") -> str:
    return judge.styles[judge.probabilities(song)[aspect].argmax()]


def test_styles_of_other_works_are_recognised_by_every_aspect(judge):
    assert judge.accuracy == dict.fromkeys(ASPECTS, 1.0)
    for style in STYLES:
        assert {taken_for(judge, arrangement(40, style, bars=5), aspect) for aspect in ASPECTS} == {style}


def test_other_instruments_do_not_fool_the_judge_of_notes(judge):
    song = arrangement(41, "pop")
    strings = replace(song, tracks=tuple(replace(track, program=40) for track in song.tracks if not track.is_drum))
    assert taken_for(judge, strings) == "pop"
    assert taken_for(judge, strings, "instruments") == "classical"


def test_a_song_fits_its_own_style_best(judge):
    for style in STYLES:
        fits = {other: judge.style_fit(arrangement(42, style), other) for other in STYLES}
        for texture in (0, 1):
            assert max(fits, key=lambda other: fits[other][texture]) == style


def test_a_judge_comes_back_from_the_cache_as_it_was(judge, held_out, cache, monkeypatch):
    monkeypatch.setattr(classifiers, "reference", None)  # nothing is read again
    again = train_judge(held_out.others, held_out.all, CorpusRequest(cache=cache, workers=0))
    assert again.styles == judge.styles
    assert again.accuracy == judge.accuracy
    for aspect in ASPECTS:
        assert np.array_equal(again.classifiers[aspect].weights, judge.classifiers[aspect].weights)
    assert np.array_equal(again.time_pitch, judge.time_pitch)


def test_a_judge_is_learnt_anew_where_the_songs_differ_or_the_cache_is_damaged(held_out, tmp_path):
    fewer = held_out.others[:-3]
    train_judge(held_out.others, held_out.all, CorpusRequest(cache=tmp_path, workers=0))
    train_judge(fewer, held_out.all, CorpusRequest(cache=tmp_path, workers=0))
    kept = list((tmp_path / "judges").iterdir())
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(path.read_bytes()[:100])
    assert train_judge(fewer, held_out.all, CorpusRequest(cache=tmp_path, workers=0)).accuracy["notes"] == 1


def test_a_judge_of_another_format_is_learnt_anew(held_out, tmp_path, monkeypatch):
    train_judge(held_out.others, held_out.all, CorpusRequest(cache=tmp_path, workers=0))
    monkeypatch.setattr(classifiers, "FORMAT", classifiers.FORMAT + 1)
    train_judge(held_out.others, held_out.all, CorpusRequest(cache=tmp_path, workers=0))
    assert len(list((tmp_path / "judges").iterdir())) == 2


def test_one_style_cannot_be_judged(held_out, tmp_path):
    jazz = [song for song in held_out.others if song.style == "jazz"]
    with pytest.raises(CorpusError, match="songs of 1 styles"):
        train_judge(jazz, [], CorpusRequest(cache=tmp_path, workers=0))
