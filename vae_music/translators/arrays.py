"""The files of translators: arrays by name, in which nothing is pickled, and whose shapes are checked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from vae_music.errors import ModelError
from vae_music.storage import write_atomically

MAX_BYTES = 100_000_000
"""The maximum size of the arrays of a file, unpacked."""


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file, in single precision. Raises ModelError where it is missing, damaged or too large."""
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_BYTES:
                raise ModelError(f"{path}: larger than {MAX_BYTES / 1e6:.0f} MB when unpacked")
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zipfile.error) as error:
        raise ModelError(f"{path}: not a translator: {error or 'damaged'}") from error
    if strange := [name for name, array in arrays.items() if not np.isfinite(array).all()]:
        raise ModelError(f"{path}: not a translator: {strange[0][:40]} is not finite")
    return arrays


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays in half precision, the inverse of `read_arrays`. Raises OSError."""
    file = io.BytesIO()
    stored = {name: np.asarray(array, np.float16) for name, array in arrays.items()}
    np.savez_compressed(file, allow_pickle=False, **stored)
    write_atomically(path, file.getvalue())


def check_shapes(arrays: Mapping[str, np.ndarray], shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Check that there are the arrays that there should be. Raises ValueError naming the first that is wrong."""
    for name in sorted({*arrays, *shapes}):
        found = arrays[name].shape if name in arrays else None
        if found != shapes.get(name):
            raise ValueError(f"{name[:40]} of shape {found}, not {shapes.get(name)}")
