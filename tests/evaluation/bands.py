"""Three bands that play a tune in ways no one mistakes for each other's."""

from __future__ import annotations

from vae_music.song import Song, Track

STYLES = ("classical", "jazz", "pop")
PROGRAMS = {"classical": (40, 42, 48), "jazz": (66, 32, 26), "pop": (80, 33, 4)}
VELOCITIES = {"classical": 50, "jazz": 70, "pop": 110}


def arrangement(tune: int, style: str, bars: int = 8) -> Song:
    """A tune of eight bars on chords that change with the bar, as a style plays it.

    In the last bar the chords rest. The tune is named, since broken chords are no tune by their traits.
    """
    roots = [48 + (tune + 5 * bar) % 12 for bar in range(bars)]
    velocity, (lead, low, chords) = VELOCITIES[style], PROGRAMS[style]
    late = 1 / 6 if style == "jazz" else 0.0
    melody = [
        (
            4 * bar + half / 2 + (late if half % 2 else 0),
            0.4,
            root + 24 + (0, 4, 7, 12)[(half * (tune + 1)) % 4],
            velocity,
        )
        for bar, root in enumerate(roots)
        for half in range(8)
    ]
    bass, comping, drums = [], [], []
    for bar, root in enumerate(roots):
        if style == "classical":
            bass.append((4 * bar, 4, root - 12, velocity))
            comping += [(4 * bar + beat / 4, 0.25, root + (0, 4, 7, 12)[beat % 4], velocity) for beat in range(16)]
        elif style == "jazz":
            bass += [(4 * bar + beat, 0.9, root - 12 + (0, 4, 7, 9)[beat], velocity) for beat in range(4)]
            comping += [(4 * bar + at, 0.3, root + up, velocity) for at in (0, 5 / 3, 11 / 3) for up in (4, 10, 14)]
            drums += [(4 * bar + at, 0.1, 51, velocity) for at in (0, 1, 5 / 3, 2, 3, 11 / 3)]
        else:
            bass += [(4 * bar + at / 2, 0.5, root - 12, velocity) for at in range(8)]
            comping += [(4 * bar + beat, 1, root + up, velocity) for beat in range(4) for up in (0, 7, 12)]
            drums += [(4 * bar + beat, 0.1, 38 if beat % 2 else 36, velocity) for beat in range(4)]
    comping = [note for note in comping if note[0] < 4 * (bars - 1)]
    tracks = [Track.of(melody, lead, name="Melody"), Track.of(bass, low), Track.of(comping, chords)]
    return Song((*tracks, *([Track.of(drums, is_drum=True)] if drums else [])), length_beats=4 * bars)
