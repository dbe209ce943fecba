"""The files of the page and the soundfont: read by the browser once, and again only when they have changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from vae_music.app.errors import Refusal

_WEB = Path(__file__).parent / "web"
_STYLE_OF_REPORTS = Path(__file__).parents[1] / "render" / "web" / "style.css"

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
PAGE = "index.html"


def files_of_the_page() -> dict[str, Path]:
    """The files that the page may ask for, by name; no other name is looked up anywhere."""
    files = {path.name: path for path in _WEB.iterdir() if path.suffix in _MEDIA_TYPES}
    return {_STYLE_OF_REPORTS.name: _STYLE_OF_REPORTS} | files


def file_of_the_page(request: Request, path: Path) -> Response:
    """One of these files."""
    return unless_known(request, path.read_bytes(), _MEDIA_TYPES[path.suffix])


def unless_known(request: Request, data: bytes, media_type: str) -> Response:
    """The data, or only the word that what the browser has is still right."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=media_type, headers=headers)


def soundfont(request: Request, path: Path) -> Response:
    """The soundfont, for the synthesizer of the page. Raises Refusal where it cannot be read any more."""
    try:
        return unless_known(request, path.read_bytes(), "audio/x-soundfont")
    except OSError as error:
        raise Refusal(404, "The soundfont cannot be read any more.") from error
