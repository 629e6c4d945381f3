"""A batch through the model: every message lands once, and one bad text disturbs nothing else."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from models.base import Reading
from models.fake import FreeModel
from pipeline.enrich import enrich
from pipeline.errors import ModelBroken
from pipeline.feedback import Position
from pipeline.intake import feedback_of
from pipeline.wire import FEEDBACK, Message, encode

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Fragile:
    """Fails on every batch that holds a text with the word in it."""

    revision = "fragile"

    def __init__(self, word: str, says: str = "broken on this text") -> None:
        self._word, self._says = word, says

    def predict(self, texts: Sequence[str]) -> list[Reading]:
        if any(self._word in text for text in texts):
            raise RuntimeError(self._says)
        return [Reading("neutral", 0.2, 0.6, 0.2) for _ in texts]


def turkish(texts: Sequence[str]) -> list[str]:
    return ["tr"] * len(texts)


def messages(*texts: str) -> list[Message]:
    found = []
    for offset, text in enumerate(texts):
        value = encode(
            feedback_of({"text": text, "brand": "Lodos", "external_id": offset}, now=NOW, key=b"k" * 32)
        ).value
        found.append(Message(Position(FEEDBACK, 0, offset), NOW, value, {}))
    return found


def test_every_message_lands_once_in_order() -> None:
    batch = messages("bir", "iki", "üç")
    batch.insert(1, Message(Position(FEEDBACK, 1, 0), NOW, b"{", {}))
    enriched = enrich(batch, FreeModel(), turkish)
    assert [landing.position for landing in enriched.landings] == [message.position for message in batch]
    assert [landing.outcome for landing in enriched.landings] == ["stored", "rejected", "stored", "stored"]
    assert len(enriched.insights) == 3


def test_a_text_that_breaks_the_model_is_rejected_alone() -> None:
    enriched = enrich(messages("a", "b", "zehir", "c", "d"), Fragile("zehir"), turkish)
    assert [insight.feedback.text for insight in enriched.insights] == ["a", "b", "c", "d"]
    assert [(item.stage, item.reason, item.origin) for item in enriched.rejected] == [
        ("model", "model_failed", "voc.feedback.v1/0/2")
    ]
    assert [landing.outcome for landing in enriched.landings] == ["stored", "stored", "rejected", "stored", "stored"]


def test_a_model_that_fails_on_everything_is_a_bug_not_bad_data() -> None:
    with pytest.raises(ModelBroken):
        enrich(messages("a", "b"), Fragile(""), turkish)


def test_what_a_broken_model_says_is_kept_out_of_the_error() -> None:
    customer = " ".join(("Ayşe", "Yılmaz"))
    with pytest.raises(ModelBroken) as raised:
        enrich(messages("a", "b"), Fragile("", says=f"cannot read: {customer}"), turkish)
    told = "".join(traceback.format_exception(raised.value))
    assert "RuntimeError" in told
    assert customer not in told


def test_a_batch_of_poison_alone_needs_no_model() -> None:
    enriched = enrich([Message(Position(FEEDBACK, 0, 0), NOW, None, {})], Fragile(""), turkish)
    assert (len(enriched.insights), len(enriched.rejected)) == (0, 1)


def test_the_sources_hint_helps_where_the_language_is_unsure() -> None:
    value = encode(feedback_of({"text": "ok", "brand": "Lodos", "lang": "de"}, now=NOW, key=b"k" * 32)).value
    enriched = enrich([Message(Position(FEEDBACK, 0, 0), NOW, value, {})], FreeModel(), lambda texts: ["und"])
    assert enriched.insights[0].language == "de"
