"""The embedded corpus: tunes that are written right, bands that play in style, songs that are parallel."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from benchmarks.embedded import recognised
from tests.demo.arranged import corpus, track
from vae_music import read_song
from vae_music.demo import embedded_corpus, embedded_song, write_embedded_corpus
from vae_music.demo.arranger import arrange
from vae_music.demo.bands import BANDS, STYLES, grooves_for
from vae_music.demo.groove import beat, read_pattern
from vae_music.demo.harmony import Chord, Tonality, voice
from vae_music.demo.lead_sheet import TICKS_PER_BEAT, parse_tune
from vae_music.demo.tunes import TUNES
from vae_music.errors import CorpusError, VaeMusicError
from vae_music.rolls.roles import bass_of_song
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Key, Track

IN_C = Tonality(0, minor=False)
EVERY_GROOVE = [(style, groove) for style in STYLES for groove in BANDS[style]]


def tune_of(beats_per_bar: int) -> str:
    return {4: "auld_lang_syne", 3: "greensleeves"}[beats_per_bar]


def sounding(part: Track, beats: np.ndarray) -> list[int]:
    """The pitch class of a single line at each of the beats; -1 where it rests."""
    on = (part.onset[:, None] <= beats + 1e-6) & (beats + 1e-6 < (part.onset + part.duration)[:, None])
    return np.where(on.any(0), part.pitch[on.argmax(0)] % 12, -1).tolist()


def test_there_are_at_least_24_tunes_and_each_is_whole():
    assert len(TUNES) >= 24
    for tune in TUNES.values():
        assert 8 <= len(tune.bars) <= 40
        end = tune.notes[-1].onset + tune.notes[-1].duration
        assert tune.bar_ticks * (len(tune.bars) - 1) < end <= tune.bar_ticks * len(tune.bars)


def test_a_bar_that_is_not_full_is_refused():
    header = "id; Title; origin; C; 4/4; 80-120\n[A]\nC | G7\n"
    assert len(parse_tune(header + "C D E F | G3/ A/ G2").notes) == 7
    with pytest.raises(ValueError, match="not full"):
        parse_tune(header + "C D E F | G A G")
    with pytest.raises(ValueError, match="2 bars of chords over 1"):
        parse_tune(header + "C D E F")


def test_every_bar_but_an_upbeat_begins_with_a_chord():
    for tune in TUNES.values():
        first = tune.bars[1:] if tune.has_upbeat else tune.bars
        assert all(bar.chords[0][0] == 0 for bar in first)


def test_the_notation_is_read_as_it_is_meant():
    tune = parse_tune("id; T; o; Am; 3/4; 80-120\n[A]\n- | Am E7 | Am\nz2 ^g/_B/ | A,3- | A,2 c'")
    assert tune.key == Tonality(9, minor=True)
    assert [tuple(note) for note in tune.notes] == [(24, 6, 80), (30, 6, 70), (36, 60, 57), (96, 12, 84)]
    assert tune.bars[1].chords == ((0, Chord(9, "m")), (24, Chord(4, "7")))


@pytest.mark.parametrize(
    ("tune", "beginning"),
    [
        ("twinkle", "60 60 67 67 69 69 67"),
        ("ode_to_joy", "64 64 65 67 67 65 64 62 60 60 62 64 64 62 62"),
        ("greensleeves", "69 72 74 76 77 76 74 71 67 69 71"),
        ("silent_night", "67 69 67 64 67 69 67 64 74 74 71 72 72 67"),
        ("korobeiniki", "76 71 72 74 72 71 69 69 72 76 74 72"),
        ("when_the_saints", "60 64 65 67 60 64 65 67 60 64 65 67 64 60 64 62"),
    ],
)
def test_melodies_begin_as_people_know_them(tune, beginning):
    pitches = list(map(int, beginning.split()))
    assert [note.pitch for note in TUNES[tune].notes[: len(pitches)]] == pitches


def test_melodies_rest_on_their_chords():
    for tune in TUNES.values():
        chord_at = {
            number * tune.bar_ticks + onset: chord
            for number, bar in enumerate(tune.bars)
            for onset, chord in bar.chords
        }
        on_change = [note for note in tune.notes if note.onset in chord_at]
        share = np.mean([note.pitch % 12 in chord_at[note.onset].pitch_classes for note in on_change])
        assert share > 0.6, tune.id


def test_voicings_move_to_the_nearest_inversion():
    first = voice(Chord.parse("C"), "close", "triads", IN_C, 60)
    assert voice(Chord.parse("F"), "close", "triads", IN_C, 60, first) == (57, 60, 65)
    assert voice(Chord.parse("G7"), "shell", "plain", IN_C, 60) in {(59, 65), (53, 59)}


def test_colours_stay_in_the_key():
    assert {pitch % 12 for pitch in voice(Chord.parse("C"), "close", "sevenths", IN_C, 60)} == {0, 4, 7, 9}
    assert {pitch % 12 for pitch in voice(Chord.parse("F"), "close", "sevenths", IN_C, 60)} == {5, 9, 0, 4}
    assert {pitch % 12 for pitch in voice(Chord.parse("G"), "close", "sevenths", IN_C, 60)} == {7, 11, 2, 5}


def test_a_pattern_holds_within_its_bar_and_over_the_bar_line():
    first, second = read_pattern("x-.x|--..", 4)
    assert [tuple(step) for step in first] == [(0, 24, "x"), (36, 12, "x")]
    assert [tuple(step) for step in second] == [(0, 24, "-")]
    with pytest.raises(ValueError, match="do not divide"):
        read_pattern("x.x.x", 4)


def test_a_drum_lane_that_does_not_exist_is_refused():
    assert beat(hat="x.x.", side_stick="..x.") == {"closed hi-hat": "x.x.", "side stick": "..x."}
    with pytest.raises(ValueError, match="gong"):
        beat(gong="x...")


def test_six_styles_have_at_least_four_grooves_and_play_in_three():
    assert len(STYLES) == 6
    for style in STYLES:
        assert len(grooves_for(style, 4)) >= 4
        assert len(grooves_for(style, 3)) >= 3


@pytest.mark.parametrize(("style", "groove"), EVERY_GROOVE, ids=lambda value: getattr(value, "name", value))
def test_every_groove_can_be_read_and_played(style, groove):
    lanes = [pattern for lanes in (*groove.beats, *groove.fills) for pattern in lanes.values()]
    for pattern in (*groove.bass.patterns, *(p for part in groove.parts for p in part.patterns), *lanes):
        assert sum(step.duration for bar in read_pattern(pattern, groove.beats_per_bar) for step in bar) >= 0
    assert len(groove.accents) == groove.beats_per_bar
    song = arrange(tune_of(groove.beats_per_bar), style, groove=groove.name)
    expected = {"Melody", groove.bass.name} | ({"Drums"} if groove.beats else set())
    assert expected < {part.name for part in song.tracks}


def test_the_same_seed_gives_the_same_song_and_another_seed_another():
    first, again, other = (arrange("twinkle", "jazz", seed=seed) for seed in (4, 4, 5))
    assert first == again
    assert first.tracks != other.tracks


def test_a_tune_is_parallel_in_all_styles():
    for work in TUNES:
        songs = [demo.song for demo in corpus() if demo.work == work]
        beats = np.arange(songs[0].length_beats)
        melodies = {tuple(sounding(track(song, "Melody"), beats)) for song in songs}
        assert len(songs) == len(STYLES)
        assert len(melodies) == 1, work
        assert len({(song.length_beats, song.keys, song.markers, song.metre) for song in songs}) == 1, work


def test_onsets_lie_on_twelfths_of_a_beat_and_pitches_on_the_rolls():
    for demo in corpus():
        for part in demo.song.tracks:
            ticks = part.onset * TICKS_PER_BEAT
            assert np.allclose(ticks, np.round(ticks)), demo.path
            assert (part.duration > 0).all(), demo.path
            assert part.is_drum or (part.pitch.min() >= 21 and part.pitch.max() <= 108), demo.path


def test_no_more_than_nine_notes_sound_at_once():
    for demo in corpus():
        pitched = [part for part in demo.song.tracks if not part.is_drum]
        events = [(onset + 1e-6, 1) for part in pitched for onset in part.onset]
        events += [(end, -1) for part in pitched for end in part.onset + part.duration]
        assert np.cumsum([change for _, change in sorted(events)]).max() <= 9, demo.path


def test_the_bass_lies_below_the_melody_and_velocities_vary():
    for demo in corpus():
        groove = next(groove for groove in BANDS[demo.style] if groove.name == demo.groove)
        melody, bass = track(demo.song, "Melody"), track(demo.song, groove.bass.name)
        assert bass.pitch.mean() + 12 < melody.pitch.mean(), demo.path
        assert demo.song.notes().velocity.std() > 4, demo.path


def test_melody_and_bass_are_found():
    for demo in corpus()[::5]:
        names = [part.name for part in demo.song.tracks]
        groove = next(groove for groove in BANDS[demo.style] if groove.name == demo.groove)
        assert find_tune(demo.song).main_track(demo.song) == 0, demo.path
        assert groove.bass.name in [names[track] for track in bass_of_song(demo.song, RollSpec(), 0)], demo.path


def test_jazz_swings_and_pop_does_not():
    def off_beats(style: str, groove: str) -> set[int]:
        pitched = [part.onset for part in arrange("oh_susanna", style, groove=groove).tracks if not part.is_drum]
        return set(np.round(np.concatenate(pitched) * TICKS_PER_BEAT).astype(int) % TICKS_PER_BEAT) - {0}

    assert 8 in off_beats("jazz", "medium_swing")
    assert 6 not in off_beats("jazz", "medium_swing")
    assert off_beats("pop", "piano_ballad") == {6}


def test_a_key_moves_melody_bass_and_signature():
    plain, moved = (arrange("ode_to_joy", "pop", key=key, groove="synth_pop") for key in ("C", "Eb"))
    assert moved.keys == (Key(0.0, -3, False),)
    for name in ("Melody", "Bass"):
        assert set((track(moved, name).pitch - track(plain, name).pitch) % 12) == {3}


def test_choruses_are_joined_by_their_upbeat():
    song = arrange("amazing_grace", "country", seed=1, choruses=2)
    melody = track(song, "Melody")
    first, second = (marker.beat for marker in song.markers if marker.text == "A")
    chorus = np.arange(-1, 16 * 3 - 2)
    assert sounding(melody, first + chorus) == sounding(melody, second + chorus)
    assert (melody.onset[1:] >= (melody.onset + melody.duration)[:-1] - 1e-9).all()


def test_a_classical_end_slows_down():
    qpm = [tempo.qpm for tempo in arrange("ode_to_joy", "classical", tempo_qpm=100).tempo]
    assert qpm[0] == 100
    assert qpm == sorted(qpm, reverse=True)
    assert len(qpm) > 1


@pytest.mark.parametrize(
    "wrong", [{"tune": "yesterday"}, {"style": "polka"}, {"key": "H"}, {"groove": "waltz"}, {"choruses": 0}]
)
def test_what_is_not_there_is_refused_by_name(wrong):
    with pytest.raises(VaeMusicError, match=str(*wrong.values())):
        arrange(**{"tune": "ode_to_joy", "style": "pop"} | wrong)


def test_a_tune_of_ones_own_can_be_arranged():
    tune = parse_tune("mine; Mine; me; G; 4/4; 90-110\n[A]\nG | C | D7 | G\nG A B c | e4 | d c B A | G4")
    melody = track(arrange(tune, "latin", groove="salsa"), "Melody")
    assert {7, 9, 11, 0, 4, 2} == set((melody.pitch % 12).tolist())


def test_demo_song_has_a_default():
    song = embedded_song()
    assert song.tracks[0].name == "Melody"
    assert song.seconds > 20


def test_styles_are_told_apart_by_their_notes_alone_on_tunes_not_seen():
    songs = [*corpus(), *embedded_corpus(variations=1, seed=1)]
    held_out = np.array([list(TUNES).index(demo.work) % 3 == 0 for demo in songs])
    assert recognised(songs, held_out).mean() > 0.9


def test_variations_differ_in_key_and_groove(monkeypatch):
    monkeypatch.setattr("vae_music.demo.songs.TUNES", {"ode_to_joy": TUNES["ode_to_joy"]})
    first, second = [demo for demo in embedded_corpus(variations=2) if demo.style == "rock"]
    assert (first.path, second.path) == ("rock/ode_to_joy_1.mid", "rock/ode_to_joy_2.mid")
    assert first.song.keys != second.song.keys
    assert first.groove != second.groove


def test_the_corpus_is_written_with_its_manifest(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_music.demo.songs.TUNES", {"twinkle": TUNES["twinkle"]})
    assert write_embedded_corpus(tmp_path / "demo", variations=2) == 12
    with open(tmp_path / "demo" / "manifest.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["path", "style", "work", "variation", "groove"]
    assert {row["style"] for row in rows} == set(STYLES)
    song = read_song(tmp_path / "demo" / rows[0]["path"])
    assert song.note_count == next(embedded_corpus(variations=2)).song.note_count


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(CorpusError, match="not empty"):
        write_embedded_corpus(tmp_path)
    with pytest.raises(CorpusError, match="not a folder"):
        write_embedded_corpus(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
