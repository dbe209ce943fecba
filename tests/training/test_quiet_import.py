from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("module", ["vae_music.training.train", "vae_music.model.vae", "vae_music.export.saved_model"])
def test_what_imports_tensorflow_says_nothing(module):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "GRPC_"))}
    code = f"import {module}, keras; keras.ops.zeros(1)"  # the first tensor brings notices of its own
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
