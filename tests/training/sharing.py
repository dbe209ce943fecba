"""A process of a training on several devices: python -m tests.training.sharing CORPUS OUT CACHE EPOCHS [OPTION...].

Options are devices=N and resume=1, as in `train`, pause=N, the seconds that an epoch lasts longer, and whole=1, with
which the model is kept and finished, too, which takes most of the time.
"""

from __future__ import annotations

import io
import sys
import time
from dataclasses import replace
from typing import Any

from tests.model.segments import SMALL
from vae_music.errors import VaeMusicError
from vae_music.training import callbacks
from vae_music.training import train as module

COURSE = replace(SMALL.train, batch_size=16, epoch_steps=2, validation_steps=1, halving_steps=10, patience=1000)
PRESET = replace(SMALL, model=replace(SMALL.model, unroll=True), train=COURSE)  # unrolled, it is sooner traced


def share(corpus: str, out: str, cache: str, epochs: str, *options: str) -> None:
    """Begin or go on; an error is told as the command line tells it."""
    named: dict[str, Any] = {name: int(number) for name, _, number in (option.partition("=") for option in options)}
    pause = named.pop("pause", 0)
    if not named.pop("whole", 0):
        module.finish = callbacks.save_vae = callbacks.plot_history = lambda *_: None
    if pause:
        told = module.History.on_epoch_end
        module.History.on_epoch_end = lambda *arguments: (told(*arguments), time.sleep(pause))
    preset = None if named.get("resume") else PRESET
    quiet = {"workers": 0, "stream": io.StringIO(), "say": lambda _: None}
    try:
        module.train([corpus], out, preset=preset, epochs=int(epochs), cache=cache, **named, **quiet)
    except VaeMusicError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    share(*sys.argv[1:])
