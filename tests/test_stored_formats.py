"""What is kept in the cache is found by a format number written by hand: these tests say when it must be raised.

Each kind of stored thing has a golden hash, of whole numbers alone, so that it is the same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from tests.songs import band, framed
from vae_music.corpus import shards
from vae_music.corpus.reading import read_file
from vae_music.demo import STYLES, embedded_corpus, embedded_song
from vae_music.demo import folder as embedded
from vae_music.evaluation import classifiers
from vae_music.evaluation.classifiers import reference
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec
from vae_music.song import Metre, Song, Track

HASHES = {
    shards: {1: "24c60a8de723953e", 2: "7221a975211154da", 3: "f19cc2892f3ec5f0", 4: "581bb3ca081e4a2a"},
    embedded: {1: "870c31b00b6d5707", 2: "295497203ee09e75"},
    classifiers: {1: "19e45692b99e7403", 2: "f9631b0b0be1f62d"},
}
"""Of each module that keeps something: its formats, and the hash of what it keeps in each of them.

Embedded songs are among the files: when that corpus has a new format, the last hashes of the others are renewed.
"""

THOUSANDTHS = 1000


def digest(arrays: Iterable[np.ndarray]) -> str:
    """One hash of whole numbers, of their order and of their shapes."""
    total = hashlib.sha256()
    for array in arrays:
        total.update(f"{array.shape}".encode())
        total.update(np.ascontiguousarray(array).astype("<i8").tobytes())
    return total.hexdigest()[:16]


def text(words: str) -> np.ndarray:
    return np.frombuffer(words.encode(), np.uint8)


def ticks(beats: np.ndarray) -> np.ndarray:
    return np.round(np.asarray(beats) * 480)


def thousandths(shares: np.ndarray) -> np.ndarray:
    return np.floor(np.nan_to_num(shares, nan=-1) * THOUSANDTHS + 0.5 + 1e-6)


def notes_of(song: Song) -> Iterable[np.ndarray]:
    for track in song.tracks:
        yield text(track.name)
        yield np.array([track.program, track.is_drum])
        yield np.stack([ticks(track.onset), ticks(track.duration), track.pitch, track.velocity])
    yield ticks([[tempo.beat, tempo.qpm] for tempo in song.tempo])
    yield text(repr([tuple(change) for change in (*song.metre, *song.keys, *song.markers)]))


def crowded() -> Song:
    """More notes than there are voices, triplets, drum rolls, pitches out of range, and a metre that changes."""
    chords = Track.of([(beat / 3, 1, 18 + 9 * voice, 40 + voice) for beat in range(24) for voice in range(12)], 48)
    doubled = Track.of([(beat, 2, 54, 90) for beat in range(8)], 50)
    roll = Track.of([(hit / 12, 0.05, 38, 60 + hit) for hit in range(24)] + [(4, 1, 3, 90)], is_drum=True)
    return Song((chords, doubled, roll), metre=(Metre(0.0, 5, 4), Metre(5.0, 3, 8)))


def tangled() -> Song:
    """Nine parts that come and go, hold notes while they strike others, and cross; of arithmetic, not of chance."""

    def part(number: int) -> Track:
        places = ((number + 3) * 7919 * index % 1009 for index in range(60))
        notes = [
            (p % 61 + number, 0.25 * (3 + p % 7), 36 + (p * p + 5 * number) % 48, 30 + p % 90) for p in places if p % 3
        ]
        return Track.of(notes, 8 * number)

    return Song(tuple(map(part, range(9))))


@pytest.fixture
def files(tmp_path):
    tunes = ("ode_to_joy", "silent_night")
    songs = [
        band(),
        framed(),
        crowded(),
        tangled(),
        *(embedded_song(tune, style) for tune in tunes for style in STYLES),
    ]
    for number, song in enumerate(songs):
        song.write(tmp_path / f"{number:02}.mid")
    return sorted(tmp_path.iterdir())


def kept_rolls(files):
    for spec in (RollSpec(), ARTICLE_SPEC):
        for path in files:
            reading = read_file(path, spec)
            yield text(f"{reading.fingerprint} {reading.notes} {reading.left_out} {reading.refused}")
            yield from reading.rolls or ()


def kept_songs(files):
    for song in embedded_corpus(variations=1):
        yield text(f"{song.path} {song.work} {song.groove}")
        yield from notes_of(song.song)


def kept_descriptions(files):
    for path in files:
        described, *histograms, musicality = reference(path)
        yield from map(thousandths, (*described, *histograms, np.array(musicality)))


KEPT = {shards: kept_rolls, embedded: kept_songs, classifiers: kept_descriptions}


@pytest.mark.parametrize("module", HASHES, ids=lambda module: module.__name__)
def test_what_is_kept_changes_only_with_its_format(module, files):
    assert digest(KEPT[module](files)) == HASHES[module].get(module.FORMAT), (
        f"raise FORMAT of {module.__name__} by one, and add the hash of what it keeps now"
    )


@pytest.mark.parametrize("module", HASHES, ids=lambda module: module.__name__)
def test_formats_count_up_and_no_two_are_alike(module):
    formats = list(HASHES[module])
    assert all(later == earlier + 1 for earlier, later in pairwise(formats))
    assert formats[-1] == module.FORMAT
    assert len(set(HASHES[module].values())) == len(formats)
