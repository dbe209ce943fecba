"""A page that is one file: style, script, sound and pictures inside it, and nothing that could be fetched."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from string import Template

from vae_music.version import __version__

MAKER = f"vae-music {__version__}"


class Markup(str):
    """HTML, to be put into HTML as it is; any other text is escaped there."""


def fill(template: str, /, **values: object) -> Markup:
    """A template of the package, with its `$names` filled in: all values are escaped, but for Markup."""
    texts = {key: value if isinstance(value, Markup) else escape(str(value)) for key, value in values.items()}
    return Markup(Template(_part(template)).substitute(texts))


def document(title: str, body: str, script: str | None = None, data: object = None) -> str:
    """A whole page.

    Args:
        body: HTML. script: name of the JavaScript of the package, which reads `data` as JSON from the element `data`.

    The page's own policy lets nothing be loaded from anywhere, and no script run but this one.
    """
    style, code = _part("style.css"), _part(script) if script else ""
    allowed = {
        "default-src": "'none'",
        "style-src": f"'{_digest(style)}'",
        "script-src": f"'{_digest(code)}'" if code else "'none'",
        "img-src": "data:",
        "media-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    policy = "; ".join(f"{what} {where}" for what, where in allowed.items())
    scripts = f'<script type="application/json" id="data">{json_in_html(data)}</script>\n<script>{code}</script>\n'
    return fill(
        "document.html",
        policy=Markup(policy),
        maker=MAKER,
        title=title,
        style=Markup(style),
        body=Markup(body),
        scripts=Markup(scripts if code else ""),
    )


def data_uri(kind: str, content: bytes) -> Markup:
    """The content of a file as an address that holds it, `kind` being its media type."""
    return Markup(f"data:{kind};base64,{base64.b64encode(content).decode()}")


def json_in_html(data: object) -> str:
    """JSON that cannot end the script element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _part(name: str) -> str:
    return (files("vae_music.render") / "web" / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
