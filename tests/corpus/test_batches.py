from __future__ import annotations

import numpy as np
import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import batches as batches_module
from vae_music.corpus.batches import (
    count_segments,
    random_semitones,
    steps_per_epoch,
    training_batches,
    transposed,
    validation_batches,
)
from vae_music.errors import CorpusError
from vae_music.rolls import Rolls, RollSpec, song_to_rolls
from vae_music.song import Song, Track

SPEC = RollSpec()


@pytest.fixture
def corpus(folder, read, monkeypatch):
    """Sixteen songs in four shards, two of which make a pool."""
    monkeypatch.setattr("vae_music.corpus.shards.SONGS_A_SHARD", 4)
    monkeypatch.setattr(batches_module, "POOL_SEGMENTS", 40)
    return read(folder)


def epoch(corpus, number=0, seed=0, batch_size=8, transpose=0):
    return list(training_batches(corpus, corpus.songs, batch_size, seed=seed, epoch=number, transpose=transpose))


def segments(batches) -> list[bytes]:
    return [pitch.tobytes() for batch in batches for pitch in batch.rolls.pitch]


def test_validation_gives_every_segment_once_with_its_style(corpus):
    batches = list(validation_batches(corpus, corpus.songs, 8))
    total = count_segments(corpus.songs)
    assert [len(batch.style) for batch in batches] == [8] * (total // 8) + [total % 8] * (total % 8 > 0)
    styles = np.concatenate([batch.style for batch in batches])
    for number, style in enumerate(corpus.styles):
        songs = [song for song in corpus.songs if song.style == style]
        assert (styles == number).sum() == count_segments(songs)


def test_training_gives_the_same_segments_in_whole_batches_but_the_last(corpus):
    batches = epoch(corpus)
    assert len(batches) == steps_per_epoch(corpus.songs, 8) == count_segments(corpus.songs) // 8
    assert {len(batch.style) for batch in batches} == {8}
    everything = segments(validation_batches(corpus, corpus.songs, 8))
    for segment in set(segments(batches)):
        assert segments(batches).count(segment) <= everything.count(segment)


def test_a_corpus_smaller_than_a_batch_gives_one_small_batch(corpus):
    total = count_segments(corpus.songs)
    assert [len(batch.style) for batch in epoch(corpus, batch_size=1000)] == [total]
    assert steps_per_epoch(corpus.songs, 1000) == 1


def test_order_depends_on_seed_and_epoch_alone(corpus):
    assert segments(epoch(corpus, 3)) == segments(epoch(corpus, 3))
    assert segments(epoch(corpus, 3)) != segments(epoch(corpus, 4))
    assert segments(epoch(corpus, 3)) != segments(epoch(corpus, 3, seed=1))


def test_transposition_moves_voices_within_range_and_leaves_drums_and_rests():
    rolls, _ = song_to_rolls(tune(60, bars=100), SPEC)
    semitones = random_semitones(rolls, SPEC, 5, np.random.default_rng(0))
    assert set(semitones.tolist()) == set(range(-5, 6))
    moved = transposed(rolls, SPEC, semitones).pitch.astype(int)
    before = rolls.pitch.astype(int)
    voices = np.s_[:, :, : SPEC.voices]
    expected = np.where(before[voices] > 0, before[voices] + semitones[:, None, None], 0)
    assert np.array_equal(moved[voices], expected)
    assert np.array_equal(moved[:, :, SPEC.voices :], before[:, :, SPEC.voices :])


def test_transposition_stops_where_a_voice_would_leave_the_range():
    pitch = np.zeros((400, SPEC.segment_steps, SPEC.columns), np.uint8)
    pitch[:200, 0, 0] = 3  # two semitones above the lowest pitch
    pitch[200:, 5, 1] = SPEC.pitch_classes - 1  # the highest pitch
    rolls = Rolls(pitch, np.zeros(0), np.zeros(0), np.zeros(0))
    semitones = random_semitones(rolls, SPEC, 5, np.random.default_rng(0))
    assert set(semitones[:200].tolist()) == set(range(-2, 6))
    assert set(semitones[200:].tolist()) == set(range(-5, 1))


def test_silent_segments_are_left_out(folder, read):
    Song((Track.of([(0, 1, 60, 90), (80, 1, 60, 90)]),)).write(folder / "jazz" / "silence.mid")
    corpus = read(folder)
    (song,) = (song for song in corpus.songs if song.entry.path.name == "silence.mid")
    (batch,) = validation_batches(corpus, [song], 8)
    assert song.record.segments == 11
    assert len(batch.style) == count_segments([song]) == 2


def test_no_songs_are_refused(corpus):
    with pytest.raises(CorpusError, match="no songs"):
        next(validation_batches(corpus, [], 8))
