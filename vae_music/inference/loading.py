"""Models found and loaded: that of a run, an export, the one in the package, or one on a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from os import PathLike

from vae_music.export.card import Card
from vae_music.export.versions import find_model
from vae_music.inference.energy import Energy
from vae_music.inference.model import Model
from vae_music.inference.request import Sampling, TransferRequest
from vae_music.inference.sections import PlannedSection, planned
from vae_music.inference.tracks import Tracks
from vae_music.midi.read import AnySong, refuse_no_song
from vae_music.runtimes.grpc import GrpcRuntime
from vae_music.runtimes.openvino import OpenVinoRuntime, is_installed
from vae_music.runtimes.rest import RestRuntime
from vae_music.runtimes.server import CALL_SECONDS, CheckedRuntime, ServerRuntime, read_card
from vae_music.runtimes.tensorflow import TensorFlowRuntime
from vae_music.song import Song
from vae_music.translators.protocol import PROTOTYPE
from vae_music.translators.stored import Translators

RUNTIMES = {"tensorflow": TensorFlowRuntime, "openvino": OpenVinoRuntime}
"""What can run an export in this process."""


def load_model(path: str | PathLike | None = None, runtime: str | None = None) -> Model:
    """The model that `find_model` finds. Raises ModelError.

    Args:
        path: of a run, of an export or of one of its versions; the shipped model by default.
        runtime: "openvino" or "tensorflow"; by default OpenVINO where it is installed, as it starts sooner, and needs
            TensorFlow only for what is left to chance. TensorFlow is imported when it first has work to do.
    """
    folder = find_model(path)
    card = Card.read(folder)
    return Model(card, RUNTIMES[runtime or fastest_runtime()](folder), Translators(card, folder))


def fastest_runtime() -> str:
    """The name of the installed runtime that starts soonest."""
    return "openvino" if is_installed() else "tensorflow"


def connect_grpc(server: str, timeout: float = CALL_SECONDS) -> Model:
    """The model at HOST:PORT, or at HOST:PORT/NAME where the server has it under another name than vae_music.

    TensorFlow is imported, for the messages hold its tensors. Raises ServerError.

    Args:
        timeout: seconds a call may take.
    """
    return _connected(GrpcRuntime(server, timeout))


def connect_rest(url: str, timeout: float = CALL_SECONDS) -> Model:
    """The model at http://HOST:PORT, or http://HOST:PORT/v1/models/NAME, without TensorFlow on this side.

    Raises ServerError.

    Args:
        timeout: seconds a call may take.
    """
    return _connected(RestRuntime(url, timeout))


def _connected(server: ServerRuntime) -> Model:
    card = read_card(server)
    return Model(card, CheckedRuntime(server, card))


def transfer(
    song: AnySong,
    style: str | Mapping[str, float] | None = None,
    strength: float = 1.0,
    temperature: float = 0.0,
    seed: int = 0,
    *,
    like: AnySong | None = None,
    keep_melody: bool = False,
    variant: int | None = None,
    melody: int | str | None = None,
    keep: Iterable[int | str] = (),
    mute: Iterable[int | str] = (),
    energy: Energy | None = None,
    form: float = 1.0,
    sections: Iterable[PlannedSection | tuple] = (),
    method: str = PROTOTYPE,
) -> Song:
    """The song in another style, by the shipped model, with its tempo map, metre, keys, markers, lyrics and bars.

    Args:
        song: a path, a `Song` or a `pretty_midi.PrettyMIDI`.
        style: a style of the model, or several with their weights.
        strength: how far the song moves towards the style: 0 not at all, 1 all the way, above 1 beyond it.
        temperature: 0 takes the likeliest notes, 1 samples from the model; the same seed gives the same notes.
        seed: decides which notes are sampled, and what is left to chance in a method other than the prototype.
        like: instead of a style, a song whose way of playing is taken.
        keep_melody: the melody's notes are those of the source; only what accompanies them is new.
        variant: which band of the style, from 1; a style that has fewer bands repeats them. By default the first that
            plays in the song's metre, and band 1 where none does.
        melody: the track that has the tune, by its number, counted from 1, or by its name; found by default.
        keep: tracks that stay exactly as they are, beside what is new; what they play is not played a second time.
        mute: tracks that are taken out of the source.
        energy: how much the band plays, one level a bar, 1 (thin and soft) to 4 (everybody, and loud), None where it
            follows the source; by default it follows the source everywhere.
        form: how closely it follows the source: 1 as the source goes, 0 flat.
        sections: `PlannedSection`, or tuples of its fields: bars with a style, variant, strength or energy of their
            own. Others are played as the other arguments say; without a style and an example they stay as they are.
        method: prototype, retrieval, cyclegan or flow; see `vae_music.translators`.

    Returns:
        The song; its remarks say where the tune was found, how many notes did not fit into the rolls, and why.

    Raises MidiError for a song that cannot be read or holds no note, StyleError for a style that the model does not
    know, ModelError for a variant or a level that there is not.

    Example:
        >>> vae_music.transfer("song.mid", style="jazz").write("jazzy.mid")
    """
    refuse_no_song(song)
    sampling, tracks = Sampling(temperature, seed), Tracks(melody, tuple(keep), tuple(mute))
    plan = planned(sections)
    request = TransferRequest(style, strength, sampling, like, keep_melody, variant, tracks, energy, form, plan, method)
    return _shipped_model().transferred(song, request)


@cache
def _shipped_model() -> Model:
    return load_model()
