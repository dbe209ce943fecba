"""What is kept, over restarts and with damage."""

from __future__ import annotations

import json

import pytest

from tests.app.conftest import plan_of
from tests.songs import band
from vae_music.app.errors import AppError, Refusal
from vae_music.app.jobs import Cancelled
from vae_music.app.plans import Plan, Section
from vae_music.app.work import MOST_VERSIONS, Store
from vae_music.midi.write import song_to_bytes
from vae_music.storage import is_unfinished

DATA = song_to_bytes(band(8))
PLAN = Plan((Section(1, 8, "jazz"),))


@pytest.fixture
def restart(begin):
    """The store of an app that has just begun, and what it says of the work of the last time."""

    def restart() -> tuple[Store, str]:
        store = begin().store
        return store, store.resume()

    return restart


def test_a_restart_goes_on_with_song_plan_page_and_versions(restart):
    store, said = restart()
    assert (store.work, said) == (None, "")
    work = store.open(DATA, "band")
    store.save(plan_of((1, 4, "jazz"), (5, 8, None)), {"active": "B"})
    version = store.add(work, band(8), PLAN)
    kept, bytes_kept = work.to_json(), store.data(work, version.id)
    again, said = restart()
    assert said == ""
    assert json.loads(json.dumps(again.work.to_json())) == json.loads(json.dumps(kept))
    assert again.data(again.work, version.id) == bytes_kept
    assert again.song(again.work, version.id).tracks == band(8).tracks
    assert again.add(again.work, band(8), PLAN).label == "B"


def test_a_new_song_takes_the_place_of_the_last_one(restart):
    store, _ = restart()
    old = store.open(DATA, "one")
    version = store.add(old, band(8), PLAN)
    store.open(song_to_bytes(band(4)), "two")
    assert not old.folder.exists()
    with pytest.raises(Cancelled):  # made for the song before
        store.add(old, band(8), PLAN)
    with pytest.raises(Refusal):
        store.forget(store.work, version.id)
    again, _ = restart()
    assert (again.work.name, again.work.source.bar_count) == ("two", 4)


def test_what_cannot_be_read_leaves_the_work_as_it_is(restart):
    store, _ = restart()
    store.open(DATA, "one")
    with pytest.raises(Refusal):
        store.open(b"no MIDI", "two")
    assert store.work.name == restart()[0].work.name == "one"


def test_the_oldest_versions_are_forgotten_but_not_those_that_the_page_names(restart):
    store, _ = restart()
    work = store.open(DATA, "one")
    first, second, *_ = (store.add(work, band(8), PLAN).id for _ in range(3))
    store.save(None, {"keep": [first, 5, "nothing"]})
    for _ in range(MOST_VERSIONS):
        last = store.add(work, band(8), PLAN).id
    assert {first, last} <= work.versions.keys()
    assert len(work.versions) == MOST_VERSIONS
    with pytest.raises(Refusal, match="not there"):
        store.song(work, second)
    assert len(list(work.folder.glob("*.mid"))) == MOST_VERSIONS + 1


def test_labels_go_on_after_z(restart):
    store, _ = restart()
    work = store.open(DATA, "one")
    labels = [store.add(work, band(8), PLAN).label for _ in range(28)]
    assert (labels[0], labels[25:]) == ("A", ["Z", "AA", "AB"])


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("current.json", b"{"),
        ("current.json", b"[]"),
        ("current.json", b'{"work": "../elsewhere"}'),
        ("current.json", b'{"work": "."}'),
        ("work.json", b""),
        ("work.json", b"null"),
        ("work.json", b'{"name": "x"}'),
        ("song.mid", b"no MIDI"),
        ("song.mid", None),
    ],
)
def test_damaged_work_is_told_in_a_line_and_another_song_can_be_opened(restart, file, content):
    store, _ = restart()
    work = store.open(DATA, "one")
    path = (store.folder if file == "current.json" else work.folder) / file
    path.unlink() if content is None else path.write_bytes(content)
    again, said = restart()
    assert again.work is None
    assert said.startswith(str(store.folder))
    assert ("damaged" in said, "\n" in said) == (True, False)
    assert again.open(DATA, "two").name == "two"


def test_versions_that_are_damaged_or_named_as_paths_are_left_out(restart):
    store, _ = restart()
    work = store.open(DATA, "one")
    version = store.add(work, band(8), PLAN)
    state = json.loads((work.folder / "work.json").read_text())
    (good,) = state["versions"]
    state["versions"] += [good | {"id": "song"}, good | {"id": "0" * 16}, good | {"plan": {"sections": []}}]
    (work.folder / "work.json").write_text(json.dumps(state))
    again, said = restart()
    assert (list(again.work.versions), said) == ([version.id], "")


def test_two_apps_do_not_share_a_folder(studio, tiny_model):
    with pytest.raises(AppError, match="another vae-music app works in this folder"):
        Store(studio.store.folder, tiny_model.spec, {})


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, tiny_model):
    (tmp_path / "file").write_text("")
    with pytest.raises(AppError, match="cannot be written"):
        Store(tmp_path / "file" / "work", tiny_model.spec, {})


def test_what_a_killed_app_left_half_written_is_removed(begin, tmp_path):
    store = begin().store
    (store.folder / ".current.json.abc.part").write_text("{")
    assert not [path for path in begin().store.folder.rglob("*") if is_unfinished(path)]
