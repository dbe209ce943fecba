"""Give a MIDI song another style with a parallel variational autoencoder.

Importing this package is cheap: each public name is loaded when it is first used.

The words that are used in its code and in what it prints are those of docs/glossary.md in the repository.
"""

from __future__ import annotations

from importlib import import_module

from vae_music.version import __version__

_HOMES = {
    "Song": "song",
    "Track": "song",
    "read_song": "midi",
    "write_song": "midi",
    "song_from_pretty_midi": "midi",
    "song_to_pretty_midi": "midi",
    "RollSpec": "rolls",
    "Rolls": "rolls",
    "song_to_rolls": "rolls",
    "rolls_to_song": "rolls",
    "Model": "inference.model",
    "PlannedSection": "inference.sections",
    "load_model": "inference.loading",
    "transfer": "inference.loading",
    "VaeMusicError": "errors",
    "MidiError": "errors",
    "CorpusError": "errors",
    "ModelError": "errors",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'vae_music' has no attribute {name!r}")
    return getattr(import_module(f"vae_music.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
