"""A client of the app that asks what the page asks, and behaves as no page should."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

LIMIT_SECONDS = 120.0
"""What takes longer is said to hang."""

SONGS = ("Ode to Joy", "Greensleeves", "Auld Lang Syne")
_ANSWER_BYTES = 1000


class Reply(NamedTuple):
    """The status of an answer (0 where there was none), what it says, and the seconds until it was there."""

    status: int
    said: Any
    seconds: float
    fault: str = ""


class Line:
    """A connection on which something has been sent."""

    def __init__(self, port: int, words: str):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_SECONDS)
        self.socket.sendall(words.encode())

    def hang_up(self, abrupt: bool) -> None:
        """Close the connection. Args: abrupt: by a reset, as a process does that is killed."""
        if abrupt:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class Client:
    """Every request has a connection of its own.

    Args:
        answered: gets every reply.
    """

    def __init__(self, address: str, answered: list[Reply]):
        self.port, self.answered = int(urlsplit(address).port or 80), answered
        self.styles = [style["name"] for style in self.ask("GET", "/api/model").said["styles"]]
        self._styles, self._songs, self.song = cycle(self.styles), cycle(SONGS), SONGS[0]

    def ask(self, method: str, path: str, body: object = None) -> Reply:
        """The reply to one request."""
        started, what = time.monotonic(), f"{method} {path}"
        status, said, fault = 0, None, ""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_SECONDS)) as connection:
            try:
                with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
                    connection.request(method, quote(path, safe="/?=&"), data, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                status, said = answer.status, answer.read()
                if "json" in answer.headers.get("Content-Type", ""):
                    said = json.loads(said)
            except (OSError, HTTPException, ValueError) as error:
                fault = f"{what}: {type(error).__name__}: {error}"
        seconds = time.monotonic() - started
        if status >= 500 or (status >= 400 and not _is_sentence(said)) or seconds > LIMIT_SECONDS:
            fault = fault or f"{what}: {status} after {seconds:.1f} s: {str(said)[:300]}"
        self.answered.append(Reply(status, said, seconds, fault))
        return self.answered[-1]

    def open(self, name: str, data: bytes) -> Reply:
        """Drop a file."""
        return self.ask("POST", f"/api/song?name={name}", data)

    def plan(self) -> dict[str, Any]:
        """The plan of the open song, all of it in the next style."""
        sections = self.ask("GET", "/api/work").said["plan"]["sections"]
        style = next(self._styles)
        return {"sections": [{"start": one["start"], "end": one["end"], "style": style} for one in sections]}

    def transfer(self) -> Reply:
        """The reply with the notes of a version of the open song, or the first that is something else."""
        started = time.monotonic()
        *_, last = self._transfer()
        return last._replace(seconds=time.monotonic() - started)

    def _transfer(self) -> Iterator[Reply]:
        reply = self.ask("POST", "/api/versions", {"plan": self.plan()})
        yield reply
        ends = time.monotonic() + LIMIT_SECONDS
        while reply.status == 200 and reply.said["state"] in ("waiting", "running"):
            if time.monotonic() > ends:
                yield self.ask("DELETE", f"/api/jobs/{reply.said['job']}")._replace(fault="a version hangs")
                return
            time.sleep(0.05)
            yield (reply := self.ask("GET", f"/api/jobs/{reply.said['job']}"))
        if reply.status == 200 and reply.said["state"] != "done":
            message = str(reply.said["message"])
            yield reply._replace(status=409, fault=message if "went wrong" in message or not message else "")
        elif reply.status == 200:
            yield self.ask("GET", f"/api/versions/{reply.said['version']}/notes")

    def fresh_transfer(self) -> Reply:
        """The same, of the next of the songs that come along."""
        started, self.song = time.monotonic(), next(self._songs)
        opened = self.ask("POST", f"/api/song?embedded={self.song}")
        last = self.transfer() if opened.status == 200 else opened
        return last._replace(seconds=time.monotonic() - started)

    def version(self) -> str:
        """The id of a version of a song that comes along."""
        self.fresh_transfer()
        return str(self.ask("GET", "/api/work").said["versions"][-1]["id"])

    def part_of_an_upload(self) -> Line:
        """The beginning of an upload that promises more."""
        head = (
            f"POST /api/song?name=part HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: 1000000\r\n\r\nMThd"
        )
        return Line(self.port, head)

    def part_of_an_answer(self, path: str) -> Line:
        """A request whose answer is not waited for, or not to its end."""
        line = Line(self.port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n")
        if path == "/api/soundfont":
            line.socket.recv(_ANSWER_BYTES)
        return line


def _is_sentence(said: Any) -> bool:
    return isinstance(said, dict) and str(said.get("error", "")).endswith(".")
