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


def test_the_cursor_is_saved_only_behind_the_broker() -> None:
    bench = Bench(ScriptedConnector(pages(3)), flush_items=1)
    seen: list[tuple[int, str]] = []
    save = bench.cursors.save
    bench.cursors.save = lambda name, track: (seen.append((len(bench.arrived), track.last.cursor)), save(name, track))  # type: ignore[method-assign]
    bench.runner.run(bench.stop)
    assert seen == [(3, "1"), (6, "2"), (9, "3")]


def test_a_source_that_is_away_is_waited_for_and_loses_nothing() -> None:
    away = SourceAway("the source does not answer")
    bench = Bench(ScriptedConnector([*pages(1), away, away, away, *pages(2)[1:]]))
    progress = bench.runner.run(bench.stop)
    assert bench.arrived == [str(number) for number in range(6)]
    assert progress.retries == 3
    assert progress.problem == ""
    assert bench.stop.slept == pytest.approx(0.5 + 1.0 + 2.0)


def test_a_clock_that_is_set_back_an_hour_makes_no_wait_an_hour_longer() -> None:
    bench = Bench(ScriptedConnector([SourceAway("the source does not answer"), *pages(1)]))

    def set_back(seconds: float) -> None:
        bench.stop.during = lambda _: None
        bench.stop.now -= timedelta(hours=1)

    bench.stop.during = set_back
    bench.runner.run(bench.stop)
    assert bench.arrived == ["0", "1", "2"]
    assert bench.stop.slept < 5


def test_a_source_is_never_asked_earlier_than_it_wants() -> None:
    bench = Bench(ScriptedConnector([SourceAway("too many requests", retry_after=90.0), *pages(1)]))
    bench.runner.run(bench.stop)
    assert bench.stop.slept >= 90.0


def test_a_refusal_ends_the_run_with_its_hint_and_keeps_what_was_read() -> None:
    bench = Bench(ScriptedConnector([*pages(2), SourceRefused("the token is wrong", hint="make a new one")]))
    bench.connector.ends = False
    bench.connector._pages.append([])
    with pytest.raises(SourceRefused, match="make a new one"):
        bench.runner.run(bench.stop)
    assert bench.runner.progress.state == "refused"
    assert "make a new one" in bench.runner.progress.problem
    assert bench.saved == "2"


def test_a_broker_that_fails_is_waited_for_and_everything_since_the_cursor_is_read_again() -> None:
    bench = Bench(ScriptedConnector(pages(4)), flush_items=6)
    bench.outbox.failing = True
    bench.stop.during = lambda seconds: setattr(bench.outbox, "failing", bench.stop.slept < 3)
    progress = bench.runner.run(bench.stop)
    assert sorted(set(bench.arrived), key=int) == [str(number) for number in range(12)]
    assert progress.state == "done"
    assert progress.retries >= 2


def test_a_stop_ends_a_wait_within_a_second_also_while_the_broker_is_halted() -> None:
    bench = Bench(ScriptedConnector(pages(1)))
    bench.outbox.halted = True
    bench.connector.ends = False

    def press(seconds: float) -> None:
        assert seconds <= 1.0
        bench.stop.stopped = bench.stop.slept > 5

    bench.stop.during = press
    flush = bench.runner._publisher.flush

    def halted(seconds: float) -> bool:
        bench.stop.wait(seconds)
        return flush(seconds)

    bench.runner._publisher.flush = halted  # type: ignore[method-assign]
    progress = bench.runner.run(bench.stop)
    assert progress.state == "stopped"
    assert bench.saved == ""


def test_between_two_rounds_the_connectors_interval_is_kept() -> None:
    bench = Bench(ScriptedConnector(pages(1)))
    bench.connector.ends = False
    bench.stop.during = lambda seconds: setattr(bench.stop, "stopped", len(bench.connector.asked) > 3)
    bench.runner.run(bench.stop)
    assert 3 * 60 - 1 <= bench.stop.slept <= 3 * 60 + 61


