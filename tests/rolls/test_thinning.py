from __future__ import annotations

import numpy as np

from vae_music.rolls.energy import PROGRAMS, UNIT
from vae_music.rolls.rolls import NEUTRAL, Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.thinning import thinned_out
from vae_music.rolls.voices import BASS, MELODY

SPEC = RollSpec()
SILENCE = SPEC.instrument_classes - 1


def band(shares: list[float], notes: dict[int, int]) -> Rolls:
    """Segments in which each voice plays so many notes on a program of its own, of so large a share of the programs."""
    count = len(shares)
    rolls = {name: np.zeros((count, *shape), np.uint8) for name, shape in SPEC.shapes.items()}
    rolls["instrument"][:] = SILENCE
    rolls["steps"][:] = SPEC.segment_steps
    rolls["energy"][:] = NEUTRAL
    rolls["energy"][:, :, PROGRAMS] = np.round(NEUTRAL + UNIT * (np.array(shares) - 0.75))[:, None]
    for voice, number in notes.items():
        rolls["instrument"][:, voice] = 10 + voice
        rolls["pitch"][:, :number, voice] = 40
        rolls["velocity"][:, :number, voice, 0] = 80
    return Rolls(**rolls)


def sounding(rolls: Rolls) -> list[list[int]]:
    """The voices that sound in each segment."""
    return [np.flatnonzero(segment.any(0)[: SPEC.voices]).tolist() for segment in rolls.pitch]


def test_fewer_programs_sound_where_the_energy_has_fewer():
    rolls = thinned_out(band([1.0, 0.75, 0.5, 0.25], {MELODY: 8, BASS: 8, 2: 12, 3: 10}), SPEC)
    assert sounding(rolls) == [[0, 1, 2, 3], [0, 1, 2], [0, 1], [0]]
    assert [(segment[: SPEC.voices] < SILENCE).sum() for segment in rolls.instrument] == [4, 3, 2, 1]
    assert not rolls.velocity[3, :, 1:].any()


def test_an_even_song_stays_as_it_is_whatever_its_share():
    for share in (0.3, 0.75, 1.0):
        rolls = band([share] * 4, {MELODY: 8, BASS: 8, 2: 12, 3: 1})
        assert all((before == after).all() for before, after in zip(rolls, thinned_out(rolls, SPEC), strict=True))


def test_voices_of_one_program_come_and_go_together():
    rolls = band([1.0, 0.5], {MELODY: 8, 2: 3, 3: 4, 4: 5})
    rolls.instrument[:, 2:4] = 50
    assert sounding(thinned_out(rolls, SPEC))[1] == [0, 2, 3]


def test_the_melody_stays_and_the_bass_before_parts_that_play_as_much():
    rolls = thinned_out(band([1.0, 0.7, 0.1], {MELODY: 1, BASS: 8, 2: 12}), SPEC)
    assert sounding(rolls) == [[0, 1, 2], [0, 1], [0]]


def test_silence_stays_silence():
    rolls = band([1.0, 0.5], {})
    assert sounding(thinned_out(rolls, SPEC)) == [[], []]
