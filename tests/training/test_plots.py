from __future__ import annotations

from PIL import Image

from vae_music.training.plots import PANELS, plot_history


def test_a_picture_is_drawn_with_and_without_held_out_songs(tmp_path):
    rows = [{"step": 3.0, **{c: 1.0 for columns in PANELS.values() for c in columns}} for _ in range(2)]
    plot_history(rows, tmp_path / "training.png")
    plot_history([{**row, "val_loss": 2.0} for row in rows], tmp_path / "both.png")
    with Image.open(tmp_path / "training.png") as alone, Image.open(tmp_path / "both.png") as both:
        assert alone.size == both.size
        assert alone.tobytes() != both.tobytes()


def test_nothing_is_drawn_of_nothing(tmp_path):
    plot_history([], tmp_path / "metrics.png")
    assert list(tmp_path.iterdir()) == []
