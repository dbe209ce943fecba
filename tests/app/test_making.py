"""Versions that the tiny model makes of plans; it plays noise, so any note that is not kept is another."""

from __future__ import annotations

import time
from threading import Event

import pytest

from tests.app.conftest import plan_of
from vae_music.midi.read import song_from_bytes
from vae_music.song import Song

NEAR = 1 / 24


def notes(song: Song, first: int, last: int) -> dict:
    """The notes that begin in some bars of 4/4, by track."""
    begin, end = 4 * (first - 1) - NEAR, 4 * last - NEAR
    found = {}
    for track in song.tracks:
        rows = [row for row in track.rows() if begin <= row[0] < end]
        if rows:
            found.setdefault((track.name, track.program, track.is_drum), []).append(rows)
    return found


def song_of(page, version: str) -> Song:
    return song_from_bytes(page.ask("GET", f"/api/versions/{version}.mid").content)


def with_seed(plan: dict, section: int, seed: int) -> dict:
    plan["sections"][section]["seed"] = seed
    return plan


def three() -> dict:
    return plan_of((1, 3, "jazz"), (4, 6, "jazz"), (7, 12, "pop"))


def test_a_version_is_the_transfer_in_sections(page, studio):
    page.open(12)
    made = song_of(page, page.make(three()))
    sections = [(1, 3, "jazz", 1, 1.0), (4, 6, "jazz", 1, 1.0), (7, 12, "pop", 1, 1.0)]
    straight = studio.model.transfer(studio.store.work.source, sections=sections)
    assert notes(made, 1, 12).keys() == notes(straight, 1, 12).keys()
    assert made.note_count == straight.note_count


@pytest.mark.parametrize("section", [0, 1, 2])
def test_one_section_made_anew_leaves_every_other_note_as_it_is(page, section):
    page.open(12)
    plan = three()
    old = page.make(plan)
    first, last = plan["sections"][section]["start"], plan["sections"][section]["end"]
    new = page.make(with_seed(plan, section, 1), only=section, of=old)
    before, after = song_of(page, old), song_of(page, new)
    for outside in ((1, first - 1), (last + 1, 12)):
        assert notes(before, *outside) == notes(after, *outside)
    assert notes(before, first, last) != notes(after, first, last)
    assert page.ask("GET", "/api/work")["versions"][1]["plan"]["sections"][section]["seed"] == 1


def test_the_same_seed_gives_the_same_and_another_one_another_section(page):
    page.open(12)
    old = page.make(three())
    once, again, other = (page.make(with_seed(three(), 1, seed), only=1, of=old) for seed in (1, 1, 2))
    assert song_of(page, once).tracks == song_of(page, again).tracks
    assert notes(song_of(page, once), 4, 6) != notes(song_of(page, other), 4, 6)


def test_the_whole_made_with_that_seed_has_the_same_section(page):
    """So a change elsewhere does not take away what was made anew."""
    page.open(12)
    anew = song_of(page, page.make(with_seed(three(), 1, 1), only=1, of=page.make(three())))
    assert song_of(page, page.make(with_seed(three(), 1, 1))).tracks == anew.tracks


def test_the_rest_stays_as_in_the_version_whatever_the_plan_says_of_it(page):
    page.open(12)
    old = page.make(three())
    plan = plan_of((1, 3, None), (4, 6, "pop"), (7, 12, "classical"))
    new = page.make(plan, only=1, of=old)
    for outside in ((1, 3), (7, 12)):
        assert notes(song_of(page, old), *outside) == notes(song_of(page, new), *outside)
    told = page.ask("GET", "/api/work")["versions"][1]["plan"]
    assert [one["style"] for one in told["sections"]] == ["jazz", "pop", "pop"]


def test_sections_without_a_style_and_kept_tracks_stay_and_muted_ones_go(page, studio):
    page.open(12)
    made = song_of(page, page.make(plan_of((1, 6, None), (7, 12, "jazz"), keep=[0], mute=[3])))
    source = studio.store.work.source
    chords, tune, _, drums = source.tracks
    kept = next(track for track in made.tracks if track.name == "Chords")
    assert kept.rows() == chords.rows()
    stays = next(track for track in made.tracks if track.name == "Tune" and track.program == tune.program)
    assert stays.rows() == [row for row in tune.rows() if row[0] < 24]
    assert not any(track.name == drums.name for track in made.tracks)


def test_energy_and_the_tune_are_those_of_the_plan(page):
    page.open(12)
    plan = plan_of((1, 12, "jazz"))
    plain = song_of(page, page.make(plan))
    assert song_of(page, page.make(plan | {"energy": [1] * 12})).tracks != plain.tracks
    assert song_of(page, page.make(plan | {"melody": 2})).tracks != plain.tracks
    assert (
        "drums only" in page.finished(page.ask("POST", "/api/versions", json={"plan": plan | {"melody": 3}}))["message"]
    )


@pytest.fixture
def slow(studio):
    """Has the model wait at each call until it may go on, at the latest when the test is over."""
    called, go_on = Event(), Event()
    runtime = studio.maker._watched.runtime

    def waiting(signature, inputs):
        called.set()
        go_on.wait(20)
        return runtime(signature, inputs)

    studio.maker._watched.runtime = waiting
    yield called, go_on
    go_on.set()


def test_a_version_in_the_making_is_cancelled_and_leaves_nothing(page, slow):
    page.open()
    called, go_on = slow
    job = page.ask("POST", "/api/versions", json={"plan": plan_of((1, 8, "jazz"))})
    assert job["state"] == "running"
    called.wait(10)
    behind = page.ask("POST", "/api/versions", json={"plan": plan_of((1, 8, "pop"))})
    assert (behind["state"], behind["ahead"], behind["queue"]) == ("waiting", 1, 2)
    page.ask("DELETE", f"/api/jobs/{job['job']}")
    assert page.ask("DELETE", f"/api/jobs/{behind['job']}")["state"] == "cancelled"
    go_on.set()
    assert page.finished(job)["state"] == "cancelled"
    assert page.ask("GET", "/api/work")["versions"] == []


def test_a_version_of_a_song_that_is_no_longer_open_is_not_made(page, slow, studio):
    page.open()
    called, go_on = slow
    job = page.ask("POST", "/api/versions", json={"plan": plan_of((1, 8, "jazz"))})
    called.wait(10)
    page.open(4, "other.mid")
    go_on.set()
    assert page.finished(job)["state"] == "cancelled"
    assert page.ask("GET", "/api/work")["versions"] == []


def test_progress_is_told(page, studio):
    page.open()
    seen = []
    runtime = studio.maker._watched.runtime

    def telling(signature, inputs):
        seen.append(studio.making._running.progress)
        return runtime(signature, inputs)

    studio.maker._watched.runtime = telling
    page.make(with_seed(plan_of((1, 4, "jazz"), (5, 8, "pop")), 1, 3))
    assert seen == sorted(seen)
    assert (seen[0], 0 < seen[-1] < 1) == (0, True)


def test_answers_come_while_the_model_works(page, slow):
    page.open()
    page.ask("POST", "/api/versions", json={"plan": plan_of((1, 8, "jazz"))})
    started = time.monotonic()
    page.ask("GET", "/api/source/notes")
    page.ask("PUT", "/api/work", json={"page": {}})
    assert time.monotonic() - started < 5