def test_records_that_cannot_be_taken_become_dead_letters_with_origin_and_reason() -> None:
    broken = [said(1), Record({"text": "Numaram 10000000146"}, "page:9", b'{"text": "Numaram 10000000146"}'), said(2)]
    bench = Bench(ScriptedConnector([broken]))
    progress = bench.runner.run(bench.stop)
    letter = bench.outbox.rejected[0]
    assert (letter.reason, letter.origin, letter.stage) == ("no_brand", "page:9", "connector")
    assert b"10000000146" not in letter.raw
    assert (progress.accepted, progress.rejected, dict(progress.reasons)) == (2, 1, {"no_brand": 1})


def test_rewinding_reads_everything_again_under_the_same_ids() -> None:
    bench = Bench(ScriptedConnector(pages(3)))
    bench.runner.run(bench.stop)
    ids = [feedback.id for feedback in bench.outbox.feedback]
    bench.outbox.lose_all()
    bench.runner.rewind()
    progress = bench.runner.run(bench.stop)
    assert [feedback.id for feedback in bench.outbox.feedback] == ids
    assert progress.rewinds == 1


def test_rewinding_by_minutes_reads_from_where_it_stood_then() -> None:
    bench = Bench(ScriptedConnector(pages(30)), flush_items=1)
    fetch = bench.connector.fetch

    def a_page_a_minute(cursor: str) -> Page:
        bench.stop.now += timedelta(minutes=1)
        return fetch(cursor)

    bench.connector.fetch = a_page_a_minute  # type: ignore[method-assign]
    bench.runner.run(bench.stop)
    bench.connector.asked.clear()
    bench.runner.rewind(timedelta(minutes=5))
    bench.runner.run(bench.stop)
    assert bench.connector.asked[0] == "25"


def test_a_rewind_during_a_long_wait_is_heard_at_once() -> None:
    bench = Bench(ScriptedConnector(pages(2)))
    bench.connector.ends = False

    def interfere(seconds: float) -> None:
        if len(bench.connector.asked) == 2:
            bench.outbox.lose_all()
            bench.runner.rewind()
        bench.stop.stopped = len(bench.connector.asked) >= 4

    bench.stop.during = interfere
    bench.runner.run(bench.stop)
    assert bench.stop.slept < 61
    assert len(set(bench.arrived)) == 6


def test_replay_divides_the_gaps_of_event_time() -> None:
    hours = [said(number, NOON - timedelta(days=3) + timedelta(hours=number)) for number in range(4)]
    bench = Bench(ScriptedConnector([hours[:2], hours[2:]]), speed=600.0)
    at: list[float] = []
    publish = bench.runner._publish
    bench.runner._publish = lambda items: (at.append((bench.stop.now - NOON).total_seconds()), publish(items))[1]  # type: ignore[method-assign]
    bench.runner.run(bench.stop)
    assert at == pytest.approx([0, 6, 12, 18])


def test_replay_never_waits_for_what_is_out_of_order_or_has_an_impossible_time() -> None:
    start = NOON - timedelta(days=3)
    mixed = [
        said(0, start),
        said(1, start - timedelta(days=9)),
        said(2, start, occurred_at="2100-01-01T00:00:00+00:00"),
        said(3, start, occurred_at="no time"),
        said(4, start, occurred_at=None),
        said(5, start + timedelta(seconds=30)),
    ]
    bench = Bench(ScriptedConnector([mixed]), speed=1.0)
    progress = bench.runner.run(bench.stop)
    assert bench.stop.slept == pytest.approx(30, abs=1)
    assert progress.received == 6


def test_a_replay_can_be_stopped_in_the_middle_and_goes_on_with_the_page() -> None:
    days = [said(number, NOON - timedelta(days=9 - number)) for number in range(6)]
    bench = Bench(ScriptedConnector([days]), speed=60.0)
    bench.stop.during = lambda seconds: setattr(bench.stop, "stopped", len(bench.arrived) >= 2)
    assert bench.runner.run(bench.stop).state == "stopped"
    assert bench.saved == ""
    bench.stop.stopped, bench.stop.during = False, lambda seconds: None
    bench.anew().run(bench.stop)
    assert set(bench.arrived) == {str(number) for number in range(6)}


