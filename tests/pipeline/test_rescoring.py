"""Windows cover all hours once within their bound; what changes is added up."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rescoring import HOUR, Change, Difference, windows

START = datetime(2026, 3, 14, tzinfo=UTC)
HOURS = st.dictionaries(st.integers(0, 2_000), st.integers(1, 500), max_size=60)


@given(HOURS, st.integers(1, 600))
def test_every_hour_lies_in_one_window_and_no_window_holds_too_much(counted: dict[int, int], most: int) -> None:
    hours = [(START + at * HOUR, items) for at, items in sorted(counted.items())]
    parts = list(windows(hours, most))
    for hour, _ in hours:
        assert sum(part.since <= hour < part.until for part in parts) == 1
    for part in parts:
        inside = [items for hour, items in hours if part.since <= hour < part.until]
        assert sum(inside) <= most or len(inside) == 1
    assert all(one.until <= other.since for one, other in pairwise(parts))


def test_an_item_whose_sentiment_and_topics_change_is_one_changed_item() -> None:
    found = Difference()
    found.add(Change("A", "tr", "negative", "positive", True, 3))
    found.add(Change("A", "tr", "neutral", "neutral", True, 2))
    found.add(Change("B", "en", "neutral", "neutral", False, 90))
    assert (found.compared, found.changed, found.sentiment_changed, found.topics_changed) == (95, 5, 3, 5)
    assert dict(found.brands) == {"A": 5}
    assert dict(found.sentiments) == {("negative", "positive"): 3}
