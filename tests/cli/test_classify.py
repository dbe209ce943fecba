from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.songs import band
from vae_music.cli import group
from vae_music.inference.recognized import Recognized
from vae_music.midi.read import as_song


def run(*words: object):
    return CliRunner().invoke(group, ["classify", *map(str, words)])


def test_a_file_has_a_line_with_the_likeliest_style_first(tiny_export, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    shares = [f"{style} {share:.0%}" for style, share in tiny_model.classify(band()).items()]
    done = run(tmp_path / "band.mid", "--model", tiny_export)
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'band.mid'}: {', '.join(shares)}\n")


def test_a_folder_has_a_line_a_song_and_names_what_is_refused(tiny_export, tmp_path):
    for name in ("a.mid", "deep/b.kar"):
        band().write(tmp_path / name)
    (tmp_path / "bad.mid").write_bytes(b"")
    done = run(tmp_path, "--model", tiny_export)
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()[:2]] == [
        str(tmp_path / "a.mid"), str(tmp_path / "deep" / "b.kar")
    ]  # fmt: skip
    assert done.stdout.splitlines()[2] == "2 songs, 1 refused, 0 files not MIDI by name passed over"
    assert done.stderr == f"vae-music: {tmp_path / 'bad.mid'}: an empty file\n"


def test_json_holds_the_same(tiny_export, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    told = json.loads(run(tmp_path / "band.mid", "--model", tiny_export, "--json").stdout)
    assert told["styles"] == pytest.approx(tiny_model.classify(band()))
    (tmp_path / "bad.mid").write_bytes(b"")
    folder = run(tmp_path, "--model", tiny_export, "--json")
    told = json.loads(folder.stdout)
    assert (list(told["songs"]), told["refused"], told["passed_over"]) == (
        ["band.mid"], {"bad.mid": "an empty file"}, 0
    )  # fmt: skip
    assert folder.exit_code == 1


class Listener:
    """A model that knows nothing like songs of more than four bars."""

    def classify(self, song):
        return Recognized({"jazz": 0.75, "pop": 0.25}, 0.95 if as_song(song).bar_count > 4 else 0.5)


def test_a_song_unlike_all_that_the_model_knows_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_music.cli.classify.load", lambda _: Listener())
    band(bars=4).write(tmp_path / "known.mid")
    band(bars=8).write(tmp_path / "strange.mid")
    done = run(tmp_path)
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            f"{tmp_path / 'known.mid'}: jazz 75%, pop 25%",
            f"{tmp_path / 'strange.mid'}: unlike anything I know; nearest: jazz 75%, pop 25%",
            "2 songs, 1 of them unlike anything I know, 0 refused, 0 files not MIDI by name passed over",
        ],
    )
    told = json.loads(run(tmp_path, "--json").stdout)
    assert told["known"] == {"known.mid": True, "strange.mid": False}
    assert told["strangeness"] == {"known.mid": 0.5, "strange.mid": 0.95}
    told = json.loads(run(tmp_path / "strange.mid", "--json").stdout)
    assert (told["known"], told["strangeness"], told["styles"]["jazz"]) == (False, 0.95, 0.75)


def test_a_model_without_a_recognizer_does_not_know_how_strange_a_song_is(tiny_export, tmp_path):
    band().write(tmp_path / "band.mid")
    told = json.loads(run(tmp_path / "band.mid", "--model", tiny_export, "--json").stdout)
    assert (told["known"], told["strangeness"]) == (None, None)
