from __future__ import annotations

import pytest

from vae_music.demo.bands import STYLES
from vae_music.demo.line_up import LINE_UPS


@pytest.mark.parametrize("style", STYLES)
def test_full_levels_have_more_players_than_thin_ones(style):
    for line_up in LINE_UPS[style]:
        players = [set(level.upper()) for level in line_up.split()]
        assert len(players) == 4
        assert len(players[0]) < len(players[3])
        assert players[2] <= players[3]


@pytest.mark.parametrize("style", [style for style in STYLES if style != "classical"])
def test_drums_never_play_fully_without_a_bass(style):
    assert all("B" in level for line_up in LINE_UPS[style] for level in line_up.split() if "D" in level)
