"""The runner: nothing lost whatever is away, cursors only behind the broker, event time kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Page, Record
from connectors.cursors import MemoryCursors
from connectors.fake import FakeStop, MemoryOutbox, ScriptedConnector, memory_publisher
from connectors.progress import Progress
from connectors.runner import Policy, Runner, pause_of
from pipeline.errors import BrokerError, SourceAway, SourceRefused

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def said(number: int, at: datetime = NOON, **fields: object) -> Record:
    told = {"text": f"Kargo gelmedi {number}", "brand": "Örnek", "external_id": str(number)}
    return Record({**told, "occurred_at": at.isoformat(), **fields}, origin=f"page:{number}")


def pages(count: int, size: int = 3) -> list[list[Record]]:
    return [[said(page * size + item) for item in range(size)] for page in range(count)]


class Bench:
    """A runner and all around it, in memory, with a clock that waiting moves."""

    def __init__(self, connector: ScriptedConnector, **policy: object) -> None:
        self.connector, self.outbox, self.cursors = connector, MemoryOutbox(), MemoryCursors()
        self.stop = FakeStop(NOON)
        self.policy = Policy(**policy)
        self.runner = self.anew()

    def anew(self) -> Runner:
        """As after a crash: only the cursors and the broker are left."""
        publisher = memory_publisher(self.outbox, self.stop.clock)
        clock, jitter = self.stop.clock, lambda: 1.0
        return Runner(self.connector, publisher, self.cursors, policy=self.policy, clock=clock, jitter=jitter)

    @property
    def arrived(self) -> list[str]:
        return [feedback.external_id for feedback in self.outbox.feedback]

    @property
    def saved(self) -> str:
        track = self.cursors.load("scripted")
        return track.last.cursor if track else ""


def test_every_record_of_every_page_arrives_once_and_in_order() -> None:
    bench = Bench(ScriptedConnector(pages(4)))
    progress = bench.runner.run(bench.stop)
    assert bench.arrived == [str(number) for number in range(12)]
    assert (progress.state, progress.received, progress.accepted, progress.rejected) == ("done", 12, 12, 0)
    assert bench.saved == "4"


def test_a_rewind_on_the_last_step_of_a_run_is_never_forgotten() -> None:
    bench = Bench(ScriptedConnector(pages(2)))
    taken: list[bool] = []

    def when_all_is_saved(progress: Progress) -> None:
        if progress.received == 6 and progress.saved_at and not taken:
            bench.outbox.lose_all()
            taken.append(bench.runner.rewind())

    bench.runner = Runner(
        bench.connector, memory_publisher(bench.outbox), bench.cursors, clock=bench.stop.clock, report=when_all_is_saved
    )
    bench.runner.run(bench.stop)
    assert taken == [True]
    assert bench.arrived == [str(number) for number in range(6)]


def test_a_rewind_after_the_end_of_a_run_is_for_the_next() -> None:
    bench = Bench(ScriptedConnector(pages(2)))
    bench.runner.run(bench.stop)
    assert bench.runner.rewind() is False
    bench.outbox.lose_all()
    bench.runner.run(bench.stop)
    assert bench.arrived == [str(number) for number in range(6)]
