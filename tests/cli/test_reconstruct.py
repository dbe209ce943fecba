from __future__ import annotations

from click.testing import CliRunner

from tests.songs import band
from vae_music.cli import group
from vae_music.midi.write import song_to_bytes


def run(*words: object):
    return CliRunner().invoke(group, ["reconstruct", *map(str, words)])


def test_a_file_is_encoded_and_decoded(tiny_export, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    done = run(tmp_path / "band.mid", "--model", tiny_export, "-o", tmp_path / "out.mid")
    assert done.exit_code == 0
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(tiny_model.reconstruct(band()))


def test_a_folder_is_too_and_existing_outputs_stop_it(tiny_export, tmp_path):
    band().write(tmp_path / "in" / "deep" / "band.midi")
    words = tmp_path / "in", "--model", tiny_export, "-o", tmp_path / "out"
    assert run(*words).exit_code == 0
    assert (tmp_path / "out" / "deep" / "band.mid").exists()
    assert run(*words).exit_code == 2
    assert run(*words, "--skip-existing").output == "0 songs written, 0 refused, 1 left as they are\n"
