"""The hostile files that are kept beside the project: each with the verdict of its index."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.corpus.tunes import tune
from tests.songs import SHARED
from vae_music.cli import group
from vae_music.corpus.reading import read_file
from vae_music.errors import MidiError, VaeMusicError
from vae_music.info import describe_song
from vae_music.midi.folder import is_midi_name
from vae_music.midi.limits import READING_SECONDS
from vae_music.midi.read import read_song
from vae_music.rolls.spec import RollSpec

HOSTILE = SHARED / "hostile"
pytestmark = pytest.mark.skipif(not HOSTILE.exists(), reason="needs the shared MIDI data")

READ_AFTER_ALL = {
    "constructed/header_more_tracks_than_file.mid": "announces 9 tracks and has 4",
    "constructed/truncated_in_event.mid": "cut off at the end: read up to the last whole event",
    "wild/dw_arkanoid_modified_2.mid": "announces ",
    "wild/dw_possible.mid": "read by pretty_midi, since symusic says: Invaild midi format",
}
"""Files that symusic refuses, and what is told of how they were read."""


def verdicts() -> dict[str, str]:
    lines = (HOSTILE / "INDEX.tsv").read_text().splitlines()[1:]
    return dict(line.split("\t")[:2] for line in lines)


def outcome(task, path: Path) -> str:
    """What a task makes of a file: `done`, or the reason why it is refused; anything else is an error of the test."""
    started, said = time.monotonic(), "done"
    try:
        task(path)
    except MidiError as error:
        said = str(error).removeprefix(f"{path}: ")
        if said != error.reason:
            raise
    assert time.monotonic() - started < READING_SECONDS, path
    return said


def test_info_shows_what_is_good_odd_or_empty_and_refuses_what_is_bad():
    for name, verdict in verdicts().items():
        shown = outcome(lambda path: describe_song(read_song(path)), HOSTILE / name)
        if verdict == "ok":
            assert shown == "done", name
        if verdict == "bad" and name.startswith("constructed"):
            assert shown != "done", name
        if verdict == "empty" and name != "wild/muspy_zero_ticks_per_beat.mid":
            assert shown == "done", name
            assert describe_song(read_song(HOSTILE / name))["unfit_to_learn"], name


def test_training_takes_what_is_good_and_long_enough_and_nothing_else():
    for name, verdict in verdicts().items():
        refused = read_file(HOSTILE / name, RollSpec()).refused
        if verdict == "ok":
            assert refused in ("", "shorter than 2 bars"), name
        if verdict == "empty" or (verdict == "bad" and name.startswith("constructed")):
            assert refused, name


def test_what_symusic_refuses_is_read_another_way_and_that_is_told():
    for name, told in READ_AFTER_ALL.items():
        song = read_song(HOSTILE / name)
        assert song.note_count > 100, name
        assert any(remark.startswith(told) for remark in song.remarks), name


@pytest.mark.slow
@pytest.mark.parametrize("command", ["classify", "transfer"])
def test_the_model_takes_what_has_notes_and_refuses_the_rest(command, tiny_model):
    run = {"classify": tiny_model.classify, "transfer": lambda path: tiny_model.transfer(path, "jazz")}[command]
    for name, verdict in verdicts().items():
        made = outcome(run, HOSTILE / name)
        if verdict == "ok":
            assert made == "done", name
        if verdict == "bad" and name.startswith("constructed"):
            assert made != "done", name
        if verdict == "empty" and name not in ("constructed/one_bar.mid", "constructed/one_note.mid"):
            assert made != "done", name  # those two can be heard in another style, though nothing can be learnt


SEEN_AND_HEARD = {
    "black_midi": True,
    "dense_cluster": True,
    "drums_only": True,
    "forty_tracks": True,
    "name_64k": True,
    "names_not_utf8": True,
    "odd_meters": True,
    "one_note": True,
    "pitch_extremes": True,
    "tempo_ramp_2000": True,
    "meter_denominator_2pow200": True,
    "no_notes": False,
    "magic_only": False,
}
"""Some of the constructed files, and whether anything can be seen and heard of them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEN_AND_HEARD)
def test_sound_pictures_and_pages_are_made_or_refused_with_one_line(name, tmp_path):
    path = HOSTILE / "constructed" / f"{name}.mid"
    for suffix in (".wav", ".html", ".png", ".svg"):
        out = tmp_path / f"out{suffix}"
        done = CliRunner().invoke(group, ["render", str(path), "-o", str(out)])
        assert out.exists() == SEEN_AND_HEARD[name] == (done.exit_code == 0), (suffix, done.exception)
        refused_with(done, path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["drums_only", "names_not_utf8", "odd_meters", "one_note", "no_notes"])
def test_a_transfer_is_heard_and_told_on_a_page_or_refused_with_one_line(name, tiny_export, tmp_path):
    path = HOSTILE / "constructed" / f"{name}.mid"
    outs = [tmp_path / f"out.{suffix}" for suffix in ("mid", "mp3", "html")]
    options = [word for pair in zip(("-o", "--audio", "--report"), outs, strict=True) for word in pair]
    words = ["transfer", path, "--style", "jazz", "--model", tiny_export, *options]
    done = CliRunner().invoke(group, list(map(str, words)))
    assert [out.exists() for out in outs] == [SEEN_AND_HEARD[name]] * 3, done.exception
    refused_with(done, path)


def refused_with(done: Result, path: Path) -> None:
    """That a refusal, if there is one, is a line that names the file."""
    if done.exit_code:
        assert isinstance(done.exception, VaeMusicError)
        assert str(done.exception).startswith(f"{path}: ")
        assert "\n" not in str(done.exception)


@pytest.mark.slow
def test_a_corpus_with_all_of_them_is_trained_on_and_every_file_accounted_for(tmp_path):
    shutil.copytree(HOSTILE, tmp_path / "songs" / "hostile")
    for index in range(8):
        tune(50 + index, bars=8).write(tmp_path / "songs" / "good" / f"{index}.mid")
    words = ["train", tmp_path / "songs", "--out", tmp_path / "run", "--cache", tmp_path / "cache"]
    words += ["--preset", "tiny", "--minutes", "0.01"]
    done = CliRunner().invoke(group, list(map(str, words)))
    assert done.exit_code == 0, done.output
    songs = (tmp_path / "run" / "songs.csv").read_text().count("\n") - 1
    left_out = sum(int(line.split()[0].replace(",", "")) for line in done.stdout.splitlines() if _is_a_count(line))
    assert songs + left_out == 8 + sum(map(is_midi_name, verdicts()))


def _is_a_count(line: str) -> bool:
    """Such as `    12 not a MIDI file`, as against rows of the table and names of files."""
    first, _, rest = line.strip().partition(" ")
    return line.startswith(" ") and not line.startswith(" " * 9) and first.isdigit() and bool(rest)
