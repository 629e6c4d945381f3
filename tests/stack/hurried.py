"""A worker with a slow model, whose Faust loses patience within a second: python -m tests.stack.hurried

What Faust says of a backlog after five minutes, it would say here at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import pipeline.agents
import pipeline.app
from models.base import Reading, TextModel
from models.fake import LexiconModel
from pipeline.cli import main
from pipeline.faust_settings import faust_settings
from pipeline.settings import Settings

PATIENCE = {
    "stream_processing_timeout": 1.0,
    "broker_commit_livelock_soft_timeout": 1.0,
    "broker_commit_interval": 0.2,  # how often it looks hangs on it
}


class Slow:
    revision = "slow@1"

    def __init__(self) -> None:
        self._quick = LexiconModel()

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        time.sleep(0.3)
        return self._quick.predict(texts)


def load(settings: Settings) -> TextModel:
    return Slow()


def hurried(settings: Settings) -> dict[str, object]:
    return faust_settings(settings) | PATIENCE


if __name__ == "__main__":
    pipeline.app.model_of = load
    pipeline.agents.faust_settings = hurried
    main()
