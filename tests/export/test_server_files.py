from __future__ import annotations

import re

from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelServerConfig

from vae_music.export.saved_model import export_run
from vae_music.export.server_files import FILES, write_server_files
from vae_music.inference.model import SEGMENTS_A_CALL


def test_they_stand_beside_the_versions(tiny_export, tiny_run):
    for base in (tiny_export, tiny_run / "export"):
        assert {path.name for path in base.iterdir() if not path.is_dir()} == set(FILES)


def test_the_official_proto_reads_the_model_config(tiny_export):
    config = text_format.Parse((tiny_export / "models.config").read_text(), ModelServerConfig())
    (model,) = config.model_config_list.config
    assert (model.name, model.base_path, model.model_platform) == ("vae_music", "/models/vae_music", "tensorflow")


def test_a_batch_holds_a_call_of_the_client(tiny_export):
    text = (tiny_export / "batching.config").read_text()
    assert re.search(r"max_batch_size \{ value: (\d+) }", text)[1] == str(SEGMENTS_A_CALL)


def test_the_container_finds_each_file_where_the_folder_is_mounted():
    compose = FILES["compose.yaml"]
    named = re.findall(r"--\w+_file=(\S+)", compose)
    assert named == ["/models/vae_music/models.config", "/models/vae_music/batching.config"]
    assert "- .:/models/vae_music:ro" in compose
    assert set(re.findall(r'"([\d.]+):\d+:\d+"', compose)) == {"127.0.0.1"}


def test_what_was_edited_stays(tiny_export, tmp_path):
    (tmp_path / "models.config").write_text("mine")
    export_run(tiny_export, tmp_path)
    assert (tmp_path / "models.config").read_text() == "mine"
    assert (tmp_path / "compose.yaml").read_text() == FILES["compose.yaml"]


def test_they_are_written_once(tmp_path):
    write_server_files(tmp_path)
    first = (tmp_path / "compose.yaml").stat().st_mtime_ns
    write_server_files(tmp_path)
    assert (tmp_path / "compose.yaml").stat().st_mtime_ns == first
