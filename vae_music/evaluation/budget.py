"""A time budget for quick evaluations: each part of the work gets a share of the time and ends early."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

Tell = Callable[[str, int, int], None]
"""A progress callback: gets the name of a part of the work, the number of items done, and the number of all items."""


class Budget:
    """A number of minutes from now on; None for as long as the work takes."""

    def __init__(self, minutes: float | None, tell: Tell | None = None):
        self.deadline = math.inf if minutes is None else time.monotonic() + 60 * minutes
        self.tell = tell or (lambda part, done, total: None)

    def spend(self, share: float, part: str, items: Iterable[Item], least: int = 1) -> Iterator[Item]:
        """Yield items until this share of the time left is used, but at least `least` of them."""
        items, begun = list(items), time.monotonic()
        until = begun + share * max(self.deadline - begun, 0.0)
        for done, item in enumerate(items):
            if done >= least and time.monotonic() > until:
                break
            yield item
            self.tell(part, done + 1, len(items))
