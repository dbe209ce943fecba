"""Data augmentation: melodies are exchanged between segments of a style, segments are transposed, energy is blurred.

An exchanged melody sounds over chords and rhythms that reveal nothing about it. Without such segments the content need
not hold what the accompaniment reveals of a melody, and this part is lost on songs from other sources.
"""

from __future__ import annotations

import numpy as np

from vae_music.corpus.melody_variation import OCTAVE, mean_pitch, room
from vae_music.rolls.energy import DRUMS, PROGRAMS, UNIT, USUAL_DRUMS, USUAL_PROGRAMS
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY


def exchange_melodies(
    rolls: Rolls, source: Rolls, style: np.ndarray, share: float, spec: RollSpec, rng: np.random.Generator
) -> tuple[Rolls, Rolls]:
    """Give a share of the segments, and the source of each, the melody of another segment of the same style.

    The melody is moved by octaves to the register of the one it replaces, and gets its mean velocity. A segment and its
    source still have the same melody, each in its own register. Segments without a melody, and segments that are the
    only ones of their style and length, keep what they have.

    Input shape: rolls and source of (segments, ...), style (segments,).

    Returns:
        The rolls and the sources.
    """
    giver = _givers(rolls, style, rng)
    chosen = (rng.random(len(style)) < share) & (giver != np.arange(len(style))) & _has_melody(source)
    rows = np.flatnonzero(chosen)
    given = Rolls(*(roll[giver[rows]] for roll in rolls))
    return _with_melody(rolls, rows, given, spec), _with_melody(source, rows, given, spec)


def _givers(rolls: Rolls, style: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The index of the segment whose melody each segment gets: of its style and length, or itself if it has none."""
    giver = np.arange(len(style))
    sings, kinds = _has_melody(rolls), np.stack([style, rolls.steps], axis=1)
    for kind in np.unique(kinds[sings], axis=0):
        shuffled = rng.permutation(np.flatnonzero(sings & (kinds == kind).all(1)))
        giver[shuffled] = np.roll(shuffled, 1)
    return giver


def _has_melody(rolls: Rolls) -> np.ndarray:
    return np.any(rolls.velocity[:, :, MELODY, 0], axis=1)


def _with_melody(rolls: Rolls, rows: np.ndarray, given: Rolls, spec: RollSpec) -> Rolls:
    """The rolls with the melodies of the segments `rows` replaced by those of `given`."""
    pitch, velocity = rolls.pitch.copy(), rolls.velocity.copy()
    theirs, mine = (kind[:, :, MELODY].astype(np.int64) for kind in (given.pitch, rolls.pitch[rows]))
    octaves = OCTAVE * np.round((mean_pitch(mine) - mean_pitch(theirs)) / OCTAVE).astype(np.int64)
    moved = theirs + np.clip(octaves, *room(theirs, spec))[:, None]
    pitch[rows, :, MELODY] = np.where(theirs > 0, moved, 0)
    struck, before = (kind[..., MELODY, 0].astype(np.float64) for kind in (given.velocity, rolls.velocity[rows]))
    louder = struck + (mean_pitch(before) - mean_pitch(struck))[:, None]
    velocity[rows, :, MELODY, 0] = np.where(struck > 0, np.clip(np.round(louder), 1, 127), 0)
    velocity[rows, :, MELODY, 1] = given.velocity[:, :, MELODY, 1]
    return rolls._replace(pitch=pitch, velocity=velocity)


def random_semitones(rolls: Rolls, spec: RollSpec, most: int, rng: np.random.Generator) -> np.ndarray:
    """A random transposition of at most `most` semitones for each segment that keeps it in range; shape (segments,)."""
    voices = rolls.pitch[:, :, : spec.voices].astype(np.int64)
    highest = voices.max((1, 2))
    lowest = np.where(voices > 0, voices, spec.pitch_classes).min((1, 2))
    down = np.minimum(most, np.maximum(lowest - 1, 0))
    up = np.minimum(most, spec.pitch_classes - 1 - highest)
    return rng.integers(-down, up, endpoint=True)


def transposed(rolls: Rolls, spec: RollSpec, semitones: np.ndarray) -> Rolls:
    """The segments, each transposed by its number of semitones, which must keep it in range; rests and drums stay."""
    pitch = rolls.pitch.copy()
    voices = pitch[:, :, : spec.voices]
    voices += np.where(voices > 0, semitones[:, None, None], 0).astype(np.uint8)  # modulo 256, so negative ones work
    return rolls._replace(pitch=pitch)


def jittered_energy(source: Rolls, deviation: float, drumless: float, rng: np.random.Generator) -> Rolls:
    """The sources with noise of a standard deviation added to each figure of their energy.

    Args:
        drumless: the share of segments that count as parts of a song without drums, so that a style with drums plays
            some for such a song, too.
    """
    figures = source.energy.astype(np.float64)
    without = rng.random(len(figures)) < drumless
    figures[without, :, DRUMS] = figures[without, :, PROGRAMS] + UNIT * (USUAL_PROGRAMS - USUAL_DRUMS)
    figures += UNIT * deviation * rng.standard_normal((len(figures), 1, figures.shape[2]))
    return source._replace(energy=np.clip(np.round(figures), 0, 255).astype(np.uint8))
