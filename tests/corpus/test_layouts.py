from __future__ import annotations

import os
from pathlib import Path

import pytest

from vae_music.corpus.layouts import UnknownStyleError, lay_out
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import CorpusError


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def make_manifest(folder: Path, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_text("\n".join(lines))
    return folder


def test_sub_folders_are_styles_at_any_depth_and_suffixes_in_any_case(tmp_path):
    make(tmp_path, "jazz/a.mid", "jazz/live/1960/b.MIDI", "pop/c.Kar", "pop/d.rmi")
    layout = lay_out(CorpusRequest((tmp_path,)))
    found = [(entry.path.name, entry.style) for entry in layout.entries]
    assert found == [("a.mid", "jazz"), ("b.MIDI", "jazz"), ("c.Kar", "pop"), ("d.rmi", "pop")]


def test_in_folders_each_song_is_a_work_of_its_own_without_parallels(tmp_path):
    make(tmp_path / "songs", "jazz/blue.mid", "pop/blue.mid")
    entries = lay_out(CorpusRequest((tmp_path / "songs",))).entries
    assert [entry.work for entry in entries] == ["songs/jazz/blue", "songs/pop/blue"]
    assert [entry.group for entry in entries] == [None, None]


def test_a_manifest_wins_over_folders_and_names_works_grooves_groups_artists_and_metres(tmp_path):
    make(tmp_path / "set", "x/1.mid", "x/2.mid", "x/unlisted.mid")
    make_manifest(
        tmp_path / "set",
        "path,tune,style,groove,artist,metre",
        "x/1.mid,reel,jazz,Swing,The Band,3/4",
        "x\\2.mid,reel,pop,,,",
    )
    layout = lay_out(CorpusRequest((tmp_path / "set",)))
    assert [entry[1:8] for entry in layout.entries] == [
        ("jazz", "set/reel", "set/reel", "Swing", "set/The Band", "3/4", ()),
        ("pop", "set/reel", "set/reel", None, None, None, ()),
    ]
    assert layout.passed_over == {"not listed in manifest.csv": 1}


def test_a_manifest_names_sections_and_a_song_with_unreadable_ones_is_refused(tmp_path):
    make(tmp_path, "1.mid", "2.mid", "3.mid", "4.mid")
    rows = ["1.mid,jazz,intro:4:1|A:8:3", "2.mid,jazz,", "3.mid,jazz,intro|A", "4.mid,jazz,A:8|B:0"]
    layout = lay_out(CorpusRequest((make_manifest(tmp_path, "path,style,sections", *rows),)))
    assert [entry.sections for entry in layout.entries] == [((0, 4), (4, 8)), ()]
    assert [(refused.path.name, refused.reason) for refused in layout.refused] == [
        (name, "its sections in manifest.csv are not written name:bars|name:bars") for name in ("3.mid", "4.mid")
    ]


def test_variations_of_a_work_are_groups_of_their_own(tmp_path):
    make(tmp_path / "set", "1.mid", "2.mid")
    make_manifest(tmp_path / "set", "\ufeffPath, Style ,work,variation", "1.mid,jazz,reel,a", "2.mid,jazz,reel,b")
    entries = lay_out(CorpusRequest((tmp_path / "set",))).entries
    assert [entry.work for entry in entries] == ["set/reel", "set/reel"]
    assert [entry.group for entry in entries] == ["set/reel/a", "set/reel/b"]


def test_corpora_of_one_name_keep_their_works_apart(tmp_path):
    make(tmp_path / "a" / "midi", "jazz/blue.mid")
    make(tmp_path / "b" / "midi", "jazz/blue.mid")
    entries = lay_out(
        CorpusRequest(
            (
                tmp_path / "a" / "midi",
                tmp_path / "b" / "midi",
            )
        )
    ).entries
    assert [entry.work for entry in entries] == ["midi/jazz/blue", "midi-2/jazz/blue"]


def test_styles_are_merged_renamed_and_selected(tmp_path):
    make(tmp_path, "pop/a.mid", "popband/b.mid", "jazz/c.mid")
    layout = lay_out(CorpusRequest((tmp_path,), styles=["pop"], style_map={"popband": "pop"}))
    assert [(entry.path.name, entry.style) for entry in layout.entries] == [("a.mid", "pop"), ("b.mid", "pop")]
    assert lay_out(CorpusRequest((tmp_path,), styles=["POP"], style_map={"PopBand": "pop"})).entries == layout.entries


@pytest.mark.parametrize("wanted", [{"styles": ["rokc"]}, {"style_map": {"rokc": "rock"}}])
def test_an_unknown_style_is_refused_naming_those_there_are(tmp_path, wanted):
    make(tmp_path, "pop/a.mid", "rock/b.mid")
    with pytest.raises(UnknownStyleError, match="no style 'rokc' in the corpus, only pop, rock"):
        lay_out(CorpusRequest((tmp_path,), **wanted))


def test_hidden_and_other_files_are_passed_over_and_counted(tmp_path):
    make(tmp_path, "jazz/a.mid", "jazz/._a.mid", ".git/x/b.mid", "jazz/cover.jpg", "README.md", "loose.mid")
    layout = lay_out(CorpusRequest((tmp_path,)))
    assert [entry.path.name for entry in layout.entries] == ["a.mid"]
    assert layout.passed_over == {"hidden": 2, "not MIDI by name": 2, "outside a folder of a style": 1}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../outside.mid", "its path leads out of the corpus"),
        ("/etc/outside.mid", "its path leads out of the corpus"),
        ("c:\\outside.mid", "its path leads out of the corpus"),
        ("link.mid", "a link that leads out of the corpus"),
        ("missing.mid", "no such file"),
        ("folder.mid", "not a regular file"),
        ("nul\0.mid", "not a path: "),
        ("x" * 300 + ".mid", "not a path: "),
    ],
)
def test_a_manifest_may_only_name_files_inside_its_folder(tmp_path, path, reason):
    make(tmp_path, "outside.mid", "set/good.mid")
    (tmp_path / "set" / "folder.mid").mkdir()
    (tmp_path / "set" / "link.mid").symlink_to(tmp_path / "outside.mid")
    make_manifest(tmp_path / "set", "path,style", "good.mid,jazz", f"{path},jazz")
    layout = lay_out(CorpusRequest((tmp_path / "set",)))
    assert [entry.path.name for entry in layout.entries] == ["good.mid"]
    assert [refused.reason.startswith(reason) for refused in layout.refused] == [True]


