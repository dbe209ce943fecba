"""The app as a server on the loopback address, for as long as the command runs."""

from __future__ import annotations

import os
import socket
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import uvicorn

from vae_music.app.errors import AppError
from vae_music.app.guard import LOOPBACK
from vae_music.app.server import application
from vae_music.app.studio import Studio

_STARTING_SECONDS = 10.0
_ENDING_SECONDS = 1


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket at a port of the loopback address, or at a free one for 0. Raises AppError where it is in use."""
    with closing(socket.socket()) as place:
        if os.name != "nt":  # there, it would let two programs have one port
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((LOOPBACK, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AppError(f"port {port}: {reason}; name another one with --port, or 0 for any") from error
        place.listen(256)
        yield place


def address_of(place: socket.socket) -> str:
    """The address of the page at a socket."""
    return f"http://{LOOPBACK}:{place.getsockname()[1]}/"


@contextmanager
def serving(studio: Studio, place: socket.socket) -> Iterator[Thread]:
    """Serve the page in a thread, so that Ctrl-C is left to the command. Raises AppError where that does not begin."""
    settings = uvicorn.Config(
        application(studio, place.getsockname()[1]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_ENDING_SECONDS,
    )
    server = uvicorn.Server(settings)
    thread = Thread(target=server.run, kwargs={"sockets": [place]}, name="serving", daemon=True)
    thread.start()
    try:
        ends = time.monotonic() + _STARTING_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > ends:
                raise AppError(f"{address_of(place)}: the server does not begin")
            time.sleep(0.01)
        yield thread
    finally:
        server.should_exit = True
        thread.join()


def show_in_browser(address: str) -> bool:
    """Open the page in the user's browser; returns False where there is none with windows."""
    if sys.platform.startswith("linux") and not ({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        return False  # a browser of the terminal would take it
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
