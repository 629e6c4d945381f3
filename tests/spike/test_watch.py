"""What the watching agent may rely on: the same steps after a restart, and whenever items arrive."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.spike.istanbul import minute_of, when
from pipeline.spike.watch import Watch

HOURS = 30 * 60


@pytest.fixture
def crisis(poisson):
    """Two brands for 36 hours; the first has a crisis of twenty minutes after 30 hours."""
    stream = poisson([1.0, 2.0], 36 * 60, seed=5)
    stream.negative[HOURS : HOURS + 20, 0] += 4
    return stream


def live(watch, stream, ends, hide=None):
    """Feed a watch up to each of the ends, as the agent does; `hide` maps an end to the table known then."""
    steps = []
    for end in ends:
        since, until = watch.span(when(stream.start + end))
        begin = max(0, minute_of(since) - stream.start)
        source = hide(end) if hide else stream
        steps += watch.advance(source.table(begin, minute_of(until) - stream.start), until)
    return steps


def test_a_crisis_is_one_alert_that_opens_and_resolves(crisis):
    steps = live(Watch(), crisis, [len(crisis.negative)])
    assert [step.state for step in steps if step.state != "escalated"] == ["opened", "resolved"]
    assert {step.id for step in steps} == {steps[0].id}
    assert [step.sequence for step in steps] == list(range(len(steps)))
    assert steps[0].brand == "b0"
    assert HOURS < minute_of(steps[0].at) - crisis.start <= HOURS + 8


def test_minute_by_minute_gives_the_steps_of_one_reading(crisis):
    whole = live(Watch(), crisis, [len(crisis.negative)])
    assert live(Watch(), crisis, range(600, len(crisis.negative) + 1, 7)) == whole


@pytest.mark.parametrize("stop", [HOURS - 300, HOURS + 3, HOURS + 12, HOURS + 90])
def test_a_restart_anywhere_gives_the_same_steps(crisis, stop):
    end = len(crisis.negative)
    whole = live(Watch(), crisis, [end])
    before = live(Watch(), crisis, range(600, stop, 11))
    after = live(Watch(known=before), crisis, [stop, end])
    assert before + after == whole
    assert live(Watch(), crisis, [stop, end]) == whole


def test_late_items_amend_their_own_minute(crisis):
    """Half of the items come twenty minutes late: the alert says the same, only later."""
    early = np.random.default_rng(3).random(crisis.negative.shape) < 0.5

    def hide(end):
        known = poisson_copy(crisis)
        late = np.arange(len(known.negative)) >= end - 20
        known.negative[late] *= early[late]
        known.other[late] *= early[late]
        return known

    ends = [*range(600, len(crisis.negative), 5), len(crisis.negative) + 30]
    padded = padded_copy(crisis, 30)
    watch = Watch()
    steps = live(watch, padded, ends, hide=lambda end: hide(end) if end < ends[-1] else padded)
    whole = live(Watch(), padded, [len(padded.negative)])
    assert [step.state for step in steps if step.state != "escalated"] == ["opened", "resolved"]
    assert abs((steps[0].first_seen - whole[0].first_seen).total_seconds()) <= 300


def test_a_flood_after_an_outage_raises_nothing_by_arrival_time(poisson):
    stream = poisson([2.0], 40 * 60, seed=8)
    away = poisson_copy(stream)
    away.negative[1800:2000] = 0
    away.other[1800:2000] = 0
    steps = live(Watch(), stream, [1700, 1900, 1999, 2060, 2400], hide=lambda end: away if end < 2050 else stream)
    assert not [step for step in steps if step.kind == "spike"]


def test_an_empty_store_makes_no_step(poisson):
    stream = poisson([0.0], 100, seed=1)
    assert live(Watch(), stream, [50, 100]) == []


def poisson_copy(stream):
    return type(stream)(list(stream.names), stream.negative.copy(), stream.other.copy(), stream.start)


def padded_copy(stream, minutes):
    pad = ((0, minutes), (0, 0))
    return type(stream)(list(stream.names), np.pad(stream.negative, pad), np.pad(stream.other, pad), stream.start)
