from __future__ import annotations

from click.testing import CliRunner

from vae_music.cli import group


def run(*words: object):
    return CliRunner().invoke(group, list(map(str, words)))


def test_the_first_version_is_1_and_the_next_2(tiny_export, tmp_path):
    for version in ("1", "2"):
        done = run("export", tiny_export, "--out", tmp_path / "served")
        assert done.exit_code == 0
        assert done.output == f"{tmp_path / 'served' / version}: styles classical, jazz, pop\n"
    assert (tmp_path / "served" / "2" / "saved_model.pb").is_file()


def test_without_a_run_or_a_shipped_model_it_is_wrong_usage(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_music.export.versions._PRETRAINED", tmp_path / "nothing")
    assert run("export", "--out", tmp_path / "served").exit_code == 2
    assert run("export", tmp_path / "nowhere", "--out", tmp_path / "served").exit_code == 2
    assert run("export", tmp_path).exit_code == 2


def test_info_shows_what_is_in_an_export_and_in_a_run(tiny_export, tiny_run):
    for path in (tiny_export, tiny_export / "1"):
        assert "styles   classical, jazz, pop" in run("info", path).output
    shown = run("info", tiny_run)
    assert shown.exit_code == 0
    assert "run of a model, preset tiny" in shown.output
    assert "versions 1" in shown.output
