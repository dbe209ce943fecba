"""The client, against test doubles on loopback (see doubles.py)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import STYLES
from tests.runtimes.doubles import serve_grpc, serve_rest, serving_http
from tests.songs import band
from vae_music.inference.loading import connect_grpc, connect_rest
from vae_music.inference.model import SEGMENTS_A_CALL
from vae_music.runtimes import rest as rest_client
from vae_music.runtimes import server as client
from vae_music.runtimes.server import ServerError

WAYS = {"grpc": (serve_grpc, connect_grpc), "rest": (serve_rest, connect_rest)}


@pytest.fixture(scope="module", params=WAYS)
def way(request):
    return WAYS[request.param]


@pytest.fixture(scope="module")
def remote(way, tiny_model):
    """The tiny model behind a server."""
    serve, connect = way
    with serve(tiny_model.runtime) as address:
        yield connect(address)


def behind(way, runtime):
    """The model that such a runtime is, asked for a transfer."""
    serve, connect = way
    with serve(runtime) as address:
        return connect(address, timeout=20).transfer(band(), "jazz")


def altered(tiny_model, **columns):
    """A runtime that answers the tiny model's card, and other columns than the tiny model does."""

    def runtime(signature, inputs):
        answer = tiny_model.runtime(signature, inputs)
        return answer if signature == "card" else answer | columns

    return runtime


def test_the_server_tells_the_card_of_its_model(remote, tiny_model):
    assert remote.styles == STYLES
    assert (remote.spec, remote.card.config) == (tiny_model.spec, tiny_model.card.config)
    assert np.array_equal(remote.card.manners, tiny_model.card.manners)


def test_a_server_gives_the_same_notes_as_the_model_itself(remote, tiny_model):
    song = band(bars=12)
    for options in ({}, {"strength": 0.5}, {"temperature": 0.7, "seed": 3}):
        assert remote.transfer(song, "jazz", **options) == tiny_model.transfer(song, "jazz", **options)
    assert remote.reconstruct(song) == tiny_model.reconstruct(song)


def test_every_other_signature_answers_as_the_model_itself_does(remote, tiny_model):
    here, there = tiny_model.encode(band()), remote.encode(band())
    for name in ("z_mean", "z_scale", "style"):
        assert np.array_equal(getattr(there, name), getattr(here, name)), name
    assert remote.decode(here.z_mean) == tiny_model.decode(here.z_mean)
    assert remote.classify(band()) == tiny_model.classify(band())


def test_a_song_of_more_segments_than_a_call_takes_goes_in_several(way, tiny_model):
    rows = []

    def runtime(signature, inputs):
        rows.append(len(next(iter(inputs.values()))))
        return tiny_model.runtime(signature, inputs)

    serve, connect = way
    song = band(bars=2 * SEGMENTS_A_CALL + 2)
    with serve(runtime) as address:
        assert connect(address).transfer(song, "pop") == tiny_model.transfer(song, "pop")
    assert rows == [1, SEGMENTS_A_CALL, 1]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_a_server_that_is_away_is_named(way):
    _, connect = way
    port = free_port()
    with pytest.raises(ServerError, match=f"127.0.0.1:{port}.*: no server answers there") as raised:
        connect(f"127.0.0.1:{port}" if connect is connect_grpc else f"http://127.0.0.1:{port}")
    assert "\n" not in str(raised.value)


def test_a_server_that_takes_too_long_is_named(way):
    serve, connect = way
    with (
        serve(lambda *_: time.sleep(3) or {}) as address,
        pytest.raises(ServerError, match=r"no answer within 0\.5 sec"),
    ):
        connect(address, timeout=0.5)


def test_a_model_that_the_server_does_not_know_is_named(tiny_model):
    with serve_grpc(tiny_model.runtime) as address, pytest.raises(ServerError, match=r"no model 'other' there \(Serva"):
        connect_grpc(f"{address}/other")
    with serve_rest(tiny_model.runtime) as url, pytest.raises(ServerError, match=r"models/other: .*404: Servable not"):
        connect_rest(f"{url}/v1/models/other")


