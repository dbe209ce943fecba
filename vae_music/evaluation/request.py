"""What is asked of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

from vae_music.corpus.request import CorpusRequest


@dataclass(frozen=True)
class EvaluationRequest:
    """The songs to test models on, and how much of the work is to be done.

    Args:
        corpus: of which the songs that no model was trained on are taken; by default the embedded corpus.
        seed: of the split, where the first model does not tell by which it was trained; 0 by default.
        transfers: at most so many songs and target styles, spread evenly; by default each song into each other style.
        minutes: about so long, by doing less of everything.
    """

    corpus: CorpusRequest = field(default_factory=CorpusRequest)
    seed: int | None = None
    transfers: int | None = None
    minutes: float | None = None
