"""The answer of `Model.classify`."""

from __future__ import annotations

from vae_music.measures.recognition import STRANGE


class Recognized(dict[str, float]):
    """The probabilities of the styles by name, the likeliest first.

    strangeness: the share of songs of these styles, not trained on, that are less strange to the model, 0 to 1; None
    where a model cannot tell, such as one of an earlier version. The probabilities of a song that is unlike all that
    the model knows are nearly even.

    Example:
        >>> answer = Recognized({"jazz": 0.8, "pop": 0.2}, strangeness=0.47)
        >>> answer["jazz"], answer.known
        (0.8, True)
    """

    def __init__(self, styles: dict[str, float], strangeness: float | None = None):
        super().__init__(styles)
        self.strangeness = strangeness

    @property
    def known(self) -> bool | None:
        """False for a song that is unlike all that the model knows, so that no style fits; None if it cannot tell."""
        return None if self.strangeness is None else self.strangeness <= STRANGE
