"""Phrases and nearness as one number in 0..1 a topic.

Called by `reader` and `trial`. The number is the chance that a text is about the topic, as a
logistic regression over three facts says it: does a seed phrase stand there, how many words
part its words, and how near the text lies to the topic's seed phrases, counted in standard
deviations over the company's own texts. The weights were fitted on labelled customer feedback
with the default topics read as if they were a company's own (calibration error .018 on topics
left out of the fit); a threshold a topic does the rest. Without a trial on the company's texts
nothing is known of their nearness, and the phrases decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.base import TextVectors
from models.taxonomy import Topic, load_taxonomy
from models.topics.company import OwnTopic
from models.topics.phrases import PhraseTable

Scores = npt.NDArray[np.float32]

BIAS, PHRASE, GAP, NEARNESS = -2.0, 3.2, -0.1, 0.35
NEAREST, FARTHEST = 4.0, -3.0


class TopicScorer:
    """Scores texts against topics; without vectors the phrases decide alone."""

    def __init__(self, topics: Sequence[OwnTopic], vectors: TextVectors | None) -> None:
        self.topics = tuple(topics)
        self._phrases = PhraseTable(topics)
        self._vectors = vectors
        self._centres = None if vectors is None else _apart(self.topics, vectors)
        self._mean = np.array([topic.nearness.mean for topic in topics], dtype=np.float32)
        space = "" if vectors is None else vectors.revision
        known = [topic.nearness.spread if topic.nearness.space == space else 0.0 for topic in topics]
        self._spread = np.array(known, dtype=np.float32)

    def score(self, texts: Sequence[str]) -> Scores:
        """(texts, topics), every number in 0..1."""
        logits = np.full((len(texts), len(self.topics)), BIAS, dtype=np.float32)
        for at, text in enumerate(texts):
            for topic, gap in self._phrases.gaps(text).items():
                logits[at, topic] += PHRASE + GAP * gap
        logits += NEARNESS * self._deviation(texts)
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

    def with_phrase(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """(texts, topics): whether a seed phrase stands there."""
        found = np.zeros((len(texts), len(self.topics)), dtype=bool)
        for at, text in enumerate(texts):
            found[at, list(self._phrases.gaps(text))] = True
        return found

    def cosines(self, texts: Sequence[str]) -> Scores:
        """(texts, topics): nearness as it is, not yet against other texts; zero without vectors."""
        if self._vectors is None or self._centres is None or not texts:
            return np.zeros((len(texts), len(self.topics)), dtype=np.float32)
        return np.asarray(self._vectors.embed(texts) @ self._centres.T, dtype=np.float32)

    def _deviation(self, texts: Sequence[str]) -> Scores:
        if not self._spread.any():
            return np.zeros((len(texts), len(self.topics)), dtype=np.float32)
        cosines = self.cosines(texts)
        apart = ((cosines - self._mean) / np.maximum(self._spread, 1e-6)).clip(FARTHEST, NEAREST)
        known = (self._spread > 0) & cosines.any(axis=1, keepdims=True)  # where nothing is said nothing is near
        return np.where(known, apart, 0.0).astype(np.float32)


def _apart(topics: Sequence[Topic], vectors: TextVectors) -> Scores:
    """Each topic's centre without what all topics share: that customers write, and in which language."""
    shared = _centres(load_taxonomy(), vectors).mean(axis=0)
    return _unit(_centres(topics, vectors) - shared)


def _centres(topics: Sequence[Topic], vectors: TextVectors) -> Scores:
    """One unit vector a topic: the mean of its seed phrases and names."""
    rows = []
    for topic in topics:
        said = [topic.tr, topic.en, *(phrase for seeds in topic.seeds.values() for phrase in seeds)]
        rows.append(vectors.embed(said).mean(axis=0))
    return _unit(np.stack(rows))


def _unit(rows: Scores) -> Scores:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)
