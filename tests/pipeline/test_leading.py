"""Who leads may change at any moment, also amid a crisis: the alerts are those of one watcher that never stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.alert import AlertStep
from pipeline.storage.fake import InMemoryStore
from pipeline.watching import Watcher
from tests.pipeline.test_watching import LATE, START, fill

RISE, CALM, END = 360, 372, 480
LOOKS = range(350, END + 1, 3)
Told = tuple[str, int, str, object]


class Stream:
    """A store into which a day arrives: calm, a crisis, calm again."""

    def __init__(self) -> None:
        self.store, self.minute = InMemoryStore(), 0
        self.told: list[AlertStep] = []

    def arrive(self, until: int) -> None:
        for minute in range(self.minute, until):  # as often as ever, however the day is cut
            if minute % 2 == 0:
                fill(self.store, minute, minute + 1, 120)
            if minute % 15 == 0:
                fill(self.store, minute, minute + 1, 900, "negative")
        since, end = max(self.minute, RISE), min(until, CALM)
        if since < end:
            fill(self.store, since, end, 6, "negative")
        self.minute = until

    def look(self, watcher: Watcher) -> None:
        steps = watcher.look()
        watcher.keep(steps)
        self.told += steps

    def new(self) -> Watcher:
        return Watcher(self.store, lateness=LATE)

    def facts(self) -> list[Told]:
        return [(step.id, step.sequence, step.state, step.at) for step in self.told]


@pytest.fixture(scope="module")
def alone() -> list[Told]:
    """What one watcher tells that never stops."""
    stream = Stream()
    watcher = stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        stream.look(watcher)
    facts = stream.facts()
    assert (facts[0][2], facts[-1][2]) == ("opened", "resolved")
    return facts


def test_restarts_amid_a_crisis_tell_the_same_and_nothing_twice(alone: list[Told]) -> None:
    stream = Stream()
    watcher = stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        watcher = stream.new() if RISE - 3 <= minute <= CALM or minute % 30 == 0 else watcher
        stream.look(watcher)
    assert stream.facts() == alone


def test_two_that_lead_in_turn_tell_the_same_and_nothing_twice(alone: list[Told]) -> None:
    stream = Stream()
    leaders = (stream.new(), stream.new())
    for number, minute in enumerate(LOOKS):
        stream.arrive(minute)
        stream.look(leaders[number // 2 % 2])
    assert stream.facts() == alone


def test_who_leads_again_after_the_crisis_was_told_by_another_carries_its_alert_on(alone: list[Told]) -> None:
    stream = Stream()
    first, second = stream.new(), stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        stream.look(second if RISE <= minute < RISE + 20 else first)
    assert stream.facts() == alone


def test_late_items_between_two_leaders_open_no_second_alert(alone: list[Told]) -> None:
    stream = Stream()
    first, second = stream.new(), stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        stream.look(first if minute < RISE + 6 else second)
        if minute == RISE + 6 - RISE % 3:
            fill(stream.store, RISE - 3, RISE, 7, "negative")  # the rise began earlier than was known
    stream.look(first)
    assert len({name for name, _, _, _ in stream.facts()}) == 1
    assert len(set(stream.facts())) == len(stream.facts())
    assert stream.facts()[0] == alone[0]


@pytest.mark.parametrize("gap", [(355, 366), (355, 400), (340, 470)])
def test_what_began_while_nobody_watched_is_told_afterwards_with_its_own_minutes(
    alone: list[Told], gap: tuple[int, int]
) -> None:
    stream = Stream()
    watcher = stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        if gap[0] <= minute < gap[1]:
            watcher = stream.new()
        else:
            stream.look(watcher)
    assert stream.facts() == alone


def test_a_restart_that_reads_its_backlog_again_ends_no_alert_whose_minutes_it_has_not_come_to(
    alone: list[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Stream()
    watcher = stream.new()
    for minute in LOOKS:
        stream.arrive(minute)
        stream.look(watcher)
        if minute == RISE + 8 - RISE % 3:
            watcher = stream.new()
            for behind in (RISE - 30, RISE - 20, RISE - 10):
                monkeypatch.setattr(stream.store, "busy_until", lambda _, at=behind: START + timedelta(minutes=at))
                stream.look(watcher)
                fill(stream.store, behind - 12, behind - 11, 59)  # a minute that was judged has one more to say
            monkeypatch.undo()
    assert stream.facts() == alone
