"""A page that is one file: style, script, sound and pictures inside it, and nothing that could be fetched."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from vae_music.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

MAKER = f"vae-music {__version__}"


def document(
    template: str, title: str, lead: str, scripts: Sequence[str] = (), data: object = None, **values: object
) -> str:
    """A whole page.

    Args:
        template: name of one of the package, which extends `base.html`.
        lead: what stands beneath the title.
        scripts: names of the JavaScript files of the package, which read `data` as JSON from the element `data`.
        values: what else the template shows.

    The page's own policy lets nothing be loaded from anywhere, and no script run but these.
    """
    values |= {"title": title, "lead": lead, "maker": MAKER, "stylesheet": _part("style.css")}
    return render(template, script="\n".join(map(_part, scripts)), data=json_in_html(data), **values)


def render(template: str, **values: object) -> str:
    """A template of the package, filled in: all values are escaped, and one that is missing is an error."""
    return _templates().get_template(template).render(values)


def data_uri(kind: str, content: bytes) -> str:
    """The content of a file as an address that holds it, `kind` being its media type."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def json_in_html(data: object) -> str:
    """JSON that cannot end the script element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # not for sound, which takes addresses from here

    loader = PackageLoader("vae_music.render", "web")
    templates = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["digest"] = _digest
    return templates


def _part(name: str) -> str:
    return (files("vae_music.render") / "web" / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
