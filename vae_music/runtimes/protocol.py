"""The interface of all runtimes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np


class Runtime(Protocol):
    """A callable that runs the signatures of a model."""

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The outputs of a signature for inputs by name, all with the same number of rows. Raises ModelError."""
