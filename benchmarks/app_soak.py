"""Soak test of the app, by clients that are many, rude or hostile.

    python -m benchmarks.app_soak [--transfers 100] [--rounds 4] [--hostile-files DIR]

Starts `vae-music app` with a folder of its own. In each round come: 200 requests at once, of all that the page asks
for; 200 songs at once; each of the hostile files, and a version of those that can be opened; clients that hang up or
stall in the middle of an upload, and hang up in the middle of an answer; a kill -9 of the process that reads songs, in
the middle of one; and a share of the transfers, one after the other. Prints Markdown: the answers, the slowest of them,
the transfer that follows each abuse, and the memory after it in each round. A fault is a request without an answer in
`LIMIT_SECONDS`, an answer with a status of 500 and above, or a refusal without a sentence.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.app_client import LIMIT_SECONDS, Client, Reply
from benchmarks.process_monitor import Running, family, own_bytes, watching
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song, Track

AT_ONCE = 200
ROUNDS = 4
STALLED = 8
LONG_NOTES = 400_000
START_SECONDS = 120.0
REST_SECONDS = 3.0

Abuse = Callable[[Client, Running], list[Reply]]


class Row(NamedTuple):
    """An abuse, the replies to it, the one to the transfer that followed, and the server's megabytes at rest."""

    name: str
    replies: list[Reply]
    after: Reply
    memory: float


def at_once(client: Client, running: Running) -> list[Reply]:
    """All that the page asks for, by many clients at once."""
    version, plan = client.version(), client.plan()
    wishes: list[tuple[str, str, object]] = [
        ("GET", "/", None),
        ("GET", "/web/main.js", None),
        ("GET", "/web/spessasynth.js", None),
        ("GET", "/api/soundfont", None),
        ("GET", "/api/model", None),
        ("GET", "/api/work", None),
        ("PUT", "/api/work", {"plan": plan, "page": {"active": "A"}}),
        ("POST", "/api/versions", {"plan": plan}),
        ("GET", "/api/source/notes", None),
        ("GET", f"/api/versions/{version}/notes", None),
        ("GET", f"/api/versions/{version}.mid", None),
        ("GET", f"/api/versions/{version}.mp3", None),
        ("GET", f"/api/versions/{version}.zip", None),
        ("GET", f"/api/versions/{version}.dawproject", None),
        ("GET", "/api/source.html", None),
        ("GET", f"/api/jobs/{version}", None),
    ]
    return _many(client, islice(cycle(wishes), AT_ONCE))


def songs_at_once(client: Client, running: Running) -> list[Reply]:
    """As many songs are opened; each takes the place of the one before it."""
    return _many(client, [("POST", f"/api/song?embedded={client.song}", None)] * AT_ONCE)


def _many(client: Client, wishes: Iterable[tuple[str, str, object]]) -> list[Reply]:
    with ThreadPoolExecutor(AT_ONCE) as many:
        return list(many.map(lambda wish: client.ask(*wish), wishes))


