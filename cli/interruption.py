"""Ctrl-C: the command ends within a second, wherever it is, with exit code 130 and nothing half-written.

Python raises KeyboardInterrupt only between its own instructions, but the calls of libraries take seconds, and threads
are waited for at the end. A thread therefore watches the signal and ends the process if it has not ended by itself.
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
"""The time in which a command can end by itself."""


class Watch:
    """A watch for Ctrl-C, from `start` on; it must be started in the main thread.

    spared: the number of times that Ctrl-C is left to the command, as to a training, which saves first.
    """

    def __init__(self) -> None:
        self.spared = 0

    def start(self) -> None:
        """Watch until the end of the process."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self._kept_open = theirs
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._listen, args=(ours,), daemon=True).start()
        # A command that is done stays done: while it shuts down, Python would leave the signal to the system.
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)

    def _listen(self, signals: socket.socket) -> None:
        while received := signals.recv(64):
            for _ in range(received.count(signal.SIGINT)):
                if self.spared:
                    self.spared -= 1
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
