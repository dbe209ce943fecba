"""The workshop behind the page: model, kept work, and a queue each for making versions and for rendering files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from vae_music.app.errors import Refusal
from vae_music.app.exports import KINDS, Asked
from vae_music.app.jobs import Job, Jobs
from vae_music.app.making import Maker
from vae_music.app.work import Store, Work
from vae_music.audio.sound import general_midi_path
from vae_music.audio.soundfont import SoundFont
from vae_music.demo.arranger import arrange
from vae_music.demo.tunes import TUNES
from vae_music.inference.bands import Band, bands_of_export
from vae_music.inference.model import Model
from vae_music.inference.sections import PlannedSection
from vae_music.midi.limits import MAX_BYTES
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song
from vae_music.text import printable

EMBEDDED_STYLE = "pop"
MOST_FILES_WAITING = 8
"""Sounds take seconds each, and a browser asks for six things at once at most."""

_WARM_BARS = 4
_LABEL_CHARACTERS = 20


class File(NamedTuple):
    """A file to take away: what it is made of, and its bytes."""

    asked: Asked
    data: bytes


class Studio:
    """All of it, until it is closed.

    Args:
        export: the SavedModel of the model, whose bands are heard once.
        folder: that of the work.
        soundfont: what everything is played with; by default the one that is part of pretty_midi.

    Raises AppError where the folder cannot be used, RenderError for what is no soundfont.
    """

    def __init__(self, model: Model, export: Path, folder: Path, soundfont: Path | None = None):
        self.model, self.export = model, export
        self.soundfont = soundfont or general_midi_path()
        self._font = SoundFont(soundfont) if soundfont else None
        self.store = Store(folder, model.spec, dict.fromkeys(model.styles, model.variants))
        self.maker = Maker(model, self.store)
        self.making, self.rendering = Jobs("making"), Jobs("rendering", MOST_FILES_WAITING)
        self.bands: Job | None = None

    def close(self) -> None:
        """End what is being made; the work stays in its folder."""
        for jobs in (self.making, self.rendering):
            jobs.end()
        self.store.close()

    def prepare(self) -> None:
        """Hear the bands, and have model and reader ready before the page wants something of them."""
        self.making.add(self._warm_up)
        self.bands = self.making.add(self._hear_bands)
        self.rendering.add(lambda job: self.store.reader.open(song_to_bytes(_warm_song()), "a song"))

    def _hear_bands(self, job: Job) -> dict[str, tuple[Band, ...]]:
        return bands_of_export(self.export, job.step)

    def _warm_up(self, job: Job) -> None:
        """Have the model ready before it is asked for a version."""
        song = _warm_song()
        self.model.transfer(song, sections=[PlannedSection(1, song.bar_count, self.model.styles[0])])

    def describe_model(self) -> dict[str, Any]:
        """The styles with the bands of each, if they have been heard, and the songs that come along."""
        heard = (self.bands and self.bands.result) or {}
        styles = [{"name": name, "variants": self._variants(heard.get(name, ()))} for name in self.model.styles]
        embedded = [{"name": tune.title, "style": EMBEDDED_STYLE} for tune in TUNES.values()]
        return {
            "styles": styles,
            "heard": bool(heard),
            "embedded": embedded,
            "files": list(KINDS),
            "max_bytes": MAX_BYTES,
        }

    def _variants(self, bands: tuple[Band, ...]) -> list[dict[str, Any]]:
        if not bands:
            return [{"number": number, "instruments": []} for number in range(1, self.model.variants + 1)]
        return [
            {
                "number": band.variant,
                "instruments": list(instruments_of(band)),
                "metre": band.metre,
                "tempo": band.tempo_qpm,
            }
            for band in bands
        ]

    def open(self, data: bytes, name: str) -> Work:
        """Begin to work on another song; what is made of the last one is not wanted any more. Raises Refusal."""
        return self.store.open(data, name)

    def open_embedded(self, title: str) -> Work:
        """Begin to work on a song that comes along. Raises Refusal for one that does not."""
        tune = next((tune for tune in TUNES.values() if tune.title == title), None)
        if tune is None:
            raise Refusal(404, "There is no such song in the package.")
        return self.open(song_to_bytes(arrange(tune, EMBEDDED_STYLE)), title)

    def make(self, told: dict[str, Any]) -> Job:
        """Put a version into the queue. Raises Refusal."""
        work = self.store.needed()
        plan, only, of = self.store.checked(work, told.get("plan")), told.get("only"), told.get("of")
        if only is not None:
            if not isinstance(only, int) or isinstance(only, bool) or not 0 <= only < len(plan.sections):
                raise Refusal(400, "There is no such section to make anew.")
            if not isinstance(of, str):
                raise Refusal(400, "A section is made anew in a version, and none is named.")
            work.version(of)
        return self.making.add(lambda job: self.maker.version(job, work, plan, only, of))

    def render(self, version_id: str | None, suffix: str, letter: str = "") -> Job:
        """Put a file of a version, or of the source, into the queue of rendering. Raises Refusal.

        Args:
            letter: the name of the version on the page; by default the one that it got when it was made.
        """
        work = self.store.needed()
        if suffix not in KINDS:
            raise Refusal(404, f"There are no {suffix[:20]} files here, only {', '.join(KINDS)}.")
        label = styles = ""
        if version_id is not None:
            version = work.version(version_id)
            label = printable(letter)[:_LABEL_CHARACTERS].strip() or version.label
            styles = ", ".join(dict.fromkeys(one.style or "as it was" for one in version.plan.sections))

        def render(job: Job) -> File:
            song = self.store.song(work, version_id)

            def step(done: int, total: int) -> None:
                self.store.check_current(work)
                job.step(done, total)

            asked = Asked(song, work.source, work.name, label, styles, self._font, step)
            return File(asked, KINDS[suffix].make(asked))

        return self.rendering.add(render)


def _warm_song() -> Song:
    return arrange("ode_to_joy", EMBEDDED_STYLE).excerpt(1, _WARM_BARS)


def instruments_of(band: Band) -> dict[str, None]:
    """The instruments of a band in order, each once: those of the tune and the bass first."""
    names = [band.tune, band.bass, *band.others, *(["Drums"] if band.drums else [])]
    return dict.fromkeys(filter(None, names))
