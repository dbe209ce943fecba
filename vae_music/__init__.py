"""Give a MIDI song another style with a parallel variational autoencoder.

Importing this package is cheap: each public name is loaded when it is first used.

Glossary
--------

Songs and corpora:

beat: a quarter note, whatever the metre, as in MIDI.
work: a composition. All its arrangements stay on one side of a split, so that no tune is both learnt and tested.
section: bars of a song that belong together, such as a verse; a plan of sections gives each a style of its own.
groove: the accompaniment pattern of an arrangement, where a manifest names it; grooves are held out like works.
embedded corpus: the songs that `vae_music.demo` arranges from tunes in the public domain; the default of every command.

Rolls:

roll: a song as arrays of fixed size, one row for each segment; there is a pitch, a velocity and an instrument roll.
segment: whole bars that the model reads and writes as one example, two bars of 4/4 by default.
step, tick: the grid of the LSTMs, a sixteenth by default, and its subdivision, a third of a step.
voice: a column of the rolls that holds one pitch at a time; voice 0 is the melody and voice 1 the bass.
lane: a column of the rolls for one sound of the drum kit, such as the closed hi-hat.
onset: the beginning of a note, or a stroke of the drums.
pattern: the ticks of a step on which an onset is struck, so that swing, triplets and drum rolls are exact.

The latent space:

energy: a part of z that says how much is played in each bar, relative to the song; it is set, not learnt.
rhythm: the last part of z, the steps at which notes of the tune begin; it is set, too, so that none of them is lost.
level: one number for the energy of a bar, 1 (thin and soft) to 4 (everybody plays, and loud).
content: the part of z that says what is played, the melody and harmony of each beat. A transfer keeps it.
manner: the other part of z, which says how it is played: band, figures, swing, dynamics. A transfer moves it.
style code: the first k dimensions of the manner, z[:k], one for each style; their softmax is the style.
prototype: the manner that a transfer to a style aims at unless told otherwise.
variant: one of several manners that are stored for a style, each of another band; variant 1 is the prototype.
strength: how far a transfer moves the manner, 0 to 1, and beyond 1 to exaggerate; the strength dial turns it.

Models and measures:

run: the folder that a training leaves. export: a SavedModel for TensorFlow Serving, one folder for each version.
runtime: what calls the signatures of an export: TensorFlow, OpenVINO, or a server by gRPC or REST.
judge: classifiers of style that learnt from other works than those they are asked about, and from no model's output.
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
