"""The rules the detector keeps whatever it is fed, and exact minutes on fixed streams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.spike.detector import SpikeDetector
from pipeline.spike.incidents import CRISES
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Block, Series

DAY = 1440


def run(stream, policy=None, pieces=None, enrol=True):
    """All transitions of a stream, fed in pieces of these lengths (a day each where not told)."""
    detector = SpikeDetector(policy)
    if enrol:
        detector.enrol(stream.names, stream.start)
    found, at, pieces = [], 0, iter(pieces or [])
    while at < len(stream.negative):
        length = next(pieces, DAY)
        found += detector.run(stream.block(at, min(at + length, len(stream.negative))))
        at += length
    return found


def alerts(found):
    return [each for each in found if each.kind in CRISES]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.01, 20.0), st.floats(0.05, 0.6))
def test_a_quiet_stream_never_alerts(poisson, seed, rate, share):
    assert alerts(run(poisson([rate] * 3, 3 * DAY, seed, share))) == []


def test_silence_never_alerts(poisson):
    assert run(poisson([0.0, 0.0], 5 * DAY, seed=1)) == []


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 6), st.integers(10, 40))
def test_saying_everything_more_often_never_alerts(poisson, seed, factor, hour):
    stream, more = poisson([3.0, 0.5], 2 * DAY, seed), poisson([3.0 * factor, 0.5 * factor], 2 * DAY, seed + 1)
    stream.negative[hour * 60 :] = more.negative[hour * 60 :]
    stream.other[hour * 60 :] = more.other[hour * 60 :]
    assert alerts(run(stream)) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**31), st.lists(st.integers(1, 400), max_size=12))
def test_how_the_minutes_are_cut_changes_nothing(poisson, seed, pieces):
    stream = poisson([1.0, 4.0], DAY + 300, seed)
    stream.negative[DAY : DAY + 30, 1] += 6
    whole = run(stream)
    assert run(stream, pieces=pieces) == whole
    assert [each.state for each in alerts(whole) if each.state != "escalated"] == ["opened", "resolved"]


def test_minute_by_minute_equals_all_at_once_even_where_series_appear_late(poisson):
    stream = poisson([1.0, 2.0, 0.05], DAY, seed=9)
    stream.names[2] = Series("b0", "topic")
    stream.negative[:700, 1] = stream.other[:700, 1] = 0
    stream.negative[1300:1320, 2] += 3
    whole = run(stream, enrol=False)
    assert run(stream, pieces=[1] * DAY, enrol=False) == whole
    assert any(each.series.topic for each in whole)


def test_a_series_is_judged_alone(poisson):
    stream = poisson([1.0, 5.0, 0.2], 2 * DAY, seed=4)
    stream.negative[DAY + 600 : DAY + 640, 0] += 4
    alone = type(stream)(stream.names[:1], stream.negative[:, :1], stream.other[:, :1], stream.start)
    assert [each for each in run(stream) if each.series == stream.names[0]] == run(alone)


def test_a_checkpoint_goes_on_as_the_original(poisson):
    stream = poisson([2.0], DAY + 300, seed=6)
    stream.negative[DAY : DAY + 20] += 8
    detector = SpikeDetector()
    detector.run(stream.block(0, DAY + 5))
    twin = detector.copy()
    assert detector.run(stream.block(DAY + 5)) == twin.run(stream.block(DAY + 5))


def test_minutes_must_come_in_order(poisson):
    stream = poisson([1.0], 100, seed=1)
    detector = SpikeDetector()
    detector.run(stream.block(0, 50))
    with pytest.raises(ValueError, match="taken already"):
        detector.run(stream.block(40, 60))


@pytest.mark.parametrize("hour", [0, 6, 12, 18])
def test_a_crisis_on_the_first_day_alerts_within_five_minutes(poisson, hour):
    """Ten complaints an hour for four hours, then hundreds an hour."""
    stream = poisson([0.5], 6 * 60, seed=hour, share=1 / 3)
    stream.start += hour * 60
    stream.negative[240:] += np.random.default_rng(hour).poisson(6.0, stream.negative[240:].shape)
    opened = [each for each in run(stream) if each.state == "opened"]
    assert len(opened) == 1
    assert 240 < opened[0].minute - stream.start <= 245
    assert opened[0].low_confidence


def test_minutes_without_data_are_not_taken_for_calm(poisson):
    """A source away for three hours of every four: what is usual stays what it is when it is there."""
    stream = poisson([2.0], 6 * DAY, seed=3)
    stream.covered = (np.arange(6 * DAY) // 60 % 4 == 0)[:, None]
    gone = ~stream.covered
    stream.negative[gone] = stream.other[gone] = 0
    assert alerts(run(stream)) == []
    blind = type(stream)(stream.names, stream.negative, stream.other, stream.start)
    stream.negative[5 * DAY : 5 * DAY + 60] += 5
    assert [each.state for each in alerts(run(stream))][:1] == ["opened"]
    assert blind.covered is None


def test_a_source_that_stops_is_no_data_and_comes_back_without_an_alert(poisson):
    stream = poisson([3.0], 4 * DAY, seed=12)
    stream.negative[3 * DAY : 3 * DAY + 400] = stream.other[3 * DAY : 3 * DAY + 400] = 0
    found = run(stream)
    assert [(each.kind, each.state) for each in found] == [("no_data", "opened"), ("no_data", "resolved")]
    assert found[0].since - stream.start == pytest.approx(3 * DAY, abs=15)
    assert 0 < found[0].minute - stream.start - 3 * DAY <= 60
    assert found[1].minute - stream.start == pytest.approx(3 * DAY + 400, abs=3)


def test_a_campaign_is_a_notice_and_no_alert(poisson):
    stream, more = poisson([4.0], 3 * DAY, seed=2), poisson([16.0], 3 * DAY, seed=3)
    span = slice(2 * DAY + 600, 2 * DAY + 900)
    stream.negative[span], stream.other[span] = more.negative[span], more.other[span]
    found = run(stream)
    assert [(each.kind, each.state) for each in found] == [("volume_notice", "opened"), ("volume_notice", "resolved")]


def test_a_slow_burn_is_found_by_the_slow_rule(poisson):
    stream = poisson([0.6], 12 * DAY, seed=21)
    stream.negative[10 * DAY : 11 * DAY] += np.random.default_rng(2).poisson(0.18, (DAY, 1))
    opened = [each for each in run(stream) if each.state == "opened"]
    assert [each.kind for each in opened] == ["slow_burn"]
    assert 0 < opened[0].minute - stream.start - 10 * DAY <= 18 * 60


def test_a_silent_crisis_is_found_though_little_is_said(poisson):
    """Half as much is said as usual, but most of it in anger."""
    stream = poisson([0.2], 12 * DAY, seed=31, share=0.25)
    rng = np.random.default_rng(5)
    stream.negative[10 * DAY :] = rng.poisson(0.08, (2 * DAY, 1))
    stream.other[10 * DAY :] = rng.poisson(0.02, (2 * DAY, 1))
    opened = [each for each in run(stream) if each.state == "opened"]
    assert opened[0].kind == "sentiment_fall"
    assert opened[0].minute - stream.start - 10 * DAY <= DAY


def test_an_alert_resolves_and_a_rise_soon_after_is_the_same_crisis(poisson):
    stream = poisson([2.0], 3 * DAY, seed=14)
    stream.negative[2 * DAY : 2 * DAY + 20] += 8
    stream.negative[2 * DAY + 180 : 2 * DAY + 200] += 8
    states = [each.state for each in alerts(run(stream))]
    assert states.count("opened") == 1
    assert states.count("resolved") == 2
    assert states[states.index("resolved") + 1] == "escalated"


def test_what_lasts_for_days_becomes_the_new_normal(poisson):
    stream = poisson([2.0], 12 * DAY, seed=15)
    stream.negative[5 * DAY :] += np.random.default_rng(1).poisson(1.2, (7 * DAY, 1))
    found = alerts(run(stream))
    assert [each.state for each in found if each.state != "escalated"][-1] == "resolved"


def test_state_stays_small(poisson):
    detector = SpikeDetector()
    detector.run(poisson([1.0] * 20, 60, seed=1).block())
    assert detector.bytes_per_series <= 10_000


def test_coarse_buckets_are_judged_by_the_same_rules(poisson):
    stream = poisson([6.0], 3 * DAY, seed=16)
    stream.negative[2 * DAY : 2 * DAY + 60] += 10
    coarse = {
        bucket: Block(
            stream.start // bucket,
            stream.names,
            stream.negative.reshape(-1, bucket, 1).sum(axis=1),
            stream.other.reshape(-1, bucket, 1).sum(axis=1),
        )
        for bucket in (5, 15, 60)
    }
    for bucket, block in coarse.items():
        opened = [each for each in SpikeDetector(SpikePolicy().coarser(bucket)).run(block) if each.state == "opened"]
        assert [each.kind for each in opened] == ["spike"]
        assert 0 < opened[0].minute - stream.start - 2 * DAY <= max(bucket, 15)


def test_a_known_stream_alerts_at_exact_minutes():
    """No chance in it: one negative and two others every two minutes for two days, then five a minute for an hour."""
    minutes = 2 * DAY + 300
    negative, other = np.zeros((minutes, 1), int), np.zeros((minutes, 1), int)
    negative[::2], other[::2] = 1, 2
    negative[2 * DAY : 2 * DAY + 60] = 5
    start = 29_700_000
    block = Block(start, [Series("acme")], negative, other)
    told = [(each.state, each.minute - start - 2 * DAY) for each in SpikeDetector().run(block)]
    assert told == [("opened", 4), ("escalated", 26), ("resolved", 144)]
