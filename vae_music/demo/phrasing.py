"""The phrasing of a melody: its register, notes ahead of the beat, ornaments between beats, a second voice.

The note that sounds on each beat stays that of the tune.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from vae_music.demo.form import Form, Harmony
from vae_music.demo.groove import Lead
from vae_music.demo.harmony import Tonality
from vae_music.demo.lead_sheet import TICKS_PER_BEAT, Tune, TuneNote

HALF_BEAT = TICKS_PER_BEAT // 2
GRACE = TICKS_PER_BEAT // 6


def place_melody(tune: Tune, form: Form, semitones: int, centre: int) -> list[TuneNote]:
    """The melody of every chorus, transposed, in the octave in which its mean pitch is nearest to `centre`.

    An upbeat shortens the last note of the previous chorus.
    """
    mean = sum(note.pitch * note.duration for note in tune.notes) / sum(note.duration for note in tune.notes)
    shift = semitones + 12 * round((centre - mean - semitones) / 12)
    placed = [
        TuneNote(start + note.onset, note.duration, note.pitch + shift)
        for start in form.chorus_starts
        for note in tune.notes
    ]
    followers = [note.onset for note in placed[1:]] + [form.end]
    return [
        note._replace(duration=min(note.duration, follower - note.onset))
        for note, follower in zip(placed, followers, strict=True)
    ]


def anticipate(melody: list[TuneNote], share: float, rng: Random) -> list[TuneNote]:
    """Start a share of the notes on a beat half a beat early, where it and the note before are long enough."""
    notes = list(melody)
    for index in range(1, len(notes)):
        before, note = notes[index - 1], notes[index]
        adjoining = before.onset + before.duration == note.onset and note.onset % TICKS_PER_BEAT == 0
        if adjoining and min(before.duration, note.duration) >= TICKS_PER_BEAT and rng.random() < share:
            notes[index - 1] = before._replace(duration=before.duration - HALF_BEAT)
            notes[index] = note._replace(onset=note.onset - HALF_BEAT, duration=note.duration + HALF_BEAT)
    return notes


def ornament(melody: list[TuneNote], lead: Lead, tonality: Tonality, rng: Random) -> list[TuneNote]:
    """The melody with the ornaments of the lead, in order of onset."""
    if not lead.ornament:
        return melody
    added = _grace_notes if lead.ornament == "grace" else _approach_notes
    return sorted(added(melody, lead, tonality.scale, rng))


def _approach_notes(melody: list[TuneNote], lead: Lead, scale: frozenset[int], rng: Random) -> Iterator[TuneNote]:
    """Replace the last half beat of long notes by a step towards the next note: chromatic, or in the scale."""
    for note, follower in zip(melody, [*melody[1:], None], strict=True):
        end = note.onset + note.duration
        roomy = note.duration >= 2 * TICKS_PER_BEAT and end % TICKS_PER_BEAT == 0
        if not (follower and roomy and follower.onset == end and rng.random() < lead.ornamented):
            yield note
            continue
        side = 1 if note.pitch > follower.pitch else -1
        step = next(
            distance
            for distance in (1, 2, 3)
            if lead.ornament == "chromatic" or (follower.pitch + side * distance) % 12 in scale
        )
        yield note._replace(duration=note.duration - HALF_BEAT)
        yield TuneNote(end - HALF_BEAT, HALF_BEAT, follower.pitch + side * step)


def _grace_notes(melody: list[TuneNote], lead: Lead, scale: frozenset[int], rng: Random) -> Iterator[TuneNote]:
    """Add a grace note, a sixth of a beat long and a step of the scale lower, before notes on the beat."""
    for note, follower in zip(melody, [*melody[1:], None], strict=True):
        end = note.onset + note.duration
        graced = follower is not None and follower.onset % TICKS_PER_BEAT == 0 and follower.duration >= TICKS_PER_BEAT
        if follower is None or not graced or note.duration < TICKS_PER_BEAT or rng.random() > lead.ornamented:
            yield note
            continue
        below = next(step for step in (1, 2, 3) if (follower.pitch - step) % 12 in scale)
        onset = follower.onset - GRACE
        yield note._replace(duration=min(end, onset) - note.onset)
        yield TuneNote(onset, GRACE, follower.pitch - below)


def second_voice(melody: Iterable[TuneNote], harmony: Harmony) -> Iterator[TuneNote]:
    """The nearest chord tone at least a third below each note; none in an upbeat and for notes under half a beat."""
    for note in melody:
        chord = harmony.at(note.onset + min(HALF_BEAT, note.duration - 1))
        if chord and note.duration >= HALF_BEAT:
            below = next(step for step in range(3, 12) if (note.pitch - step) % 12 in chord.pitch_classes)
            yield note._replace(pitch=note.pitch - below)
