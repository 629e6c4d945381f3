"""How much is said, read as a usual day and as a campaign."""

from __future__ import annotations

import numpy as np

from pipeline.spike.policy import SpikePolicy
from pipeline.spike.volume import Volume, read

POLICY = SpikePolicy()


def volume(said: list[float], usual: list[float]) -> Volume:
    """Of windows, shortest first, with the scatter of a series that is known well."""
    scatter = np.full((1, len(said)), 0.04)
    return read(np.array([said]), np.array([usual]), scatter, scatter, POLICY)


def test_a_usual_volume_explains_nothing():
    usual = volume([20.0, 60.0], [20.0, 60.0])
    assert usual.ratio.max() < 1.05
    assert usual.loud.max() < 0.01


def test_much_more_than_usual_is_a_campaign_of_that_size():
    loud = volume([300.0], [100.0])
    assert loud.loud[0, 0] > 0.9
    assert 2.4 < loud.ratio[0, 0] < 3.1


def test_a_few_items_more_are_chance():
    assert volume([3.0], [1.0]).ratio[0, 0] < 1.2


def test_less_than_usual_never_lowers_what_is_expected():
    assert volume([2.0], [40.0]).ratio.min() >= 1.0


def test_a_pause_within_a_campaign_is_still_the_campaign():
    assert volume([5.0, 300.0], [5.0, 100.0]).ratio[0, 0] > 2.4


def test_the_ratio_does_not_depend_on_what_is_read_with_it():
    rows = np.array([[3.0, 40.0], [90.0, 200.0]])
    scatter = np.full((2, 2), 0.04)
    both = read(rows, np.full((2, 2), 30.0), scatter, scatter, POLICY)
    alone = read(rows[1:], np.full((1, 2), 30.0), scatter[1:], scatter[1:], POLICY)
    assert (both.ratio[1] == alone.ratio[0]).all()
