"""The configuration files of TensorFlow Serving, written beside the versions of an export."""

from __future__ import annotations

from pathlib import Path

from vae_music.storage import write_atomically

MODEL_NAME = "vae_music"

SEGMENTS_A_CALL = 64
"""The maximum number of segments in a call of the model, which bounds the memory that a long song takes."""

_FOLDER = f"/models/{MODEL_NAME}"  # in the container

_MODELS = f"""\
# --model_config_file: the model that is served, by the name that clients call it.
model_config_list {{
  config {{
    name: "{MODEL_NAME}"
    base_path: "{_FOLDER}"
    model_platform: "tensorflow"
  }}
}}
"""

_BATCHING = f"""\
# --batching_parameters_file: requests that arrive together are answered together; none may have more rows than this.
max_batch_size {{ value: {SEGMENTS_A_CALL} }}
batch_timeout_micros {{ value: 2000 }}
max_enqueued_batches {{ value: 64 }}
"""

_COMPOSE = f"""\
# docker compose up: gRPC on port 8500, REST on 8501, both for this machine only (the server asks nobody who they are).
services:
  vae-music:
    image: tensorflow/serving:2.21.0
    command:
      - --model_config_file={_FOLDER}/models.config
      - --enable_batching=true
      - --batching_parameters_file={_FOLDER}/batching.config
    ports:
      - "127.0.0.1:8500:8500"
      - "127.0.0.1:8501:8501"
    volumes:
      - .:{_FOLDER}:ro
"""

FILES = {"models.config": _MODELS, "batching.config": _BATCHING, "compose.yaml": _COMPOSE}


def write_server_files(base: Path) -> None:
    """Write the files that BASE lacks; an existing one may have been edited and stays. Raises OSError."""
    for name, text in FILES.items():
        if not (base / name).exists():
            write_atomically(base / name, text.encode())
