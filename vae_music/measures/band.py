"""The band of a song, described from its rolls: the families of instruments in each role, and the use of the drums.

Unlike the descriptions in `features`, it has few numbers and is the same for a trumpet and a trombone, so that it also
says something about songs whose instruments no song of a corpus has.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vae_music.general_midi import LANES
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import BASS, MELODY

FAMILIES = 16
PLACES = 16
"""The sixteenths of four beats."""

FAMILY_FIGURES = 3 * FAMILIES
BAND_FIGURES = FAMILY_FIGURES + len(LANES) + PLACES


def describe_band(rolls: Mapping[str, np.ndarray], spec: RollSpec) -> np.ndarray:
    """Square roots of shares: of the notes, by role and family; of the strokes, by lane, and by place in four beats.

    The roles are the melody, the bass and all other voices. A share is 0 where there are no notes, or no strokes.

    Returns:
        float32 (BAND_FIGURES,)
    """
    begins = rolls["velocity"][..., 0] > 0  # (segment, step, column)
    notes = begins[..., : spec.voices].sum(1)  # (segment, voice)
    family = np.minimum(rolls["instrument"][:, : spec.voices].astype(int) * spec.program_group // 8, FAMILIES - 1)
    role = np.full(spec.voices, 2)
    role[MELODY], role[BASS] = 0, 1
    by_family = np.bincount((role * FAMILIES + family).ravel(), notes.ravel(), FAMILY_FIGURES)
    strokes = begins[..., spec.voices :].sum(0)  # (step, lane)
    by_lane = np.zeros(len(LANES))
    by_lane[: strokes.shape[1]] = strokes.sum(0)
    place = np.arange(len(strokes)) * 4 // spec.steps_per_beat % PLACES
    by_place = np.bincount(place, strokes.sum(1), PLACES)
    shares = [counts / max(counts.sum(), 1.0) for counts in (by_family, by_lane, by_place)]
    return np.sqrt(np.concatenate(shares)).astype(np.float32)
