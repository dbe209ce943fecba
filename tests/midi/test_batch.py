from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.songs import band
from vae_music.errors import ModelError
from vae_music.midi.batch import Job, OutputError, convert, plan
from vae_music.midi.folder import find_songs
from vae_music.midi.read import read_song


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def targets(folder: Path, out: Path) -> dict[str, str]:
    jobs = plan(folder, out).jobs
    return {str(job.source.relative_to(folder)): str(job.target.relative_to(out)) for job in jobs}


def test_songs_go_to_their_relative_paths_and_end_in_mid(tmp_path):
    source = touch(tmp_path / "in", "a.mid", "deep/er/b.KAR", "notes.txt", "._a.mid", ".hidden/c.mid")
    assert targets(source, tmp_path / "out") == {"a.mid": "a.mid", "deep/er/b.KAR": "deep/er/b.mid"}
    assert plan(source, tmp_path / "out").passed_over == 2


def test_two_songs_of_one_name_get_two_outputs(tmp_path):
    source = touch(tmp_path / "in", "a.MID", "a.kar", "a.mid", "b.kar", "b.rmi", "b.kar.mid")
    made = targets(source, tmp_path / "out")
    assert made == {
        "a.mid": "a.mid", "a.MID": "a.MID.mid", "a.kar": "a.kar.mid",
        "b.kar": "b.mid", "b.kar.mid": "b.kar.mid", "b.rmi": "b.rmi.mid",
    }  # fmt: skip
    assert [job.source.name for job in plan(source, tmp_path / "out").renamed] == ["a.MID", "a.kar", "b.rmi"]


def test_even_a_name_made_longer_is_given_once(tmp_path):
    made = targets(touch(tmp_path / "in", "a.kar", "a.mid", "a.kar.mid"), tmp_path / "out")
    assert made == {"a.mid": "a.mid", "a.kar.mid": "a.kar.mid", "a.kar": "a.kar.mid.mid"}


def test_an_output_folder_inside_the_input_is_not_read(tmp_path):
    source = touch(tmp_path, "a.mid", "out/old.mid", "out/deep/older.mid")
    assert targets(source, tmp_path / "out") == {"a.mid": "a.mid"}
    (tmp_path / "link").symlink_to(tmp_path / "out")
    assert targets(source, tmp_path / "link") == {"a.mid": "a.mid"}
    assert len(find_songs(tmp_path / "out", but=tmp_path)[0]) == 2


def test_an_output_that_exists_stops_everything_before_it_begins(tmp_path):
    source, out = touch(tmp_path / "in", "a.mid", "b.mid"), touch(tmp_path / "out", "b.mid")
    with pytest.raises(OutputError, match=r"b\.mid exists already, so nothing is written"):
        plan(source, out)
    assert len(plan(source, out, "overwrite").jobs) == 2
    left = plan(source, out, "skip")
    assert ([job.target.name for job in left.jobs], [job.target.name for job in left.skipped]) == (["a.mid"], ["b.mid"])


def test_the_source_itself_is_an_output_that_exists(tmp_path):
    source = touch(tmp_path, "a.mid")
    for out in (source, source / "a.mid"):
        with pytest.raises(OutputError):
            plan(source / "a.mid", out)
    with pytest.raises(OutputError):
        plan(source, source)


def test_one_song_goes_to_a_file_or_into_a_folder(tmp_path):
    song = touch(tmp_path, "a.kar") / "a.kar"
    assert plan(song, tmp_path / "new" / "b.mid").jobs == (Job(song, tmp_path / "new" / "b.mid"),)
    assert plan(song, tmp_path).jobs == (Job(song, tmp_path / "a.mid"),)
    with pytest.raises(OutputError, match=r"b\.wav is not named as a MIDI file"):
        plan(song, tmp_path / "b.wav")
    with pytest.raises(OutputError, match="the output of a folder is a folder"):
        plan(tmp_path, song)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "pipe.mid")
    (refused,) = plan(tmp_path, tmp_path / "out").refused
    assert (refused.path.name, refused.reason) == ("pipe.mid", "not a regular file")


def test_a_song_that_fails_does_not_stop_the_others(tmp_path):
    for name in ("a", "b", "c"):
        band().write(tmp_path / f"{name}.mid")
    (tmp_path / "bad.mid").write_text("no music")

    def change(song):
        if (tmp_path / "out" / "a.mid").exists():
            raise ZeroDivisionError("by zero")
        return song

    results = {job.source.name: result for job, result in convert(plan(tmp_path, tmp_path / "out").jobs, change)}
    assert read_song(tmp_path / "out" / "a.mid").note_count == results["a.mid"].note_count
    assert [str(results[f"{name}.mid"]) for name in ("b", "bad")] == [
        f"{tmp_path / 'b.mid'}: ZeroDivisionError: by zero",
        f"{tmp_path / 'bad.mid'}: not a MIDI file: it has no MThd header",
    ]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.mid"]


def test_what_is_wrong_with_the_model_ends_the_batch(tmp_path):
    band().write(tmp_path / "a.mid")

    def change(song):
        raise ModelError("damaged")

    with pytest.raises(ModelError):
        list(convert(plan(tmp_path, tmp_path / "out").jobs, change))


def test_an_output_that_cannot_be_written_is_named_and_so_is_its_source(tmp_path):
    band().write(tmp_path / "songs" / "a.mid")
    todo = plan(tmp_path / "songs", tmp_path / "out")
    (tmp_path / "out").write_text("a file where the folder should be")
    ((_, refused),) = convert(todo.jobs, lambda song: song, workers=0)
    source, target = tmp_path / "songs" / "a.mid", tmp_path / "out" / "a.mid"
    assert str(refused) == f"{source}: {target} cannot be written: file exists"
