"""What each row teaches: a sentiment class, and for every topic yes, no or nothing.

Called by `hashed`, `fit` and `calibrate`. A set speaks only of the topics it knows; everywhere
else seed phrases give weak answers of small weight, which is all there is for some topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.folding import fold
from models.taxonomy import Topic, seed_pattern
from models.train.rows import Row, known_topics

WEAK_YES, WEAK_NO = 0.5, 0.1
# Languages the seed phrases are written in.
SEEDED_LANGUAGES = frozenset({"tr", "en"})


@dataclass(frozen=True, slots=True)
class Targets:
    """Arrays beside the rows: sentiment (-1 unknown), topics (1 or 0), weights (0 = not labelled)."""

    sentiment: npt.NDArray[np.int64]
    topics: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]

    @property
    def labelled(self) -> npt.NDArray[np.bool_]:
        """Where a person labelled a topic, seeds apart."""
        return self.weights >= 1.0

    def take(self, chosen: npt.NDArray[np.int64]) -> Targets:
        """The targets of some rows."""
        return Targets(self.sentiment[chosen], self.topics[chosen], self.weights[chosen])

    def beside(self, other: Targets) -> Targets:
        """These targets, and `other` behind them."""
        return Targets(
            np.concatenate((self.sentiment, other.sentiment)),
            np.concatenate((self.topics, other.topics)),
            np.concatenate((self.weights, other.weights)),
        )


def targets_of(rows: Sequence[Row], taxonomy: tuple[Topic, ...], *, weak: bool) -> Targets:
    """Targets of `rows`; `weak` adds what the seed phrases say."""
    place = {topic.id: at for at, topic in enumerate(taxonomy)}
    topics = np.zeros((len(rows), len(taxonomy)), dtype=np.float32)
    weights = np.zeros_like(topics)
    known = {name: [place[t] for t in ids if t in place] for name, ids in known_topics(list(rows)).items()}
    patterns = [seed_pattern(topic) for topic in taxonomy]
    for at, row in enumerate(rows):
        if weak and row.lang in SEEDED_LANGUAGES and row.channel != "other":
            folded = fold(row.text[:1500])
            topics[at] = [pattern.search(folded) is not None for pattern in patterns]
            weights[at] = np.where(topics[at] > 0, WEAK_YES, WEAK_NO)
        if row.topics is not None:
            columns = known[row.set]
            topics[at, columns] = 0.0
            weights[at, columns] = 1.0
            topics[at, [place[topic] for topic in row.topics if place.get(topic) in columns]] = 1.0
    return Targets(np.array([row.label for row in rows], dtype=np.int64), topics, weights)


def class_weights(rows: Sequence[Row], sentiment: npt.NDArray[np.int64], power: float = 0.5) -> npt.NDArray[np.float32]:
    """Rows of a set's rare classes weigh more: (set size / class size / classes) ** power."""
    names = np.array([row.set for row in rows])
    weights = np.zeros(len(rows), dtype=np.float32)
    for name in np.unique(names):
        chosen = (names == name) & (sentiment >= 0)
        counts = np.bincount(sentiment[chosen], minlength=3)
        factor = (chosen.sum() / np.maximum(counts, 1) / max(1, (counts > 0).sum())) ** power
        weights[chosen] = factor[sentiment[chosen]]
    return weights
