"""The models that an evaluation compares, with their training songs and split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from vae_music.evaluation.baselines import System
from vae_music.evaluation.held_out import Task
from vae_music.export.trained_on import TrainedOn, read_trained_on
from vae_music.export.versions import find_model
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.run_folder import RunError, RunFolder
from vae_music.song import Song


@dataclass(frozen=True, eq=False)
class ComparedModel:
    """A model, its name in the tables, and the songs it was trained on.

    split_seed: the seed of the split that held out the songs it was not trained on; None where its folder has no record
    of it.
    """

    name: str
    model: Model
    trained_on: TrainedOn
    split_seed: int | None

    def systems(self) -> dict[str, System]:
        """The systems that use the model, by name: transfer as usual, and with the melody kept."""
        return {self.name: self._system(), f"{self.name}, melody kept": self._system(keep_melody=True)}

    def _system(self, keep_melody: bool = False) -> System:
        def transfer(task: Task, song: Song) -> Song | None:
            known = task.target in self.model.styles
            return self.model.transfer(song, task.target, keep_melody=keep_melody) if known else None

        return transfer


def open_compared(path: str | PathLike | None) -> ComparedModel:
    """Load the model that `find_model` finds. Raises ModelError."""
    folder = find_model(path)
    model = load_model(path)
    homes = (Path(path), folder) if path is not None else (folder,)
    name = Path(path).resolve().name if path is not None else "the shipped model"
    return ComparedModel(f"{name} ({model.card.config.preset})", model, read_trained_on(*homes), _split_seed(homes))


def distinctly_named(models: Iterable[ComparedModel]) -> list[ComparedModel]:
    """The same models, with a number appended to a name that an earlier one has."""
    named: list[ComparedModel] = []
    for model in models:
        same = sum(other.name.split(" #")[0] == model.name for other in named)
        name = f"{model.name} #{same + 1}" if same else model.name
        named.append(ComparedModel(name, model.model, model.trained_on, model.split_seed))
    return named


def _split_seed(homes: Iterable[Path]) -> int | None:
    """The split seed recorded in a run folder, which is given itself or by its export; None where there is none."""
    for home in homes:
        for run in (RunFolder(home), RunFolder.of_export(home)):
            try:
                return run.begun_with().seed
            except RunError:
                continue
    return None
