from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import vae_music
from tests.conftest import STYLES
from tests.songs import band, framed, scale
from vae_music.errors import MidiError, ModelError
from vae_music.export import versions
from vae_music.export.versions import NoModelError
from vae_music.inference import loading
from vae_music.inference import model as inference
from vae_music.inference.form import LEVELS_OF_FORM
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.latent import StyleError, with_manner, with_style
from vae_music.midi.read import read_song
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.energy import UNIT, energy_of_levels
from vae_music.rolls.rolls import NEUTRAL
from vae_music.song import Song, Tempo, Track


def test_a_song_keeps_its_frame(tiny_model):
    source = framed()
    song = tiny_model.transfer(source, "jazz")
    assert song.note_count > 0
    assert (song.tempo, song.metre, song.keys, song.markers) == (
        source.tempo, source.metre, source.keys, source.markers
    )  # fmt: skip
    assert song.downbeats().tolist() == source.downbeats().tolist()


def test_each_voice_has_one_program_through_the_song(tiny_model):
    song = tiny_model.transfer(band(bars=40), "pop")
    names = [track.name for track in song.tracks]
    assert len(names) == len(set(names)) > 3


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_notes(tiny_model):
    def sample(seed: int) -> bytes:
        return song_to_bytes(tiny_model.transfer(band(), "jazz", temperature=0.8, seed=seed))

    assert sample(1) == sample(1)
    assert sample(1) != sample(2)
    assert song_to_bytes(tiny_model.transfer(band(), "jazz")) == song_to_bytes(tiny_model.transfer(band(), "jazz"))


def test_strength_0_is_the_reconstruction_whatever_the_style(tiny_model):
    assert tiny_model.transfer(band(), "jazz", strength=0) == tiny_model.reconstruct(band())
    assert tiny_model.transfer(band(), "jazz") != tiny_model.reconstruct(band())


