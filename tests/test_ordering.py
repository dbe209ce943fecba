from __future__ import annotations

from vae_music.ordering import by_turns


def test_groups_come_by_turns_as_long_as_they_last():
    assert list(by_turns([[1, 2, 3], [], [4], [5, 6]])) == [1, 4, 5, 2, 6, 3]
    assert list(by_turns([])) == []
