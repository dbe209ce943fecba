"""What a folder of files can do to a batch, through the commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.songs import band
from vae_music.cli import group
from vae_music.errors import MidiError
from vae_music.midi import batch
from vae_music.midi import read as midi
from vae_music.midi.plan import plan

needs_unix = pytest.mark.skipif(os.name == "nt", reason="needs the file names and limits of Unix")


def run(*words: object):
    return CliRunner().invoke(group, list(map(str, words)))


def shell(*words: object, before: str = "") -> subprocess.CompletedProcess:
    """The command in a process of its own, after some Python that runs in it first."""
    script = f"import sys; {before}\nfrom vae_music.cli import main; main()"
    return subprocess.run([sys.executable, "-c", script, *map(os.fspath, words)], capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A good song among names, links and folders that are not."""
    songs = tmp_path / "songs"
    band().write(songs / "good.mid")
    band().write(songs / "two\nlines.mid")
    band().write(songs / os.fsdecode(b"caf\xe9.mid"))
    (songs / "bad\nname\x1b[31m.mid").write_bytes(b"no music")
    (songs / "folder.mid").mkdir()
    (songs / "gone.mid").symlink_to(songs / "nowhere.mid")
    (songs / "self.mid").symlink_to(songs / "self.mid")
    (songs / "loop").symlink_to(songs)
    os.mkfifo(songs / "pipe.mid")
    (songs / "endless.mid").symlink_to("/dev/zero")
    return songs


REFUSED = ["bad?name?[31m.mid", "endless.mid", "gone.mid", "pipe.mid", "self.mid"]


@needs_unix
def test_info_lists_what_is_good_and_refuses_the_rest_on_a_line_each(folder):
    shown = shell("info", folder)
    assert shown.returncode == 1
    assert sorted(line.split("/")[-1].split(":")[0] for line in shown.stderr.splitlines()) == REFUSED
    assert "3 songs, 5 refused, 0 files not MIDI" in shown.stdout
    assert all(name in shown.stdout for name in ("good.mid", "two?lines.mid", "caf?.mid"))
    told = json.loads(shell("info", folder, "--json").stdout)
    assert {"two\nlines.mid", "caf\udce9.mid"} < set(told["songs"])


@needs_unix
def test_transfer_and_classify_make_something_of_what_is_good(folder, tiny_export, tmp_path):
    done = run("transfer", folder, "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == sorted(["good.mid", "two\nlines.mid", "caf\udce9.mid"])
    assert len(done.stderr.splitlines()) == len(REFUSED)
    assert len(done.stdout.splitlines()) == 4
    heard = run("classify", folder, "--model", tiny_export)
    assert heard.stdout.splitlines()[-1].startswith("3 songs, 5 refused")


@needs_unix
def test_a_corpus_says_of_every_file_what_became_of_it(folder, tmp_path):
    folder.rename(tmp_path / "jazz")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "jazz").rename(tmp_path / "corpus" / "jazz")
    told = json.loads(run("corpus", tmp_path / "corpus", "--json", "--cache", tmp_path / "cache").stdout)
    assert (told["all"]["songs"], len(told["duplicates"])) == (1, 2)  # all three are the same notes
    assert sorted(row["path"].split("/")[-1] for row in told["refused"]) == REFUSED


@needs_unix
@pytest.mark.parametrize("name", ["pipe.mid", "endless.mid", "folder.mid", "self.mid"])
def test_what_is_no_file_is_never_opened(folder, name):
    with pytest.raises(MidiError, match=r"not a regular file|a folder, not a file|too many levels"):
        midi.read_song(folder / name)


def test_a_file_that_vanishes_between_listing_and_reading_is_refused_and_the_rest_goes_on(tmp_path, monkeypatch):
    for name in ("a.mid", "b.mid", "c.mid"):
        band().write(tmp_path / "songs" / name)
    todo = plan([tmp_path / "songs"], tmp_path / "out")
    (tmp_path / "songs" / "b.mid").unlink()
    made = {job.source.name: result for job, result in batch.convert(todo.jobs, lambda song, _: song)}
    assert str(made["b.mid"]) == f"{tmp_path / 'songs' / 'b.mid'}: no such file or directory"
    assert sorted(os.listdir(tmp_path / "out")) == ["a.mid", "c.mid"]


LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))"


@needs_unix
def test_a_full_disk_is_told_on_one_line_and_leaves_nothing_half_written(tmp_path):
    """A limit on the size of files stands for the full disk: the write fails half-way."""
    band().write(tmp_path / "song.mid")
    before = f"{LIMIT}; from vae_music.midi import read_song, write_song; from vae_music.errors import MidiError"
    script = f"{before}\ntry: write_song(read_song('song.mid'), 'out/new.mid')\nexcept MidiError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "out/new.mid: cannot be written: file too large\n"
    assert os.listdir(tmp_path / "out") == []


WITHOUT_RIGHTS = """
import ctypes, os, struct
if os.geteuid() == 0:  # root may write anywhere, unless it gives that up, for the programs it starts too
    libc = ctypes.CDLL(None)
    libc.prctl(28, 1), libc.capset(struct.pack("Ii", 0x20080522, 0), bytes(24))
"""
needs_rights = pytest.mark.skipif(
    not hasattr(os, "geteuid") or (os.geteuid() == 0 and sys.platform != "linux"), reason="root may do anything here"
)


@pytest.fixture
def forbidden(tmp_path) -> Iterator[Path]:
    """Two styles with a good song each, in one a file and a folder that may not be read; and a folder not to write."""
    for name in ("jazz/good.mid", "jazz/closed.mid", "jazz/within/song.mid"):
        band().write(tmp_path / "songs" / name)
    band(bars=3).write(tmp_path / "songs" / "pop" / "good.mid")
    (tmp_path / "readonly").mkdir()
    modes = {"songs/jazz/closed.mid": 0o000, "songs/jazz/within": 0o000, "readonly": 0o500}
    for name, mode in modes.items():
        (tmp_path / name).chmod(mode)
    yield tmp_path
    for name in modes:
        (tmp_path / name).chmod(0o700)


@needs_rights
def test_what_may_not_be_read_is_refused_and_the_rest_goes_on(forbidden):
    shown = shell("info", forbidden / "songs", before=WITHOUT_RIGHTS)
    reasons = ["jazz/closed.mid: permission denied", "jazz/within: folder cannot be read: permission denied"]
    assert sorted(shown.stderr.splitlines()) == [f"vae-music: {forbidden}/songs/{reason}" for reason in reasons]
    corpus = shell("corpus", forbidden / "songs", "--json", "--cache", forbidden / "cache", before=WITHOUT_RIGHTS)
    told = json.loads(corpus.stdout)
    assert [f"{row['path']}: {row['reason']}" for row in told["refused"]] == [f"{forbidden}/songs/{r}" for r in reasons]
    assert told["all"]["songs"] == 2


@needs_rights
@pytest.mark.parametrize(
    "words",
    [
        ("corpus", "songs", "--cache", "readonly/cache"),
        ("corpus", "--demo", "--out", "readonly/demo"),
        ("render", "songs/jazz/good.mid", "-o", "readonly/good.png"),
        ("render", "songs/jazz/good.mid", "-o", "readonly/new/good.html"),
    ],
)
def test_a_folder_that_may_not_be_written_is_told_on_one_line(words, forbidden):
    done = shell(
        *(word if "/" not in word and word != "songs" else forbidden / word for word in words), before=WITHOUT_RIGHTS
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert re.match(r"vae-music: \S+/readonly\S*: .*permission denied", done.stderr, re.IGNORECASE), done.stderr
