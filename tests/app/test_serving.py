"""The app behind its real server: many at once, some that go, workers that die."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from threading import Event

import pytest

from tests.app.conftest import plan_of
from tests.songs import band
from vae_music.app import bodies, serving
from vae_music.app.errors import AppError
from vae_music.app.jobs import MOST_WAITING
from vae_music.app.serving import address_of, listening, show_in_browser
from vae_music.app.studio import MOST_FILES_WAITING
from vae_music.midi.write import song_to_bytes

AT_ONCE = 200
SONG = song_to_bytes(band(8))


class Served:
    """A client of the server; every request has a connection of its own."""

    def __init__(self, port: int):
        self.port = port

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection.request(method, path, data, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        said = reply.read()
        connection.close()
        return reply.status, json.loads(said) if "json" in reply.headers["Content-Type"] else said


@pytest.fixture
def served(studio) -> Iterator[Served]:
    with listening(0) as place, serving.serving(studio, place):
        yield Served(place.getsockname()[1])


def patiently(true) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_only_the_loopback_address_is_listened_at():
    with listening(0) as place:
        assert place.getsockname()[0] == "127.0.0.1"
        assert address_of(place) == f"http://127.0.0.1:{place.getsockname()[1]}/"


def test_a_busy_port_is_refused_in_a_line_that_says_what_to_do():
    with listening(0) as place, pytest.raises(AppError, match=r"^port \d+: .*--port") as refused:
        listening(place.getsockname()[1]).__enter__()
    assert "\n" not in str(refused.value)


def test_two_hundred_versions_at_once_are_made_one_after_the_other_or_refused(served, studio):
    served.ask("POST", "/api/song?name=x", SONG)
    running, most = [], []
    runtime = studio.maker._watched.runtime

    def counting(signature, inputs):
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        answer = runtime(signature, inputs)
        running.pop()
        return answer

    studio.maker._watched.runtime = counting
    plan = plan_of((1, 8, "jazz"))
    with ThreadPoolExecutor(AT_ONCE) as many:
        replies = list(many.map(lambda _: served.ask("POST", "/api/versions", {"plan": plan}), range(AT_ONCE)))
    statuses = Counter(status for status, _ in replies)
    assert set(statuses) <= {200, 429}
    assert statuses[200] >= MOST_WAITING
    assert max(reply["ahead"] for status, reply in replies if status == 200) > 1
    assert {reply["error"].partition(" ")[0] for status, reply in replies if status == 429} <= {str(MOST_WAITING)}
    patiently(lambda: not len(studio.making))
    states = {served.ask("GET", f"/api/jobs/{reply['job']}")[1]["state"] for status, reply in replies if status == 200}
    assert (states, max(most)) == ({"done"}, 1)


def test_two_hundred_songs_at_once_are_opened_one_after_the_other(served, studio):
    with ThreadPoolExecutor(AT_ONCE) as many:
        replies = list(many.map(lambda number: served.ask("POST", f"/api/song?name=x{number}", SONG), range(AT_ONCE)))
    assert {status for status, _ in replies} == {200}
    assert len([path for path in studio.store.folder.iterdir() if path.is_dir()]) == 1


def test_a_page_that_goes_in_the_middle_leaves_the_server_and_its_queues_alone(served, studio):
    served.ask("POST", "/api/song?name=x", SONG)
    gone = HTTPConnection("127.0.0.1", served.port)
    gone.putrequest("POST", "/api/song?name=y")
    gone.putheader("Content-Length", "1000000")
    gone.endheaders(b"MThd")
    gone.close()
    studio.rendering.add(lambda job: time.sleep(1))
    waiting = HTTPConnection("127.0.0.1", served.port)
    waiting.request("GET", "/api/source.wav")
    patiently(lambda: len(studio.rendering) == 2)
    waiting.close()
    patiently(lambda: not len(studio.rendering))
    assert served.ask("GET", "/api/work")[1]["song"]["name"] == "x"


def test_uploads_that_stall_keep_no_plans_waiting_and_other_songs_not_for_long(served, monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE_SECONDS", 0.5)
    served.ask("POST", "/api/song?name=x", SONG)
    head = "POST /api/song?name=y HTTP/1.1\r\nContent-Length: 1000\r\nHost: 127.0.0.1:"
    with ExitStack() as lines:
        stalled = [
            lines.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=10)) for _ in range(8)
        ]
        for line in stalled:
            line.sendall(f"{head}{served.port}\r\n\r\nMThd".encode())
        started = time.monotonic()
        assert served.ask("PUT", "/api/work", {"page": {}})[0] == 200
        assert time.monotonic() - started < 0.5
        assert served.ask("POST", "/api/song?name=z", SONG)[0] == 200
        assert b" 408 " in stalled[0].recv(1000)


def test_few_files_wait_to_be_made(served, studio):
    served.ask("POST", "/api/song?name=x", SONG)
    gate = Event()
    studio.rendering.add(lambda job: gate.wait(60))
    with ThreadPoolExecutor(2 * MOST_FILES_WAITING) as many:
        asked = [many.submit(served.ask, "GET", "/api/source.mid") for _ in range(2 * MOST_FILES_WAITING)]
        patiently(lambda: sum(one.done() for one in asked) >= MOST_FILES_WAITING - 1)
        gate.set()
    statuses = Counter(one.result()[0] for one in asked)
    assert set(statuses) == {200, 429}
    assert statuses[200] in (MOST_FILES_WAITING, MOST_FILES_WAITING + 1)  # one may have run before the gate waited


def test_what_is_no_http_is_answered_or_closed(served):
    for words in (b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n\r\n", b"GET /" + b"x" * 100_000, b"\x00" * 1000):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
            assert b"200 OK" not in line.recv(1000)
    assert served.ask("GET", "/api/work") == (200, None)


@pytest.mark.skipif(os.name == "nt", reason="needs the signals of Unix")
def test_a_reader_that_is_killed_costs_at_most_its_song(served, reader):
    served.ask("POST", "/api/song?name=x", SONG)
    (worker,) = reader._worker._pool._processes
    os.kill(worker, signal.SIGKILL)
    assert served.ask("POST", "/api/song?name=y", SONG)[0] in (200, 400)
    status, opened = served.ask("POST", "/api/song?name=z", SONG)
    assert (status, opened["song"]["name"]) == (200, "z")


def test_a_browser_of_the_terminal_is_not_opened(monkeypatch):
    opened = []
    monkeypatch.setattr(serving.webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.setattr(serving.sys, "platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert (show_in_browser("http://127.0.0.1:1/"), opened) == (False, [])
    monkeypatch.setenv("DISPLAY", ":0")
    assert (show_in_browser("http://127.0.0.1:1/"), opened) == (True, ["http://127.0.0.1:1/"])
