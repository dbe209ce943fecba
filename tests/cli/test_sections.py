from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from tests.songs import band
from vae_music.cli import group
from vae_music.inference import loading
from vae_music.inference.sections import PlannedSection
from vae_music.midi.write import song_to_bytes


@pytest.fixture
def run(tiny_export, tiny_model, monkeypatch, tmp_path):
    """`vae-music transfer` of a song of eight bars to out.mid, with the tiny model, loaded once for all tests."""
    monkeypatch.setattr(loading, "load_model", lambda path, *how: tiny_model)
    band(8).write(tmp_path / "song.mid")

    def run(*words: object) -> Result:
        files = [tmp_path / "song.mid", "-o", tmp_path / "out.mid", "--force", "--model", tiny_export]
        return CliRunner().invoke(group, ["transfer", *map(str, [*files, *words])])

    return run


def test_a_plan_is_what_the_library_makes_of_it(run, tiny_model, tmp_path):
    done = run("--sections", "1-3 jazz:2, 4-6  pop energy=2 strength=0.5,7- source")
    plan = [
        PlannedSection(1, 3, "jazz", 2),
        PlannedSection(4, 6, "pop", strength=0.5, energy=2),
        PlannedSection(7, None, "source"),
    ]
    assert done.exit_code == 0
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(tiny_model.transfer(band(8), sections=plan))


def test_the_other_options_hold_for_the_rest_of_the_song(run, tiny_model, tmp_path):
    run("--style", "jazz", "--strength", 0.7, "--sections", "4 pop, 5-6 energy=4")
    plan = [PlannedSection(4, 4, "pop"), PlannedSection(5, 6, energy=4)]
    expected = tiny_model.transfer(band(8), "jazz", strength=0.7, sections=plan)
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(expected)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ("jazz", "'jazz' is not like 1-8 jazz:2"),
        ("", "'' is not like"),
        ("1-4 jazz,", "'' is not like"),
        ("1-4 jazz loud=3", "is not like"),
        ("1-4 jazz energy=2 energy=3", "is not like"),
        ("1-4 jazz pop", "is not like"),
        ("5-4 jazz", "no such bars"),
        ("0-4 jazz", "no such bars"),
        ("1-4 jazz energy=5", "energy is 1 to 4"),
        ("1-4 jazz strength=2", "strength is 0 to 1.5"),
        ("1-4 jazz, 4-8 pop", "bar 4 is in two sections"),
        ("1-4 energy=2", "stay as they are in the source; give them a style"),
        ("1-4 jaz", "did you mean 'jazz'?"),
        ("1-4 jazz:99", "no variant 99"),
    ],
)
def test_a_plan_that_makes_no_sense_is_wrong_usage(run, plan, why):
    done = run("--sections", plan)
    assert done.exit_code == 2
    assert "--sections" in done.output
    assert why in " ".join(done.output.split())


def test_a_bar_that_the_song_does_not_have_cannot_be_handled(run, tmp_path):
    done = run("--sections", "5-9 jazz")
    assert done.exit_code == 1
    assert "no bar 9 in a song of 8 bars" in str(done.exception or done.output)
    assert not (tmp_path / "out.mid").exists()


def test_without_a_style_an_example_or_sections_there_is_nothing_to_do(run):
    assert run().exit_code == 2
    assert run("--style", "jazz", "--like", "x.mid", "--sections", "1 jazz").exit_code == 2
