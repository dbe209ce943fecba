"""What a model learns from a small folder: `python -m benchmarks.own_folder CORPUS --styles A,B --json FILE`.

CORPUS has a manifest that names artists, none of whom is on two of three sides: songs to learn from, songs of which
judges learn the styles, and songs that are transferred. For every seed, which draws the artists, every number of songs
a style and every way of beginning, a model is trained for some minutes as users would do it, and each song held out of
any style gets one of the styles learnt. The judges know more styles than the models and no song that a model, or the
critics that choose its prototypes, has seen. Each line has means, and their 95 % intervals over artists, of all
transfers and of those into each style.

Rows without training: the songs as they are; *another song*, songs of the styles held out; and *like*, the shipped
model with the manner of a song of those to learn from.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.tune_heard import heard
from vae_music.corpus import CorpusSong, read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import VaeMusicError
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.judge import Judge
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import estimate, resampled_means
from vae_music.measures.features import ASPECTS
from vae_music.measures.form import measure_form
from vae_music.measures.preservation import chroma_similarity
from vae_music.midi.read import read_song
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Song, Track

TO_JUDGE, TO_TEST = 40, 10
"""The minimum numbers of songs of each style from which judges learn, and which are transferred."""

WAYS = {"pretrained": ["--from", "pretrained"], "nothing": []}


class Sides(NamedTuple):
    """The songs of each style on the three sides."""

    learn: dict[str, list[CorpusSong]]
    judge: list[CorpusSong]
    test: list[CorpusSong]


def divide(songs: Sequence[CorpusSong], seed: int) -> Sides:
    """Divide the songs by artists, who are drawn by the seed."""
    learn: dict[str, list[CorpusSong]] = defaultdict(list)
    judge: list[CorpusSong] = []
    test: list[CorpusSong] = []
    artists: dict[str, dict[str, list[CorpusSong]]] = defaultdict(lambda: defaultdict(list))
    for song in songs:
        artists[song.style][song.entry.artist or song.work].append(song)
    for style, of_artist in artists.items():
        order = sorted(of_artist, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
        for name in order:
            found = {side: sum(song.style == style for song in kept) for side, kept in (("t", test), ("j", judge))}
            side = test if found["t"] < TO_TEST else judge if found["j"] < TO_JUDGE else learn[style]
            side.extend(of_artist[name])
    return Sides(learn, judge, test)


class Heard(NamedTuple):
    """The figures of one output; NaN where not defined."""

    right: float
    in_three: float
    probability: float
    velocities: float
    instruments: float
    chroma: float
    tune: float
    follow_notes: float
    follow_drums: float
    follow_programs: float
    follow_velocity: float
    drum_bars: float
    struck_again: float


class Output(NamedTuple):
    """The style and the artist of the song of an output, and its figures."""

    style: str
    artist: str
    heard: Heard


def hear(judge: Judge, source: Song, output: Song, style: str) -> Heard:
    """The figures of an output in a style."""
    target, shares = judge.styles.index(style), judge.probabilities(output)
    rank = int((shares["notes"] > shares["notes"][target]).sum())
    right = {aspect: float(shares[aspect].argmax() == target) for aspect in ASPECTS}
    form = measure_form(source, output)
    notes, tune = source.notes(), find_tune(source).notes
    columns = (notes.onset, notes.duration, notes.pitch, notes.velocity)
    sung = Track.of(zip(*(column[tune] for column in columns), strict=True), 0)
    return Heard(
        right["notes"],
        float(rank < 3),
        float(shares["notes"][target]),
        right["velocities"],
        right["instruments"],
        chroma_similarity(source, output),
        heard(sung, output).heard if len(sung) else float("nan"),
        form.follow_notes,
        form.follow_drums,
        form.follow_programs,
        form.follow_velocity,
        form.drum_bars,
        form.struck_again,
    )


def trained(songs: dict[str, list[CorpusSong]], arguments: Sequence[str], out: Path) -> float:
    """Train a model on these songs as users do; returns the seconds that the command took."""
    folder = out.parent / "songs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rows = []
    for style, of_style in songs.items():
        for song in of_style:
            name = f"{style}-{song.sha256[:16]}.mid"
            shutil.copy(song.entry.path, folder / name)
            rows.append((name, style, song.entry.artist or "", song.work))
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("path", "style", "artist", "work"), *rows])
    begun = time.monotonic()
    command = [sys.executable, "-m", "vae_music", "train", str(folder), "--out", str(out), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begun


def tasks(test: Sequence[CorpusSong], styles: Sequence[str], count: int) -> Iterator[tuple[CorpusSong, str]]:
    """Songs in turn from every style, each with a style that is not its own."""
    order = sorted(test, key=lambda song: hashlib.sha256(song.sha256.encode()).digest())
    of_style: dict[str, list[CorpusSong]] = defaultdict(list)
    for song in order:
        of_style[song.style].append(song)
    turns = [song for row in range(len(order)) for of in of_style.values() for song in of[row : row + 1]]
    for place, song in enumerate(turns[:count]):
        wanted = styles[(place + place // len(styles)) % len(styles)]
        yield song, wanted if wanted != song.style else styles[(styles.index(wanted) + 1) % len(styles)]


def measure(
    judge: Judge, chosen: Sequence[tuple[CorpusSong, str]], make: Callable[[CorpusSong, str], Song]
) -> list[Output]:
    """What is made of each song in its style."""
    outputs = []
    for song, style in chosen:
        try:
            figures = hear(judge, read_song(song.entry.path), make(song, style), style)
        except VaeMusicError as error:
            click.echo(f"{song.entry.path.name}: {error}", err=True)
        else:
            outputs.append(Output(style, song.entry.artist or song.work, figures))
    return outputs


def estimates(outputs: Sequence[Output]) -> dict[str, list[float]]:
    """The mean of each figure and its interval."""
    means = resampled_means(np.array([output.heard for output in outputs]), [output.artist for output in outputs])
    return {name: np.round(estimate(column), 4).tolist() for name, column in zip(Heard._fields, means.T, strict=True)}


def like(model: Model, songs: Mapping[str, Sequence[CorpusSong]], song: CorpusSong, style: str) -> Song:
    """A song in the manner of one of the songs of a style."""
    other = songs[style][int(song.sha256, 16) % len(songs[style])]
    return model.transfer(song.entry.path, like=other.entry.path)


def restyled(model: Model, song: CorpusSong, style: str) -> Song:
    """A song in a style."""
    return model.transfer(song.entry.path, style)


def numbers(text: str) -> list[int]:
    """The numbers in `12,50`."""
    return [int(number) for number in text.split(",")]


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--styles", required=True, help="The styles to learn.")
@click.option("--judged", required=True, help="All styles that the judges know, those to learn among them.")
@click.option("--songs", default="12,50,200", show_default=True, help="Songs a style; all where there are fewer.")
@click.option("--seeds", default="0,1,2", show_default=True)
@click.option("--minutes", default=5.0, show_default=True)
@click.option("--ways", default=",".join(WAYS), show_default=True)
@click.option("--transfers", default=40, show_default=True)
@click.option("--train-options", default="", help="Further options of `vae-music train`.")
@click.option("--cache", type=click.Path(path_type=Path))
@click.option("--json", "json_path", required=True, type=click.Path(path_type=Path), help="Gets a line a row.")
def main(
    corpus: Path,
    styles: str,
    judged: str,
    songs: str,
    seeds: str,
    minutes: float,
    ways: str,
    transfers: int,
    train_options: str,
    cache: Path | None,
    json_path: Path,
) -> None:
    """Append a JSON line for each seed, number of songs and way of beginning."""
    wanted, cached = styles.split(","), str(cache) if cache else None
    request = CorpusRequest((str(corpus.resolve()),), tuple(judged.split(",")), cache=cached)
    read = read_corpus(request, RollSpec())

    def keep(way: str, seed: int, count: int, outputs: list[Output], seconds: float = 0.0) -> None:
        row = {"way": way, "seed": seed, "songs": count, "seconds": round(seconds), "transfers": len(outputs)}
        of_style = {style: [output for output in outputs if output.style == style] for style in wanted}
        row |= estimates(outputs) | {"styles": {style: estimates(few) for style, few in of_style.items() if few}}
        with json_path.open("a") as file:
            file.write(json.dumps(row) + "\n")
        click.echo(json.dumps(row))

    for seed in numbers(seeds):
        sides = divide(read.songs, seed)
        judge = train_judge(sides.judge, sides.test, request)
        chosen = list(tasks(sides.test, wanted, transfers))
        if "none" in ways.split(","):
            own = [(song, song.style) for song in sides.test if song.style in wanted]
            shipped = load_model()
            keep("source", seed, 0, measure(judge, chosen, lambda song, _: read_song(song.entry.path)))
            keep("another song", seed, 0, measure(judge, own, lambda song, _: read_song(song.entry.path)))
            keep("like", seed, 1, measure(judge, chosen, partial(like, shipped, sides.learn)))
        for count in numbers(songs):
            some = {style: sides.learn[style][:count] for style in wanted}
            for way in (way for way in ways.split(",") if way in WAYS):
                with tempfile.TemporaryDirectory() as folder:
                    run = Path(folder) / "run"
                    options = [*WAYS[way], "--minutes", str(minutes), "--seed", str(seed), *train_options.split()]
                    options += ["--cache", cached] if cached else []
                    seconds = trained(some, options, run)
                    model = load_model(run)
                    outputs = measure(judge, chosen, partial(restyled, model))
                    keep(way, seed, max(map(len, some.values())), outputs, seconds)


if __name__ == "__main__":
    main()
