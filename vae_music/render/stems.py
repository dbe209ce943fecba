"""A song as a zip archive of stems, for a musician's other tools: a MIDI and a WAV file for each track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vae_music.audio.sound import MAX_MINUTES
from vae_music.audio.soundfont import SoundFont
from vae_music.audio.stems import song_to_stems
from vae_music.errors import RenderError
from vae_music.general_midi import label
from vae_music.midi.write import song_to_bytes
from vae_music.render.archive import zipped
from vae_music.render.sounds import Progress
from vae_music.song import Song
from vae_music.text import file_name

MAX_STEM_MINUTES = 8 * MAX_MINUTES
"""The most minutes of all stems together; ten megabytes each before they are compressed."""


def stems_zip(song: Song, font: SoundFont | None = None, progress: Progress | None = None) -> bytes:
    """The bytes of a zip archive with `01 Tune.mid`, `01 Tune.wav` and so on: each track that has notes by its number.

    All begin with the song and last as long. The MIDI files have its tempo map, metre, keys and markers; the WAV files,
    of 16 bits, sum to the sound of the song, as `song_to_stems` says.

    Args:
        font: by default `general_midi`.
        progress: called with the tracks played so far, twice each, and their number.

    Raises RenderError where the song, or all of its stems together, are too long.
    """
    heard = replace(song, tracks=tuple(track for track in song.tracks if len(track)))
    if len(heard.tracks) * song.seconds > 60 * MAX_STEM_MINUTES:
        raise RenderError(f"stems longer than {MAX_STEM_MINUTES} minutes, all {len(heard.tracks):,} together")
    numbers = [number for number, track in enumerate(song.tracks, 1) if len(track)]
    done, total = 0, 2 * len(numbers)

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    def files() -> Iterator[tuple[str, bytes]]:
        for number, track, sound in zip(numbers, heard.tracks, song_to_stems(heard, step, font), strict=True):
            name = f"{number:02} {file_name(label(track)).strip(' .')}"
            yield f"{name}.mid", song_to_bytes(replace(song, tracks=(track,)))
            yield f"{name}.wav", sound.to_bytes("wav")

    return zipped(files())