def test_a_model_without_a_card_is_none_of_ours(way):
    with pytest.raises(ServerError, match="Serving signature key 'card' not found"):
        behind(way, lambda signature, inputs: {}[signature])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("config", None),
        ("config.spec.voices", 10**9),
        ("config.spec.segment_steps", "32"),
        ("config.spec.program_group", 0),
        ("config.spec.chords", 4),
        ("config.model.latent", -1),
        ("config.model.energy", 3),
        ("prototypes", {}),
        ("prototypes", {"ja\x1bzz": [0.0]}),
        ("prototypes", {"jazz": [0.0], "pop": "much"}),
        ("variants", {"jazz": [[0.0]]}),
        ("variants", []),
    ],
)
def test_a_card_that_cannot_be_is_refused(way, tiny_model, path, value):
    told = tiny_model.card.to_json()
    *folders, last = path.split(".")
    place = told
    for folder in folders:
        place = place[folder]
    place[last] = value
    with pytest.raises(ServerError, match="not a model that this version of vae-music knows") as raised:
        behind(way, lambda *_: {"card": np.array([json.dumps(told).encode()], object)})
    assert str(raised.value).isprintable()


def test_rolls_of_another_spec_than_the_card_has_are_refused(way, tiny_model):
    with pytest.raises(ServerError, match=r"pitch of shape .* as the model's RollSpec has it"):
        behind(way, altered(tiny_model, pitch=np.zeros((1, 16, 4), np.uint8)))


@pytest.mark.parametrize(
    ("name", "value"), [("pitch", 200), ("velocity", 255), ("instrument", 130), ("instrument_probability", np.nan)]
)
def test_values_that_no_roll_has_are_refused(way, tiny_model, name, value):
    spec = tiny_model.spec
    shape = spec.shapes.get(name, (spec.instrument_columns, spec.instrument_classes))
    kind = np.float32 if name == "instrument_probability" else np.uint8
    with pytest.raises(ServerError, match=f"{name} holds values that the model's RollSpec has not"):
        behind(way, altered(tiny_model, **{name: np.full((1, *shape), value, kind)}))


def test_a_tensor_that_claims_to_be_vast_takes_no_memory(tiny_model):
    vast = tf.make_tensor_proto(np.zeros(1, np.uint8))
    vast.tensor_shape.dim[0].size = 10**12
    with pytest.raises(ServerError, match="pitch cannot be read: 1000000000000 values"):
        behind(WAYS["grpc"], altered(tiny_model, pitch=vast))


class Strange(BaseHTTPRequestHandler):
    """A web server that is none of TensorFlow's: it answers with `body`, again and again."""

    body, times = b"", 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(self.times):
                self.wfile.write(self.body)
        except OSError:  # the client has heard enough
            pass

    def log_message(self, *_) -> None:
        pass


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"outputs": 3}', b'{"outputs": [[1], [1, 2]]}', b"[" * 100_000])
def test_what_is_no_answer_of_tensorflow_serving_is_refused(body):
    with (
        serving_http(type("", (Strange,), {"body": body})) as url,
        pytest.raises(ServerError, match=r"not a(n answer of TensorFlow Serving| model that this version)"),
    ):
        connect_rest(url)


def test_an_answer_without_an_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(rest_client, "MAX_ANSWER_BYTES", 5_000_000)
    endless = type("", (Strange,), {"body": b" " * 1_000_000, "times": 1000})
    with serving_http(endless) as url, pytest.raises(ServerError, match="an answer of more than 5 MB"):
        connect_rest(url)


def test_an_answer_that_drips_is_given_up():
    class Dripping(Strange):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(50):
                    self.wfile.write(b" ")
                    time.sleep(0.1)
            except OSError:
                pass

    with serving_http(Dripping) as url, pytest.raises(ServerError, match="no answer within 1 seconds"):
        connect_rest(url, timeout=1)


@pytest.mark.parametrize("address", ["", "host", "host:port", "unix:/tmp/socket", "a:1/b/c", "a b:1", "host:8500\n"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ServerError, match="not of the form HOST:PORT"):
        connect_grpc(address)


@pytest.mark.parametrize("url", ["", "host:8501", "file:///etc/passwd", "ftp://host", "http://", "http://host/other"])
def test_a_url_that_is_none_is_refused(url):
    with pytest.raises(ServerError, match="not of the form http://HOST:PORT"):
        connect_rest(url)


def test_rest_needs_no_tensorflow_on_this_side(tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    code = (
        "import sys; from vae_music.inference.loading import connect_rest\n"
        "notes = connect_rest(sys.argv[1]).transfer(sys.argv[2], 'jazz').note_count\n"
        "print(notes, 'tensorflow' in sys.modules)"
    )
    with serve_rest(tiny_model.runtime) as url:
        command = [sys.executable, "-c", code, url, str(tmp_path / "band.mid")]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told == f"{tiny_model.transfer(band(), 'jazz').note_count} False\n"


def test_what_a_server_says_becomes_one_line():
    assert client.one_line("a\nb\x1b[31m" + "c" * 900) == ("a b?[31m" + "c" * 900)[:200]
