"""WithTopics: any TextModel plus a company's own topics, itself a TextModel.

Built by `models.loading` where a company's file is named. Adds topics and their scores to what
the model reads and changes nothing else; its revision names both, so that a stored row says
which file read it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from models.base import Reading, TextModel, TextVectors
from models.topics.company import OwnTopic, fingerprint, load_company
from models.topics.scoring import TopicScorer
from models.topics.vectors import load_vectors

log = logging.getLogger(__name__)


class WithTopics:
    """As safe to call from several threads as the model inside."""

    def __init__(self, model: TextModel, topics: Sequence[OwnTopic], vectors: TextVectors | None) -> None:
        self._model = model
        self._scorer = TopicScorer(topics, vectors)
        self._ids = [topic.id for topic in topics]
        self._thresholds = [topic.threshold for topic in topics]
        space = None if vectors is None else vectors.revision
        self.revision = f"{model.revision}+topics@{fingerprint(topics, space)}"

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        readings = self._model.predict(texts)
        scores = self._scorer.score(texts).tolist()
        return [self._joined(reading, row) for reading, row in zip(readings, scores, strict=True)]

    def _joined(self, reading: Reading, row: Sequence[float]) -> Reading:
        scores = {**reading.topic_scores, **dict(zip(self._ids, row, strict=True))}
        own = [name for name, score, limit in zip(self._ids, row, self._thresholds, strict=True) if score >= limit]
        topics = tuple(sorted((*reading.topics, *own), key=lambda name: -scores[name])) if own else reading.topics
        return replace(reading, topics=topics, topic_scores=scores)


def with_company(model: TextModel, path: Path) -> WithTopics:
    """Raises TaxonomyBroken for the file, WeightsMissing or WeightsBroken for the token table."""
    topics, vectors = load_company(path), load_vectors()
    space = vectors.revision if vectors else ""
    if any(topic.nearness.spread and topic.nearness.space != space for topic in topics):
        log.warning("the nearness in %s was measured with other weights and is left out: nabiz topics try --save", path)
    return WithTopics(model, topics, vectors)
