"""The bodies of requests, never larger than they may be, and few at once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from vae_music.app.errors import Refusal
from vae_music.midi.limits import MAX_BYTES

MAX_JSON_BYTES = 2_000_000
MAX_PAGE_BYTES = 256_000
BODY_SECONDS = 60.0
"""The time in which a body must have come, so that one that never ends keeps no others waiting."""

PAUSE_SECONDS = 5.0
"""The time in which more of a body must come: a page sends all of it at once, unless it has gone."""

_SONGS_AT_ONCE = 4
_JSON_AT_ONCE = 16


class Bodies:
    """Reads bodies, a few at a time, for each may be large; plans do not wait for songs, which may be larger."""

    def __init__(self) -> None:
        self._songs, self._json = asyncio.Semaphore(_SONGS_AT_ONCE), asyncio.Semaphore(_JSON_AT_ONCE)

    async def song(self, request: Request) -> bytes:
        """The bytes of a MIDI file. Raises Refusal where they are too many."""
        return await self._read(request, MAX_BYTES, self._songs)

    async def json(self, request: Request) -> dict[str, Any]:
        """The object in a body of JSON. Raises Refusal where it is none."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(400, "What is sent is not said to be JSON.")
        body = await self._read(request, MAX_JSON_BYTES, self._json)
        try:
            told = json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "What is sent is not JSON.") from error
        if not isinstance(told, dict):
            raise Refusal(400, "What is sent is no object.")
        page = told.get("page")
        if page is not None and len(json.dumps(page)) > MAX_PAGE_BYTES:
            raise Refusal(413, f"The page wants to keep more than {MAX_PAGE_BYTES // 1000} KB.")
        return told

    async def _read(self, request: Request, most: int, places: asyncio.Semaphore) -> bytes:
        too_large = Refusal(413, f"That is larger than {most // 1_000_000} MB, the most that is read.")
        if _length(request) > most:
            raise too_large
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS), places, asyncio.timeout(PAUSE_SECONDS) as pause:
                async for part in request.stream():
                    pause.reschedule(asyncio.get_running_loop().time() + PAUSE_SECONDS)
                    body += part
                    if len(body) > most:
                        raise too_large
        except TimeoutError as error:
            raise Refusal(408, "That took too long to come.") from error
        except ClientDisconnect as error:
            raise Refusal(400, "The page has gone.") from error
        return bytes(body)


def _length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _no_number(text: str) -> float:
    raise ValueError(f"no number: {text}")
