"""The request for an evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

from vae_music.corpus.request import CorpusRequest


@dataclass(frozen=True)
class EvaluationRequest:
    """The songs to test models on, and limits of the work.

    Args:
        corpus: the corpora, of which songs that no model was trained on are tested; by default the embedded corpus.
        seed: of the split, where the first model has no record of the split of its training; 0 by default.
        transfers: the maximum number of transfers, spread evenly over songs and target styles; by default each song is
            transferred to each other style.
        minutes: the approximate time the evaluation may take; it is kept by doing less of everything.
    """

    corpus: CorpusRequest = field(default_factory=CorpusRequest)
    seed: int | None = None
    transfers: int | None = None
    minutes: float | None = None
