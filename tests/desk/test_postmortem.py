"""The figures of the report, on a crisis whose every item and step is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.desk.acting import act
from pipeline.desk.casework import read
from pipeline.desk.curve import read as curve_of
from pipeline.desk.curve import size_of
from pipeline.desk.postmortem import PostMortem, post_mortem
from pipeline.spike.evidence import known
from pipeline.spike.lifecycle import PEOPLE, Statement
from pipeline.storage.base import Store
from tests.desk.conftest import AT, MINUTE, opened
from tests.storage.insights import an_insight, landed

RISEN = AT - 4 * MINUTE  # 10:56, so the first step of the chart that counts begins at 10:55
RESOLVED = AT + 40 * MINUTE


def worked_off(store: Store) -> PostMortem:
    """Risen 10:56, raised 11:00, acknowledged 11:07, class 11:21, answered 12:01, calm 11:40, closed 12:30.

    Every 5 minutes of the three days before have one complaint seen by 10 people, and so have those of the hour after
    the end. In the 45 minutes of the crisis come 20 more a step, seen by 100 people each.
    """
    usual = [AT + minute * MINUTE for minute in range(-3 * 1440, 100, 5)]
    crisis = [AT + (5 * step + 1) * MINUTE + timedelta(seconds=n) for step in range(-1, 8) for n in range(20)]
    said = [(at, 10) for at in usual] + [(at, 100) for at in crisis]
    items = [
        an_insight(number, brand="Lodos Mobil", topics=("network",), occurred_at=at, reach=reach)
        for number, (at, reach) in enumerate(said)
    ]
    store.write(items, landed(items))
    store.write_alerts([opened(), opened(state="resolved", sequence=1, at=RESOLVED)])
    answer = Statement("Arıza giderildi.", "It is mended.")
    for place, (action, minutes, more) in enumerate(
        (
            ("acknowledged", 7, {}),
            ("classified", 21, {"note": "A"}),
            ("answered", 61, {"statement": answer}),
            ("closed", 90, {"cause": "kazı", "corrective": "yedek hat"}),
        )
    ):
        act(store, "a1", action, by="ayşe", at=AT + minutes * MINUTE, seen=PEOPLE + place, **more)  # type: ignore[arg-type]
    alert = read(store).closed[0]
    return post_mortem(alert, known(alert), size_of(alert, curve_of(store, alert, AT + 120 * MINUTE)))


def test_times_are_measured_from_the_first_sign(store: Store) -> None:
    found = worked_off(store)
    assert (found.detect, found.acknowledge, found.classify) == (4 * MINUTE, 11 * MINUTE, 25 * MINUTE)
    assert (found.answer, found.resolve, found.close) == (65 * MINUTE, 44 * MINUTE, 94 * MINUTE)
    assert [(due.stage, due.late(AT)) for due in found.dues] == [
        ("confirm", True),
        ("classify", False),
        ("answer", True),
    ]


def test_volume_and_reach_are_those_from_the_first_sign_to_the_end_and_not_of_what_came_after(store: Store) -> None:
    size = worked_off(store).size
    assert size.negative == 9 * (20 + 1)
    assert size.above == pytest.approx(9 * 20, rel=0.01)
    assert size.reach == 9 * (20 * 100 + 10)
