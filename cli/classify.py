"""`vae-music classify`: the probability of each style for a song."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vae_music.cli.lines import tell_failures, tell_json
from vae_music.cli.options import input_argument, json_option, load, model_option
from vae_music.cli.streams import path_or_song
from vae_music.errors import MidiError
from vae_music.progress import Meter
from vae_music.text import printable

if TYPE_CHECKING:
    from vae_music.inference.recognized import Recognized

_UNLIKE = "unlike anything I know"


@click.command(epilog="Example: vae-music classify song.mid")
@input_argument
@model_option
@json_option
def classify(source: Path, model_path: Path | None, as_json: bool) -> None:
    """Show the probability of each style for INPUT, a MIDI file, - or a folder of MIDI files.

    A song of none of the styles of the model is told to be unlike anything it knows; the probabilities that follow say
    what is nearest.
    """
    model = load(model_path)
    if source.is_dir():
        _folder(source, model, as_json)
        return
    styles = model.classify(path_or_song(source))
    if as_json:
        tell_json({"path": str(source), "styles": styles, "known": styles.known, "strangeness": styles.strangeness})
    else:
        click.echo(_line(source, styles))


def _folder(folder: Path, model: Any, as_json: bool) -> None:
    from vae_music.midi.batch import try_songs
    from vae_music.midi.folder import find_songs

    paths, refused, passed_over = find_songs(folder)
    failures, songs = [MidiError(path, reason) for path, reason in refused], {}
    with Meter() as meter:
        for path, result in zip(paths, try_songs(paths, lambda _, song: model.classify(song)), strict=True):
            if isinstance(result, MidiError):
                failures.append(result)
            else:
                songs[str(path.relative_to(folder))] = result
                if not as_json:
                    meter.clear()
                    click.echo(_line(path, result))
            meter("songs", len(songs) + len(failures) - len(refused), len(paths))
    if as_json:
        reasons = {str(Path(failure.path).relative_to(folder)): failure.reason for failure in failures}
        known = {path: song.known for path, song in songs.items()}
        strangeness = {path: song.strangeness for path, song in songs.items()}
        told = {"path": str(folder), "songs": songs, "known": known, "strangeness": strangeness}
        tell_json({**told, "refused": reasons, "passed_over": passed_over})
    else:
        strange = sum(song.known is False for song in songs.values())
        unlike = f"{strange:,} of them {_UNLIKE}, " if strange else ""
        click.echo(
            f"{len(songs):,} songs, {unlike}{len(failures):,} refused, "
            f"{passed_over:,} files not MIDI by name passed over"
        )
    tell_failures(failures)


def _line(path: Path, styles: Recognized) -> str:
    shares = ", ".join(f"{style} {share:.0%}" for style, share in styles.items())
    return printable(f"{path}: {_UNLIKE}; nearest: {shares}" if styles.known is False else f"{path}: {shares}")
