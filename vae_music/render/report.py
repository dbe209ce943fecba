"""A page of tables and pictures, such as what an evaluation found; one file, like the page of a song."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vae_music.render.document import MAKER, Markup, data_uri, document, fill
from vae_music.render.pictures import Picture


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


def report_page(title: str, lead: str, parts: Sequence[Table | Shown]) -> str:
    """HTML of a page that needs nothing but itself; all texts are plain."""
    header = fill("header.html", eyebrow="Report", title=title, style="", lead=lead)
    footer = fill("footer.html", maker=MAKER, keys="")
    body = [_table(part) if isinstance(part, Table) else _picture(part) for part in parts]
    return document(title, "\n".join([header, "<main>", *body, "</main>", footer]))


def _table(table: Table) -> Markup:
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    head = "".join(fill("cell.html", tag="th", kind="", value=name) for name in columns)
    rows = "".join(f"<tr>{''.join(_cell(row.get(name)) for name in columns)}</tr>\n" for row in table.rows)
    return fill("table.html", title=table.title, note=table.note, head=Markup(head), rows=Markup(rows))


def _cell(value: object) -> Markup:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return fill("cell.html", tag="td", kind="" if number else "text", value=_text(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return f"{value:,.2f}" if np.isfinite(value) else "–"
    return f"{value:,}" if isinstance(value, int | np.integer) and not isinstance(value, bool) else str(value)


def _picture(shown: Shown) -> Markup:
    png = shown.picture if isinstance(shown.picture, bytes) else shown.picture.to_bytes("png")
    address = data_uri("image/png", png)
    return fill("picture.html", title=shown.title, address=address, words=shown.words)
