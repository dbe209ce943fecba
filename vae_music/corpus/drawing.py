"""Draws of the names of works to hold out, by a hash, so that nearly all keep their side as a corpus grows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence


def draw(rows: Sequence[tuple[str, str]], fraction: float, seed: int) -> set[str]:
    """The names to hold out, from rows (name, style); a name may occur in several styles.

    Names are visited in a random order. A name is held out if one of its styles still needs more, unless that would
    leave one of its styles without any name to train on.
    """
    styles: dict[str, set[str]] = {}
    for name, style in rows:
        styles.setdefault(name, set()).add(style)
    names_a_style = Counter(style for several in styles.values() for style in several)
    wanted = {style: share_of(count, fraction) for style, count in names_a_style.items()}
    held_out: set[str] = set()
    taken: Counter[str] = Counter()
    for name in sorted(styles, key=lambda name: random_rank(name, seed)):
        spare = all(taken[style] + 1 < names_a_style[style] for style in styles[name])
        if spare and any(taken[style] < wanted[style] for style in styles[name]):
            held_out.add(name)
            taken.update(styles[name])
    return held_out


def share_of(count: int, fraction: float) -> int:
    """A fraction of a number of names, at least one if there are two."""
    return max(round(fraction * count), 1) if fraction and count > 1 else 0


def random_rank(name: str, seed: int) -> bytes:
    """A sort key that puts names in a random order, the same for the same seed on every machine."""
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogateescape")).digest()
