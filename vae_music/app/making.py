"""The model, as the app uses it: a version is made of a plan, with progress, and can be cancelled on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from vae_music.app.jobs import Job
from vae_music.app.plans import Plan
from vae_music.app.work import Store, Work
from vae_music.inference.model import Model
from vae_music.inference.one_section import with_bars_of
from vae_music.inference.source import Source, read_source
from vae_music.runtimes import Runtime
from vae_music.song import Song

_CALLS_A_SEGMENT = 2  # it is encoded, then decoded


@dataclass
class Watched:
    """A runtime that tells each call before it is made; `watch` gets the number of segments and may raise."""

    runtime: Runtime
    watch: Callable[[int], None] | None = None

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        if self.watch:
            self.watch(len(next(iter(inputs.values()))))
        return self.runtime(signature, inputs)


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
        source = read_source(work.source, self.model.spec, plan.request(0).tracks)
        done, total = 0, _CALLS_A_SEGMENT * max(int(source.heard.sum()), 1) * len(seeds)

        def watch(segments: int) -> None:
            nonlocal done
            job.step(done, total)
            done += segments

        self._watched.watch = watch
        try:
            if only is None:
                song = self._whole(source, plan)
            else:
                section, seed = plan.sections[only], seeds[0]
                new = self.model.transferred(source, plan.request(seed))
                old = work.version(str(of))
                song = with_bars_of(self.store.song(work, old.id), new, section.start, section.end)
                plan = plan.only(only, old.plan)
        finally:
            self._watched.watch = None
        job.step(1, 1)
        return self.store.add(work, song, plan).id

    def _whole(self, source: Source, plan: Plan) -> Song:
        """The whole song by the seed of most sections, and of those with others their bars."""
        first, *others = plan.seeds
        song = self.model.transferred(source, plan.request(first))
        for seed in others:
            new = self.model.transferred(source, plan.request(seed))
            for section in plan.sections:
                if section.seed == seed and section.style is not None:
                    song = with_bars_of(song, new, section.start, section.end)
        return song
