"""The score against a reference implementation, and the cheap test before it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.spike.score import HIGH_SCREEN, SCREEN, log_gamma, may_surprise, share_surprise, surprise

stats = pytest.importorskip("scipy.stats")
special = pytest.importorskip("scipy.special")


def drawn(size: int, seed: int):
    rng = np.random.default_rng(seed)
    mean = 10 ** rng.uniform(-4, 4, size)
    alpha = 10 ** rng.uniform(-2, 0.5, size)
    count = np.floor(mean * 10 ** rng.uniform(-0.5, 1.2, size)) + rng.integers(0, 8, size)
    return count, mean, alpha


def test_log_gamma_agrees_with_the_reference():
    x = 10 ** np.random.default_rng(0).uniform(-3, 6, 5000)
    np.testing.assert_allclose(log_gamma(x), special.gammaln(x), rtol=1e-10, atol=1e-10)


def test_surprise_agrees_with_the_reference():
    count, mean, alpha = drawn(20_000, 1)
    reference = -stats.nbinom.logsf(count - 1, 1 / alpha, 1 / (1 + alpha * mean)) / np.log(10)
    known = np.isfinite(reference) & (reference < 250)
    assert known.mean() > 0.95
    np.testing.assert_allclose(surprise(count, mean, alpha)[known], reference[known], rtol=1e-8, atol=1e-8)


def test_what_is_given_as_nothing_is_below_what_was_asked():
    count, mean, alpha = drawn(50_000, 3)
    whole = surprise(count, mean, alpha)
    asked = surprise(count, mean, alpha, 4.0)
    assert (asked[whole >= 4.0] == whole[whole >= 4.0]).all()
    assert ((asked == whole) | (asked == 0.0)).all()
    assert (asked[whole < 3.0] == 0.0).mean() > 0.5


def test_what_is_far_beyond_any_probability_has_a_finite_score():
    score = surprise(np.array([1e6]), np.array([1.0]), np.array([0.03]))
    assert np.isfinite(score[0])
    assert score[0] > 1000


def test_a_count_of_zero_surprises_nobody():
    assert surprise(np.array([0.0]), np.array([3.0]), np.array([0.1]))[0] == 0.0


@pytest.mark.parametrize(("deviations", "below"), [(SCREEN, 2.0), (HIGH_SCREEN, 4.6)])
def test_what_the_cheap_test_leaves_out_scores_low(deviations, below):
    """At least five items, as the rule asks: then so many standard deviations are never such a score."""
    count, mean, alpha = drawn(200_000, 2)
    count = np.maximum(count, 5)
    out = ~may_surprise(count, mean, alpha, deviations)
    assert 0.1 < out.mean() < 0.9
    assert surprise(count[out], mean[out], alpha[out]).max() < below


@settings(deadline=None)
@given(st.integers(5, 500), st.floats(0.01, 200), st.floats(0.03, 2.0))
def test_more_items_surprise_more_and_more_scatter_surprises_less(count, mean, alpha):
    one = np.ones(1)
    score = surprise(count * one, mean * one, alpha * one)
    assert surprise((count + 1) * one, mean * one, alpha * one) >= score
    if count > 2 * mean + 5:
        assert surprise(count * one, mean * one, 1.2 * alpha * one) <= score + 1e-9


def test_share_surprise_agrees_with_the_binomial_where_the_share_is_known():
    rng = np.random.default_rng(4)
    items = rng.integers(10, 300, 2000).astype(float)
    usual = rng.uniform(0.05, 0.6, 2000)
    negative = np.minimum(items, np.floor(items * usual * rng.uniform(1.2, 3.0, 2000)) + 2)
    reference = -stats.binom.logsf(negative - 1, items, usual) / np.log(10)
    score = share_surprise(negative, items, usual, np.zeros(2000))
    clear = (reference > 1.5) & (reference < 200)
    np.testing.assert_allclose(score[clear], reference[clear], rtol=1e-6)


def test_a_share_that_scatters_surprises_less():
    one = np.ones(1)
    sure = share_surprise(80 * one, 100 * one, 0.4 * one, 0.0 * one)
    unsure = share_surprise(80 * one, 100 * one, 0.4 * one, 0.1 * one)
    assert 0 < unsure < sure / 2


def test_the_cheap_tests_of_a_share_leave_out_only_low_scores():
    rng = np.random.default_rng(6)
    items = rng.integers(10, 3000, 20_000).astype(float)
    usual, variance = rng.uniform(0.02, 0.7, 20_000), 10 ** rng.uniform(-3, -1, 20_000)
    negative = np.minimum(items, np.floor(items * usual * rng.uniform(0.8, 2.5, 20_000)))
    whole = share_surprise(negative, items, usual, variance)
    asked = share_surprise(negative, items, usual, variance, 2.0)
    assert (asked[whole >= 2.0] == whole[whole >= 2.0]).all()
