"""Faust's parts as we make them."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from faust.types import TP

from pipeline.faust_settings import PromptConsumer, Unmeasured, _Thread


@pytest.mark.parametrize("part", [PromptConsumer, _Thread, Unmeasured])
def test_a_part_of_fausts_logs_as_the_library_it_is(part: type) -> None:
    assert part.logger.name.startswith("faust."), "libraries are held to warnings"


class Fetching:
    """A consumer thread as far as it is asked how its fetching goes."""

    verify_event_path = _Thread.verify_event_path
    tp_fetch_response_timeout_secs = 300.0

    def __init__(self) -> None:
        self.state: SimpleNamespace | None = SimpleNamespace(timestamp=None)
        self._unanswered: dict[TP, float] = {}
        self.log = logging.getLogger("faust.test")

    def _ensure_consumer(self) -> SimpleNamespace:
        assignment = SimpleNamespace(active=True, state_value=lambda _: self.state)
        subscriptions = SimpleNamespace(subscription=SimpleNamespace(assignment=assignment))
        return SimpleNamespace(_fetcher=SimpleNamespace(_subscriptions=subscriptions))


def test_a_broker_that_never_answers_for_a_partition_is_said_each_time_patience_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fetching, partition = Fetching(), TP("voc.feedback.v1", 3)
    for now in range(10_000, 10_700, 2):  # long after its start: a partition may come with a rebalance
        fetching.verify_event_path(float(now), partition)
    said = "the broker has not answered for voc.feedback.v1/3 within 300 s"
    assert [record.getMessage() for record in caplog.records] == [said] * 2


def test_a_partition_that_was_answered_or_has_gone_is_not_complained_of(caplog: pytest.LogCaptureFixture) -> None:
    fetching, partition = Fetching(), TP("voc.feedback.v1", 3)
    for state in (SimpleNamespace(timestamp=1), None):
        fetching.state = SimpleNamespace(timestamp=None)
        fetching.verify_event_path(0.0, partition)
        fetching.state = state
        fetching.verify_event_path(299.0, partition)
        fetching.state = SimpleNamespace(timestamp=None)
        fetching.verify_event_path(301.0, partition)
    assert not caplog.records
