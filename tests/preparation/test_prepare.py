"""A corpus prepared by Beam in this process."""

from __future__ import annotations

import csv
import json
import multiprocessing
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.corpus.tunes import tune
from tests.preparation.tasks import read_or_hang
from vae_music.config import TrainConfig
from vae_music.corpus import Corpus, CorpusSong, load_rolls, read_corpus, split
from vae_music.corpus.batches import training_batches
from vae_music.corpus.prepared import FILES, PREPARED, REFUSED
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import CorpusError
from vae_music.midi.workers import Workers
from vae_music.rolls.spec import RollSpec

pytest.importorskip("apache_beam")
pytestmark = pytest.mark.slow

COURSE = TrainConfig(batch_size=8)


def prepared(tmp_path: Path, *corpora, out: str = "prepared", workers: int = 0, **wanted) -> Corpus:
    from vae_music.preparation.prepare import prepare

    request = CorpusRequest(tuple(map(str, corpora)), cache=str(tmp_path / "cache"), workers=workers)
    return prepare(request, out if "://" in out else str(tmp_path / out), RollSpec(), **wanted)


def read(tmp_path: Path, *corpora, **wanted) -> Corpus:
    request = CorpusRequest(tuple(map(str, corpora)), cache=str(tmp_path / "local"), workers=0, **wanted)
    return read_corpus(request, RollSpec())


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(songs: tuple[CorpusSong, ...]) -> list[tuple]:
    """All that is known of songs, but for the place of the shards."""
    return [(song.entry, song.record._replace(shard=song.record.shard.name)) for song in songs]


@pytest.fixture
def mixed(folder, monkeypatch) -> Path:
    """Sixteen songs in four shards, and files that are no songs for each of the reasons."""
    monkeypatch.setattr("vae_music.corpus.shards.SONGS_A_SHARD", 4)
    shutil.copy(folder / "jazz" / "0.mid", folder / "pop" / "same_bytes.mid")
    tune(50, bars=4, velocity=33).write(folder / "pop" / "same_notes.mid")
    (folder / "jazz" / "bad\udcff.mid").write_text("no music")
    (folder / "pop" / "gone.mid").symlink_to(folder / "nowhere")
    with (folder / "pop" / "huge.mid").open("wb") as file:
        file.truncate(10**9)
    (folder / "readme.txt").touch()
    return folder


def test_shards_and_songs_are_those_of_the_local_path(mixed, tmp_path):
    by_beam, local = prepared(tmp_path, mixed), read(tmp_path, mixed)
    assert files(tmp_path / "prepared" / "rolls") == files(tmp_path / "local" / "rolls")
    assert len(files(tmp_path / "prepared" / "rolls")) == 5
    assert told(by_beam.songs) == told(local.songs)
    assert replace(by_beam, songs=()) == replace(local, songs=())


def test_a_training_gets_the_batches_of_the_local_path(mixed, tmp_path):
    prepared(tmp_path, mixed)
    first = []
    for corpus in (read(tmp_path, tmp_path / "prepared"), read(tmp_path, mixed)):
        songs = split(corpus.songs).training
        first.append(next(training_batches(corpus, songs, COURSE, seed=3, epoch=0)).rolls.pitch.tobytes())
    assert first[0] == first[1]


def test_the_folder_is_a_corpus_wherever_it_is_and_without_the_songs(folder, tmp_path):
    expected = [roll.tobytes() for roll in load_rolls(prepared(tmp_path, folder).songs[3])]
    shutil.rmtree(folder)
    (tmp_path / "prepared").rename(tmp_path / "moved")
    corpus = read(tmp_path, tmp_path / "moved", styles=("pop",), style_map={"jazz": "pop"}, max_songs=12)
    assert (corpus.styles, len(corpus.songs), corpus.passed_over) == (
        ("pop",),
        12,
        {"beyond the songs wanted of a style": 4},
    )
    assert [roll.tobytes() for roll in load_rolls(read(tmp_path, tmp_path / "moved").songs[3])] == expected


def test_every_file_that_is_no_song_is_in_the_table_with_its_reason(mixed, tmp_path):
    prepared(tmp_path, mixed)
    with (tmp_path / "prepared" / REFUSED).open(errors="surrogateescape", newline="") as file:
        rows = {Path(row["path"]).name: row["reason"] for row in csv.DictReader(file)}
    assert rows == {
        "bad\udcff.mid": "not a MIDI file: it has no MThd header",
        "gone.mid": "not a regular file",
        "huge.mid": "larger than 20 MB",
        "same_bytes.mid": f"same notes as another file: {mixed / 'jazz' / '0.mid'}",
        "same_notes.mid": f"same notes as another file: {mixed / 'jazz' / '0.mid'}",
    }
    counts = json.loads((tmp_path / "prepared" / PREPARED).read_text())
    assert counts == {"songs": 16, "files": 19, "refused": 5, "passed_over": {"not MIDI by name": 1}}


