"""Changes of tempo, metre and key from the events of a file; invalid ones are left out and reported in `remarks`."""

from __future__ import annotations

from vae_music.song import Key, Metre, Tempo

MIN_BAR_BEATS = 0.25


def usable_tempi(rows: list[tuple[float, int]], remarks: list[str]) -> tuple[Tempo, ...]:
    """Tempo changes in order, 120 before the first, from rows (beat, microseconds per quarter note)."""
    good = {beat: 60e6 / uspq for beat, uspq in rows if uspq > 0}
    if len({beat for beat, _ in rows}) > len(good):
        remarks.append("a tempo of zero microseconds a beat left out")
    return tuple(Tempo(beat, qpm) for beat, qpm in sorted({0.0: 120.0, **good}.items()))


def usable_metres(rows: list[tuple], remarks: list[str]) -> tuple[Metre, ...]:
    """Metre changes in order, 4/4 before the first, from rows (beat, numerator, denominator)."""
    good = {
        float(beat): Metre(float(beat), numerator, denominator)
        for beat, numerator, denominator in rows
        if numerator > 0 and denominator > 0 and 4 * numerator / denominator >= MIN_BAR_BEATS
    }
    if len({beat for beat, *_ in rows}) > len(good):
        remarks.append("a metre without countable bars left out")
    return tuple(metre for _, metre in sorted({0.0: Metre(0.0, 4, 4), **good}.items()))


def usable_keys(rows: list[tuple[float, int, int]], remarks: list[str]) -> tuple[Key, ...]:
    """Key signatures from rows (beat, sharps, 1 if minor)."""
    good = tuple(Key(beat, sharps, bool(minor)) for beat, sharps, minor in rows if abs(sharps) <= 7 and minor in (0, 1))
    if len(good) < len(rows):
        remarks.append("an impossible key signature left out")
    return good


def key_of_number(key_number: int) -> tuple[int, bool]:
    """The number of sharps, and True for minor, of a key number of pretty_midi: 0-11 major, 12-23 minor, by tonic."""
    minor = key_number >= 12
    tonic = (key_number + 3 * minor) % 12  # of the relative major
    return (tonic * 7 + 5) % 12 - 5, minor
