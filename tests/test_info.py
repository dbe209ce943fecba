from __future__ import annotations

from vae_music.config import preset
from vae_music.info import describe_model, is_model


def test_an_export_tells_its_styles_and_versions(tiny_export):
    told = describe_model(tiny_export)
    assert (told["kind"], told["preset"], told["versions"]) == ("export", "tiny", [1])
    assert told["styles"] == ["classical", "jazz", "pop"]
    assert told["rolls"]["voices"] == preset("tiny").spec.voices
    assert describe_model(tiny_export / "1")["versions"] == []


def test_a_run_tells_how_it_was_trained(tmp_path):
    preset("tiny").write(tmp_path / "config.json")
    (tmp_path / "model.keras").write_bytes(b"is not looked into")
    (tmp_path / "history.csv").write_text("epoch,loss,val_loss\n1,90.5,95.0\n2,80.0,85.5\n")
    (tmp_path / "songs.csv").write_text("hash,style,side\na,jazz,training\nb,jazz,test\nc,jazz,training\n")
    told = describe_model(tmp_path)
    assert (told["kind"], told["epochs"], told["best_loss"], told["versions"]) == ("run", 2, 85.5, [])
    assert told["songs"] == {"jazz": {"test": 1, "training": 2}}


def test_a_folder_of_songs_is_no_model(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "song.mid").write_bytes(b"")
    assert not is_model(tmp_path)
