from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tests.songs import SHARED, band
from vae_music.cli import COMMANDS, group
from vae_music.song import Marker


def run(*words: object):
    return CliRunner().invoke(group, [str(word) for word in words])


def vae_music(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "vae_music", *map(str, words)], capture_output=True, text=True)


def test_a_file_is_described_part_by_part(tmp_path):
    band().write(tmp_path / "band.mid")
    shown = run("info", tmp_path / "band.mid")
    assert shown.exit_code == 0
    assert "48 notes" in shown.output.replace(str(band().note_count), "48")
    assert " 2 Tune                      Flute" in shown.output
    assert "tune     Tune (track 2), bars 1-2" in shown.output
    assert "0 of" in shown.output


def test_json_holds_the_same(tmp_path):
    band().write(tmp_path / "band.mid")
    what = json.loads(run("info", "--json", tmp_path / "band.mid").output)
    assert (what["notes"], what["bars"], what["left_out"]) == (band().note_count, 2, 0)
    assert [track["program"] for track in what["tracks"]] == [0, 73, 33, 0]


def test_sections_are_shown_as_transfer_takes_them_with_the_names_of_markers(tmp_path):
    markers = [Marker(0, "Intro"), Marker(8, "Verse"), Marker(40, "Chorus"), Marker(72, "Verse")]
    replace(band(20), markers=tuple(markers)).write(tmp_path / "song.mid")
    assert "sections 1-2 Intro, 3-10 Verse, 11-18 Chorus, 19-20 Verse\n" in run("info", tmp_path / "song.mid").output
    sections = json.loads(run("info", "--json", tmp_path / "song.mid").output)["sections"]
    assert sections[1] == {"first_bar": 3, "last_bar": 10, "name": "Verse"}
    band(20).write(tmp_path / "song.mid")
    assert "sections 1-20\n" in run("info", tmp_path / "song.mid").output


def test_a_file_that_is_no_midi_gets_one_line_and_exit_code_1(tmp_path):
    (tmp_path / "text.mid").write_text("no music")
    result = vae_music("info", tmp_path / "text.mid")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.strip().splitlines() == [
        f"vae-music: {tmp_path / 'text.mid'}: not a MIDI file: it has no MThd header"
    ]


def test_debug_shows_the_traceback_wherever_it_stands(tmp_path):
    (tmp_path / "text.mid").write_text("no music")
    assert "Traceback" in vae_music("info", tmp_path / "text.mid", "--debug").stderr
    assert "Traceback" in vae_music("--debug", "info", tmp_path / "text.mid").stderr


def test_a_folder_lists_songs_refusals_and_what_was_passed_over(tmp_path):
    band().write(tmp_path / "deep" / "band.mid")
    (tmp_path / "bad.mid").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no MIDI by name")
    result = run("info", tmp_path)
    assert result.exit_code == 1
    assert "deep/band.mid" in result.output
    assert "bad.mid: an empty file" in result.output
    assert "1 songs, 1 refused, 1 files not MIDI by name" in result.output


def test_a_missing_path_and_a_mistyped_command_are_wrong_usage(tmp_path):
    assert run("info", tmp_path / "nowhere").exit_code == 2
    mistyped = run("inof")
    assert mistyped.exit_code == 2
    assert "did you mean 'info'?" in mistyped.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert "vae-music " + command in shown.output.split("Example")[-1]


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared MIDI data")
def test_hostile_files_are_counted_or_refused_one_line_each():
    result = vae_music("info", SHARED / "hostile")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert all(line.startswith("vae-music: ") for line in result.stderr.splitlines())
    files = [path for path in (SHARED / "hostile").rglob("*") if path.suffix.lower() == ".mid"]
    listed = sum("notes" in line and "tracks" in line for line in result.stdout.splitlines())
    companions = sum(path.name.startswith("._") for path in files)
    assert listed + len(result.stderr.splitlines()) == len(files) - companions
