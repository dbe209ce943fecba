"""The picture of a transfer in the README: `python -m benchmarks.pictures`.

page.png beside it shows the page of `transfer --report`; this script does not draw it.
"""

from __future__ import annotations

from pathlib import Path

import vae_music
from vae_music.demo import embedded_song
from vae_music.render.pictures import draw_songs

FOLDER = Path(__file__).parent / "pictures"


def main() -> None:
    """Draw the picture."""
    pop = embedded_song("when_the_saints", "pop")
    songs = {"When the Saints Go Marching In, pop": pop, "its jazz version": vae_music.transfer(pop, style="jazz")}
    draw_songs(songs, first_bar=2, bars=8).savefig(FOLDER / "transfer.png", dpi=80)


if __name__ == "__main__":
    main()
