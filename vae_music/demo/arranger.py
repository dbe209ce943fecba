"""The arranger: a song from a tune, which is a melody with chords, and a groove of a band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import numpy as np

from vae_music.demo.bands import BANDS, STYLES, grooves_for
from vae_music.demo.drumming import play_drums
from vae_music.demo.dynamics import dynamics
from vae_music.demo.form import Form, Harmony, lay_out, transpose_form, with_two_fives
from vae_music.demo.groove import Groove, Lead
from vae_music.demo.harmony import PITCH_CLASS
from vae_music.demo.lead_sheet import TICKS_PER_BEAT, Tune, TuneNote
from vae_music.demo.line_up import LineUp, draw_line_up
from vae_music.demo.phrasing import anticipate, ornament, place_melody, second_voice
from vae_music.demo.plan import plan_song, usual_choruses
from vae_music.demo.players import PlayedNote, Stage, accompany, play_bass
from vae_music.demo.tunes import TUNES
from vae_music.errors import VaeMusicError
from vae_music.song import Key, Marker, Metre, Song, Tempo, Track

DRUM_VELOCITY = 88
SWUNG = {3: 4, 6: 8, 9: 10}
"""The ticks to which swing moves the second, third and fourth sixteenth of a beat."""

RITARDANDO = (0.94, 0.86, 0.76)
"""The tempi of the last three half bars, as shares of the tempo of the song."""


def fitting_grooves(tune: Tune, style: str) -> list[Groove]:
    """The grooves of a style in the metre of the tune whose tempi are within a third of the tune's, or else nearest."""
    slowest, fastest = tune.tempo_qpm

    def stretch(groove: Groove) -> float:
        return max(groove.tempo_qpm[0] / fastest, slowest / groove.tempo_qpm[1], 1.0)

    grooves = grooves_for(style, tune.beats_per_bar)
    nearest = min(map(stretch, grooves))
    return [groove for groove in grooves if stretch(groove) <= max(nearest, 4 / 3)]


def arrange(
    tune: str | Tune,
    style: str,
    *,
    seed: int = 0,
    key: str | None = None,
    tempo_qpm: float | None = None,
    groove: str | None = None,
    choruses: int | None = None,
) -> Song:
    """Arrange a tune for a band; the same arguments always give the same song.

    With the same seed, a tune has the same key, bars and sections in every style.

    Args:
        tune: a tune, or the id of one in `TUNES`.
        style: one of `STYLES`.
        seed: the seed of groove, tempo, instruments, patterns and phrasing.
        key: the tonic, such as `"Eb"`; the mode is that of the tune. Default: the key in which the tune is written.
        tempo_qpm: quarter notes per minute. Default: one that is usual for the tune, within the range of the groove.
        groove: the name of a groove of the style. Default: one of `fitting_grooves`.
        choruses: the number of times that the tune is played. Default: `plan.usual_choruses`.

    Raises:
        VaeMusicError: the tune, style, groove or key is unknown, or choruses is less than 1.
    """
    tune = _named_tune(tune)
    semitones = _semitones(tune, key)
    choruses = usual_choruses(tune) if choruses is None else choruses
    if choruses < 1:
        raise VaeMusicError(f"choruses {choruses}: at least 1")
    rng = Random(f"{seed}/{tune.id}/{style}")
    chosen = _groove(tune, style, groove, rng)
    # The form is the same in all styles, so it must not depend on random numbers that differ between them.
    shared = Random(f"{seed}/{tune.id}")
    form = lay_out(plan_song(tune, choruses, shared), tune)
    usual = shared.uniform(*tune.tempo_qpm)
    tempo = tempo_qpm or round(min(max(usual, chosen.tempo_qpm[0]), chosen.tempo_qpm[1]))
    tonality = tune.key.transpose(semitones)
    line_up = draw_line_up(style, tune.beats_per_bar, rng)
    return Song(
        tracks=_band(tune, chosen, line_up, transpose_form(form, semitones), semitones, rng),
        tempo=_tempo_map(tempo, form, chosen),
        metre=(Metre(0.0, tune.beats_per_bar, 4),),
        keys=(Key(0.0, tonality.signature, tonality.minor),),
        markers=tuple(Marker(start / TICKS_PER_BEAT, name) for start, name in form.markers()),
        length_beats=form.end / TICKS_PER_BEAT,
    )


def _named_tune(tune: str | Tune) -> Tune:
    if isinstance(tune, Tune):
        return tune
    if tune not in TUNES:
        raise VaeMusicError(f"tune {tune!r}: not one of {', '.join(TUNES)}")
    return TUNES[tune]


