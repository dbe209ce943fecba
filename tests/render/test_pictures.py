from __future__ import annotations

from io import BytesIO

import matplotlib.image
import pytest

from tests.songs import band, framed
from vae_music.render.pictures import draw_songs
from vae_music.song import Song


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


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_written_by_its_suffix(suffix, tmp_path):
    draw_songs({"song": framed()}).savefig(tmp_path / f"song.{suffix}")
    assert (tmp_path / f"song.{suffix}").stat().st_size > 1000
