"""One page on which a song is heard and seen: as it was, and as it became, at each strength of the transfer."""

from __future__ import annotations

from collections.abc import Sequence

from vae_music.audio.sound import credit, general_midi
from vae_music.audio.soundfont import SoundFont
from vae_music.general_midi import instrument_name
from vae_music.midi.write import song_to_bytes
from vae_music.render.html import data_uri, document
from vae_music.render.player_data import CHANGES, Take, drawn, seconds_of
from vae_music.render.sounds import Recording, sounds_of
from vae_music.song import Song
from vae_music.text import duration, file_name

__all__ = ["Take", "player_page"]


def player_page(
    title: str,
    takes: Sequence[Take],
    style: str | None = None,
    start: int | None = None,
    sounds: Sequence[Recording] | None = None,
    font: SoundFont | None = None,
) -> str:
    """HTML of a page that needs nothing but itself.

    Args:
        title: of the song.
        takes: the song as it was, then what became of it, if anything did.
        style: that of the transfer.
        start: index of the take that is shown and heard first; by default the last.
        sounds: an MP3 file of each take; recorded here by default.
        font: the soundfont, of which the page holds the samples that it plays; by default `general_midi`.

    Raises RenderError where a song cannot be heard.
    """
    start, font = len(takes) - 1 if start is None else start, font or general_midi()
    sounds = sounds_of([take.song for take in takes], font=font) if sounds is None else sounds
    song, seconds = takes[0].song, seconds_of(takes)
    return document(
        "player.html",
        title,
        _lead(song),
        ("mixer.js", "player.js"),
        drawn(takes, start, [sound.gain for sound in sounds], font),
        takes=takes,
        style=style,
        styles=_styles(takes),
        changes=CHANGES,
        files=_files(title, takes, sounds),
        remarks=song.remarks,
        samples=credit(font),
        clock=duration(seconds),
        seconds=f"{seconds:.2f}",
    )


def _lead(song: Song) -> str:
    tempi, metres = sorted({round(t.qpm) for t in song.tempo}), dict.fromkeys(f"{m[1]}/{m[2]}" for m in song.metre)
    speed = f"{tempi[0]}" if len(tempi) == 1 else f"{tempi[0]} to {tempi[-1]}"
    bars = f"{song.bar_count:,} bars of {', '.join([*metres][:3])}"
    names = [instrument_name(track.program) for track in song.tracks if len(track) and not track.is_drum]
    drums = ["Drums"] if any(track.is_drum and len(track) for track in song.tracks) else []
    return " · ".join([duration(song.seconds), bars, f"{speed} qpm", ", ".join([*dict.fromkeys(names), *drums][:8])])


def _styles(takes: Sequence[Take]) -> list[str] | None:
    """The names of the styles, if a model was asked about every take."""
    return None if any(take.styles is None for take in takes) else list(takes[0].styles or ())


def _files(title: str, takes: Sequence[Take], sounds: Sequence[Recording]) -> list[dict[str, str]]:
    """The downloads of each take: its sound and its MIDI file, and their names."""
    return [
        {
            "label": take.label[:1].upper() + take.label[1:],
            "name": file_name(f"{title}, {take.label}"),
            "sound": data_uri("audio/mpeg", sound.content),
            "midi": data_uri("audio/midi", song_to_bytes(take.song)),
        }
        for take, sound in zip(takes, sounds, strict=True)
    ]
