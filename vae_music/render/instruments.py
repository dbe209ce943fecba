"""The instruments of a page's mixer: the zones of the soundfont that some songs play, with their samples."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np

from vae_music.audio.sound import zones_of
from vae_music.audio.soundfont import SoundFont, Zone
from vae_music.song import Song, Track

_AS_THEY_ARE = ("keys", "velocities", "rate", "root", "choke")
_ROUNDED = ("tuning", "scale", "cutoff", "gain", "pan", "attack", "hold", "decay", "sustain", "release")
_ROUNDED_BY_KEY = ("decay_by_key", "hold_by_key")


def instrument_key(track: Track) -> str:
    """The key of a track's instrument among those of `instruments_of`."""
    return f"drums{track.program}" if track.is_drum else str(track.program)


def instruments_of(songs: Iterable[Song], font: SoundFont) -> dict[str, Any]:
    """The instruments of some songs as JSON holds them.

    Returns:
        `zones`, lists of zones by `instrument_key`, with the fields of Zone except that `at` and `length` are the place
        of the sample in `samples`, and `loop` the frames in it that repeat, or None; `samples`, int16 in base64.
    """
    zones: dict[str, dict[Zone, None]] = {}
    for track in (track for song in songs for track in song.tracks if len(track)):
        zones.setdefault(instrument_key(track), {}).update(dict.fromkeys(_played(track, font)))
    places: dict[tuple[int, int], int] = {}
    frames = 0
    for region in dict.fromkeys(_region(zone) for instrument in zones.values() for zone in instrument):
        places[region] = frames
        frames += region[1] - region[0]
    cut = np.concatenate([font.samples[start:end] for start, end in places] or [np.zeros(0, np.int16)])
    return {
        "zones": {key: [_json(zone, places) for zone in instrument] for key, instrument in zones.items()},
        "samples": base64.b64encode(cut.astype("<i2").tobytes()).decode(),
    }


def _played(track: Track, font: SoundFont) -> list[Zone]:
    """The zones that the notes of a track play."""

    def sounds(zone: Zone) -> bool:
        (low, high), (soft, loud) = zone.keys, zone.velocities
        in_keys = (track.pitch >= low) & (track.pitch <= high)
        return bool(np.any(in_keys & (track.velocity >= soft) & (track.velocity <= loud)))

    return [zone for zone in zones_of(track, font) if sounds(zone)]


def _region(zone: Zone) -> tuple[int, int]:
    """The frames of the soundfont that a zone plays."""
    return zone.start, zone.loop_end if zone.looped else zone.end


def _json(zone: Zone, places: dict[tuple[int, int], int]) -> dict[str, Any]:
    start, end = _region(zone)
    fields = zone._asdict()
    return {
        **{name: fields[name] for name in _AS_THEY_ARE},
        **{name: float(f"{fields[name]:.6g}") for name in (*_ROUNDED, *_ROUNDED_BY_KEY)},
        "at": places[start, end],
        "length": end - start,
        "loop": [zone.loop_start - start, zone.loop_end - start] if zone.looped else None,
    }