def test_a_file_that_hangs_or_crashes_is_refused_and_fails_no_bundle(folder, tmp_path, monkeypatch):
    (folder / "jazz" / "hangs.mid").write_bytes(b"hang")
    (folder / "jazz" / "crashes.mid").write_bytes(b"crash")
    monkeypatch.setattr("vae_music.corpus.reading.read_file", read_or_hang)
    monkeypatch.setattr("vae_music.preparation.pipeline.Workers", partial(Workers, limit_seconds=10))
    corpus = prepared(tmp_path, folder, workers=1)
    assert [(path.name, reason) for path, reason in corpus.refused] == [
        ("crashes.mid", "the reader crashed"),
        ("hangs.mid", "took longer than 10 s"),
    ]
    assert len(corpus.songs) == 16


def test_a_worker_that_may_start_no_processes_says_what_to_do(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    with pytest.raises(CorpusError, match="DASK_DISTRIBUTED__WORKER__DAEMON=False"):
        prepared(tmp_path, folder, workers=1)


def test_a_corpus_without_a_readable_file_is_told_with_reasons(tmp_path):
    (tmp_path / "songs" / "jazz").mkdir(parents=True)
    (tmp_path / "songs" / "jazz" / "gone.mid").symlink_to(tmp_path / "nowhere")
    corpus = prepared(tmp_path, tmp_path / "songs")
    assert [reason for _, reason in corpus.refused] == ["not a regular file"]


def test_what_an_interrupted_preparation_left_is_made_use_of_and_swept(folder, tmp_path):
    prepared(tmp_path, folder)
    whole = files(tmp_path / "prepared")
    (tmp_path / "prepared" / PREPARED).unlink()
    (tmp_path / "prepared" / FILES).write_text("half a ta")
    shard = next((tmp_path / "prepared").rglob("*.npz"))
    shard.with_name(f"{'0' * 32}.npz").write_bytes(b"of a worker that had lost another file")
    shard.with_name(f"{shard.name}.0123.part").write_bytes(b"hal")
    written = shard.stat().st_mtime_ns
    prepared(tmp_path, folder)
    assert files(tmp_path / "prepared") == whole
    assert shard.stat().st_mtime_ns == written


def test_nothing_is_written_over(folder, tmp_path):
    from vae_music.preparation.prepare import OutputExistsError

    prepared(tmp_path, folder)
    with pytest.raises(OutputExistsError, match="holds a prepared corpus"):
        prepared(tmp_path, folder)
    with pytest.raises(OutputExistsError, match=r"holds other files, such as jazz/0\.mid"):
        prepared(tmp_path, folder, out="songs")
    with pytest.raises(CorpusError, match="prepared already"):
        prepared(tmp_path, tmp_path / "prepared", out="again")


def lose_the_last_row(element):
    key, (text,) = element
    return key, [json.dumps(json.loads(text)[:-1])]


def test_a_runner_that_loses_files_is_not_believed(folder, tmp_path, monkeypatch):
    from vae_music.preparation import pipeline

    whole = pipeline.WriteTables.process
    monkeypatch.setattr(pipeline.WriteTables, "process", lambda self, rows: whole(self, lose_the_last_row(rows)))
    with pytest.raises(CorpusError, match="16 files were to be read, but its tables tell of 15"):
        prepared(tmp_path, folder)
    assert not (tmp_path / "prepared" / PREPARED).exists()
    monkeypatch.setattr(pipeline.WriteTables, "process", lambda *_: iter(()))
    with pytest.raises(CorpusError, match="the pipeline has left no whole tables"):
        prepared(tmp_path, folder)


def test_a_corpus_in_a_bucket_is_prepared_into_a_bucket(mixed, tmp_path, monkeypatch):
    boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    session = boto3.session.Session()  # Beam makes one for each file, which takes most of the time
    monkeypatch.setattr(boto3.session, "Session", lambda: session)
    (mixed / "jazz" / "bad\udcff.mid").unlink()  # no name of an object
    (mixed / "pop" / "huge.mid").write_bytes(bytes(20_000_001))
    (mixed / "pop" / ".hidden").mkdir()
    tune(40).write(mixed / "pop" / ".hidden" / "x.mid")
    with moto.mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="bucket")
        for name, data in files(mixed).items():
            client.put_object(Bucket="bucket", Key=f"in/songs/{name}", Body=data)
        by_beam = prepared(tmp_path, "s3://bucket/in/songs", out="s3://bucket/out")
        names = [one["Key"] for one in client.list_objects_v2(Bucket="bucket", Prefix="out/")["Contents"]]
        stored = {
            name.removeprefix("out/rolls/"): client.get_object(Bucket="bucket", Key=name)["Body"].read()
            for name in names
        }
        (mixed / "pop" / "gone.mid").unlink()  # a link is not in a bucket
        local = read(tmp_path, mixed)
    assert {name: data for name, data in stored.items() if name.endswith(".npz")} == files(tmp_path / "local" / "rolls")
    assert sorted(name for name in names if not name.endswith(".npz")) == [
        "out/files.jsonl",
        "out/prepared.json",
        "out/refused.csv",
    ]
    assert str(by_beam.songs[0].entry.path) == "s3://bucket/in/songs/jazz/0.mid"
    assert [record for _, record in told(by_beam.songs)] == [record for _, record in told(local.songs)]
    assert [song.work for song in by_beam.songs] == [song.work for song in local.songs]
    assert [refused.reason for refused in by_beam.refused] == [refused.reason for refused in local.refused]
    assert by_beam.passed_over == local.passed_over
