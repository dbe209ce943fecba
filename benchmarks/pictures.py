"""Draws the pictures of the README: `python -m benchmarks.pictures`."""

from __future__ import annotations

from pathlib import Path

from vae_music.corpus.demo import demo_song
from vae_music.render.pictures import draw_songs

FOLDER = Path(__file__).parent / "pictures"


def main() -> None:
    styles = {style: demo_song("when_the_saints", style) for style in ("classical", "jazz")}
    titles = {f"When the Saints Go Marching In, {style}": song for style, song in styles.items()}
    draw_songs(titles, first_bar=2, bars=8).savefig(FOLDER / "two_styles.png", dpi=80)


if __name__ == "__main__":
    main()
