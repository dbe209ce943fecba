"""`vae-music info`: a description of a MIDI file, a folder of MIDI files, a run or an export."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from vae_music.cli.lines import tell_json
from vae_music.cli.options import SONG, json_option
from vae_music.cli.streams import song_of
from vae_music.progress import Meter
from vae_music.text import duration, printable


@click.command(epilog="Example: vae-music info song.mid")
@click.argument("path", type=SONG)
@json_option
def info(path: Path, as_json: bool) -> None:
    """Describe PATH: a MIDI file, - for standard input, a folder of MIDI files, a run or an export."""
    from vae_music.info import is_model

    if not path.is_dir():
        _file(path, as_json)
    elif is_model(path):
        _model(path, as_json)
    else:
        _folder(path, as_json)


def _file(path: Path, as_json: bool) -> None:
    from vae_music.inference.tracks import tune_text
    from vae_music.info import describe_song

    what = describe_song(song_of(path))
    if as_json:
        tell_json({"path": str(path), **what})
        return
    tempi, metres = what["tempo"], what["metre"]
    click.echo(f"{printable(str(path))}: {what['notes']:,} notes, {what['bars']:,} bars, {duration(what['seconds'])}")
    click.echo(f"  tempo    {_changes([format(t['qpm'], '.4g') for t in tempi])} qpm")
    click.echo(f"  metre    {_changes([m['metre'] for m in metres])}")
    if what["keys"]:
        click.echo(f"  key      {_changes([k['key'] for k in what['keys']])}")
    if what["markers"]:
        click.echo(f"  markers  {printable(_changes([m['text'] for m in what['markers']]))}")
    sections = ["{first_bar}-{last_bar} {name}".format(**section).rstrip() for section in what["sections"]]
    click.echo(f"  sections {printable(', '.join(sections))}")
    for number, track in enumerate(what["tracks"], 1):
        name = printable(track["name"])[:24]
        span = "{}-{}".format(*track["pitches"])
        click.echo(f"  {number:2} {name:24}  {track['instrument'][:26]:26} {track['notes']:7,} notes  pitches {span}")
    click.echo(f"  tune     {tune_text(what['tune'])}")
    click.echo(f"  rolls    {what['fit']}")
    if what["unfit_to_learn"]:
        click.echo(f"  train    refused, {what['unfit_to_learn']}")
    for remark in what["remarks"]:
        click.echo(f"  remark   {printable(remark)}")


def _model(path: Path, as_json: bool) -> None:
    from vae_music.info import describe_model

    what = describe_model(path)
    if as_json:
        tell_json({"path": str(path), **what})
        return
    click.echo(
        f"{printable(str(path))}: {what['kind']} of a model, preset {what['preset']}, z of {what['latent']} dimensions"
    )
    click.echo(f"  styles   {printable(', '.join(what['styles']))}")
    if what.get("variants", 1) > 1:
        click.echo(f"  variants {what['variants']} of each style")
    if len(what.get("methods", ())) > 1:
        click.echo(f"  methods  {', '.join(what['methods'])}")
    rolls = what["rolls"]
    click.echo(f"  rolls    {rolls['voices']} voices, {rolls['drum_lanes']} drum lanes, {rolls['segment_steps']} steps")
    if what["kind"] == "run":
        best = f", best loss {what['best_loss']:.1f} nats a segment" if what["epochs"] else ""
        click.echo(f"  epochs   {what['epochs']}{best}")
        for style, sides in what["songs"].items():
            click.echo(
                f"  songs    {printable(style)}: " + ", ".join(f"{count:,} {side}" for side, count in sides.items())
            )
    if what["versions"]:
        click.echo(f"  versions {', '.join(map(str, what['versions']))}")


def _folder(path: Path, as_json: bool) -> None:
    from vae_music.info import describe_folder

    with Meter() as meter:
        what = describe_folder(path, partial(meter, "files read"))
    if as_json:
        tell_json({"path": str(path), **what})
    else:
        for name, song in what["songs"].items():
            length = f"{song['bars']:6,} bars {duration(song['seconds']):>8}"
            click.echo(f"{song['notes']:8,} notes {len(song['tracks']):3} tracks {length}  {printable(name)}")
        counts = f"{len(what['refused']):,} refused, {what['passed_over']:,} files not MIDI by name passed over"
        click.echo(f"{len(what['songs']):,} songs, {counts}")
    for name, reason in what["refused"].items():
        click.echo(f"vae-music: {printable(f'{path / name}: {reason}')}", err=True)
    raise SystemExit(bool(what["refused"]))


def _changes(values: list[str], most: int = 6) -> str:
    """The first few values in order, without consecutive repeats."""
    kept = [value for index, value in enumerate(values) if not index or value != values[index - 1]]
    more = f", … ({len(kept)} in all)" if len(kept) > most else ""
    return ", ".join(kept[:most]) + more
