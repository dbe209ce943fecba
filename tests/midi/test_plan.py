from __future__ import annotations

import os
from pathlib import Path

import pytest

from vae_music.midi.folder import find_songs
from vae_music.midi.plan import ExistingError, Job, OutputError, plan


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def targets(folder: Path, out: Path) -> dict[str, str]:
    jobs = plan([folder], out).jobs
    return {str(job.source.relative_to(folder)): str(job.target.relative_to(out)) for job in jobs}


def test_songs_go_to_their_relative_paths_and_end_in_mid(tmp_path):
    source = touch(tmp_path / "in", "a.mid", "deep/er/b.KAR", "notes.txt", "._a.mid", ".hidden/c.mid")
    assert targets(source, tmp_path / "out") == {"a.mid": "a.mid", "deep/er/b.KAR": "deep/er/b.mid"}
    assert plan([source], tmp_path / "out").passed_over == 2


def test_two_songs_of_one_name_get_two_outputs(tmp_path):
    source = touch(tmp_path / "in", "a.MID", "a.kar", "a.mid", "b.kar", "b.rmi", "b.kar.mid")
    made = targets(source, tmp_path / "out")
    assert made == {
        "a.mid": "a.mid", "a.MID": "a.MID.mid", "a.kar": "a.kar.mid",
        "b.kar": "b.mid", "b.kar.mid": "b.kar.mid", "b.rmi": "b.rmi.mid",
    }  # fmt: skip
    renamed = {path.name for path in plan([source], tmp_path / "out").renamed}
    assert renamed == {"a.MID.mid", "a.kar.mid", "b.rmi.mid"}


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
    with pytest.raises(ExistingError, match=r"b\.mid exists already, so nothing is written"):
        plan([source], out)
    assert len(plan([source], out, "overwrite").jobs) == 2
    left = plan([source], out, "skip")
    assert ([job.target.name for job in left.jobs], [job.target.name for job in left.skipped]) == (["a.mid"], ["b.mid"])


def test_the_source_itself_is_an_output_that_exists(tmp_path):
    source = touch(tmp_path, "a.mid")
    (tmp_path / "link.mid").symlink_to(source / "a.mid")
    for song, out in (("a.mid", source), ("a.mid", source / "a.mid"), ("link.mid", source / "a.mid"), ("", source)):
        with pytest.raises(ExistingError, match=r"a\.mid (is its|and 1 more are their) own input"):
            plan([source / song], out)
        assert plan([source / song], out, "overwrite").jobs
        assert plan([source / song], out, "skip").skipped


def test_one_song_goes_to_a_file_or_into_a_folder(tmp_path):
    song = touch(tmp_path, "a.kar") / "a.kar"
    assert plan([song], tmp_path / "new" / "b.mid").jobs == (Job(song, tmp_path / "new" / "b.mid"),)
    assert plan([song], tmp_path).jobs == (Job(song, tmp_path / "a.mid"),)
    with pytest.raises(OutputError, match=r"b\.wav is not named as a MIDI file"):
        plan([song], tmp_path / "b.wav")
    with pytest.raises(OutputError, match="the output of several songs is a folder"):
        plan([tmp_path], song)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "pipe.mid")
    (refused,) = plan([tmp_path], tmp_path / "out").refused
    assert (refused.path.name, refused.reason) == ("pipe.mid", "not a regular file")


def test_several_files_go_into_a_folder_each_only_once(tmp_path):
    touch(tmp_path, "a.mid", "b.KAR", "deep/c.mid")
    sources = [tmp_path / name for name in ("a.mid", "b.KAR", "deep", "a.mid")]
    jobs = plan(sources, tmp_path / "out").jobs
    assert [str(job.target.relative_to(tmp_path / "out")) for job in jobs] == ["a.mid", "b.mid", "deep/c.mid"]
    for out in ("out.mid", "a.mid"):
        with pytest.raises(OutputError, match="the output of several songs is a folder"):
            plan(sources, tmp_path / out)


def test_two_songs_that_would_be_written_to_one_file_are_refused_by_name(tmp_path):
    touch(tmp_path, "x/a.mid", "y/a.kar")
    with pytest.raises(OutputError) as refused:
        plan([tmp_path / "x" / "a.mid", tmp_path / "y" / "a.kar"], tmp_path / "out", "overwrite")
    both = f"{tmp_path / 'x' / 'a.mid'} and {tmp_path / 'y' / 'a.kar'} would both be written to"
    assert str(refused.value) == f"{both} {tmp_path / 'out' / 'a.mid'}, so nothing is written"


def test_an_input_is_not_overwritten_by_another_song_even_if_all_is_overwritten(tmp_path):
    touch(tmp_path, "a.mid", "a.jazz.mid")
    with pytest.raises(
        OutputError, match=r"a\.jazz\.mid is an input, and would be overwritten by what is made of .*a\.mid"
    ):
        plan([tmp_path], tmp_path, "overwrite", ["jazz", "pop"])


@pytest.mark.parametrize(
    ("out", "names"),
    [
        ("there", ["there/a.jazz.mid", "there/a.r_b.mid"]),
        ("new", ["new/a.jazz.mid", "new/a.r_b.mid"]),
        ("b.mid", ["b.jazz.mid", "b.r_b.mid"]),
    ],
)
def test_a_song_in_several_styles_has_an_output_for_each(tmp_path, out, names):
    touch(tmp_path, "a.kar", "there/other.mid")
    jobs = plan([tmp_path / "a.kar"], tmp_path / out, styles=["jazz", "r/b"]).jobs
    assert [str(job.target.relative_to(tmp_path)) for job in jobs] == names
    assert [job.style for job in jobs] == ["jazz", "r/b"]
    assert plan([tmp_path / "a.kar"], tmp_path / "b.mid", styles=["jazz"]).jobs[0].target == tmp_path / "b.mid"


def test_the_songs_of_a_folder_in_several_styles_stand_side_by_side(tmp_path):
    touch(tmp_path / "in", "a.kar", "a.mid", "deep/b.mid")
    todo = plan([tmp_path / "in"], tmp_path / "out", styles=["jazz", "pop"])
    assert [str(job.target.relative_to(tmp_path / "out")) for job in todo.jobs] == [
        "a.kar.jazz.mid", "a.kar.pop.mid", "a.jazz.mid", "a.pop.mid", "deep/b.jazz.mid", "deep/b.pop.mid"
    ]  # fmt: skip
    assert {path.name for path in todo.renamed} == {"a.kar.jazz.mid", "a.kar.pop.mid"}
