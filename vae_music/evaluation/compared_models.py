"""The models that an evaluation compares, and what is known of their training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from vae_music.evaluation.baselines import System
from vae_music.evaluation.held_out import Task
from vae_music.evaluation.trained_on import TrainedOn, read_trained_on
from vae_music.inference.loading import find_model, load_model
from vae_music.inference.model import Model
from vae_music.run_folder import RunError, RunFolder
from vae_music.song import Song


@dataclass(frozen=True, eq=False)
class ComparedModel:
    """A model under the name it has in the table.

    split_seed: of the split that held out what it was not trained on; None where its folder does not tell.
    """

    name: str
    model: Model
    trained_on: TrainedOn
    split_seed: int | None

    def systems(self) -> dict[str, System]:
        """The ways in which it transfers, by name: as usual, and with the melody kept."""
        return {self.name: self._system(), f"{self.name}, melody kept": self._system(keep_melody=True)}

    def _system(self, keep_melody: bool = False) -> System:
        def transfer(task: Task, song: Song) -> Song | None:
            known = task.target in self.model.styles
            return self.model.transfer(song, task.target, keep_melody=keep_melody) if known else None

        return transfer


def open_compared(path: str | PathLike | None) -> ComparedModel:
    """The model that `find_model` finds. Raises ModelError."""
    folder = find_model(path)
    model = load_model(path)
    homes = (Path(path), folder) if path is not None else (folder,)
    name = Path(path).resolve().name if path is not None else "the shipped model"
    return ComparedModel(f"{name} ({model.card.config.preset})", model, read_trained_on(*homes), _split_seed(homes))


def distinctly_named(models: Iterable[ComparedModel]) -> list[ComparedModel]:
    """The same with a number behind a name that another one has before."""
    named: list[ComparedModel] = []
    for contender in models:
        same = sum(other.name.split(" #")[0] == contender.name for other in named)
        name = f"{contender.name} #{same + 1}" if same else contender.name
        named.append(ComparedModel(name, contender.model, contender.trained_on, contender.split_seed))
    return named


def _split_seed(homes: Iterable[Path]) -> int | None:
    """The seed in the folder of a run, which may be named itself or by its export."""
    for home in homes:
        for run in (RunFolder(home), RunFolder.of_export(home)):
            try:
                return run.begun_with().seed
            except RunError:
                continue
    return None
