from __future__ import annotations

from io import BytesIO

import matplotlib.image
import pytest

from tests.songs import band, framed
from vae_music.render.pictures import MOST_ROWS, draw_songs
from vae_music.song import Song, Track


def pixels(picture):
    return matplotlib.image.imread(BytesIO(picture._repr_png_()))


def test_each_song_has_a_roll_of_its_own_over_the_same_bars():
    picture = draw_songs({"before": band(), "after": band().transpose(2)})
    first, second = picture.axes
    assert first.get_title(loc="left") == "before"
    assert first.get_xlim() == second.get_xlim() == (0, 8)


def test_only_the_bars_asked_for_are_shown():
    assert draw_songs({"song": band()}, first_bar=1, bars=1).axes[0].get_xlim() == (4, 8)


def test_a_picture_shows_what_sounds():
    silent, sounding = pixels(draw_songs({"song": Song((), length_beats=8)})), pixels(draw_songs({"song": band()}))
    assert len(set(sounding.reshape(-1, 4).sum(1).round(2))) > len(set(silent.reshape(-1, 4).sum(1).round(2)))


def test_a_long_song_goes_on_in_rows_of_one_scale_and_never_in_too_many():
    rows = draw_songs({"a": band(bars=50), "b": band(bars=3)}, bars_a_row=24).axes
    assert [axis.get_xlim() for axis in rows[::2]] == [(0, 96), (96, 192), (192, 288)]
    assert [axis.get_title(loc="left") for axis in rows] == ["a", "b"] * 3
    assert len(draw_songs({"a": band(bars=200)}, bars_a_row=2).axes) <= MOST_ROWS


def test_an_instrument_has_one_colour_in_both_songs_and_soft_notes_are_paler():
    rows = [(0, 1, 60, 20), (1, 1, 62, 120)]
    one = Song((Track.of(rows, program=4),))
    other = Song((Track.of(rows, program=2), Track.of(rows, program=4)))
    first, second = draw_songs({"one": one, "other": other}).axes
    soft, loud = first.collections[-1].get_facecolors()
    assert soft[:3].sum() > loud[:3].sum()
    assert (first.collections[-1].get_facecolors() == second.collections[-1].get_facecolors()).all()
    assert (second.collections[-2].get_facecolors() != second.collections[-1].get_facecolors()).any()


def test_drums_lie_in_named_lanes_below_the_lowest_pitch():
    axis = draw_songs({"song": band()}).axes[0]
    named = {label.get_text(): height for height, label in zip(axis.get_yticks(), axis.get_yticklabels(), strict=True)}
    lowest = min(pitch for track in band().tracks if not track.is_drum for pitch in track.pitch)
    assert named["kick"] < named["closed hi-hat"] < lowest
    assert "crash" not in named


def test_a_title_is_no_formula(tmp_path):
    draw_songs({r"$\frac{1}$ costs 5$": band()}).savefig(tmp_path / "song.png")


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_written_by_its_suffix(suffix, tmp_path):
    draw_songs({"song": framed()}).savefig(tmp_path / f"song.{suffix}")
    assert (tmp_path / f"song.{suffix}").stat().st_size > 1000
