"""The share of notes that survive the rolls, without any model: `python -m benchmarks.roundtrip DIR`.

DIR is a folder of MIDI files with a sub-folder for each style. Prints one row per style; exits with 1 if one is below
the bars.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from vae_music.errors import MidiError
from vae_music.measures.notes import pitched, strokes
from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import read_song, song_from_bytes
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

BARS = {"recall": 0.96, "with program": 0.88, "drums": 0.93, "precision": 0.99, "frame": 1.0}
ORCHESTRAL = {"classical": 0.80}
"""The bar of `with program` for orchestral classical music, in which more than ten parts are common."""


class Tally(NamedTuple):
    """Counts of one song, or summed over several: notes kept and notes of the source, and songs with an exact frame.

    The frame is the tempo map, the metre, the length and the bars.
    """

    kept: int
    notes: int
    with_program: int
    strokes_kept: int
    strokes: int
    written_right: int
    written: int
    frames_exact: int
    songs: int
    left_out: int

    def ratios(self) -> dict[str, float]:
        """The shares of which `BARS` gives the minimum."""

        def share(part: int, whole: int) -> float:
            return part / whole if whole else 1.0

        return {
            "recall": share(self.kept, self.notes),
            "with program": share(self.with_program, self.notes),
            "drums": share(self.strokes_kept, self.strokes),
            "precision": share(self.written_right, self.written),
            "frame": share(self.frames_exact, self.songs),
        }


def events(song: Song) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Integers for (tick, pitch) and (tick, pitch, program) of the pitched notes, and (tick, lane) of the drums."""
    notes, drums = pitched(song), strokes(song)
    pitch = notes.tick * 128 + notes.pitch
    return pitch, pitch * 128 + notes.program, drums.tick * 128 + drums.lane


def compare(source: Song, spec: RollSpec) -> Tally:
    """Convert a song to rolls and back, and count what is kept."""
    rolls, fit = song_to_rolls(source, spec)
    back = rolls_to_song(rolls, spec, source)
    reread = song_from_bytes(song_to_bytes(back))
    (pitch, program, lane), (pitch2, program2, lane2) = events(source), events(back)
    frame = reread.tempo == source.tempo and reread.metre == source.metre and back.length_beats == source.length_beats
    return Tally(
        int(np.isin(pitch, pitch2).sum()),
        len(pitch),
        int(np.isin(program, program2).sum()),
        int(np.isin(lane, lane2).sum()),
        len(lane),
        int(np.isin(pitch2, pitch).sum() + np.isin(lane2, lane).sum()),
        len(pitch2) + len(lane2),
        int(frame and len(back.downbeats()) == len(source.downbeats())),
        1,
        fit.left_out,
    )


def below(style: str, ratios: dict[str, float]) -> list[str]:
    """A line for each ratio of a style that is below its bar."""
    bars = BARS | ({"with program": ORCHESTRAL[style]} if style in ORCHESTRAL else {})
    return [f"{style}: {name} {ratios[name]:.4f} is below {bar}" for name, bar in bars.items() if ratios[name] < bar]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every song's figures as JSON.")
def main(folder: Path, as_json: bool) -> None:
    """Print the share of notes of each style in FOLDER that survive the rolls."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    for path in sorted(path for path in folder.rglob("*") if is_midi_name(path)):
        try:
            style = path.relative_to(folder).parts[0] if path.parent != folder else folder.name
            tallies[style][str(path.relative_to(folder))] = compare(read_song(path), RollSpec())
        except MidiError as error:
            click.echo(f"left out: {error}", err=True)
    totals = {style: Tally(*np.sum(list(songs.values()), 0).tolist()) for style, songs in tallies.items()}
    if as_json:
        songs = {style: {name: t.ratios() for name, t in each.items()} for style, each in tallies.items()}
        click.echo(json.dumps({"styles": {s: t.ratios() for s, t in totals.items()}, "songs": songs}, indent=1))
    else:
        click.echo(f"{'style':12}{'songs':>6}{'notes':>9}" + "".join(f"{name:>14}" for name in BARS))
        for style, total in totals.items():
            row = "".join(f"{value:14.4f}" for value in total.ratios().values())
            click.echo(f"{style:12}{total.songs:6}{total.notes + total.strokes:9,}{row}")
    failures = [failure for style, total in totals.items() for failure in below(style, total.ratios())]
    for failure in failures:
        click.echo(failure, err=True)
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
