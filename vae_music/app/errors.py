"""Errors of the app: answers to the page, and ends of the command."""

from __future__ import annotations

from vae_music.errors import VaeMusicError


class AppError(VaeMusicError):
    """An app that cannot begin, as its port or its folder is in use."""


class Refusal(Exception):
    """A request of the page that is refused: the status of HTTP, and one plain sentence."""

    def __init__(self, status: int, sentence: str):
        self.status, self.sentence = status, sentence
        super().__init__(sentence)
