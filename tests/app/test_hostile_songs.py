"""Every hostile file is dropped on the page, while the server answers others."""

from __future__ import annotations

import pytest

from tests.songs import SHARED
from vae_music.midi.limits import MAX_BYTES

HOSTILE = SHARED / "hostile"


@pytest.mark.slow
@pytest.mark.skipif(not HOSTILE.exists(), reason="needs the shared MIDI data")
def test_every_hostile_file_is_opened_or_refused_with_a_sentence(page):
    files = sorted(path for path in HOSTILE.rglob("*") if path.is_file() and path.stat().st_size <= MAX_BYTES)
    assert len(files) > 50
    opened = 0
    for path in files:
        reply = page.client.post("/api/song", params={"name": path.name}, content=path.read_bytes())
        assert reply.status_code in (200, 400), path
        if reply.status_code == 400:
            assert reply.json()["error"].endswith("."), path
            assert len(reply.json()["error"]) < 1000, path
        else:
            opened += 1
            song = reply.json()["song"]
            assert len(song["energy"]) == song["bars"] == len(song["beats"]), path
            assert page.client.get("/api/source/notes").status_code == 200, path
            page.ask("PUT", "/api/work", json={"plan": reply.json()["plan"]})
    assert opened > 20
