from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tests.songs import band, framed
from vae_music.errors import MidiError
from vae_music.render.page import Take, player_page
from vae_music.render.transfer_page import STATIONS, transfer_takes
from vae_music.song import Song, Tempo

EVIL = '<script>alert("x")</script>'


def data_of(page: str) -> dict:
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))


def test_nothing_from_a_file_becomes_markup():
    track = replace(band().tracks[0], name=EVIL)
    song = replace(band(), tracks=(track,), remarks=(EVIL,))
    page = player_page(EVIL, [Take(EVIL, song), Take(EVIL, song, styles={EVIL: 1.0})], style=EVIL)
    assert "<script>alert" not in page
    assert page.count("<script") == 2
    assert "&lt;script&gt;alert(&#34;x&#34;)" in page


def test_a_page_has_no_address_but_in_itself():
    page = player_page("Song", [Take("before", band()), Take("after", band().transpose(2))])
    assert not re.search(r"(src|href|action)=[\"'](?!data:)", page)
    assert not re.search(r"https?://|url\(|@import|fetch\(|XMLHttpRequest", page)


def test_notes_are_in_milliseconds_by_pitch_or_by_row_of_drums():
    told = data_of(player_page("Song", [Take("song", band())]))
    tracks = {track["name"]: track["notes"] for track in told["takes"][0]["tracks"]}
    assert tracks["Flute"][:8] == [0, 250, 72, 90, 250, 250, 74, 90]
    assert tracks["Drums"][:4] == [0, 125, 0, 110]
    assert told["lanes"] == 2
    assert told["takes"][0]["bars"] == [0, 2, 4]


def test_bars_follow_the_tempo_map():
    told = data_of(player_page("Song", [Take("song", framed())]))
    assert told["takes"][0]["bars"][:3] == [0, 1.5, 3.75]


def test_all_that_is_there_can_be_taken_along():
    page = player_page("Ode: 1/2", [Take("before", band()), Take("after, strength 1", band(3))])
    assert page.count('href="data:audio/midi;base64,') == 2
    assert 'download="Ode_ 1_2, after, strength 1.mid"' in page


@pytest.fixture(scope="module")
def dialled() -> str:
    def change(strength: float) -> Song:
        return band() if strength else replace(band(), tracks=())

    def classify(song: Song) -> dict[str, float]:
        if not song.note_count:
            raise MidiError("song", "no notes")
        return {"jazz": 0.75, "pop": 0.25}

    takes, chosen = transfer_takes(band(), change, classify, 0.8, STATIONS)
    return player_page("Song", takes, "jazz", chosen)


def test_the_dial_has_the_strength_that_was_asked_for_and_begins_there(dialled):
    told = data_of(dialled)
    assert [take["strength"] for take in told["takes"]] == [None, "0", "0.25", "0.5", "0.75", "0.8", "1"]
    assert told["takes"][told["start"]]["strength"] == "0.8"


def test_a_strength_that_leaves_no_notes_is_shown_as_silent(dialled):
    silent = data_of(dialled)["takes"][1]
    assert silent["styles"] is None
    assert silent["changes"] == {"kept": 0, "handed_over": 0, "new": 0, "gone": band().note_count}


@pytest.mark.slow
def test_three_minutes_at_five_strengths_take_at_most_15_megabytes():
    song = replace(band(bars=90), tempo=(Tempo(0.0, 120.0),))
    assert song.seconds == 180
    takes = [Take("before", song), *(Take(f"after, {strength}", song, strength) for strength in range(5))]
    assert len(player_page("Song", takes)) < 15_000_000
