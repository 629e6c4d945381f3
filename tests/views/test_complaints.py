"""The numbers of the complaints page lead to exactly the items they count, at their edges too.

Its open alerts are those of the desk.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from pipeline.alert import AlertStep
from pipeline.feedback import Case, Insight
from pipeline.spike.lifecycle import PEOPLE, fold
from pipeline.storage.base import Store
from pipeline.views.answers import answer, items
from pipeline.views.complaints import ACTIVE, EXPECTED, FIRST_RESPONSE, MISSED, OPEN, UNANSWERED
from pipeline.views.panel import Panel
from tests.storage.insights import START, a_step, an_insight
from tests.views.conftest import DAY, FILTERS, Filled

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
END = START + DAY  # of the period
CLOSING = '{"cause": "kazı", "action": ""}'


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


@pytest.mark.parametrize("step", [15, 60, 1440])
def test_the_negative_volume_counts_to_the_end_of_the_period(filled: Filled, step: int) -> None:
    """Which is now, most often: a crisis begins in an hour that is not over. Of that hour a week ago only what was said
    up to that minute is usual, and what was said before the period began is not of it."""
    ages = (MINUTE, HOUR, 23 * HOUR, 2 * DAY - MINUTE, 2 * DAY + MINUTE, 7 * DAY + MINUTE, 7 * DAY - MINUTE)
    store = filled([an_insight(number, occurred_at=END - age) for number, age in enumerate(ages)])
    while store.roll_up(datetime.now(UTC) + timedelta(minutes=6)):
        pass
    rows = answer(store, EXPECTED, replace(FILTERS, step_minutes=step)).rows
    assert EXPECTED.drill is not None
    behind = len(items(store, EXPECTED.drill, FILTERS).rows)
    if step < 1440:  # of days the first is counted whole
        assert sum(cast(float, row[1]) for row in rows) == behind == 4
        assert rows[-1][1:] == (1.0, 0.0, 3.0)
    assert rows[-1][1] == (1.0 if step < 1440 else 2.0)


def some_course(name: str, rng: random.Random) -> Iterator[AlertStep]:
    """An alert that grows, calms, is closed and rises again, in whatever order that may be."""
    steps = [a_step(id=name, first_seen=START - rng.randrange(9) * MINUTE)]
    numbers = {"data": 1, "people": PEOPLE}
    for minute in sorted(rng.sample(range(1, 200), rng.randrange(8))):
        alert = fold(steps)
        assert alert is not None
        at, state = START + minute * MINUTE, rng.choice(("escalated", "resolved", "closed", "acknowledged"))
        if (alert.closed and state == "closed") or (not alert.rising and state == "resolved"):
            continue
        who = "people" if state in ("closed", "acknowledged") else "data"
        first = alert.newest.first_seen
        if state == "escalated" and not alert.rising:
            first = at - rng.randrange(30) * MINUTE
        steps.append(a_step(numbers[who], id=name, state=state, at=at, first_seen=first, note=CLOSING, by=f"{minute}"))
        numbers[who] += 1
    yield from steps


def test_an_open_alert_is_as_old_and_in_the_hands_of_whom_the_desk_says(store: Store) -> None:
    rng = random.Random(7)
    courses = [list(some_course(f"a{number}", rng)) for number in range(60)]
    store.write_alerts([step for course in courses for step in course])
    alerts = [alert for alert in map(fold, courses) if alert is not None and alert.rising and not alert.closed]
    assert {alert.returns for alert in alerts} >= {0, 1, 2}
    table = answer(store, ACTIVE, FILTERS)
    name, age, owner = (table.columns.index(column) for column in ("id", "age", "owner"))
    assert {row[name]: (row[age], row[owner]) for row in table.rows} == {
        alert.opened.id: ((END - alert.risen_at).total_seconds(), alert.acknowledged_by or "") for alert in alerts
    }
