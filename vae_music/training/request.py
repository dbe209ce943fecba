"""The request for a training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vae_music.config import Config, preset
from vae_music.corpus.request import CorpusRequest
from vae_music.export.versions import path_of
from vae_music.run_folder import Begun, RunError, RunFolder, Start
from vae_music.safe_loading import check_sizes
from vae_music.training.starting_model import further_config, read_starting_card


@dataclass(frozen=True)
class TrainingRequest:
    """A training to begin or to resume, with the arguments of `train`, which explains them."""

    out: RunFolder
    corpus: CorpusRequest = field(default_factory=CorpusRequest)
    preset: str | Config | None = None
    epochs: int | None = None
    minutes: float | None = None
    seed: int | None = None
    batch_size: int | None = None
    resume: bool = False
    devices: int | None = None
    mixed_precision: bool = False
    xla: bool = False
    start: str | None = None
    forget: bool = False

    def settled(self, chief: bool = True) -> Begun:
        """The configuration, corpora and seed of the training: as requested or, if it is resumed, as it was begun.

        Args:
            chief: False on a host that leaves RUN to another, which may have begun to write it.

        Raises RunError where the folder of a new training is not empty, where no training was begun in the folder of a
        resumed one, or where it was begun with other songs or settings.
        """
        if not self.resume:
            if chief:
                self.out.require_empty()
            return self._changed(self._beginning())
        begun = self.out.begun_with()
        check_sizes(begun.config)
        start = self._start() if self.start else begun.start
        settled = self._changed(begun._replace(start=start))
        if settled != begun:
            raise RunError(f"{self.out.path}: was begun with other songs or settings, which --resume cannot change")
        return settled

    def _beginning(self) -> Begun:
        """The settings of a new training, before those that this request names."""
        if not self.start:
            return Begun(preset("default"), CorpusRequest(), seed=0)
        if self.preset:
            raise RunError("a training that begins with a model takes the sizes of that: leave out the preset")
        start = self._start()
        return Begun(further_config(read_starting_card(start.path).config), CorpusRequest(), 0, start)

    def _start(self) -> Start:
        path = path_of(str(self.start))
        return Start(None if path is None else str(path), read_starting_card(path).styles, self.forget)

    def _changed(self, begun: Begun) -> Begun:
        """The settings of `begun`, replaced by those that this request names."""
        config = preset(self.preset) if isinstance(self.preset, str) else self.preset or begun.config
        if self.batch_size:
            config = replace(config, train=replace(config.train, batch_size=self.batch_size))
        asked = self.corpus
        corpus = replace(
            asked,
            corpora=asked.corpora or begun.corpus.corpora,
            styles=asked.styles or begun.corpus.styles,
            style_map=asked.style_map or begun.corpus.style_map,
            max_songs=asked.max_songs or begun.corpus.max_songs,
        )
        return Begun(config, corpus, begun.seed if self.seed is None else self.seed, begun.start)
