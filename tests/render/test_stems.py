from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

import mido
import numpy as np
import pytest
import soundfile

from tests.songs import band, framed
from vae_music.audio.sound import song_to_sound
from vae_music.errors import RenderError
from vae_music.midi.read import song_from_bytes
from vae_music.render.stems import stems_zip
from vae_music.song import Song, Tempo, Track


def files_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def stems() -> dict[str, bytes]:
    return files_of(stems_zip(band()))


def test_each_track_has_a_midi_and_a_wav_file_by_its_number_and_name(stems):
    assert [*stems] == [
        f"{name}.{kind}" for name in ("01 Chords", "02 Tune", "03 Low", "04 Kit") for kind in ("mid", "wav")
    ]


def test_the_wav_files_are_as_long_as_each_other_and_sum_to_the_mix(stems):
    mix = song_to_sound(band()).frames
    played = [soundfile.read(io.BytesIO(stems[name]))[0] for name in stems if name.endswith(".wav")]
    assert {one.shape for one in played} == {mix.shape}
    assert np.abs(sum(played) - mix).max() < 1.1 * len(played) / 2**15  # 16 bits each
    assert all(np.abs(one).max() > 0.01 for one in played)


def test_they_sum_to_the_mix_where_its_limiter_works():
    hits = Track.of([(beat, 1, pitch, 127) for beat in range(4) for pitch in (36, 38, 49)], is_drum=True)
    low = Track.of([(beat, 0.1, 36, 127) for beat in range(4)], program=33)
    quiet = Track.of([(0, 40, 60, 1)])
    song = Song((hits, low, quiet))
    mix = song_to_sound(song).frames
    played = [soundfile.read(io.BytesIO(one))[0] for name, one in files_of(stems_zip(song)).items() if "wav" in name]
    assert np.abs(mix).max() == pytest.approx(10 ** (-1 / 20), abs=0.01)  # at the ceiling
    assert np.abs(sum(played) - mix).max() < 1.1 * len(played) / 2**15


def test_the_midi_files_have_one_track_each_and_the_frame_of_the_song():
    song = replace(framed(), tracks=(*framed().tracks, *band().tracks))
    found = files_of(stems_zip(song))
    read = [song_from_bytes(found[name], name) for name in found if name.endswith(".mid")]
    lengths = [mido.MidiFile(file=io.BytesIO(found[name])).length for name in found if name.endswith(".mid")]
    assert lengths == [pytest.approx(song.seconds, abs=0.01)] * len(song.tracks)
    assert [one.tracks for one in read] == [(track,) for track in song.tracks]
    for one in read:
        assert (one.tempo, one.metre, one.keys, one.markers) == (song.tempo, song.metre, song.keys, song.markers)


def test_tracks_without_notes_leave_gaps_in_the_numbers_and_names_are_safe():
    evil = Track.of([(0, 1, 60, 90)], name=" ../a\x00\\b:")
    found = files_of(stems_zip(Song((Track.of([]), evil, Track.of([(0, 1, 40, 90)], program=33)))))
    assert [name for name in found if name.endswith(".mid")] == ["02 _a__b_.mid", "03 Electric Bass (finger).mid"]


def test_the_same_song_gives_the_same_bytes():
    assert stems_zip(band()) == stems_zip(band())


def test_a_song_without_notes_has_no_stems():
    assert files_of(stems_zip(Song(()))) == {}


def test_progress_counts_each_track_when_it_is_mixed_and_when_it_is_parted():
    told = []
    stems_zip(band(), progress=lambda *counts: told.append(counts))
    assert told == [(done, 8) for done in range(1, 9)]


def test_stems_that_are_too_long_together_are_refused():
    track = Track.of([(0, 100, 60, 90)])
    with pytest.raises(RenderError, match="stems longer than 240 minutes, all 13 together"):
        stems_zip(Song((track,) * 13, tempo=(Tempo(0.0, 5.0),)))
