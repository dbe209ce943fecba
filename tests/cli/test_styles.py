from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from tests.conftest import STYLES
from vae_music.cli import group
from vae_music.inference import bands
from vae_music.inference.model import Model
from vae_music.measures.pulse import Pulse


@pytest.fixture
def run(tiny_export, tiny_model, tmp_path, monkeypatch):
    """`vae-music styles` with the tiny model, a cache of its own, and a count of how often the model was loaded."""
    monkeypatch.setenv("VAE_MUSIC_CACHE", str(tmp_path))
    loaded = []
    monkeypatch.setattr(bands, "load_model", lambda path: loaded.append(path) or tiny_model)

    def run(*words: str) -> tuple[Result, int]:
        return CliRunner().invoke(group, ["styles", str(tiny_export), *words]), len(loaded)

    return run


def test_each_band_of_each_style_has_a_line(run, tiny_export):
    (done, _), (again, loaded) = run(), run()
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tiny_export}: 3 styles"
    assert [line.split()[0] for line in lines[1::12]] == list(STYLES)
    assert [int(line[11:].split()[0]) for line in lines[1:]] == [*range(1, 13)] * 3
    assert all("tune " in line and ", bass " in line for line in lines[1:])
    assert (again.stdout, loaded) == (done.stdout, 1)


def test_json_holds_the_same_and_a_damaged_cache_is_not_believed(run, tiny_export, tmp_path):
    told = json.loads(run("--json")[0].stdout)
    assert (told["path"], list(told["styles"])) == (str(tiny_export), list(STYLES))
    first = told["styles"]["jazz"]["variants"][0]
    assert set(first) == {"variant", "tune", "bass", "others", "drums", "metre", "tempo_qpm"}
    for path in (tmp_path / "bands").iterdir():
        path.write_text('{"jazz": 5}')
    assert json.loads(run("--json")[0].stdout) == told


def test_metre_and_tempo_stand_where_the_model_knows_them(tiny_export, tiny_model, tmp_path, monkeypatch):
    pulses = ((), (Pulse("3/4", 150.0), None, Pulse("12/8", 61.0), *[None] * 9), ())
    model = Model(replace(tiny_model.card, pulses=pulses), tiny_model.runtime)
    monkeypatch.setenv("VAE_MUSIC_CACHE", str(tmp_path))
    monkeypatch.setattr(bands, "load_model", lambda path: model)
    lines = CliRunner().invoke(group, ["styles", str(tiny_export)]).stdout.splitlines()
    assert [line.partition("tune ")[0] for line in lines[13:17]] == [
        "  jazz        1    3/4 150 qpm  ",
        "              2                 ",
        "              3   12/8  61 qpm  ",
        "              4                 ",
    ]
    told = json.loads(CliRunner().invoke(group, ["styles", str(tiny_export), "--json"]).stdout)["styles"]
    known = [(band["metre"], band["tempo_qpm"]) for band in told["jazz"]["variants"]]
    assert known == [("3/4", 150.0), (None, None), ("12/8", 61.0), *[(None, None)] * 9]
    assert told["pop"]["variants"][0]["metre"] is None


def test_what_is_no_model_is_refused(tmp_path):
    done = CliRunner().invoke(group, ["styles", str(tmp_path)])
    assert f"{tmp_path}: no model here" in str(done.exception)
    assert CliRunner().invoke(group, ["styles", str(tmp_path / "nowhere")]).exit_code == 2
