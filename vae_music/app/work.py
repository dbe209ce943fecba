"""The work on a song, kept in a folder so that a reload and a restart go on: its bytes, its plan, its versions.

The folder holds one song at a time, in a folder of its own that `current.json` names. Every file is written under
another name first, and what a song is made of before `current.json` names it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import RLock
from typing import Any, NamedTuple

import platformdirs

from vae_music.app.errors import AppError, Refusal
from vae_music.app.jobs import Cancelled
from vae_music.app.plans import Plan, Section, read_plan
from vae_music.app.songs import Opened, Reader
from vae_music.errors import VaeMusicError
from vae_music.midi.limits import MAX_BYTES
from vae_music.midi.read import song_from_bytes
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song
from vae_music.storage import sweep_unfinished, write_atomically

try:
    import fcntl
except ImportError:  # not on Windows: there, users must not start two apps in one folder
    fcntl = None  # type: ignore[assignment]

MOST_VERSIONS = 40
"""Versions that are kept; the oldest are forgotten, unless the page names them."""

MOST_NAMED = 200
_SONGS_IN_MEMORY = 6
_ID = re.compile(r"[0-9a-f]{16}")
_CURRENT, _STATE, _SOURCE, _LOCK = "current.json", "work.json", "song.mid", ".lock"


def work_folder() -> Path:
    """The folder of the work unless another is named."""
    return Path(platformdirs.user_data_dir("vae-music")) / "app"


class Version(NamedTuple):
    """A version of the song, the plan it was made of, and its length."""

    id: str
    label: str
    plan: Plan
    seconds: float


@dataclass
class Work:
    """A song that is worked on. page: whatever the page wants to find again."""

    folder: Path
    name: str
    source: Song
    told: dict[str, Any]
    plan: Plan
    page: dict[str, Any] | None = None
    versions: dict[str, Version] = field(default_factory=dict)
    made: int = 0

    def version(self, version_id: str) -> Version:
        """The version of an id. Raises Refusal for one that is not there, or no longer."""
        if version_id not in self.versions:
            raise Refusal(404, "This version is not there any more.")
        return self.versions[version_id]

    def to_json(self) -> dict[str, Any]:
        """The work as the page has it."""
        versions = [one._asdict() | {"plan": one.plan.to_json()} for one in self.versions.values()]
        return {"song": self.told, "plan": self.plan.to_json(), "versions": versions, "page": self.page}


class Store:
    """The folder, and the work that is in it: at most one.

    Args:
        variants: the number of variants of each style of the model.

    Raises AppError where the folder is in use by another app, or cannot be written.
    """

    def __init__(self, folder: Path, spec: RollSpec, variants: Mapping[str, int]):
        self.folder, self.reader, self.variants = folder, Reader(spec), variants
        self.work: Work | None = None
        self._lock, self._songs = RLock(), OrderedDict[str, Song]()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._held = (folder / _LOCK).open("w")  # the system lets go of it however this process ends
        except OSError as error:
            raise AppError(f"{folder}: cannot be written: {(error.strerror or str(error)).lower()}") from error
        try:
            if fcntl:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            reason = "another vae-music app works in this folder; name another one with --folder"
            raise AppError(f"{folder}: {reason}") from error
        sweep_unfinished(folder)

    def close(self) -> None:
        """Let another app have the folder, and end the worker."""
        self.reader.end()
        self._held.close()

    def needed(self) -> Work:
        """The work. Raises Refusal where no song is open."""
        if self.work is None:
            raise Refusal(404, "No song is open.")
        return self.work

    def check_current(self, work: Work) -> None:
        """Raise Cancelled where another song has been opened meanwhile."""
        if work is not self.work:
            raise Cancelled

    def open(self, data: bytes, name: str) -> Work:
        """Read a song and begin to work on it. Raises Refusal where it cannot be read."""
        opened = self.reader.open(data, name)
        work = Work(self.folder / token_hex(8), name, opened.song, opened.told, _first_plan(opened))
        with self._lock:
            write_atomically(work.folder / _SOURCE, data)
            self._write(work)
            write_atomically(self.folder / _CURRENT, json.dumps({"work": work.folder.name}).encode())
            self.work = work
            self._songs.clear()
            self._sweep()
        return work

    def resume(self) -> str:
        """Go on with the work of the last time, if there is any; returns why that is not possible, or an empty text."""
        try:
            current = self.folder / json.loads((self.folder / _CURRENT).read_bytes())["work"]
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError) as error:
            return f"{self.folder}: the work of the last time is damaged: {type(error).__name__}"
        if current.parent != self.folder:
            return f"{self.folder}: the work of the last time is damaged: it is said to be elsewhere"
        try:
            self.work = self._read(current)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            return f"{current}: the work of the last time is damaged: {type(error).__name__}"
        except Refusal as refusal:
            return f"{current}: the work of the last time is damaged: {refusal.sentence}"
        return ""

    def save(self, plan: object, page: object) -> Work:
        """Keep the plan, or what the page wants to find again, or both. Raises Refusal."""
        with self._lock:
            work = self.needed()
            if plan is not None:
                work.plan = self.checked(work, plan)
            if page is not None:
                if not isinstance(page, dict):
                    raise Refusal(400, "What the page keeps is no object.")
                work.page = page
            self._write(work)
            return work

    def checked(self, work: Work, plan: object) -> Plan:
        """A plan of the page for the song. Raises Refusal."""
        return read_plan(plan, work.source.bar_count, len(work.source.tracks), self.variants)

    def add(self, work: Work, song: Song, plan: Plan) -> Version:
        """Keep a new version, and forget the oldest. Raises Cancelled where another song has been opened meanwhile."""
        data = song_to_bytes(song)
        with self._lock:
            self.check_current(work)
            version = Version(token_hex(8), _label(work.made), plan, round(song.seconds, 3))
            write_atomically(_file_of(work, version.id), data)
            work.made += 1
            work.versions[version.id] = version
            self._write(work)
            named = _named(work)
            for old in [one for one in work.versions if one not in named][: max(len(work.versions) - MOST_VERSIONS, 0)]:
                self.forget(work, old)
        return version

    def forget(self, work: Work, version_id: str) -> None:
        """Remove a version. Raises Refusal where it is not there."""
        with self._lock:
            work.version(version_id)
            del work.versions[version_id]
            self._songs.pop(version_id, None)
            self._write(work)
            _file_of(work, version_id).unlink(missing_ok=True)

    def song(self, work: Work, version_id: str | None) -> Song:
        """The notes of a version, or of the source. Raises Refusal where it is not there."""
        if version_id is None:
            return work.source
        with self._lock:
            work.version(version_id)
            if version_id not in self._songs:
                self._songs[version_id] = song_from_bytes(self.data(work, version_id), "the version")
                if len(self._songs) > _SONGS_IN_MEMORY:
                    self._songs.popitem(last=False)
            self._songs.move_to_end(version_id)
            return self._songs[version_id]

    def data(self, work: Work, version_id: str | None) -> bytes:
        """The bytes of the MIDI file of a version, or of the one that was opened. Raises Refusal."""
        try:
            return _file_of(work, version_id).read_bytes()
        except OSError as error:
            raise Refusal(404, "This version is not there any more.") from error

    def _write(self, work: Work) -> None:
        versions = [one._asdict() | {"plan": one.plan.to_json()} for one in work.versions.values()]
        state = {"name": work.name, "plan": work.plan.to_json(), "page": work.page, "made": work.made}
        write_atomically(work.folder / _STATE, json.dumps(state | {"versions": versions}).encode())

    def _read(self, folder: Path) -> Work:
        with (folder / _SOURCE).open("rb") as file:
            data = file.read(MAX_BYTES)
        state = json.loads((folder / _STATE).read_bytes())
        opened = self.reader.open(data, str(state["name"]))
        work = Work(folder, str(state["name"]), opened.song, opened.told, _first_plan(opened), state["page"])
        with suppress(Refusal):  # a plan for another model
            work.plan = self.checked(work, state["plan"])
        for told in state["versions"]:
            with suppress(Refusal, VaeMusicError):
                plan = self.checked(work, told["plan"])
                if _ID.fullmatch(told["id"]) and _file_of(work, told["id"]).is_file():
                    version = Version(told["id"], str(told["label"]), plan, float(told["seconds"]))
                    work.versions[version.id] = version
        work.made = int(state["made"])
        return work

    def _sweep(self) -> None:
        """Remove the folders of other songs."""
        for path in self.folder.iterdir():
            if path.is_dir() and self.work and path != self.work.folder and (path / _SOURCE).exists():
                shutil.rmtree(path, ignore_errors=True)


def _file_of(work: Work, version_id: str | None) -> Path:
    return work.folder / (_SOURCE if version_id is None else f"{version_id}.mid")


def _first_plan(opened: Opened) -> Plan:
    return Plan(tuple(Section(one["start"], one["end"]) for one in opened.told["sections"]))


def _named(work: Work) -> set[str]:
    """The versions that the page wants to keep."""
    named = (work.page or {}).get("keep")
    return {one for one in named[:MOST_NAMED] if isinstance(one, str)} if isinstance(named, list) else set()


def _label(made: int) -> str:
    """A, B and so on; after Z comes AA.

    Example:
        >>> _label(27)
        'AB'
    """
    letters = ""
    while made >= 0:
        letters = chr(ord("A") + made % 26) + letters
        made = made // 26 - 1
    return letters
