"""A batch of messages and a model -> Insights, Rejecteds, and what became of every offset.

Called by the `enriching` agent, in a thread. Pure: no I/O, no clock, no randomness; the model and the language
identifier are arguments. One bad text is Rejected alone and disturbs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from models.base import Reading, TextModel
from pipeline.errors import ModelBroken, place_of
from pipeline.feedback import Feedback, Insight, Landing, Position, Rejected, revision
from pipeline.wire import Message, decode, refuse

Identify: TypeAlias = Callable[[Sequence[str]], Sequence[str]]


class Enriched(msgspec.Struct, frozen=True):
    """`insights` and `rejected` together stand for every message once; `landings` has one a message, in order."""

    insights: list[Insight]
    rejected: list[Rejected]
    landings: list[Landing]


def enrich(messages: Sequence[Message], model: TextModel, identify: Identify, *, generation: int = 0) -> Enriched:
    """Decode, identify the language, read sentiment and topics in one forward pass.

    `generation` numbers the scoring (model and taxonomy): rows of a newer one replace older ones.
    A text on which the model fails is Rejected at stage "model"; where it fails on every text of the batch
    ModelBroken is raised, for then the model is broken and not the data.
    """
    decoded = [decode(message) for message in messages]
    taken = [(message, item) for message, item in zip(messages, decoded, strict=True) if isinstance(item, Feedback)]
    texts = [item.words for _, item in taken]
    readings = _read(model, texts)
    if len(texts) > 1 and not any(isinstance(reading, Reading) for reading in readings):
        raise _broken(next(reading for reading in readings if isinstance(reading, Exception)))
    languages = identify(texts)
    insights: list[Insight] = []
    refused: dict[Position, Rejected] = {}
    for (message, item), reading, language in zip(taken, readings, languages, strict=True):
        if isinstance(reading, Reading):
            insights.append(_insight(message, item, reading, language, model.revision, generation))
        else:
            detail = f"the model failed on this text: {type(reading).__name__}"
            refused[message.position] = refuse(message, "model_failed", detail, "model")
    return _sorted_out(messages, decoded, insights, refused)


def _read(model: TextModel, texts: Sequence[str]) -> list[Reading | Exception]:
    """One Reading a text; where a batch fails it is halved until the text that breaks it stands alone."""
    if not texts:
        return []
    try:
        return list(model.predict(texts))
    except Exception as error:
        if len(texts) == 1:
            return [error]
        middle = len(texts) // 2
        return _read(model, texts[:middle]) + _read(model, texts[middle:])


def _broken(error: Exception) -> ModelBroken:
    broken = ModelBroken(
        f"the model fails on every text: {place_of(error)}",
        hint="set NABIZ_MODEL to another or mend it; what was not acknowledged comes back",
    )
    broken.__suppress_context__ = True
    return broken


def _insight(message: Message, item: Feedback, reading: Reading, language: str, model: str, generation: int) -> Insight:
    return Insight(
        feedback=item,
        language=language if language != "und" or not item.lang else item.lang,
        sentiment=reading.sentiment,
        sentiment_scores=(reading.negative, reading.neutral, reading.positive),
        topics=reading.topics,
        topic_scores=reading.topic_scores,
        model=model,
        revision=revision(generation, item.updated_at or item.occurred_at),
        position=message.position,
        ingested_at=message.appended_at,
    )


def _sorted_out(
    messages: Sequence[Message],
    decoded: Sequence[Feedback | Rejected],
    insights: list[Insight],
    refused: dict[Position, Rejected],
) -> Enriched:
    rejected, landings = [], []
    for message, item in zip(messages, decoded, strict=True):
        bad = item if isinstance(item, Rejected) else refused.get(message.position)
        if bad is not None:
            rejected.append(bad)
            landings.append(Landing(message.position, "rejected"))
        elif isinstance(item, Feedback):
            landings.append(Landing(message.position, "stored", item.id))
    return Enriched(insights, rejected, landings)