def _semitones(tune: Tune, key: str | None) -> int:
    """The transposition of the tune to the key, -5 to 6 semitones."""
    if key is None:
        return 0
    if key not in PITCH_CLASS:
        raise VaeMusicError(f"key {key!r}: not one of {', '.join(PITCH_CLASS)}")
    return (PITCH_CLASS[key] - tune.key.tonic + 5) % 12 - 5


def _groove(tune: Tune, style: str, name: str | None, rng: Random) -> Groove:
    if style not in BANDS:
        raise VaeMusicError(f"style {style!r}: not one of {', '.join(STYLES)}")
    if name is None:
        return rng.choice(fitting_grooves(tune, style))
    grooves = {groove.name: groove for groove in grooves_for(style, tune.beats_per_bar)}
    if name not in grooves:
        raise VaeMusicError(
            f"groove {name!r}: not one of {', '.join(grooves)}, which {style} has in {tune.beats_per_bar}/4"
        )
    return grooves[name]


def _tempo_map(qpm: float, form: Form, groove: Groove) -> tuple[Tempo, ...]:
    if not groove.ritardando:
        return (Tempo(0.0, float(qpm)),)
    half_bar = form.bar_ticks / 2 / TICKS_PER_BEAT
    begin = form.end / TICKS_PER_BEAT - half_bar * len(RITARDANDO)
    slowing = (Tempo(begin + half_bar * place, round(qpm * share, 2)) for place, share in enumerate(RITARDANDO))
    return (Tempo(0.0, float(qpm)), *slowing)


def _band(tune: Tune, groove: Groove, line_up: LineUp, form: Form, semitones: int, rng: Random) -> tuple[Track, ...]:
    """All tracks that have notes: melody, second voice, bass, accompanying parts, drums."""
    lead = groove.lead
    tonality = tune.key.transpose(semitones)
    melody = place_melody(tune, form, semitones, lead.centre)
    if groove.two_fives:
        form = with_two_fives(form, melody)
    stage = Stage(groove, line_up, form, Harmony(form), tonality)
    sung = anticipate(melody, lead.anticipated, rng)
    ornamented = ornament(sung, lead, tonality, rng)
    bass = groove.bass
    tracks = [_track("Melody", lead.programs, _legato(ornamented, lead), lead.velocity, stage, rng)]
    if lead.harmony:
        doubled = (note for note in sung if line_up.plays("H", form.bar_at(note.onset).level))
        below = second_voice(doubled, stage.harmony)
        tracks.append(_track("Harmony", lead.harmony, _legato(below, lead), lead.velocity - 14, stage, rng))
    tracks.append(_track(bass.name, bass.programs, play_bass(stage, rng), bass.velocity, stage, rng))
    for part in groove.parts:
        tracks.append(_track(part.name, part.programs, accompany(part, stage, rng), part.velocity, stage, rng))
    if groove.beats:
        drums = play_drums(stage, rng)
        tracks.append(_track("Drums", (groove.kit,), drums, DRUM_VELOCITY, stage, rng, is_drum=True))
    return tuple(track for track in tracks if len(track))


def _legato(notes: Iterable[TuneNote], lead: Lead) -> Iterator[PlayedNote]:
    """The notes as sounds, each shortened by the legato of the lead, by at most a quarter of a beat."""
    for note in notes:
        gap = min(round(note.duration * (1 - lead.legato)), TICKS_PER_BEAT // 4)
        yield PlayedNote(note.onset, note.onset + note.duration - gap, note.pitch, 0)


def _track(
    name: str,
    programs: tuple[int, ...],
    sounds: Iterable[PlayedNote],
    velocity: int,
    stage: Stage,
    rng: Random,
    is_drum: bool = False,
) -> Track:
    """A track of the sounds, swung if the groove swings, with velocities and one of the programs."""
    program = rng.choice(programs)
    sounds = list(sounds)
    added = dynamics(np.array([sound.onset for sound in sounds], int), stage).tolist()
    rows = []
    for sound, dynamic in zip(sounds, added, strict=True):
        onset, end = (_swung(sound.onset), _swung(sound.end)) if stage.groove.swing else (sound.onset, sound.end)
        loudness = velocity + sound.stress + dynamic + rng.randint(-4, 4)
        rows.append((onset / TICKS_PER_BEAT, (end - onset) / TICKS_PER_BEAT, sound.pitch, min(max(loudness, 20), 122)))
    return Track.of(rows, program, is_drum, name)


def _swung(tick: int) -> int:
    beat, within = divmod(tick, TICKS_PER_BEAT)
    return beat * TICKS_PER_BEAT + SWUNG.get(within, within)
