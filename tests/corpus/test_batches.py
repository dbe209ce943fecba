from __future__ import annotations

import numpy as np
import pytest

from tests.corpus.tunes import tune
from vae_music.config import TrainConfig
from vae_music.corpus import batches as batches_module
from vae_music.corpus.augmentation import random_semitones, transposed
from vae_music.corpus.batches import count_segments, steps_per_epoch, training_batches, validation_batches
from vae_music.corpus.pairing import Pairing
from vae_music.corpus.shards import load_shard, sounding
from vae_music.errors import CorpusError
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import BASS, MELODY
from vae_music.song import Song, Track

SPEC = RollSpec()


@pytest.fixture
def corpus(folder, read, monkeypatch):
    """Sixteen songs in four shards, two of which make a pool."""
    monkeypatch.setattr("vae_music.corpus.shards.SONGS_A_SHARD", 4)
    monkeypatch.setattr(batches_module, "POOL_SEGMENTS", 40)
    return read(folder)


def course(batch_size: int = 8, **augmentation: float) -> TrainConfig:
    """The course of a training without any augmentation but the one that is given."""
    none = dict.fromkeys(("other_melody", "varied_melody", "energy_jitter", "drumless"), 0.0)
    return TrainConfig(batch_size=batch_size, **{"transpose": 0, **none, **augmentation})


def epoch(corpus, number=0, seed=0, songs=None, **wanted):
    return list(training_batches(corpus, songs or corpus.songs, course(**wanted), seed=seed, epoch=number))


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
    rolls = Rolls(pitch, *[np.zeros(0)] * 4)
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


def parallel(folder) -> list[str]:
    """Three tunes in two arrangements each, an octave apart, listed in a manifest."""
    rows = ["path,style,tune"]
    for index in range(3):
        for octave, style in enumerate(("jazz", "pop")):
            path = folder / style / f"{index}.mid"
            path.parent.mkdir(parents=True, exist_ok=True)
            tune(50 + index + 12 * octave, bars=12).write(path)
            rows.append(f"{style}/{index}.mid,{style},tune{index}")
    (folder / "manifest.csv").write_text("\n".join(rows))
    return rows


def melody(rolls: Rolls) -> np.ndarray:
    return rolls.pitch[:, :, MELODY].astype(int)


def bass(rolls: Rolls) -> np.ndarray:
    return rolls.pitch[:, :, BASS].astype(int)


def test_an_example_is_another_segment_of_the_same_song_unless_told_otherwise(folder, read):
    corpus = read(folder)
    songs = [song for song in corpus.songs if song.record.segments > 2]
    for batch in epoch(corpus, songs=songs, batch_size=16, own_example=0):
        assert np.array_equal(bass(batch.example)[:, 0], bass(batch.rolls)[:, 0])  # each tune has its own
    for batch in epoch(corpus, songs=songs, batch_size=16, own_example=1):
        assert all(np.array_equal(one, other) for one, other in zip(batch.example, batch.rolls, strict=True))


def test_examples_are_drawn_among_all_the_other_segments(corpus):
    song = max(corpus.songs, key=lambda song: song.record.segments)
    rolls = load_shard(song.record.shard)
    for own, expected in ((0.0, {False}), (1.0, {True}), (0.5, {False, True})):
        companions = Pairing([song], np.random.default_rng(0), own)
        rows, example, source = companions.find([song], rolls.steps, sounding(rolls))
        assert set((rows == example).tolist()) == expected
        assert set(example.tolist()) <= set(rows.tolist())
        assert np.array_equal(source, rows)


def test_a_source_is_the_same_bars_in_any_arrangement_of_the_tune(tmp_path, read):
    parallel(tmp_path / "parallel")
    corpus = read(tmp_path / "parallel")
    octaves = set()
    for batch in epoch(corpus, batch_size=6):
        octaves |= set((bass(batch.source) - bass(batch.rolls)).ravel().tolist())
        assert np.array_equal(melody(batch.source), melody(batch.rolls))  # in the register of the segment
    assert octaves == {-12, 0, 12}


def test_a_segment_and_its_source_are_transposed_alike_and_its_example_for_itself(tmp_path, read):
    parallel(tmp_path / "parallel")
    corpus = read(tmp_path / "parallel")
    apart = set()
    for batch in epoch(corpus, batch_size=6, transpose=5, own_example=1):
        assert np.array_equal(melody(batch.source), melody(batch.rolls))
        apart |= set((melody(batch.example) - melody(batch.rolls)).ravel().tolist())
    assert len(apart) > 3


def test_melodies_are_varied_with_those_of_their_sources(tmp_path, read):
    parallel(tmp_path / "parallel")
    corpus = read(tmp_path / "parallel")
    plain, varied = epoch(corpus, batch_size=6), epoch(corpus, batch_size=6, varied_melody=1.0)
    for batch in varied:
        assert np.array_equal(melody(batch.source), melody(batch.rolls))
    tunes = [{tune.tobytes() for batch in batches for tune in melody(batch.rolls)} for batches in (plain, varied)]
    assert not tunes[0] >= tunes[1]


def test_the_energy_of_sources_alone_is_blurred(corpus):
    (blurred, *_) = epoch(corpus, energy_jitter=0.3, own_example=1)
    assert np.array_equal(blurred.rolls.energy, blurred.example.energy)
    assert not (blurred.source.energy == blurred.rolls.energy).all((1, 2)).any()


def test_a_song_of_one_segment_is_its_own_example_and_source(folder, read):
    tune(40, bars=2).write(folder / "jazz" / "short.mid")
    corpus = read(folder)
    (song,) = (song for song in corpus.songs if song.record.segments == 1)
    (batch,) = validation_batches(corpus, [song], 8)
    for companion in (batch.example, batch.source):
        assert all(np.array_equal(one, other) for one, other in zip(companion, batch.rolls, strict=True))
