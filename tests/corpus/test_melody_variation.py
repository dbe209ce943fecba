from __future__ import annotations

import numpy as np
import pytest

from vae_music.corpus.melody_variation import (
    MAX_SHIFT,
    OCTAVES,
    STRUCK_AGAIN,
    in_register_of,
    mean_pitch,
    room,
    vary_melodies,
)
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY

SPEC = RollSpec()
COUNT = 400
STEPS = np.where(np.arange(COUNT) % 2, 16, 32)
OTHERS = np.arange(SPEC.columns) != MELODY


def segments(lowest: int = 40) -> Rolls:
    """Scales of quarter notes that grow louder, over a held note; every second segment is half padding."""
    empty = {name: np.zeros((COUNT, *shape), np.uint8) for name, shape in SPEC.shapes.items()}
    rolls = Rolls(**empty | {"steps": STEPS.astype(np.uint8)})
    music = np.arange(32) < STEPS[:, None]
    rolls.pitch[:, :, MELODY] = np.where(music, lowest + np.arange(32) // 4, 0)
    rolls.velocity[:, ::4, MELODY] = np.where(
        music[:, ::4, None], np.stack([60 + np.arange(8), np.arange(8) % 7], 1), 0
    )
    rolls.pitch[:, :, 3] = 9 * music
    return rolls


def varied(lowest: int = 40, source: int = 40, share: float = 1.0) -> tuple[Rolls, Rolls]:
    return vary_melodies(segments(lowest), segments(source), share, SPEC, np.random.default_rng(0))


def line(rolls: Rolls) -> np.ndarray:
    return rolls.pitch[:, :, MELODY].astype(int)


def struck(rolls: Rolls) -> np.ndarray:
    return rolls.velocity[:, :, MELODY, 0].astype(int)


def test_a_segment_and_its_source_are_varied_alike():
    rolls, source = varied(lowest=40, source=52)
    assert np.array_equal(line(source) - line(rolls), np.where(line(rolls) > 0, 12, 0))
    assert np.array_equal(rolls.velocity, source.velocity)
    assert len(np.unique(line(rolls)[::2], axis=0)) == 3 * (2 * MAX_SHIFT + 1)  # octaves and shifts


def test_only_a_share_of_the_melodies_is_varied_and_nothing_but_melodies():
    before, rolls = segments(), varied(share=0.5)[0]
    changed = ((line(rolls) != line(before)) | (struck(rolls) != struck(before))).any(1)
    assert 0.4 < changed.mean() < 0.55
    for name in ("pitch", "velocity"):
        assert np.array_equal(getattr(rolls, name)[:, :, OTHERS], getattr(before, name)[:, :, OTHERS])
    assert all(
        np.array_equal(getattr(rolls, name), getattr(before, name)) for name in ("steps", "instrument", "energy")
    )
    assert all(np.array_equal(*pair) for pair in zip(varied(share=0)[0], before, strict=True))
    assert np.array_equal(line(segments()), line(before))  # what is varied is a copy


def test_melodies_move_round_the_music_and_never_into_the_padding():
    rolls, _ = varied()
    padding = np.arange(32) >= STEPS[:, None]
    assert not line(rolls)[padding].any()
    assert not rolls.velocity[:, :, MELODY][padding].any()
    shifts = []
    for melody, before, steps in zip(line(rolls), line(segments()), STEPS, strict=True):
        notes, same = melody[:steps] % 12, before[:steps] % 12
        (found,) = [n for n in range(-8, 9) if np.array_equal(np.roll(same, n), notes)][:1] or [None]
        shifts.append(found)
    assert set(shifts) == set(range(-MAX_SHIFT, MAX_SHIFT + 1))


def test_onsets_and_their_patterns_move_with_the_notes():
    rolls, _ = varied()
    begins = (line(rolls) != np.roll(line(rolls), 1, axis=1))[::2]  # at whole segments only, whose end meets its start
    old = struck(rolls)[::2] * begins
    assert np.array_equal(np.sort(old[old > 0].reshape(-1, 8), axis=1), np.tile(60 + np.arange(8), (COUNT // 2, 1)))
    pattern = rolls.velocity[::2, :, MELODY, 1]
    assert np.array_equal(pattern[old > 0], (old[old > 0] - 60) % 7)


def test_notes_are_struck_again_within_as_loud_as_they_began():
    rolls, _ = varied()
    loudness, notes = struck(rolls)[::2], line(rolls)[::2]
    begins = notes != np.roll(notes, 1, axis=1)
    again = (loudness > 0) & ~begins
    assert np.array_equal(loudness[again] - 60, (notes[again] - 40) % 12)
    assert again.sum() / (~begins).sum() == pytest.approx(STRUCK_AGAIN, abs=0.01)
    assert not rolls.velocity[::2, :, MELODY, 1][again].any()


def test_few_melodies_change_their_octave_and_none_leaves_the_range():
    rolls, _ = varied()
    moved = line(rolls).max(1) - line(segments()).max(1)
    for octave, share in OCTAVES.items():
        assert np.mean(moved == octave) == pytest.approx(share, abs=0.05)
    for lowest in (1, SPEC.pitch_classes - 8):
        rolls, _ = varied(lowest, lowest)
        music = np.arange(32) < STEPS[:, None]
        assert (line(rolls)[music] >= 1).all()
        assert line(rolls).max() < SPEC.pitch_classes


def test_a_source_comes_to_the_register_of_its_segment():
    mine = segments(40)
    for lowest, expected in ((64, 40), (16, 40), (45, 45), (47, 35), (52, 40)):
        moved = in_register_of(mine, segments(lowest), SPEC)
        assert np.array_equal(line(moved), line(segments(expected)))
        assert np.array_equal(moved.pitch[:, :, OTHERS], mine.pitch[:, :, OTHERS])


def test_without_a_melody_in_both_a_source_stays_as_it_is():
    silent = segments()._replace(pitch=segments().pitch * OTHERS)
    assert np.array_equal(in_register_of(silent, segments(64), SPEC).pitch, segments(64).pitch)
    assert np.array_equal(in_register_of(segments(64), silent, SPEC).pitch, silent.pitch)


def test_a_register_goes_no_further_than_the_range():
    high = segments(SPEC.pitch_classes - 8)
    wide = high._replace(pitch=high.pitch.copy())
    wide.pitch[:, 0, MELODY] = 5
    assert np.array_equal(in_register_of(segments(10), wide, SPEC).pitch, wide.pitch)


def test_room_is_in_whole_octaves_and_a_mean_is_of_what_sounds():
    lines = np.array([[0, 1, 30], [13, 0, 0], [76, 77, 0], [25, 76, 0], [0, 0, 0]])
    down, up = room(lines, SPEC)
    assert down.tolist()[:4] == [0, -12, -72, -24]
    assert up.tolist()[:4] == [48, 72, 0, 12]
    assert mean_pitch(lines).tolist() == [15.5, 13, 76.5, 50.5, 0]
