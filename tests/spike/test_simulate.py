"""The simulator tells the truth about what it makes, and the detector keeps its goals over it, in the small."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.spike.replay import replay, verdict
from pipeline.spike.simulate import Scenario, rise, simulate

CALM = Scenario(series=12, weeks=2, calm_weeks=2)
BUSY = Scenario(series=12, weeks=2, calm_weeks=0.6, crises=4.0, factors=(10.0,), items_per_minute=(1.0, 8.0))


@pytest.fixture(scope="module")
def calm():
    return simulate(CALM, seed=11)


@pytest.fixture(scope="module")
def busy():
    return simulate(BUSY, seed=12)


def test_a_seed_makes_the_same_stream_and_another_makes_another(calm):
    small = Scenario(series=2, weeks=1)
    assert (simulate(small, 1).negative == simulate(small, 1).negative).all()
    assert (simulate(small, 1).negative != simulate(small, 2).negative).any()


def test_a_series_does_not_depend_on_how_many_there_are():
    one, two = (simulate(Scenario(series=count, weeks=1), 5) for count in (1, 2))
    assert (one.negative[:, 0] == two.negative[:, 0]).all()


def test_crises_hold_the_extra_negatives_that_the_truth_names(busy):
    crises = [event for event in busy.truth if event.kind == "crisis" and event.extra > 100]
    assert crises
    for event in crises:
        column, begin = busy.series.index(event.series), event.start - busy.start
        seen = busy.negative[begin : event.end - busy.start, column].sum()
        usual = event.extra / (event.factor - 1.0)
        if event.shape == "step" and busy.covered[begin : event.end - busy.start, column].all():
            assert 0.5 < seen / (usual * event.factor) < 2.0


def test_outages_have_no_items_and_are_not_covered(calm):
    assert calm.negative[~calm.covered].sum() == 0
    assert {event.kind for event in calm.truth} >= {"burst", "campaign"}
    assert not [event for event in calm.truth if event.kind == "crisis"]


def test_a_crisis_of_a_day_ends_with_the_stream_at_the_latest():
    made = simulate(Scenario(series=3, weeks=1, calm_weeks=0.0, crises=7.0, crisis_minutes=(1200, 1440)), seed=1)
    crises = [event for event in made.truth if event.kind == "crisis"]
    assert max(event.end for event in crises) == made.start + len(made.negative)


def test_a_ramp_rises_to_its_factor_in_half_its_length():
    by = rise(60, 5.0, "ramp")
    assert by[0] < 1.2
    assert by[29] == pytest.approx(5.0)
    assert (np.diff(by) >= 0).all()


def test_calm_weeks_raise_next_to_nothing(calm):
    assert verdict(calm, replay(calm)).false_alarms <= 1


def test_crises_of_ten_times_the_usual_are_found_within_minutes(busy):
    (found,) = verdict(busy, replay(busy)).found
    assert found.crises >= 20
    assert found.recall >= 0.9
    assert found.median_delay <= 12
