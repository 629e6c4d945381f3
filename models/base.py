"""The door to every model: a text goes in, a Reading comes out.

Called by `pipeline.enrich`, implemented by `models.fake`, `models.compact` and `models.hub`.
Must never import torch, transformers or anything of `pipeline`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, get_args, runtime_checkable

import msgspec
import numpy as np
import numpy.typing as npt

Sentiment = Literal["negative", "neutral", "positive"]
# In what the networks multiply; auto: the fastest that the machine and the model have.
Precision = Literal["auto", "float32", "bfloat16", "int8"]
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What a model read in one text.

    `negative`, `neutral` and `positive` are calibrated probabilities that sum to 1;
    `sentiment` names the largest. `topics` holds the ids whose probability passed the topic's
    own threshold, most probable first; `topic_scores` holds the probability of every topic the
    model knows (it may be empty for a model without topics, and may be shared between
    readings: never change it).
    """

    sentiment: Sentiment
    negative: float
    neutral: float
    positive: float
    topics: tuple[str, ...] = ()
    topic_scores: dict[str, float] = {}

    @property
    def sentiment_scores(self) -> dict[Sentiment, float]:
        """The three probabilities by name."""
        return {"negative": self.negative, "neutral": self.neutral, "positive": self.positive}


@runtime_checkable
class TextModel(Protocol):
    """One forward pass gives sentiment and topics.

    `predict` answers with one Reading a text, in the order of the texts, and raises for no
    text whatever: empty, one emoji, only a URL, 100,000 characters, right-to-left, control
    characters. A text alone and the same text in any batch give the same answer to 1e-3. Two
    threads may call it at once.
    `revision` names weights and thresholds, so that a stored row says who read it.
    """

    @property
    def revision(self) -> str: ...

    def predict(self, texts: Sequence[str]) -> list[Reading]: ...


@runtime_checkable
class TextVectors(Protocol):
    """Texts as points: near one another where they speak of like things.

    `embed` gives (texts, width) float32, rows of unit length in the order of the texts, all zero
    for a text in which nothing is known; it raises for no text whatever. What was measured in
    one space says nothing in another: `revision` names it.
    """

    @property
    def revision(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]: ...
