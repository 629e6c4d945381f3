"""A trial of a company's topics on its own unlabelled texts: thresholds proposed, examples at the border.

Called by `nabiz topics try`. Measures how near the company's texts lie to each topic in general,
then proposes for each topic the threshold that promises the best F1, taking scores for chances
(Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1", ECML 2014). What scores like
the middle of the texts without a seed phrase counts as no chance at all, and texts without one have together no more
chance than those with one: else a topic that five texts in a thousand name would take forty that merely lie near. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from models.base import TextVectors
from models.topics.company import THRESHOLD, Nearness, OwnTopic
from models.topics.scoring import Scores, TopicScorer

Found = npt.NDArray[np.bool_]
Chances = npt.NDArray[np.float64]

LOWEST, HIGHEST = 0.2, 0.9  # of a proposed threshold
SHOWN = 5
LEAST_TEXTS = 50  # under so many nearness is not measured


@dataclass(frozen=True, slots=True)
class Example:
    """A text by its place among those tried, and its score."""

    at: int
    score: float


@dataclass(frozen=True, slots=True)
class TopicTrial:
    """What a trial says of one topic; `topic` has the proposed threshold and the measured nearness."""

    topic: OwnTopic
    taken: int
    with_phrase: int
    surest: tuple[Example, ...]
    just_taken: tuple[Example, ...]
    just_missed: tuple[Example, ...]


def try_topics(
    topics: Sequence[OwnTopic], texts: Sequence[str], vectors: TextVectors | None, shown: int = SHOWN
) -> list[TopicTrial]:
    """One TopicTrial a topic, in their order."""
    measured = _measured(topics, texts, vectors)
    scorer = TopicScorer(measured, vectors)
    scores, phrases = scorer.score(texts), scorer.with_phrase(texts)
    return [_trial(topic, scores[:, at], phrases[:, at], shown) for at, topic in enumerate(measured)]


def _measured(topics: Sequence[OwnTopic], texts: Sequence[str], vectors: TextVectors | None) -> list[OwnTopic]:
    if vectors is None or len(texts) < LEAST_TEXTS:
        return [replace(topic, nearness=Nearness()) for topic in topics]
    cosines = TopicScorer(topics, vectors).cosines(texts)
    said = cosines[cosines.any(axis=1)]
    if len(said) < LEAST_TEXTS:
        return [replace(topic, nearness=Nearness()) for topic in topics]
    facts = zip(said.mean(axis=0).tolist(), said.std(axis=0).tolist(), strict=True)
    nearness = [Nearness(round(mean, 4), round(spread, 4), vectors.revision) for mean, spread in facts]
    return [replace(topic, nearness=near) for topic, near in zip(topics, nearness, strict=True)]


def _trial(topic: OwnTopic, scores: Scores, phrases: Found, shown: int) -> TopicTrial:
    threshold = proposed(scores, phrases)
    order = np.argsort(-scores, kind="stable")
    taken = int((scores >= threshold).sum())

    def examples(places: Sequence[int]) -> tuple[Example, ...]:
        return tuple(Example(int(at), float(scores[at])) for at in places)

    inside, outside = order[:taken].tolist(), order[taken:].tolist()
    return TopicTrial(
        topic=replace(topic, threshold=threshold),
        taken=taken,
        with_phrase=int(phrases.sum()),
        surest=examples(inside[:shown]),
        just_taken=examples(inside[shown:][-shown:][::-1]),
        just_missed=examples(outside[:shown]),
    )


def telling(scorer: TopicScorer, topic: int, text: str, width: int) -> str:
    """The stretch of at most `width` characters that speaks most of a topic; the whole text where it is short."""
    if len(text) <= width:
        return text
    words, stretches, at = text.split(), [], 0
    while at < len(words):
        end, length = at, 0
        while end < len(words) and (end == at or length + len(words[end]) < width):
            length += len(words[end]) + 1
            end += 1
        stretches.append(" ".join(words[at:end])[:width])
        at = max(at + 1, at + (end - at) // 2) if end < len(words) else end
    return stretches[int(scorer.score(stretches)[:, topic].argmax())] if stretches else ""


def proposed(scores: Scores, phrases: Found) -> float:
    """The threshold for one topic's scores; the default where no seed phrase stands in any text."""
    if not phrases.any():
        return THRESHOLD
    elsewhere = float(np.median(scores[~phrases])) if (~phrases).any() else 0.0
    chances = np.maximum(0.0, (scores.astype(np.float64) - elsewhere) / (1.0 - elsewhere))
    order = np.argsort(-scores, kind="stable")
    falling, sorted_scores = _outnumbered(chances, phrases)[order], scores[order].tolist()
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    last = int(expected.argmax())
    border: float = (sorted_scores[last] + [*sorted_scores, 0.0][last + 1]) / 2
    return round(min(HIGHEST, max(LOWEST, border)), 3)


def _outnumbered(chances: Chances, phrases: Found) -> Chances:
    """Chances of texts without a seed phrase, made smaller where their sum exceeds that of the texts with one."""
    inside, outside = float(chances[phrases].sum()), float(chances[~phrases].sum())
    return chances if outside <= inside else np.where(phrases, chances, chances * (inside / outside))
