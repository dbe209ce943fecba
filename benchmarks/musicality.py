"""The musicality of styles: `python -m benchmarks.musicality DIR... [--max-songs N]`.

For each style, the median of each figure of `vae_music.measures.musicality` and its usual range over the songs of the
training side of the split, -1 for a song without the figure; then the shares of the songs of held-out works that lie
within it, as `evaluate` has them for the styles' own songs.
"""

from __future__ import annotations

import click
import numpy as np

from vae_music.corpus import read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.evaluation.held_out import choose_songs
from vae_music.evaluation.style_ranges import WITHIN, learn_ranges
from vae_music.export.trained_on import read_trained_on
from vae_music.measures.musicality import measure_musicality
from vae_music.midi.read import read_song
from vae_music.rolls.spec import RollSpec


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@click.option("--max-songs", type=click.IntRange(2), help="The most songs of a style; all by default.")
def main(folders: tuple[str, ...], max_songs: int | None) -> None:
    """Print the medians and the usual ranges of styles, and the shares of held-out songs within them."""
    corpus = read_corpus(CorpusRequest(folders, max_songs=max_songs), RollSpec())
    held_out = choose_songs(corpus.songs, 0, read_trained_on())
    songs = [*held_out.others, *held_out.all]
    training = len(held_out.others)
    table = np.array([measure_musicality(read_song(song.entry.path)) for song in songs])
    labels = np.array([corpus.styles.index(song.style) for song in songs])
    ranges = learn_ranges(table, labels, training, [song.work for song in songs])

    click.echo(f"| style | songs | {' | '.join(name.replace('_', ' ') for name in WITHIN)} |")
    click.echo("|---" * (len(WITHIN) + 2) + "|")
    for index, style in enumerate(corpus.styles):
        known = table[:training][labels[:training] == index]
        medians = np.median(np.where(np.isnan(known), -1, known), axis=0)
        bounds = zip(medians, ranges.of(index).values(), strict=True)
        cells = " | ".join(f"{median:.3g} ({low:.3g} to {high:.3g})" for median, (low, high) in bounds)
        click.echo(f"| {style} | {len(known)} | {cells} | |")
    for style, shares in zip([*corpus.styles, "all"], ranges.held_out[..., 0], strict=True):
        others = [song for song in held_out.all if style in (song.style, "all")]
        click.echo(f"| {style}, held out | {len(others)} | {' | '.join(f'{share:.2f}' for share in shares)} |")


if __name__ == "__main__":
    main()
