"""The guard of the app: it answers its own page alone, and tells the browser to fetch nothing from elsewhere.

A page of another site can have a browser send requests to the loopback address, and by its own name server even under
its own name (DNS rebinding). Its requests carry that name as their Host, or its own as their Origin.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost")
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Refuses what comes from elsewhere, and adds the headers that keep the page to itself.

    Args:
        port: that of the app; a browser leaves out port 80.
    """

    def __init__(self, app: ASGIApp, port: int):
        self.app = app
        self.hosts = {f"{name}:{port}" for name in _NAMES} | ({*_NAMES} if port == 80 else set())
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 403."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if sentence := self._foreign(Headers(scope=scope)):
            await JSONResponse({"error": sentence}, 403, _HEADERS)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_guarded)

    def _foreign(self, headers: Headers) -> str:
        """The reason why a request is not one of the page, or an empty text."""
        if not _all_in(headers.getlist("host"), self.hosts):
            return "This address is not that of the app."
        if headers.getlist("origin") and not _all_in(
            headers.getlist("origin"), {f"http://{one}" for one in self.hosts}
        ):
            return "Only the page of the app may ask this."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
            return "Only the page of the app may ask this."
        return ""


def _all_in(values: Iterable[str], allowed: set[str]) -> bool:
    values = [value.lower() for value in values]
    return bool(values) and set(values) <= allowed