def hostile(folder: Path) -> Abuse:
    """Each file of a folder is dropped; of those that can be opened, notes and a version are asked for."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())

    def drop(client: Client, running: Running) -> list[Reply]:
        replies = []
        for path in files:
            replies.append(client.open(path.name, path.read_bytes()))
            if replies[-1].status == 200:
                replies += [client.ask("GET", "/api/source/notes"), client.transfer()]
        return replies

    return drop


def hang_up(client: Client, running: Running) -> list[Reply]:
    """Clients that go in the middle of an upload or of an answer, and some that stay and send nothing more."""
    for abrupt in (False, True) * 10:
        client.part_of_an_upload().hang_up(abrupt)
        for path in ("/api/soundfont", "/api/source.wav", "/api/source.html"):
            client.part_of_an_answer(path).hang_up(abrupt)
    stalled = [client.part_of_an_upload() for _ in range(STALLED)]
    replies = [client.transfer(), client.open("in_between.mid", _song(400))]
    for line in stalled:
        line.hang_up(abrupt=True)
    return replies


def kill_reader(client: Client, running: Running) -> list[Reply]:
    """The process that reads songs is killed while it reads a long one, and again while it has nothing to do."""
    client.open("short.mid", _song(400))  # so that there is one
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(client.open, "long.mid", _song(LONG_NOTES))
        time.sleep(1)
        for pid in _readers(running.pid):
            os.kill(pid, signal.SIGKILL)
        replies = [opening.result(), client.open("short.mid", _song(400))]
    for pid in _readers(running.pid):
        os.kill(pid, signal.SIGKILL)
    return [*replies, client.open("short.mid", _song(400)), client.open("short.mid", _song(400))]


def soak(transfers: int, rounds: int, hostile_files: Path | None) -> tuple[list[list[Row]], Running]:
    """Run all rounds; without a folder of hostile files, that abuse is left out."""
    abuses: dict[str, Abuse] = {f"{AT_ONCE} requests at once": at_once, f"{AT_ONCE} songs at once": songs_at_once}
    if hostile_files:
        abuses["hostile files dropped"] = hostile(hostile_files)
    else:
        print("No folder of hostile files is named, so none are dropped.\n")
    abuses |= {"clients that hang up or stall": hang_up, "kill -9 of the reader": kill_reader}
    steady = max(transfers // rounds, 1)
    abuses[f"{steady} transfers in turn"] = lambda client, _: [client.fresh_transfer() for _ in range(steady)]
    done: list[list[Row]] = []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "vae_music", "app", "--no-browser", "--port", "0", "--folder", folder]
        answered: list[Reply] = []
        with watching(command, lambda: len(answered)) as running:
            client = Client(address_of(running), answered)
            client.fresh_transfer()
            for _ in range(rounds):
                done.append(list(_abused(client, running, abuses)))
    return done, running


def _abused(client: Client, running: Running, abuses: dict[str, Abuse]) -> Iterator[Row]:
    for name, abuse in abuses.items():
        replies, after = abuse(client, running), client.fresh_transfer()
        yield Row(name, replies, after, _at_rest(running.pid))


def address_of(running: Running) -> str:
    """Where the page is, as soon as the app says so. Raises TimeoutError where it does not."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if "(Ctrl-C ends it)" in (said := running.output.read_text()):
            return said.split()[0]
        time.sleep(0.1)
    raise TimeoutError(f"the app does not begin: {said}")


def _at_rest(pid: int) -> float:
    time.sleep(REST_SECONDS)
    return own_bytes(pid) / 1e6


def _readers(pid: int) -> list[int]:
    return [one for one in family(pid) if b"popen_loky" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _song(notes: int) -> bytes:
    rng = np.random.default_rng(notes)
    onsets, pitches = np.sort(rng.integers(0, notes // 4, notes)), rng.integers(36, 96, notes)
    rows = [(onset / 4, 0.25, pitch, 80) for onset, pitch in zip(onsets.tolist(), pitches.tolist(), strict=True)]
    return song_to_bytes(Song((Track.of(rows),)))


def tell(rounds: Sequence[Sequence[Row]], running: Running) -> int:
    """Print the table, and each fault in a line; returns the number of faults."""
    print("| abuse, all rounds | requests | answers | slowest, s | faults | the transfer after it, s | MB at rest |")
    print("|---|---|---|---|---|---|---|")
    faults: list[str] = []
    for rows in zip(*rounds, strict=True):
        replies, after = [reply for row in rows for reply in row.replies], [row.after for row in rows]
        answers = ", ".join(f"{count} {status}" for status, count in sorted(Counter(r.status for r in replies).items()))
        found = [reply.fault for reply in [*replies, *after] if reply.fault]
        found += [f"no transfer after {rows[0].name}: {reply.said}" for reply in after if reply.status != 200]
        slowest, following = (max(reply.seconds for reply in some) for some in (replies, after))
        memory = ", ".join(f"{row.memory:.0f}" for row in rows)
        print(
            f"| {rows[0].name} | {len(replies)} | {answers} | {slowest:.1f} | {len(found)} | {following:.1f} ", end=""
        )
        print(f"| {memory} |")
        faults += found
    watched = running.watched
    print(f"\nPeak of all processes {watched.peak():.0f} MB; exit code after Ctrl-C {watched.code}.\n")
    if "Traceback" in watched.output:
        faults.append(f"a traceback in the terminal: {watched.output[-2000:]}")
    print("\n".join(faults) or f"No faults; every request was answered within {LIMIT_SECONDS:g} s.", flush=True)
    return len(faults)


def main() -> None:
    """Run the soak test of the app; exits with 1 if there are faults."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--transfers", type=int, default=100)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--hostile-files", type=Path)
    asked = options.parse_args()
    sys.exit(bool(tell(*soak(asked.transfers, asked.rounds, asked.hostile_files))))


if __name__ == "__main__":
    main()
