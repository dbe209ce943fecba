"""What is fuzzed: bytes are read as a song, laid into rolls, read back from them and written."""

from __future__ import annotations

from vae_music.errors import MidiError
from vae_music.info import describe_song
from vae_music.midi.read import song_from_bytes
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.spec import RollSpec

SPEC = RollSpec()


def read_and_write(data: bytes) -> None:
    """Raises whatever is wrong with this package; that the bytes are refused in one line is not."""
    try:
        song = song_from_bytes(data)
    except MidiError as error:
        if "\n" in str(error):
            raise AssertionError(f"a reason of several lines: {error!s:.200}") from error
        return
    describe_song(song)
    rolls, fit = song_to_rolls(song, SPEC)
    back = rolls_to_song(rolls, SPEC, song)
    if fit.notes - fit.left_out - fit.doubled > 0 and not back.note_count:
        raise AssertionError(f"notes vanish: {fit}")
    written = song_from_bytes(song_to_bytes(back))
    if written.note_count != back.note_count:
        raise AssertionError(f"{back.note_count} notes were written and {written.note_count} read")
