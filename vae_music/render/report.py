"""A page of tables and pictures, such as what an evaluation found; one file, like the page of a song."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vae_music.render.html import MAKER, Markup, data_uri, document, fill
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


Part = Table | Shown | Terms


def report_page(title: str, lead: str, parts: Sequence[Part]) -> str:
    """HTML of a page that needs nothing but itself; all texts are plain."""
    header = fill("header.html", eyebrow="Report", title=title, style="", lead=lead)
    footer = fill("footer.html", maker=MAKER, keys="")
    return document(title, "\n".join([header, "<main>", *map(_part, parts), "</main>", footer]))


def _part(part: Part) -> Markup:
    if isinstance(part, Terms):
        return _terms(part)
    return _table(part) if isinstance(part, Table) else _picture(part)


def _table(table: Table) -> Markup:
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    head = "".join(fill("cell.html", tag="th", kind="", value=name) for name in columns)
    rows = "".join(f"<tr>{''.join(_cell(row.get(name)) for name in columns)}</tr>\n" for row in table.rows)
    return fill("table.html", title=table.title, note=table.note, head=Markup(head), rows=Markup(rows))


def _cell(value: object) -> Markup:
    if isinstance(value, Interval):
        if np.isfinite(value).all():
            return fill("interval.html", **{name: _text(figure) for name, figure in value._asdict().items()})
        value = value.value
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return fill("cell.html", tag="td", kind="" if number else "text", value=_text(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return f"{value:,.2f}" if np.isfinite(value) else "–"
    return f"{value:,}" if isinstance(value, int | np.integer) and not isinstance(value, bool) else str(value)


def _terms(terms: Terms) -> Markup:
    rows = "".join(fill("term.html", name=name, said=_text(said)) for name, said in terms.said.items())
    return fill("terms.html", title=terms.title, rows=Markup(rows))


def _picture(shown: Shown) -> Markup:
    png = shown.picture if isinstance(shown.picture, bytes) else shown.picture.to_bytes("png")
    address = data_uri("image/png", png)
    return fill("picture.html", title=shown.title, address=address, words=shown.words)
