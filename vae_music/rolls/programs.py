"""The choice of programs for columns, in code shared by arrays and, in the graph of an export, tensors.

The argument `xp` is `numpy` or `tensorflow.experimental.numpy`.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from vae_music.rolls.spec import RollSpec


def heard_columns(pitch: Any, spec: RollSpec, xp: ModuleType = np) -> Any:
    """True for each voice that sounds in a segment and, last, for the kit.

    Input shape: pitch roll (segments, steps, columns). Output shape: bool (segments, instrument columns).
    """
    sounds = xp.any(pitch > 0, axis=1)  # (segments, columns)
    kit = xp.any(sounds[:, spec.voices :], axis=1, keepdims=True)
    return xp.concatenate([sounds[:, : spec.voices], kit], axis=1)[:, : spec.instrument_columns]


def likeliest_programs(heard: Any, evidence: Any, spec: RollSpec, xp: ModuleType = np) -> Any:
    """The likeliest program of each column that sounds, and the class of silence for the others.

    Input shape: heard (segments, instrument columns), evidence (..., instrument columns, instrument classes).
    Output shape: integers (segments, instrument columns).
    """
    likeliest = xp.argmax(evidence[..., :-1], axis=-1)  # without the class of silence
    return xp.where(heard, likeliest, spec.instrument_classes - 1)
