"""The app with the tiny model, in a folder of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.songs import band
from vae_music.app import work
from vae_music.app.server import application
from vae_music.app.songs import Reader
from vae_music.app.studio import Studio
from vae_music.midi.write import song_to_bytes

PORT = 8765
PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="session")
def reader(tiny_model) -> Iterator[Reader]:
    """One worker for all tests, as it takes longer to begin than to read their songs."""
    reader = Reader(tiny_model.spec)
    yield reader
    reader.end()


@pytest.fixture
def begin(tiny_export, tiny_model, reader, tmp_path, monkeypatch) -> Iterator[Callable[[], Studio]]:
    """Begins an app in one and the same folder, after the one before it has ended."""
    monkeypatch.setattr(Reader, "end", lambda self: None)
    monkeypatch.setattr(work, "Reader", lambda spec: reader)
    begun: list[Studio] = []

    def begin() -> Studio:
        for studio in begun:
            studio.close()
        begun[:] = [Studio(tiny_model, tiny_export, tmp_path / "work")]
        return begun[0]

    yield begin
    for studio in begun:
        studio.close()


@pytest.fixture
def studio(begin) -> Studio:
    return begin()


class Page:
    """What the page does, without a browser."""

    def __init__(self, client: TestClient):
        self.client = client

    def ask(self, method: str, path: str, status: int = 200, **more):
        reply = self.client.request(method, path, **more)
        assert reply.status_code == status, reply.text
        return reply.json() if "json" in reply.headers.get("content-type", "") else reply

    def open(self, bars: int = 8, name: str = "band.mid") -> dict:
        return self.ask("POST", f"/api/song?name={name}", content=song_to_bytes(band(bars)))

    def finished(self, job: dict) -> dict:
        ends = time.monotonic() + PATIENCE_SECONDS
        while job["state"] in ("waiting", "running"):
            assert time.monotonic() < ends, job
            time.sleep(0.02)
            job = self.ask("GET", f"/api/jobs/{job['job']}")
        return job

    def make(self, plan: dict, **more) -> str:
        """The id of a version."""
        job = self.finished(self.ask("POST", "/api/versions", json={"plan": plan, **more}))
        assert job["state"] == "done", job
        return job["version"]

    def notes(self, version: str) -> dict:
        return self.ask("GET", f"/api/versions/{version}/notes")


@pytest.fixture
def page(studio) -> Iterator[Page]:
    with TestClient(application(studio, PORT), base_url=f"http://127.0.0.1:{PORT}") as client:
        yield Page(client)


def plan_of(*sections: tuple[int, int, str | None], **more) -> dict:
    """A plan as the page has it: sections of a first and a last bar and a style."""
    told = [{"start": start, "end": end, "style": style} for start, end, style in sections]
    return json.loads(json.dumps({"sections": told, **more}))