def test_everyone_who_asks_hears_of_progress() -> None:
    told = []
    connector, outbox = ScriptedConnector(pages(2)), MemoryOutbox()
    stop = FakeStop(NOON)
    Runner(connector, memory_publisher(outbox, stop.clock), MemoryCursors(), clock=stop.clock, report=told.append).run(
        stop
    )
    assert told[-1].state == "done"
    assert told[-1].last_event == NOON
    assert told[-1].cursor_age(NOON + timedelta(seconds=5)) == 5.0
    assert [progress.received for progress in told] == sorted(progress.received for progress in told)


class Crash(BaseException):
    """Ends a process wherever it is."""


steps = st.lists(st.sampled_from(["page", "page", "away", "broker"]), min_size=1, max_size=12)


@given(steps, st.lists(st.integers(0, 12), max_size=6), st.integers(1, 9))
def test_a_crash_at_any_point_loses_nothing(script: list[str], crashes: list[int], flush_items: int) -> None:
    """Whatever fails, and whenever the process dies: in the end every record arrived, and no cursor was ahead."""
    size = script.count("page")
    numbered = iter(pages(size))
    told = [step for step in script if step != "broker"]
    connector = ScriptedConnector([SourceAway("away") if step == "away" else next(numbered) for step in told])
    bench = Bench(connector, flush_items=flush_items)
    bench.outbox.failing = "broker" in script
    bench.stop.during = lambda seconds: setattr(bench.outbox, "failing", False)
    for point in crashes:
        _die_at(bench, point)
        try:
            bench.anew().run(bench.stop)
        except Crash:
            assert set(bench.arrived) >= {str(number) for number in range(3 * int(bench.saved or 0))}
    _die_at(bench, None)
    bench.anew().run(bench.stop)
    assert set(bench.arrived) == {str(number) for number in range(3 * size)}


def _die_at(bench: Bench, point: int | None) -> None:
    """The n-th call of anything outside (fetch, send, save) kills the process, before or after it took effect."""
    left = [point]

    def dying(call):
        def wrapped(*told):
            if left[0] is None:
                return call(*told)
            left[0] -= 1
            if left[0] == -1:
                raise Crash
            result = call(*told)
            if left[0] == 0 and call.__name__ == "send":
                raise Crash
            return result

        return wrapped

    connector, outbox, cursors = type(bench.connector), type(bench.outbox), type(bench.cursors)
    bench.connector.fetch = dying(connector.fetch.__get__(bench.connector))  # type: ignore[method-assign]
    bench.outbox.send = dying(outbox.send.__get__(bench.outbox))  # type: ignore[method-assign]
    bench.cursors.save = dying(cursors.save.__get__(bench.cursors))  # type: ignore[method-assign]


@given(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_pauses_grow_never_beyond_the_longest_and_are_never_nothing(failures: int, one: float, other: float) -> None:
    policy = Policy()
    assert 0 < pause_of(failures, policy, one) <= policy.pause_most
    assert pause_of(failures, policy, one, asked=500.0) >= 500.0
    if one <= other:
        assert pause_of(failures, policy, one) <= pause_of(failures, policy, other)


def test_a_bug_of_a_connector_is_not_waited_for() -> None:
    bench = Bench(ScriptedConnector([ZeroDivisionError(), *pages(1)]))
    with pytest.raises(ZeroDivisionError):
        bench.runner.run(bench.stop)


def test_a_broker_error_in_the_last_flush_does_not_hide_a_refusal() -> None:
    bench = Bench(ScriptedConnector([*pages(1), SourceRefused("no")]), flush_items=100)
    bench.connector.ends = False
    bench.connector._pages.append([])
    bench.outbox.failing = True
    bench.stop.during = lambda seconds: setattr(bench.outbox, "failing", False)
    with pytest.raises((SourceRefused, BrokerError)):
        bench.runner.run(bench.stop)
    assert bench.saved in ("", "1")
