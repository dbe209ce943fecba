from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.songs import SHARED, band
from tests.training.test_epoch_progress import Terminal
from vae_music.cli import group
from vae_music.errors import MidiError
from vae_music.export.versions import find_model
from vae_music.inference import loading
from vae_music.midi.read import read_song
from vae_music.midi.write import song_to_bytes
from vae_music.progress import Meter
from vae_music.song import Song, Track


@pytest.fixture
def run(tiny_export, tiny_model, monkeypatch):
    """`vae-music transfer ... --style jazz` with the tiny model, loaded once for all tests."""
    load = loading.load_model
    folder = find_model(tiny_export)
    monkeypatch.setattr(loading, "load_model", lambda path, *how: tiny_model if path == folder else load(path, *how))

    def run(*words: object) -> Result:
        options = ["--model", str(tiny_export), "--style", "jazz"]
        return CliRunner().invoke(group, ["transfer", *options, *map(str, words)])

    return run


@pytest.fixture
def folder(tmp_path) -> Path:
    band(bars=2).write(tmp_path / "songs" / "a.mid")
    band(bars=3).write(tmp_path / "songs" / "deep" / "b.KAR")
    return tmp_path / "songs"


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_becomes_what_the_library_makes_of_it(run, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    done = run(tmp_path / "band.mid", "-o", tmp_path / "new" / "jazz.mid", "--strength", 0.5)
    expected = tiny_model.transfer(band(), "jazz", strength=0.5)
    assert (tmp_path / "new" / "jazz.mid").read_bytes() == song_to_bytes(expected)
    assert done.exit_code == 0
    told = f"{expected.note_count:,} notes, 0:04; of the source: tune: Tune (track 2), bars 1-2"
    assert done.output == f"{tmp_path / 'new' / 'jazz.mid'}: {told}\n"


def test_another_band_of_the_style(run, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    done = run(tmp_path / "band.mid", "-o", tmp_path / "jazz.mid", "--variant", 2)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "jazz.mid").read_bytes() == song_to_bytes(tiny_model.transfer(band(), "jazz", variant=2))


def test_a_variant_that_there_is_not_is_wrong_usage(run, tiny_export, tmp_path):
    band().write(tmp_path / "band.mid")
    refused = run(tmp_path / "band.mid", "-o", tmp_path / "jazz.mid", "--variant", 13)
    assert (refused.exit_code, "this model has 1 to 12" in refused.stderr) == (2, True)
    like = ["--like", tmp_path / "band.mid", "-o", tmp_path / "out.mid", "--model", tiny_export, "--variant", 2]
    refused = CliRunner().invoke(group, ["transfer", str(tmp_path / "band.mid"), *map(str, like)])
    assert (refused.exit_code, "--like names none" in refused.stderr) == (2, True)


def test_the_line_says_what_did_not_fit(run, tmp_path):
    Song((Track.of([(0, 4, pitch, 90) for pitch in range(40, 60)]),)).write(tmp_path / "cluster.mid")
    assert "10 of 20 notes left out" in run(tmp_path / "cluster.mid", "-o", tmp_path / "out.mid").output


def test_a_seed_and_a_temperature_make_another_song(run, folder, tmp_path):
    for name, options in (("1", ()), ("2", ("--temperature", 1)), ("3", ("--temperature", 1, "--seed", 1))):
        assert run(folder / "a.mid", "-o", tmp_path / f"{name}.mid", *options).exit_code == 0
    assert len({(tmp_path / f"{name}.mid").read_bytes() for name in "123"}) == 3


def test_a_folder_becomes_a_folder_and_a_bad_file_does_not_stop_the_rest(run, folder, tmp_path):
    (folder / "bad.mid").write_text("no music")
    (folder / "notes.txt").write_text("not MIDI by name")
    done = run(folder, "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert written(tmp_path / "out") == ["a.mid", "deep/b.mid"]
    assert done.stderr == f"vae-music: {folder / 'bad.mid'}: not a MIDI file: it has no MThd header\n"
    assert done.stdout.splitlines()[-1] == "2 songs written, 1 refused, 1 files not MIDI by name passed over"


def test_two_songs_that_would_have_one_output_are_both_written_and_told(run, folder, tmp_path):
    band(bars=4).write(folder / "a.kar")
    done = run(folder, "-o", tmp_path / "out")
    assert written(tmp_path / "out") == ["a.kar.mid", "a.mid", "deep/b.mid"]
    line = next(line for line in done.output.splitlines() if "a.kar" in line)
    assert line.startswith(f"{tmp_path / 'out' / 'a.kar.mid'}: ")
    assert "; named in full, since another song is called a, too; of the source: tune" in line
    assert done.exit_code == 0


def test_where_an_output_exists_nothing_is_written(run, folder, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.mid").write_text("mine")
    done = run(folder, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "a.mid exists already, so nothing is written" in done.stderr
    assert written(tmp_path / "out") == ["a.mid"]
    assert run(folder, "-o", tmp_path / "out", "--skip-existing").exit_code == 0
    assert written(tmp_path / "out") == ["a.mid", "deep/b.mid"]
    assert (tmp_path / "out" / "a.mid").read_text() == "mine"
    assert run(folder, "-o", tmp_path / "out", "--force").exit_code == 0
    assert read_song(tmp_path / "out" / "a.mid").note_count


def test_json_of_a_song_is_all_there_is_on_stdout(run, tiny_model, folder, tmp_path):
    out, page = tmp_path / "out.mid", tmp_path / "out.html"
    told = json.loads(run(folder / "a.mid", "-o", out, "--report", page, "--json").stdout)
    expected = tiny_model.transfer(folder / "a.mid", "jazz")
    assert told == {
        "path": str(folder / "a.mid"),
        "target": str(out),
        "notes": expected.note_count,
        "seconds": 4.0,
        "remarks": ["tune: Tune (track 2), bars 1-2"],
        "tune": [{"track": 2, "name": "Tune", "first_bar": 1, "last_bar": 2}],
    }
    assert page.exists()
    again = json.loads(run(folder / "a.mid", "-o", out, "--skip-existing", "--json").stdout)
    assert again == {"path": str(folder / "a.mid"), "target": str(out), "skipped": True}


def test_json_of_a_folder_names_every_song(run, folder, tmp_path):
    (folder / "bad.mid").write_text("no music")
    (folder / "notes.txt").write_text("not MIDI by name")
    band().write(tmp_path / "out" / "a.mid")
    done = run(folder, "-o", tmp_path / "out", "--skip-existing", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (list(told["songs"]), told["passed_over"]) == (["deep/b.KAR"], 1)
    assert told["songs"]["deep/b.KAR"]["target"] == str(tmp_path / "out" / "deep" / "b.mid")
    assert told["skipped"] == {"a.mid": str(tmp_path / "out" / "a.mid")}
    assert told["refused"] == {"bad.mid": "not a MIDI file: it has no MThd header"}


def test_a_folder_is_told_on_a_terminal_between_the_lines_and_leaves_no_bar(run, folder, tmp_path, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("vae_music.cli.conversion.Meter", lambda: Meter(terminal))
    done = run(folder, "-o", tmp_path / "out")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[:2]] == [
        str(tmp_path / "out" / name) for name in ("a.mid", "deep/b.mid")
    ]
    bars = [part.strip() for part in terminal.getvalue().split("\r") if part.strip()]
    assert [bar.partition("]")[2].split(",")[0] for bar in bars] == [" 1 of 2", " 2 of 2"]
    assert not terminal.getvalue().rpartition("\r")[2]


def test_a_song_is_not_overwritten_by_its_own_transfer(run, folder):
    before = (folder / "a.mid").read_bytes()
    refused = run(folder / "a.mid", "-o", folder / "a.mid")
    assert f"{folder / 'a.mid'} is its own input, so nothing is written (--force overwrites it)" in refused.stderr
    assert refused.exit_code == run(folder, "-o", folder).exit_code == 2
    assert (folder / "a.mid").read_bytes() == before
    skipped = run(folder / "a.mid", "-o", folder / "a.mid", "--skip-existing")
    assert (skipped.exit_code, skipped.output) == (0, f"{folder / 'a.mid'}: exists, left as it is\n")
    assert run(folder / "a.mid", "-o", folder / "a.mid", "--force").exit_code == 0
    assert (folder / "a.mid").read_bytes() != before


def test_an_output_folder_inside_the_input_does_not_feed_itself(run, folder):
    for _ in range(2):
        assert run(folder, "-o", folder / "out", "--force").exit_code == 0
    assert written(folder / "out") == ["a.mid", "deep/b.mid"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["SONG", "-o", "out.mid", "--style", "jazz,pup"], "no style 'pup' in this model"),
        (["SONG", "-o", "out.mid", "--style", ","], "no style ',' in this model"),
        (["SONG", "-o", "out.mid", "--bars", "3"], "no bar 3 in a song of 2 bars"),
        (["SONG", "-o", "out.mid", "--bars", "2-1"], "'2-1' is no range of bars"),
        (["SONG", "-o", "out.mid", "--bars", "0-1"], "'0-1' is no range of bars"),
        (["SONG", "-o", "out.mid", "--bars", "1-8,9"], "'1-8,9' is no range of bars such as 1-16"),
        (["SONG", "SONG", "-o", "out.mid"], "the output of several songs is a folder"),
        (["SONG", "-", "-o", "out"], "standard input is no input among others"),
        (["SONG", "-o", "-", "--style", "jazz,pop"], "a single song in a single style"),
        (["SONG", "-o", "-", "--json"], "--json and -o - both ask for standard output"),
        (["SONG", "-o", "out", "--style", "all", "--audio", "out.mp3"], "--audio is of a single song"),
        (["SONG", "-o", "out.mid", "--style", "jaz"], "only classical, jazz, pop; did you mean 'jazz'?"),
        (["nowhere.mid", "-o", "out.mid"], "Path 'nowhere.mid' does not exist"),
        (["SONG"], "Missing option '-o' / '--out'"),
        (["SONG", "-o", "out.mid", "--model", "nowhere"], "Path 'nowhere' does not exist"),
        (["SONG", "-o", "out.mid", "--strength", "1.6"], "1.6 is not in the range"),
        (["SONG", "-o", "out.mid", "--strength", "nan"], "nan is not a finite number"),
        (["SONG", "-o", "out.mid", "--temperature", "-1"], "-1.0 is not in the range"),
        (["SONG", "-o", "out.wav"], "not named as a MIDI file"),
        (["SONG", "-o", "out.mid", "--force", "--skip-existing"], "exclude each other"),
        (["SONG", "-o", "out.mid", "--lick", "x"], "No such option '--lick'"),
    ],
)
def test_wrong_usage_exits_with_2_and_writes_nothing(run, folder, words, reason, monkeypatch):
    monkeypatch.chdir(folder)
    done = run(*(folder / "a.mid" if word == "SONG" else word for word in words))
    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.replace("│", "").split())
    assert written(folder) == ["a.mid", "deep/b.KAR"]


def test_without_a_shipped_model_to_name_none_is_wrong_usage(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("vae_music.export.versions._PRETRAINED", tmp_path / "nothing")
    done = CliRunner().invoke(group, ["transfer", str(folder), "--style", "jazz", "-o", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "no model is shipped yet: name one with --model" in done.stderr


def test_a_folder_without_songs_and_a_folder_that_is_no_model_are_refused(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert (
        str(run(tmp_path / "empty", "-o", tmp_path / "out").exception) == f"{tmp_path / 'empty'}: holds no MIDI files"
    )
    assert "no model here" in str(run(tmp_path, "-o", tmp_path / "out", "--model", tmp_path).exception)


def test_the_terminal_sees_one_line_on_stdout_and_none_on_stderr(tiny_export, folder, tmp_path):
    words = ["transfer", folder / "a.mid", "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out.mid"]
    done = subprocess.run([sys.executable, "-m", "vae_music", *map(str, words)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{tmp_path / 'out.mid'}: ")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("runtime", ["tensorflow", "openvino"])
def test_the_terminal_sees_no_notices_of_tensorflow_where_a_page_is_made(runtime, tiny_export, folder, tmp_path):
    if runtime == "openvino":
        pytest.importorskip("openvino")
    words = ["transfer", folder / "a.mid", "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out.mid"]
    words += ["--report", tmp_path / "out.html", "--runtime", runtime]
    done = subprocess.run([sys.executable, "-m", "vae_music", *map(str, words)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [
        str(tmp_path / "out.mid"),
        str(tmp_path / "out.html"),
    ]


def test_a_bad_file_is_refused_on_one_line_before_tensorflow_is_imported(tiny_export, tmp_path):
    (tmp_path / "bad.mid").write_text("no music")
    script = (
        "import sys; from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules)"
    )
    words = ["transfer", tmp_path / "bad.mid", "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out.mid"]
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True)
    assert done.stdout == "1 False\n"
    assert done.stderr == f"vae-music: {tmp_path / 'bad.mid'}: not a MIDI file: it has no MThd header\n"
    assert not (tmp_path / "out.mid").exists()


HOSTILE = SHARED / "hostile"
needs_hostile = pytest.mark.skipif(not HOSTILE.exists(), reason="needs the shared MIDI data")


@pytest.mark.slow
@needs_hostile
def test_every_hostile_file_alone_is_handled_or_refused_with_one_line(run, tmp_path):
    files = sorted(path for path in HOSTILE.rglob("*") if path.suffix.lower() in (".mid", ".kar", ".rmi"))
    assert len(files) > 100
    for number, path in enumerate(files):
        out = tmp_path / f"{number}.mid"
        done = run(path, "-o", out)
        assert out.exists() == (done.exit_code == 0), path
        if out.exists():
            assert read_song(out).note_count, path
            assert done.stdout.count("\n") == 1, path
        else:
            assert isinstance(done.exception, MidiError), path
            assert str(done.exception).startswith(f"{path}: "), path
            assert "\n" not in str(done.exception), path


@pytest.mark.slow
@needs_hostile
def test_the_hostile_files_as_one_folder_are_all_accounted_for(tiny_export, tmp_path):
    shutil.copytree(HOSTILE, tmp_path / "hostile")
    words = ["transfer", tmp_path / "hostile", "--style", "pop", "--model", tiny_export, "-o", tmp_path / "out"]
    done = subprocess.run([sys.executable, "-m", "vae_music", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 1
    failures = done.stderr.splitlines()
    assert all(line.startswith("vae-music: ") for line in failures)
    files = [path for path in (tmp_path / "hostile").rglob("*") if path.suffix.lower() == ".mid"]
    companions = sum(path.name.startswith("._") for path in files)
    assert len(written(tmp_path / "out")) + len(failures) == len(files) - companions
    assert written(tmp_path / "hostile") == sorted(
        str(path.relative_to(HOSTILE)) for path in HOSTILE.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("option", ["--melody", "--keep", "--mute"])
def test_a_track_that_there_is_not_is_wrong_usage_and_the_names_are_told(run, tmp_path, option):
    band().write(tmp_path / "song.mid")
    done = run(tmp_path / "song.mid", "-o", tmp_path / "out.mid", option, "vocals")
    assert done.exit_code == 2
    assert "no track 'vocals', only 1 Chords, 2 Tune, 3 Low, 4 Kit" in " ".join(done.stderr.split())
    assert not (tmp_path / "out.mid").exists()


def test_tracks_are_kept_and_muted(run, tmp_path):
    band().write(tmp_path / "song.mid")
    words = ("--keep", "kit", "--keep", "2", "--mute", "low", "--melody", "tune")
    done = run(tmp_path / "song.mid", "-o", tmp_path / "out.mid", *words)
    assert "tune: Tune (track 2), bars 1-2" in done.stdout
    tracks = {track.name: track for track in read_song(tmp_path / "out.mid").tracks}
    assert tracks["Kit"].rows() == band().tracks[3].rows()
    assert tracks["Tune"].rows() == band().tracks[1].rows()
    assert "Drums" not in tracks


def test_several_inputs_go_into_a_folder_by_name(run, tiny_model, folder, tmp_path):
    band(bars=1).write(tmp_path / "c.midi")
    inputs = [str(path) for path in (folder / "a.mid", tmp_path / "c.midi", folder / "deep", folder / "a.mid")]
    told = json.loads(run(*inputs, "-o", tmp_path / "out", "--json").stdout)
    assert written(tmp_path / "out") == ["a.mid", "c.mid", "deep/b.mid"]
    assert told["path"] == inputs
    assert list(told["songs"]) == [*inputs[:2], str(folder / "deep" / "b.KAR")]
    assert (tmp_path / "out" / "a.mid").read_bytes() == song_to_bytes(tiny_model.transfer(folder / "a.mid", "jazz"))


def test_two_inputs_of_one_name_are_refused_by_name(run, folder, tmp_path):
    band().write(tmp_path / "a.kar")
    done = run(folder / "a.mid", tmp_path / "a.kar", "-o", tmp_path / "out", "--force")
    assert done.exit_code == 2
    assert f"{folder / 'a.mid'} and {tmp_path / 'a.kar'} would both be written to" in " ".join(done.stderr.split())


@pytest.mark.parametrize("styles", ["Jazz,POP", "pop, jazz,Pop"])
def test_several_styles_are_written_side_by_side(run, tiny_model, folder, tmp_path, styles):
    done = run(folder / "a.mid", "-o", tmp_path / "out", "--style", styles, "--json")
    assert written(tmp_path / "out") == ["a.jazz.mid", "a.pop.mid"]
    expected = song_to_bytes(tiny_model.transfer(folder / "a.mid", "pop"))
    assert (tmp_path / "out" / "a.pop.mid").read_bytes() == expected
    told = json.loads(done.stdout)["styles"]
    assert {style: Path(of["target"]).name for style, of in told.items()} == {"jazz": "a.jazz.mid", "pop": "a.pop.mid"}


def test_all_styles_of_a_folder_or_beside_a_named_file(run, folder, tmp_path):
    done = run(folder / "a.mid", "-o", tmp_path / "new.mid", "--style", "all")
    assert sorted(path.name for path in tmp_path.glob("new.*")) == ["new.classical.mid", "new.jazz.mid", "new.pop.mid"]
    assert done.output.count("\n") == 3
    assert run(folder, "-o", tmp_path / "out", "--style", "all").output.endswith("6 songs written, 0 refused\n")
    assert written(tmp_path / "out")[3:] == ["deep/b.classical.mid", "deep/b.jazz.mid", "deep/b.pop.mid"]


def test_a_style_in_another_case_is_the_style(run, folder, tmp_path):
    for style in ("jazz", "JAZZ"):
        assert run(folder / "a.mid", "-o", tmp_path / f"{style}.mid", "--style", style).exit_code == 0
    assert (tmp_path / "jazz.mid").read_bytes() == (tmp_path / "JAZZ.mid").read_bytes()


@pytest.mark.parametrize(("bars", "first", "last"), [("2-3", 2, 3), ("3-", 3, None), ("2", 2, 2), ("2-99", 2, 99)])
def test_some_bars_are_transferred_alone(run, tiny_model, tmp_path, bars, first, last):
    band(bars=4).write(tmp_path / "song.mid")
    done = run(tmp_path / "song.mid", "-o", tmp_path / "out.mid", "--bars", bars)
    expected = tiny_model.transfer(read_song(tmp_path / "song.mid").excerpt(first, last), "jazz")
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(expected)
    assert f"of the source: bars {first}-{min(last or 4, 4)} of 4, here counted from 1; tune: " in done.output


def test_a_song_of_a_folder_without_these_bars_is_refused(run, folder, tmp_path):
    done = run(folder, "-o", tmp_path / "out", "--bars", "3")
    assert written(tmp_path / "out") == ["deep/b.mid"]
    assert done.stderr == f"vae-music: {folder / 'a.mid'}: no bar 3 in a song of 2 bars\n"


def test_a_method_that_the_model_does_not_have_is_wrong_usage_naming_those_it_has(run, tmp_path):
    band().write(tmp_path / "band.mid")
    done = run(tmp_path / "band.mid", "-o", tmp_path / "jazz.mid", "--method", "flow")
    assert done.exit_code == 2
    assert "this model has only prototype" in " ".join(done.stderr.replace("│", "").split())


@pytest.mark.parametrize("words", [["--variant", "2"], ["--like", "band.mid"]])
def test_methods_but_the_prototype_have_no_variants_and_no_examples(tiny_export, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    band().write(tmp_path / "band.mid")
    style = [] if "--like" in words else ["--style", "jazz"]
    asked = ["transfer", "band.mid", *style, *words, "--method", "flow", "-o", "jazz.mid", "--model", str(tiny_export)]
    done = CliRunner().invoke(group, asked)
    assert done.exit_code == 2
    assert "--method flow has neither --like nor --variant" in " ".join(done.stderr.replace("│", "").split())
