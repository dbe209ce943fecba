"""Ctrl-C: the command ends within a second, wherever it is, with exit code 130 and nothing half-written.

Python raises KeyboardInterrupt only between its own instructions, but the calls of libraries take seconds, threads are
waited for at the end, and some libraries make another error of it: one is then half imported, and the command fails for
another reason than its true one. Therefore the process is ended where it stands, by a thread if the main one is in a
long call. Commands that have something to do at their end, such as a training, which saves, are left the first Ctrl-C.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from time import sleep
from typing import NoReturn

from vae_music.storage import remove_what_is_being_written

EXIT_CODE = 130
GRACE_SECONDS = 0.5
"""The time in which the main thread can end the process by itself."""


class Watch:
    """A watch for Ctrl-C, from `start` on; it must be started in the main thread."""

    def __init__(self) -> None:
        self._left = 0
        self._is_heeded = False

    def leave_the_next(self) -> None:
        """Leave the next Ctrl-C to the command, as a KeyboardInterrupt in its main thread."""
        self._left, self._is_heeded = 1, True

    def start(self) -> None:
        """Watch until the end of the process."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self._kept_open = theirs
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in a job in the background
            signal.signal(signal.SIGINT, self._heed)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._listen, args=(ours,), daemon=True).start()
        # A command that is done stays done: while it shuts down, Python would leave the signal to the system.
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)

    def _heed(self, *_: object) -> None:
        if self._is_heeded:
            raise KeyboardInterrupt
        end_now()

    def _listen(self, signals: socket.socket) -> None:
        while received := signals.recv(64):
            for _ in range(received.count(signal.SIGINT)):
                if self._left:
                    self._left -= 1
                else:
                    sleep(GRACE_SECONDS)
                    end_now()


WATCH = Watch()
"""The watch of this process."""


def end_now() -> NoReturn:
    """End the process with EXIT_CODE and without waiting for threads, and its workers with it."""
    for worker in multiprocessing.active_children():
        worker.terminate()
    remove_what_is_being_written()
    with suppress(OSError, ValueError, RuntimeError):  # such as a pipe that is closed, or a stream in use
        sys.stdout.flush()
    os.write(2, b"vae-music: stopped\n")
    os._exit(EXIT_CODE)
