"""The model, as the app uses it: a version is made of a plan, with progress, and can be cancelled on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from vae_music.app.jobs import Job
from vae_music.app.plans import Plan
from vae_music.app.work import Store, Work
from vae_music.inference.model import Model
from vae_music.inference.one_section import with_bars_of
from vae_music.inference.source import Source, read_source
from vae_music.runtimes import Runtime
from vae_music.song import Song

WIDER = 2.0
"""Standard deviations of the posterior; with 1 one note in six of a section is another, with 2 one in three."""

_CALLS_A_SEGMENT = 2  # it is encoded, then decoded


class Watched:
    """A runtime that tells each call before it is made, and hears a song anew for each seed.

    Seed 0 takes the mean of the posterior of z, which gives the likeliest notes. Others draw z from the posterior, but
    WIDER: the harmony and the tune stay, and figures, fills and voices are others. In contrast to a temperature, that
    needs no signature with chance in it, so no second runtime.

    watch: gets the number of segments of a call, and may raise.
    """

    def __init__(self, runtime: Runtime):
        self.runtime = runtime
        self.watch: Callable[[int], None] = _no_watch
        self._random: np.random.Generator | None = None

    def draw(self, seed: int) -> None:
        """Hear the next song by another seed."""
        self._random = np.random.default_rng(seed) if seed else None

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        self.watch(len(next(iter(inputs.values()))))
        answer = self.runtime(signature, inputs)
        if signature != "encode" or self._random is None:
            return answer
        drawn = self._random.normal(size=answer["z_mean"].shape).astype(np.float32)
        return {**answer, "z_mean": answer["z_mean"] + WIDER * answer["z_scale"] * drawn}


def _no_watch(segments: int) -> None:
    """Nobody is told."""


class Maker:
    """Makes versions; only one at a time, so `version` is for a queue."""

    def __init__(self, model: Model, store: Store):
        self._watched = Watched(model.runtime)
        self.model, self.store = Model(model.card, self._watched), store

    def version(self, job: Job, work: Work, plan: Plan, only: int | None = None, of: str | None = None) -> str:
        """Make a version and keep it; returns its id. Raises Cancelled, Refusal and VaeMusicError.

        Args:
            only: the index of the one section that is made anew. of: the version that has all other bars.
        """
        seeds = plan.seeds if only is None else (plan.sections[only].seed,)
        source = read_source(work.source, self.model.spec, plan.request.tracks)
        done, total = 0, _CALLS_A_SEGMENT * max(int(source.heard.sum()), 1) * len(seeds)

        def watch(segments: int) -> None:
            nonlocal done
            self.store.check_current(work)
            job.step(done, total)
            done += segments

        self._watched.watch = watch
        try:
            if only is None:
                song = self._whole(source, plan)
            else:
                section, old = plan.sections[only], work.version(str(of))
                new = self._played(source, plan, section.seed)
                song = with_bars_of(self.store.song(work, old.id), new, section.start, section.end)
                plan = plan.only(only, old.plan)
        finally:
            self._watched.watch = _no_watch
        job.step(1, 1)
        return self.store.add(work, song, plan).id

    def _whole(self, source: Source, plan: Plan) -> Song:
        """The whole song by the seed of most sections, and of those with others their bars."""
        first, *others = plan.seeds
        song = self._played(source, plan, first)
        for seed in others:
            new = self._played(source, plan, seed)
            for section in plan.sections:
                if section.seed == seed and section.style is not None:
                    song = with_bars_of(song, new, section.start, section.end)
        return song

    def _played(self, source: Source, plan: Plan, seed: int) -> Song:
        self._watched.draw(seed)
        return self.model.transferred(source, plan.request)
