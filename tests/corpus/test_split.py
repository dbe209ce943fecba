from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vae_music.corpus.corpus import CorpusSong
from vae_music.corpus.entries import Entry
from vae_music.corpus.shards import Record
from vae_music.corpus.split import split

RECORD = Record("", 4, 4, 100, 0, "", 0, Path("shard"))


def song(
    tune: str, style: str, groove: str | None = None, corpus: str = "corpus", metre: str | None = None
) -> CorpusSong:
    work = f"{corpus}/{tune}"
    entry = Entry(Path(work, style), style, work, work, groove, None, metre, sha256=f"{work} {style}")
    return CorpusSong(entry, RECORD)


def parallel(tunes: int, styles=("jazz", "pop", "rock")) -> list[CorpusSong]:
    return [song(f"tune{tune}", style, f"{style} groove {tune % 10}") for tune in range(tunes) for style in styles]


ROWS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc")), unique=True)


@given(ROWS, st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.integers(0, 3))
def test_no_work_is_on_both_sides_and_no_song_is_lost(rows, fraction, seed):
    songs = [song(f"tune{work}", style) for work, style in rows]
    sides = split(songs, fraction, seed)
    assert not {song.work for song in sides.training} & {song.work for song in sides.validation}
    assert sorted(sides.training + sides.validation) == sorted(songs)


@given(ROWS, st.sampled_from([0.1, 0.5, 0.9]), st.integers(0, 3))
def test_every_style_keeps_something_to_train_on(rows, fraction, seed):
    songs = [song(f"tune{work}", style) for work, style in rows]
    assert {song.style for song in split(songs, fraction, seed).training} == {song.style for song in songs}


def test_every_style_with_two_works_has_one_held_out():
    songs = [song("a", "jazz"), song("b", "jazz"), song("c", "pop"), *(song(f"{n}", "rock") for n in range(50))]
    held_out = [song.style for song in split(songs).validation]
    assert [held_out.count(style) for style in ("jazz", "pop", "rock")] == [1, 0, 5]


def test_works_in_several_styles_are_held_out_in_all_of_them():
    sides = split(parallel(100), groove_fraction=0)
    assert len({song.work for song in sides.validation}) == 10
    assert len(sides.validation) == 30


def test_the_split_depends_on_seed_and_names_not_on_order():
    songs = parallel(50)
    assert set(split(songs).validation) == set(split(songs[::-1]).validation)
    assert set(split(songs).validation) != set(split(songs, seed=1).validation)


def test_a_corpus_that_grows_keeps_its_works_on_their_side():
    before = {song.work for song in split(parallel(100), groove_fraction=0).validation}
    after = {song.work for song in split(parallel(110), groove_fraction=0).validation}
    assert len(before - after) <= 2


def test_a_corpus_is_split_in_company_as_alone():
    alone, others = parallel(50), [song(f"tune{number}", "jazz", corpus="other") for number in range(40)]
    both = split([*others, *alone])
    for side, of_both in zip(split(alone), both, strict=True):
        assert set(side) == {song for song in of_both if song.entry.corpus == "corpus"}


def test_grooves_are_held_out_as_well():
    sides = split(parallel(100), 0.2, groove_fraction=0.2)
    for kind in ("work", "groove"):
        seen, unseen = ({getattr(song.entry, kind) for song in side} for side in (sides.training, sides.validation))
        assert seen
        assert unseen
        assert not seen & unseen
    assert len(sides.training) + len(sides.validation) + len(sides.left_out) == 300


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc"), st.integers(0, 5)), unique=True),
    st.sampled_from([0.1, 0.5]),
    st.integers(0, 3),
)
def test_however_grooves_are_spread_every_style_is_trained_on_and_the_fraction_is_kept(rows, groove_fraction, seed):
    songs = [song(f"tune{work}", style, f"groove {groove}" if groove else None) for work, style, groove in rows]
    sides = split(songs, 0.3, seed, groove_fraction)
    assert {song.style for song in sides.training} == {song.style for song in songs}
    used, unseen, seen = (
        {(song.style, song.entry.groove) for song in side if song.entry.groove}
        for side in (songs, sides.validation, sides.training)
    )
    for style in "abc":
        known = {groove for _, groove in seen}
        held_out = {groove for of, groove in unseen if of == style and groove not in known}
        assert len(held_out) <= max(1, round(groove_fraction * sum(of == style for of, _ in used)))


def test_every_style_has_validation_songs_even_if_its_grooves_are_few():
    """A tune is in eight of twelve styles, and a style has six grooves."""
    draw = random.Random(0)
    songs = [
        song(f"tune{tune}", style, f"{style}{draw.randrange(6)}")
        for tune in range(400)
        for style in draw.sample("abcdefghijkl", 8)
    ]
    for seed in range(5):
        sides = split(songs, seed=seed)
        counts = Counter(song.style for song in sides.validation)
        assert min(counts[style] for style in "abcdefghijkl") >= 4
        assert len(sides.left_out) < 0.24 * len(songs)


def test_every_metre_has_validation_songs():
    """One tune in ten is in 6/8, for which each style has two grooves of twenty."""
    songs = [
        song(f"tune{tune}", style, f"{style} {metre} {tune // 10 % grooves}", metre=metre)
        for tune in range(400)
        for metre, grooves in [("4/4", 18) if tune % 10 else ("6/8", 2)]
        for style in ("jazz", "pop", "rock")
    ]
    for seed in range(5):
        sides = split(songs, seed=seed)
        for side in (sides.training, sides.validation):
            assert {song.entry.metre for song in side} == {"4/4", "6/8"}


def test_no_more_grooves_are_held_out_than_validation_needs():
    counts = Counter(song.style for song in split(parallel(400)).validation)
    assert all(8 <= counts[style] < 16 for style in ("jazz", "pop", "rock"))


def test_grooves_do_not_count_where_none_can_be_held_out():
    songs = [song(f"tune{number}", "jazz", "groove") for number in range(4)]
    sides = split(songs, 0.25, groove_fraction=0.25, seed=1)
    assert (len(sides.training), len(sides.validation), len(sides.left_out)) == (3, 1, 0)


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 7), st.sampled_from("abc")), unique=True), st.integers(0, 3)
)
def test_no_artist_is_on_both_sides_even_if_artists_share_works(rows, seed):
    songs = [song(f"tune{work}", style) for work, _, style in rows]
    artists = [f"artist {artist}" if artist else None for _, artist, _ in rows]
    played = [one._replace(entry=one.entry._replace(artist=artist)) for one, artist in zip(songs, artists, strict=True)]
    sides = split(played, 0.3, seed)
    for kind in ("artist", "work"):
        seen, unseen = ({getattr(one.entry, kind) for one in side} for side in (sides.training, sides.validation))
        assert not (seen & unseen) - {None}
    assert sorted(sides.training + sides.validation, key=str) == sorted(played, key=str)


def test_without_artists_the_split_is_that_of_works():
    songs = parallel(30)
    of_one = [one._replace(entry=one.entry._replace(artist=one.work)) for one in songs]
    assert [one.work for one in split(of_one, 0.2).validation] == [one.work for one in split(songs, 0.2).validation]


def test_nothing_is_held_out_where_nothing_is_wanted():
    assert not split(parallel(10), fraction=0).validation


@pytest.mark.parametrize("fraction", [-0.1, 1.0])
def test_an_impossible_fraction_is_refused(fraction):
    with pytest.raises(ValueError, match=f"below 1, not {fraction}"):
        split(parallel(3), fraction)
