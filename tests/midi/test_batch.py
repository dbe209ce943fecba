from __future__ import annotations

import pytest

from tests.songs import band
from vae_music.errors import ModelError
from vae_music.midi.batch import convert
from vae_music.midi.plan import Job, plan
from vae_music.midi.read import read_song


def test_a_song_that_fails_does_not_stop_the_others(tmp_path):
    for name in ("a", "b", "c"):
        band().write(tmp_path / f"{name}.mid")
    (tmp_path / "bad.mid").write_text("no music")

    def change(song, style):
        if (tmp_path / "out" / "a.mid").exists():
            raise ZeroDivisionError("by zero")
        return song

    results = {job.source.name: result for job, result in convert(plan([tmp_path], tmp_path / "out").jobs, change)}
    assert read_song(tmp_path / "out" / "a.mid").note_count == results["a.mid"].note_count
    assert [str(results[f"{name}.mid"]) for name in ("b", "bad")] == [
        f"{tmp_path / 'b.mid'}: ZeroDivisionError: by zero",
        f"{tmp_path / 'bad.mid'}: not a MIDI file: it has no MThd header",
    ]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.mid"]


def test_what_is_wrong_with_the_model_ends_the_batch(tmp_path):
    band().write(tmp_path / "a.mid")

    def change(song, style):
        raise ModelError("damaged")

    with pytest.raises(ModelError):
        list(convert(plan([tmp_path], tmp_path / "out").jobs, change))


def test_an_output_that_cannot_be_written_is_named_and_so_is_its_source(tmp_path):
    band().write(tmp_path / "songs" / "a.mid")
    todo = plan([tmp_path / "songs"], tmp_path / "out")
    (tmp_path / "out").write_text("a file where the folder should be")
    ((_, refused),) = convert(todo.jobs, lambda song, style: song)
    source, target = tmp_path / "songs" / "a.mid", tmp_path / "out" / "a.mid"
    assert str(refused) == f"{source}: {target} cannot be written: file exists"


def test_songs_that_are_read_already_are_not_read_again(tmp_path):
    jobs = [Job(tmp_path / "nowhere.mid", tmp_path / f"{style}.mid", style) for style in ("jazz", "pop")]
    made = list(convert(jobs, lambda song, style: song.transpose(len(style)), songs=[band(), band()]))
    assert [song for _, song in made] == [band().transpose(4), band().transpose(3)]
    assert [read_song(job.target).note_count for job in jobs] == [band().note_count] * 2
