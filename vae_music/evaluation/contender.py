"""A model that takes part in the comparison, and what is known of its training."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from vae_music.evaluation.songs import Task
from vae_music.evaluation.systems import System
from vae_music.evaluation.trained_on import TrainedOn, read_trained_on
from vae_music.inference import Model
from vae_music.loading import find_model, load_model
from vae_music.song import Song
from vae_music.training.run import Run, RunError


@dataclass(frozen=True, eq=False)
class Contender:
    """A model under the name it has in the table.

    split_seed: of the split that held out what it was not trained on; None where its folder does not tell.
    """

    name: str
    model: Model
    trained_on: TrainedOn
    split_seed: int | None

    def systems(self) -> dict[str, System]:
        """The ways in which it transfers, by name: with `keep_melody` too, where the model can do that."""
        systems = {self.name: self._system()}
        if "keep_melody" in inspect.signature(self.model.transfer).parameters:
            systems[f"{self.name}, melody kept"] = self._system(keep_melody=True)
        return systems

    def _system(self, **options: bool) -> System:
        def transfer(task: Task, song: Song) -> Song | None:
            known = task.target in self.model.styles
            return self.model.transfer(song, task.target, **options) if known else None

        return transfer


def open_contender(path: str | PathLike | None) -> Contender:
    """The model that `find_model` finds. Raises ModelError."""
    folder = find_model(path)
    model = load_model(path)
    homes = (Path(path), folder) if path is not None else (folder,)
    name = Path(path).resolve().name if path is not None else "the shipped model"
    return Contender(f"{name} ({model.card.config.preset})", model, read_trained_on(*homes), _split_seed(homes))


def distinctly_named(contenders: Iterable[Contender]) -> list[Contender]:
    """The same with a number behind a name that another one has before."""
    named: list[Contender] = []
    for contender in contenders:
        same = sum(other.name.split(" #")[0] == contender.name for other in named)
        name = f"{contender.name} #{same + 1}" if same else contender.name
        named.append(Contender(name, contender.model, contender.trained_on, contender.split_seed))
    return named


def _split_seed(homes: Iterable[Path]) -> int | None:
    """The seed in the folder of a run, which is also two folders above its export."""
    for home in homes:
        for folder in (home, home.resolve().parent.parent):
            try:
                return Run(folder).begun_with()[1].seed
            except RunError:
                continue
    return None
