"""What the quality page says of corrections."""

from __future__ import annotations

from datetime import timedelta

from pipeline.views.answers import answer
from pipeline.views.quality import AGREED
from tests.storage.insights import START, an_insight
from tests.views.conftest import FILTERS, Filled


def test_whoever_takes_a_correction_back_agrees_with_the_model(filled: Filled) -> None:
    item = an_insight(sentiment="negative", topics=("delivery",))
    store = filled([item])
    store.correct(item.feedback.id, "positive", (), "ayse", START)
    assert answer(store, AGREED, FILTERS).rows == [("negative", 1, 0, 0.0, 0.0)]
    store.correct(item.feedback.id, "negative", ("delivery",), "can", START + timedelta(minutes=1))
    assert answer(store, AGREED, FILTERS).rows == [("negative", 1, 1, 1.0, 1.0)]
