"""The numbers of the complaints page lead to exactly the items they count, at their edges too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.feedback import Case, Insight
from pipeline.views.answers import answer, items
from pipeline.views.complaints import FIRST_RESPONSE, MISSED, OPEN, UNANSWERED
from pipeline.views.panel import Panel
from tests.storage.insights import START, an_insight
from tests.views.conftest import DAY, FILTERS, Filled

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
END = START + DAY  # of the period


def complaint(number: int, age: timedelta, case: Case | None = None) -> Insight:
    return an_insight(number, channel="complaint", occurred_at=END - age, case=case)


def told() -> list[Insight]:
    """The period ends at 09:26."""
    return [
        complaint(1, 30 * HOUR),  # waits too long
        complaint(2, 24 * HOUR + 20 * MINUTE),  # of the same hour a day before: not yet, to the hour
        complaint(3, 25 * HOUR, Case(reply="Merhaba")),  # answered, nobody knows when
        complaint(4, 40 * HOUR, Case(reply="Merhaba", replied_at=END - 10 * HOUR)),  # answered too late
        complaint(5, 40 * HOUR, Case(reply="Merhaba", replied_at=END - 39 * HOUR)),
        complaint(6, 5 * HOUR, Case(replied_at=END - 6 * HOUR)),  # before it was said: no wait
        complaint(7, 4 * HOUR, Case(satisfaction=4.0)),
        complaint(8, 47 * HOUR),
    ]


@pytest.mark.parametrize(
    ("panel", "numbers"),
    [(MISSED, {1, 4, 8}), (UNANSWERED, {1, 2, 7, 8}), (OPEN, {1, 2, 3, 4, 5, 6, 8})],
    ids=["missed", "unanswered", "open"],
)
def test_a_count_leads_to_what_it_counts(filled: Filled, panel: Panel, numbers: set[int]) -> None:
    insights = told()
    store = filled(insights)
    assert answer(store, panel, FILTERS).rows[0][0] == len(numbers)
    assert panel.drill is not None
    behind = {row[0] for row in items(store, panel.drill, FILTERS).rows}
    assert {number for number, each in enumerate(insights, 1) if each.feedback.id in behind} == numbers


def test_a_mean_wait_leads_to_the_items_that_waited(filled: Filled) -> None:
    store = filled(told())
    assert answer(store, FIRST_RESPONSE, FILTERS).rows[0][0] == 31 / 2 * 3600
    assert FIRST_RESPONSE.drill is not None
    assert len(items(store, FIRST_RESPONSE.drill, FILTERS).rows) == 2
