from __future__ import annotations

import numpy as np
import pytest

from vae_music.render.plots import Plane, draw_confusion, draw_latents


def test_a_plane_holds_the_directions_of_most_difference():
    t = np.linspace(-1, 1, 21)
    points = np.stack([3 * t, np.cos(9 * t), 0.01 * t**2], 1)
    plane = Plane.of(points)
    assert np.abs(plane.axes[0]) == pytest.approx([1, 0, 0], abs=0.02)
    assert plane.onto(points).std(0) == pytest.approx(points.std(0)[:2], rel=0.02)
    assert plane.shares.sum() == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("points", [np.ones((1, 5)), np.ones((4, 1)), np.array([[0.0], [2.0]])])
def test_where_there_is_no_second_direction_points_lie_on_a_line(points):
    assert np.isfinite(Plane.of(points).onto(points)).all()
    assert not Plane.of(points).onto(points)[:, 1].any()


def test_a_latent_plot_shows_each_style_and_the_path_with_its_names():
    points = {"jazz": np.eye(4), "$pop$": np.eye(4) + 2}
    axis = draw_latents(points, np.stack([np.zeros(4), np.ones(4)]), ["0", "1"]).axes[0]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["jazz", r"\$pop\$", "a transfer"]
    assert [text.get_text() for text in axis.texts] == ["0", "1"]
    assert len(axis.lines[0].get_xdata()) == 2


def test_a_confusion_matrix_is_in_shares_of_each_row():
    axis = draw_confusion(np.array([[3, 1], [0, 0]]), ["jazz", "pop"]).axes[0]
    assert [text.get_text() for text in axis.texts] == ["75%", "25%", "0%", "0%"]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["jazz", "pop"]