def test_a_path_a_song_and_a_pretty_midi_are_the_same(tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    expected = tiny_model.transfer(band(), "jazz")
    assert tiny_model.transfer(tmp_path / "band.mid", "jazz") == expected
    assert tiny_model.transfer(str(tmp_path / "band.mid"), "jazz") == expected
    assert tiny_model.transfer(band().to_pretty_midi(), "jazz").note_count == expected.note_count


def test_a_song_can_be_transferred_by_hand(tiny_model):
    posterior = tiny_model.encode(band(bars=6))
    moved = with_style(posterior.z_mean, np.float32([0, 1, 0]), tiny_model.card.prototypes)
    by_hand = tiny_model.decode(moved, frame=band(bars=6))
    assert by_hand.note_count == pytest.approx(tiny_model.transfer(band(bars=6), "jazz").note_count, abs=2)
    assert tiny_model.decode(moved).length_beats == pytest.approx(24, abs=1)


def test_a_mixture_of_styles_lies_between_them(tiny_model):
    mixed = tiny_model.transfer(band(bars=8), {"jazz": 1, "pop": 1})
    assert mixed != tiny_model.transfer(band(bars=8), "jazz")
    assert tiny_model.transfer(band(bars=8), {"jazz": 2.0}) == tiny_model.transfer(band(bars=8), "jazz")


def test_how_a_song_is_cut_into_calls_changes_nothing(tiny_model, monkeypatch):
    whole = tiny_model.transfer(band(bars=20), "jazz", temperature=0.5)
    monkeypatch.setattr(inference, "SEGMENTS_A_CALL", 3)
    parts = tiny_model.transfer(band(bars=20), "jazz", temperature=0.5)
    assert parts.note_count == pytest.approx(whole.note_count, rel=0.001)
    same = set(parts.tracks[0].rows()) & set(whole.tracks[0].rows())
    assert len(same) > 0.99 * len(whole.tracks[0])


def test_a_style_or_an_example_is_needed_and_not_both(tiny_model):
    for wrong in ({}, {"style": "jazz", "like": band()}):
        with pytest.raises(ModelError, match="a style or a song to be like, one of the two"):
            tiny_model.transfer(band(), **wrong)


def test_like_an_example_is_the_transfer_to_the_example_s_manner(tiny_model, monkeypatch):
    example = band(bars=2)
    manner = tiny_model.encode(example).z_mean[:, : tiny_model.card.prototypes.shape[1]].mean(0)
    prototypes = np.stack([manner] * len(STYLES))
    z = with_style(tiny_model.encode(band()).z_mean, np.float32([1, 0, 0]), prototypes)
    by_hand = tiny_model.decode(z, frame=band())
    assert tiny_model.transfer(band(), like=example).note_count == pytest.approx(by_hand.note_count, abs=2)
    assert tiny_model.transfer(band(), like=example, strength=0) == tiny_model.reconstruct(band())


def test_a_variant_is_the_transfer_to_another_manner_of_the_style(tiny_model):
    z = with_manner(tiny_model.encode(band()).z_mean, tiny_model.card.manners[1, 2])
    by_hand = tiny_model.decode(z, frame=band())
    assert tiny_model.transfer(band(), "jazz", variant=3).note_count == pytest.approx(by_hand.note_count, abs=2)
    assert tiny_model.transfer(band(), "jazz", variant=1) == tiny_model.transfer(band(), "jazz")
    assert tiny_model.transfer(band(), "jazz", strength=0, variant=3) == tiny_model.reconstruct(band())
    different = {song_to_bytes(tiny_model.transfer(band(), "jazz", variant=n + 1)) for n in range(tiny_model.variants)}
    assert len(different) == tiny_model.variants == 12


def sampled(model: Model, **wanted) -> np.ndarray:
    """The z of new music of 32 bars, of shape (phrase, segment, latent)."""
    found = []

    def runtime(signature, inputs):
        found.append(model.runtime(signature, inputs))
        return found[-1]

    Model(model.card, runtime).sample("jazz", 32, **wanted)
    return found[0]["z"].reshape(8, 2, -1)


def test_new_music_has_a_form(tiny_model):
    """Of the phrases of four bars, A A' B A', those that come again do so with an energy of their own."""
    learnt, end = tiny_model.card.config.learnt, tiny_model.card.config.energy_part.stop
    music, energy, rhythm = np.split(sampled(tiny_model), [learnt, end], axis=2)
    assert not rhythm.any()
    assert all(np.array_equal(music[one], music[other]) for one, other in ((0, 2), (0, 6), (3, 7)))
    assert len(np.unique(music.reshape(8, -1), axis=0)) == 5
    figures = (energy_of_levels(LEVELS_OF_FORM).astype(float) - NEUTRAL) / UNIT
    np.testing.assert_allclose(energy.reshape(8, 16, 4), np.repeat(figures[:, None], 16, axis=1), atol=1e-6)
    assert not np.array_equal(sampled(tiny_model, seed=1)[..., :learnt], music)


def test_the_energy_of_a_song_is_in_its_latents_as_it_is_and_comes_back(tiny_model):
    song = Song((*band(bars=2).tracks, *(replace(track, onset=track.onset + 8) for track in band(bars=2).tracks[:2])))
    posterior, learnt = tiny_model.encode(song), tiny_model.card.config.learnt
    part = tiny_model.card.config.energy_part
    energy = song_to_rolls(song, tiny_model.spec)[0].energy.astype(float)
    np.testing.assert_allclose(posterior.z_mean[:, part], (energy.reshape(2, -1) - NEUTRAL) / UNIT, atol=1e-6)
    assert (energy[0] != energy[1]).any()
    assert (posterior.z_scale[:, learnt:] == 0).all()
    assert (posterior.z_scale[:, :learnt] > 0).all()
    swapped = np.concatenate([posterior.z_mean[:, :learnt], posterior.z_mean[::-1, learnt:]], axis=1)
    assert tiny_model.decode(posterior.z_mean, song) == tiny_model.reconstruct(song)
    assert tiny_model.decode(swapped, song) != tiny_model.reconstruct(song)


def test_new_music_has_variants_too(tiny_model):
    assert tiny_model.sample("jazz", 4, variant=2) != tiny_model.sample("jazz", 4)
    assert tiny_model.sample("jazz", 4, variant=2) == tiny_model.sample("jazz", 4, variant=2)


@pytest.mark.parametrize("variant", [0, 13])
def test_a_variant_that_there_is_not_is_refused(tiny_model, variant):
    for ask in (tiny_model.transfer, tiny_model.sample):
        with pytest.raises(ModelError, match=f"no variant {variant} in this model, only 1 to 12"):
            ask(*([band()] if ask == tiny_model.transfer else []), style="jazz", variant=variant)


def test_a_kept_melody_is_the_source_s_note_for_note(tiny_model):
    (melody,) = (
        track for track in tiny_model.transfer(band(), "jazz", keep_melody=True).tracks if track.name == "Tune"
    )
    source = rolls_to_song(song_to_rolls(band(), tiny_model.spec)[0], tiny_model.spec, band())
    (expected,) = (track for track in source.tracks if track.name == "Tune")
    assert melody.rows() == expected.rows()
    assert tiny_model.transfer(band(), "jazz", keep_melody=True) != tiny_model.transfer(band(), "jazz")


@pytest.mark.parametrize("bars", [1, 3, 8])
def test_a_bridge_has_its_bars_and_leads_from_tempo_to_tempo(tiny_model, bars):
    slow, fast = (replace(band(), tempo=(Tempo(0.0, qpm),)) for qpm in (60.0, 180.0))
    bridge = tiny_model.interpolate(slow, fast, bars=bars)
    assert bridge.bar_count == bars
    tempi = [tempo.qpm for tempo in bridge.tempo]
    assert tempi == sorted(tempi)
    assert len(tempi) == bars
    assert 60 < tempi[0] <= tempi[-1] < 180


def test_a_bridge_begins_near_the_one_and_ends_near_the_other(tiny_model):
    calls = []
    model = Model(
        tiny_model.card, lambda name, inputs: calls.append((name, inputs)) or tiny_model.runtime(name, inputs)
    )
    model.interpolate(band(), framed(), bars=40)
    z = next(inputs["z"] for name, inputs in calls if name == "decode")
    first, last = tiny_model.encode(band()).z_mean[-1], tiny_model.encode(framed()).z_mean[0]
    near, far = (np.linalg.norm(z - end, axis=1) for end in (first, last))
    assert (near.argmin(), far.argmin()) == (0, len(z) - 1)


def test_a_mixture_of_weight_0_is_the_reconstruction_and_has_the_frame_of_the_one(tiny_model):
    assert tiny_model.mix(framed(), band(), weight=0.0).note_count == pytest.approx(
        tiny_model.reconstruct(framed()).note_count, abs=2
    )
    mixed = tiny_model.mix(framed(), band(bars=2), weight=0.5)
    assert mixed.downbeats().tolist() == framed().downbeats().tolist()
    with pytest.raises(ModelError, match=r"no such weight: 1\.5"):
        tiny_model.mix(band(), band(), weight=1.5)


def test_impossible_lengths_are_refused(tiny_model):
    with pytest.raises(ModelError, match="bars must be 1 to 1,000, not 0"):
        tiny_model.interpolate(band(), band(), bars=0)


def test_silence_stays_silent(tiny_model):
    late = Song((Track.of([(beat + 80, length, pitch, 90) for beat, length, pitch, _ in scale()]),))
    song = tiny_model.transfer(late, "jazz")
    assert min(track.onset[0] for track in song.tracks) >= 80


def test_the_probabilities_of_the_styles_come_likeliest_first_and_sum_to_1(tiny_model):
    styles = tiny_model.classify(band(bars=8))
    assert sorted(styles) == sorted(STYLES)
    assert sum(styles.values()) == pytest.approx(1.0)
    assert list(styles.values()) == sorted(styles.values(), reverse=True)


def test_what_did_not_fit_is_told(tiny_model):
    cluster = Song((Track.of([(0, 1, pitch, 90) for pitch in range(40, 60)]),))
    assert tiny_model.transfer(cluster, "jazz").remarks[1:] == ("10 of 20 notes left out (10 with no voice free)",)
    assert tiny_model.transfer(band(), "jazz").remarks[1:] == ()


def test_a_song_without_notes_is_refused(tiny_model, tmp_path):
    Song((), length_beats=8).write(tmp_path / "silence.mid")
    with pytest.raises(MidiError, match=r"silence\.mid: no notes"):
        tiny_model.transfer(tmp_path / "silence.mid", "jazz")
    with pytest.raises(MidiError, match="the song: no notes"):
        tiny_model.classify(Song(()))


def test_a_song_of_percussion_without_a_lane_is_refused(tiny_model):
    whistles = Song((Track.of([(0, 1, 3, 90)], is_drum=True),))
    with pytest.raises(MidiError, match="no note that the rolls can hold"):
        tiny_model.reconstruct(whistles)


def test_an_unknown_style_is_refused(tiny_model):
    with pytest.raises(StyleError, match="only classical, jazz, pop; did you mean 'classical'"):
        tiny_model.transfer(band(), "clasical")


@pytest.mark.parametrize("dials", [{"strength": float("nan")}, {"temperature": float("inf")}, {"temperature": -1.0}])
def test_dials_that_are_no_numbers_are_refused(tiny_model, dials):
    with pytest.raises(ModelError, match=r"no such temperature|strength=nan is not in the range"):
        tiny_model.transfer(band(), "jazz", **dials)


@pytest.mark.parametrize("strength", [5, -1, "1", None])
def test_a_strength_beyond_the_dial_is_refused_by_name(tiny_model, strength):
    with pytest.raises(ModelError, match=f"strength={strength!r} is not in the range 0 to 1.5"):
        tiny_model.transfer(band(), "jazz", strength=strength)


@pytest.mark.parametrize("transfer", [vae_music.transfer, Model.transfer])
@pytest.mark.parametrize("song", [None, 5, [1, 2]])
def test_what_is_no_song_is_refused_by_name(tiny_model, transfer, song):
    with pytest.raises(MidiError) as refused:
        transfer(*([tiny_model] if transfer is Model.transfer else []), song)
    assert str(refused.value) == f"song: a path, a Song or a PrettyMIDI is wanted, not {song!r}"


def test_what_is_encoded_is_decoded_into_the_same_frame(tiny_model):
    decoded = tiny_model.decode(tiny_model.encode(framed()))
    assert (decoded.tempo, decoded.metre, decoded.keys) == (framed().tempo, framed().metre, framed().keys)
    assert decoded == tiny_model.decode(tiny_model.encode(framed()).z_mean, frame=framed())
    assert decoded.note_count == tiny_model.reconstruct(framed()).note_count


def test_latents_of_another_shape_are_refused(tiny_model):
    with pytest.raises(ModelError, match=r"shape \(2, 5\), not 2 segments of 144 dimensions"):
        tiny_model.decode(np.zeros((2, 5)))
    with pytest.raises(ModelError, match="not 1 segments"):
        tiny_model.decode(np.zeros((2, 144)), frame=band(bars=2))


def test_without_a_shipped_model_one_must_be_named(monkeypatch, tmp_path):
    monkeypatch.setattr(versions, "_PRETRAINED", tmp_path)
    with pytest.raises(NoModelError, match="no model is shipped yet: name one with --model"):
        load_model()


def test_the_shipped_model_is_the_default(monkeypatch, tiny_export, tiny_model, tmp_path):
    monkeypatch.setattr(versions, "_PRETRAINED", tiny_export)
    loading._shipped_model.cache_clear()
    vae_music.transfer(band(), style="jazz").write(tmp_path / "jazz.mid")
    assert read_song(tmp_path / "jazz.mid").note_count == tiny_model.transfer(band(), "jazz").note_count
    loading._shipped_model.cache_clear()


def test_a_model_is_loaded_without_tensorflow_until_it_has_work_to_do(tiny_export):
    code = "import sys, vae_music; print(vae_music.load_model(sys.argv[1]).styles, 'tensorflow' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code, str(tiny_export)], capture_output=True, text=True, check=True)
    assert told.stdout == f"{STYLES} False\n"


def drums_alone(bars: int) -> Track:
    return replace(band(bars=bars).tracks[3], name="Kit")


def test_a_song_of_drums_alone_stays_one(tiny_model):
    song = tiny_model.transfer(Song((drums_alone(6),)), "jazz")
    assert all(track.is_drum for track in song.tracks)


def test_where_drums_begin_alone_nobody_joins_them_before_the_band(tiny_model):
    later = (replace(track, onset=track.onset + 8) for track in band(bars=4).tracks[:3])
    song = tiny_model.transfer(Song((*later, drums_alone(6))), "jazz")
    pitched = [track.onset.min() for track in song.tracks if not track.is_drum and len(track)]
    assert min(pitched) >= 8
