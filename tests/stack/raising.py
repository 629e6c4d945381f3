"""A worker whose model breaks: python -m tests.stack.raising NUMBER|always

With a number it fails on every text that names it, with "always" on every text there is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pipeline.app
from models.base import Reading, TextModel
from models.fake import LexiconModel
from pipeline.cli import main
from pipeline.settings import Settings


class Raising:
    revision = "raising@1"

    def __init__(self, told: str) -> None:
        self._told, self._sound = told, LexiconModel()

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if self._told == "always" or any(self._told in text.split() for text in texts):
            raise RuntimeError("the model is broken")
        return self._sound.predict(texts)


def load(settings: Settings) -> TextModel:
    return Raising(told)


if __name__ == "__main__":
    told = sys.argv[1]
    pipeline.app.model_of = load
    sys.argv = ["nabiz", "worker"]
    main()
