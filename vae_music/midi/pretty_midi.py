"""Songs from and to PrettyMIDI objects, and the reading of files that only pretty_midi accepts."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vae_music.errors import MidiError
from vae_music.midi.limits import MAX_BYTES_SECOND_READER, MAX_TEXT, within_limits
from vae_music.midi.lyrics import decoded
from vae_music.midi.meta_events import key_of_number, usable_metres
from vae_music.midi.write import song_to_bytes
from vae_music.song import Key, Lyric, Song, Tempo, Track

if TYPE_CHECKING:
    import pretty_midi


def song_from_pretty_midi(midi: pretty_midi.PrettyMIDI) -> Song:
    """The song of a PrettyMIDI, with seconds as beats on its grid of ticks. Raises MidiError as `read_song`."""
    seconds, qpm = midi.get_tempo_changes()
    beats = np.concatenate([[0.0], np.cumsum(np.diff(seconds) * qpm[:-1] / 60.0)])

    def to_beats(times) -> np.ndarray:
        times = np.asarray(times, np.float64)
        at = np.clip(np.searchsorted(seconds, times, side="right") - 1, 0, None)
        exact = beats[at] + (times - seconds[at]) * qpm[at] / 60.0
        return np.round(exact * midi.resolution) / midi.resolution

    def to_track(part) -> Track:
        rows = [(note.start, note.end, note.pitch, note.velocity) for note in part.notes]
        start, end, pitch, velocity = np.array(rows, np.float64).reshape(-1, 4).T
        onset, shortest = to_beats(start), 1 / midi.resolution
        columns = zip(onset, np.maximum(to_beats(end) - onset, shortest), pitch, velocity, strict=True)
        return Track.of(columns, int(part.program), part.is_drum, part.name[:MAX_TEXT])

    remarks: list[str] = []
    song = Song(
        tracks=tuple(to_track(part) for part in midi.instruments if part.notes),
        tempo=tuple(Tempo(float(b), float(q)) for b, q in zip(to_beats(seconds), qpm, strict=True)),
        metre=usable_metres(
            [(to_beats(m.time), m.numerator, m.denominator) for m in midi.time_signature_changes], remarks
        ),
        keys=tuple(Key(float(to_beats(k.time)), *key_of_number(k.key_number)) for k in midi.key_signature_changes),
        ticks_per_beat=midi.resolution,
        remarks=tuple(remarks),
        lyrics=tuple(Lyric(float(to_beats(one.time)), decoded(one.text.encode("latin-1"))) for one in midi.lyrics),
    )
    return within_limits(song, "PrettyMIDI")


def song_to_pretty_midi(song: Song) -> pretty_midi.PrettyMIDI:
    """The song as a PrettyMIDI, which has lyrics but no markers."""
    import pretty_midi

    return pretty_midi.PrettyMIDI(io.BytesIO(song_to_bytes(song)))


def read_with_pretty_midi(data: bytes, name: object, why: str, remarks: tuple[str, ...]) -> Song:
    """Read the bytes of a MIDI file that symusic has refused.

    Args:
        name: the name of the file in error messages.
        why: the reason of symusic, which is reported if pretty_midi refuses the file as well.
        remarks: the remarks on repairs so far.

    Raises MidiError where pretty_midi refuses the file, or where it is larger than MAX_BYTES_SECOND_READER.
    """
    import pretty_midi

    try:
        if len(data) > MAX_BYTES_SECOND_READER:
            raise ValueError(why)
        song = song_from_pretty_midi(pretty_midi.PrettyMIDI(io.BytesIO(data)))
    except Exception as error:  # pretty_midi and mido raise arbitrary exceptions on malformed files
        raise MidiError(name, f"damaged: {why}") from error
    mended = (*remarks, f"read by pretty_midi, since symusic says: {why}", *song.remarks)
    return replace(song, length_beats=0.0, remarks=mended)