def test_a_row_without_a_style_is_refused(tmp_path):
    make(tmp_path, "a.mid", "b.mid")
    make_manifest(tmp_path, "path,style", "a.mid,", "b.mid")
    assert [refused.reason for refused in lay_out(CorpusRequest((tmp_path,))).refused] == [
        "manifest.csv gives it no style"
    ] * 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"path,genre\na.mid,jazz\n", "has no column 'style', only path, genre"),
        (b"", "has no column 'path', only nothing"),
        (b"path,style\n\xff\xfe.mid,jazz\n", "cannot be read: .*utf-8"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(tmp_path, content, reason):
    (tmp_path / "manifest.csv").write_bytes(content)
    with pytest.raises(CorpusError, match=f"manifest.csv: {reason}"):
        lay_out(CorpusRequest((tmp_path,)))


def test_links_in_a_circle_come_to_an_end(tmp_path):
    make(tmp_path, "jazz/a.mid")
    (tmp_path / "jazz" / "again").symlink_to(tmp_path)
    (tmp_path / "jazz" / "self.mid").symlink_to(tmp_path / "jazz" / "self.mid")
    layout = lay_out(CorpusRequest((tmp_path,)))
    assert [entry.path.name for entry in layout.entries] == ["a.mid"]
    assert layout.passed_over == {"folder linked a second time": 1}
    assert [(refused.path.name, refused.reason) for refused in layout.refused] == [("self.mid", "not a regular file")]


def test_a_pipe_is_refused_unopened(tmp_path):
    make(tmp_path, "jazz/a.mid")
    os.mkfifo(tmp_path / "jazz" / "pipe.mid")
    assert [refused.reason for refused in lay_out(CorpusRequest((tmp_path,))).refused] == ["not a regular file"]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([], "holds no MIDI files; a corpus is a folder with one sub-folder a style"),
        (["notes.txt"], "holds no MIDI files"),
        (["a.mid"], "its MIDI files are in no folder of a style"),
    ],
)
def test_a_folder_in_neither_layout_is_refused_saying_what_layouts_there_are(tmp_path, names, reason):
    with pytest.raises(CorpusError, match=reason):
        lay_out(CorpusRequest((make(tmp_path, *names),)))


def test_a_corpus_must_be_a_folder_that_exists(tmp_path):
    with pytest.raises(CorpusError, match="nowhere: no such folder"):
        lay_out(CorpusRequest((tmp_path / "nowhere",)))
    with pytest.raises(CorpusError, match=r"a\.mid: is not a folder"):
        lay_out(CorpusRequest((make(tmp_path, "a.mid") / "a.mid",)))


def test_at_most_so_many_songs_a_style_are_of_the_same_works(tmp_path):
    rows = [f"{tune}-{style}.mid,{style},{tune}" for tune in range(9) for style in ("jazz", "pop")]
    make(tmp_path, *(row.split(",")[0] for row in rows))
    entries = lay_out(CorpusRequest((make_manifest(tmp_path, "path,style,work", *rows),), max_songs=3)).entries
    works = {style: {entry.work for entry in entries if entry.style == style} for style in ("jazz", "pop")}
    assert len(works["jazz"]) == 3
    assert works["jazz"] == works["pop"]
