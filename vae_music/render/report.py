"""A page of tables and pictures, such as what an evaluation found; one file, like the page of a song."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vae_music.render.html import data_uri, document
from vae_music.render.pictures import Picture


class Interval(NamedTuple):
    """A figure and the ends of the interval it lies in, which stand smaller beneath it; NaN where there is none."""

    value: float
    low: float
    high: float


class Table(NamedTuple):
    """Rows by the names of their columns; what a row lacks is left empty. Fractions are shown to two decimals."""

    title: str
    rows: Sequence[Mapping[str, object]]
    note: str = ""


class Shown(NamedTuple):
    """A picture, or the bytes of a PNG file, and in words what is to be seen on it."""

    title: str
    picture: Picture | bytes
    words: str


class Terms(NamedTuple):
    """Names and what is to be said of each, in words."""

    title: str
    said: Mapping[str, object]


class Prose(NamedTuple):
    """Paragraphs."""

    title: str
    paragraphs: Sequence[str]


Part = Table | Shown | Terms | Prose


class _Cell(NamedTuple):
    """A cell of a table: its text and the interval around it; `kind` is `text` unless the value is a number."""

    text: str
    kind: str = ""
    around: str = ""


def report_page(title: str, lead: str, parts: Sequence[Part]) -> str:
    """HTML of a page that needs nothing but itself; all texts are plain."""
    return document("report.html", title, lead, parts=[_shown(part) for part in parts])


def _shown(part: Part) -> dict[str, object]:
    """The values of a part, by the names that the template uses."""
    if isinstance(part, Terms):
        said = [(name, _text(value)) for name, value in part.said.items()]
        return {"kind": "terms", "title": part.title, "said": said}
    if isinstance(part, Prose):
        return {"kind": "prose", "title": part.title, "paragraphs": part.paragraphs}
    if isinstance(part, Shown):
        png = part.picture if isinstance(part.picture, bytes) else part.picture.to_bytes("png")
        return {"kind": "picture", "title": part.title, "address": data_uri("image/png", png), "words": part.words}
    columns = list(dict.fromkeys(name for row in part.rows for name in row))
    rows = [[_cell(row.get(name)) for name in columns] for row in part.rows]
    return {"kind": "table", "title": part.title, "columns": columns, "rows": rows, "note": part.note}


def _cell(value: object) -> _Cell:
    if isinstance(value, Interval):
        if np.isfinite(value).all():
            return _Cell(_text(value.value), around=f"{_text(value.low)}–{_text(value.high)}")
        value = value.value
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return _Cell(_text(value), "" if number else "text")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return f"{value:,.2f}" if np.isfinite(value) else "–"
    return f"{value:,}" if isinstance(value, int | np.integer) and not isinstance(value, bool) else str(value)
