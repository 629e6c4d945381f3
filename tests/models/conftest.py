"""Every model there is, by name: the fakes, the compact one, and tiny hub checkpoints made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.base import TextModel
from models.loading import load_model
from models.topics.reader import with_company
from tests.models import tiny

SHAPES = {
    "three named classes": lambda folder: tiny.bert(folder, ["negative", "neutral", "positive"]),
    "three unnamed classes": lambda folder: tiny.roberta(folder, ["LABEL_0", "LABEL_1", "LABEL_2"]),
    "two classes": lambda folder: tiny.distilbert(folder, ["NEGATIVE", "POSITIVE"]),
    "five unnamed classes": lambda folder: tiny.bert(folder, [f"LABEL_{at}" for at in range(5)]),
    "five named classes": lambda folder: tiny.bert(
        folder, ["very_negative", "negative", "neutral", "positive", "very_positive"]
    ),
    "Turkish classes, another order": lambda folder: tiny.bert(folder, ["Olumlu", "Olumsuz", "Nötr"]),
    "topics and sentiments": lambda folder: tiny.bert(folder, ["delivery", "negative", "Ağ", "positive"], many=True),
    "two-way inference": lambda folder: tiny.bert(folder, ["not_entailment", "ENTAILMENT"]),
    "five stars": lambda folder: tiny.bert(folder, ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]),
    "topics": lambda folder: tiny.bert(folder, ["delivery", "Network and internet", "other"], many=True),
    "inference": lambda folder: tiny.bert(folder, ["entailment", "neutral", "contradiction"]),
}
OWN = "own topics beside "
INSIDE = ["compact", "fake:lexicon", "tiny:three named classes"]
NAMES = [
    "compact",
    "fake:free",
    "fake:lexicon",
    *(f"tiny:{shape}" for shape in SHAPES),
    *(OWN + name for name in INSIDE),
]
OWN_TOPICS = """
- {id: mortgage, tr: Konut kredisi, en: Mortgages, seeds: {tr: [konut kredisi], en: [mortgage]}}
- {id: queue, tr: Kuyruk, en: Queues, nearness: {mean: 0.02, spread: 0.05}, threshold: 0.3, seeds: {tr: [şube sıra]}}
"""


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TextModel]:
    return {}


@pytest.fixture(params=NAMES)
def model(
    request: pytest.FixtureRequest, models: dict[str, TextModel], tmp_path_factory: pytest.TempPathFactory
) -> TextModel:
    """One of all models; each is loaded once a session."""
    name: str = request.param
    if name not in models:
        models[name] = _load(name, tmp_path_factory)
    return models[name]


@pytest.fixture(scope="session")
def compact() -> TextModel:
    return load_model("compact")


def _load(name: str, folders: pytest.TempPathFactory) -> TextModel:
    if name.startswith(OWN):
        file = folders.mktemp("own") / "topics.yaml"
        file.write_text(OWN_TOPICS, encoding="utf-8")
        return with_company(_load(name.removeprefix(OWN), folders), file)
    if not name.startswith("tiny:"):
        return load_model(name)
    folder: Path = folders.mktemp("tiny")
    return load_model(str(SHAPES[name.removeprefix("tiny:")](folder)))
