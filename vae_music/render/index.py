"""The index of the pages of several transfers: one line and one link for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from vae_music.render.html import document
from vae_music.song import Song
from vae_music.text import duration


class Page(NamedTuple):
    """A page in the index: its path from there, the title of the song, the style, and the song before and after."""

    path: Path
    title: str
    style: str | None
    before: Song
    after: Song


def index_page(pages: Sequence[Page], refused: Sequence[str] = ()) -> str:
    """HTML of the index.

    Args:
        refused: the files that have no page, each with the reason.
    """
    rows = [
        {
            "address": quote(page.path.as_posix(), errors="surrogateescape"),
            "title": page.title,
            "style": page.style or "",
            "length": f"{page.after.bar_count:,} bars, {duration(page.after.seconds)}",
            "notes": f"{page.before.note_count:,} to {page.after.note_count:,}",
            "band": ", ".join(track.name for track in page.after.tracks if len(track)),
        }
        for page in pages
    ]
    lead = f"{len(pages):,} transfers"
    return document("index.html", "Songs", lead, rows=rows, refused=refused)
