"""How surprising a count is: minus log10 of the probability that a negative binomial reaches it.

Called by the detector's rules over all candidates at once. P(Y >= y) is the regularised incomplete beta function
I_x(y, r) with r = 1/alpha and x = mu/(mu + r), here by its continued fraction (Numerical Recipes 6.4, modified
Lentz). Logarithms throughout, so that nothing underflows.
"""

from __future__ import annotations

import numpy as np

from pipeline.spike.series import Bools, Floats

LN10 = float(np.log(10.0))
# A count not so many standard deviations above its mean scores below 2, and below 4.6 (a test holds this).
SCREEN, HIGH_SCREEN = 2.0, 3.7
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680)
_TINY = 1e-300


def log_gamma(x: Floats) -> Floats:
    """ln Gamma for x > 0: Stirling's series eight steps up, relative error below 1e-12."""
    z = x + 8.0
    product = x * (x + 1) * (x + 2) * (x + 3) * (x + 4) * (x + 5) * (x + 6) * (x + 7)
    series = np.zeros_like(z)
    for power, coefficient in enumerate(_STIRLING):
        series += coefficient / z ** (2 * power + 1)
    return (z - 0.5) * np.log(z) - z + 0.9189385332046727 + series - np.log(product)


def surprise(count: Floats, mean: Floats, alpha: Floats, least: Floats | float = 0.0) -> Floats:
    """-log10 P(Y >= count) for Y with this mean and variance mean + alpha mean^2. Arrays of one shape, alpha > 0.

    Scores below `least` may be given as 0, which is cheap: the probability of the count itself bounds them.
    """
    r = 1.0 / np.maximum(alpha, 1e-9)
    x = mean / (mean + r)
    result = np.zeros_like(mean)
    upper = (count > 0) & (x < (count + 1) / (count + r + 2))
    asked = np.broadcast_to(np.asarray(least, np.float64), mean.shape)
    lower = (count > 0) & ~upper & (asked < 1.0)  # about the mean or below it
    front = _front(count[upper], r[upper], x[upper])
    worth = -front >= asked[upper] * LN10
    at = np.flatnonzero(upper)[worth]
    result[at] = -(front[worth] + np.log(_fraction(count[at], r[at], x[at]))) / LN10
    if lower.any():
        below = np.exp(_log_beta_tail(r[lower], count[lower], 1.0 - x[lower]))
        result[lower] = -np.log1p(-np.minimum(below, 1 - 1e-15)) / LN10
    return np.maximum(result, 0.0)


def log_likelihood(count: Floats, mean: Floats, alpha: Floats) -> Floats:
    """ln P(Y = count) of the same distribution, less a term that depends on the count alone."""
    r = 1.0 / np.maximum(alpha, 1e-9)
    whole = log_gamma(count + r) - log_gamma(r)
    return np.asarray(whole - r * np.log1p(mean / r) + count * np.log(mean / (mean + r)))


def share_surprise(negative: Floats, items: Floats, usual: Floats, variance: Floats, least: float = 0.0) -> Floats:
    """-log10 P(Binomial(items, usual) >= negative), where the usual share itself has this relative variance.

    The scatter of the share makes items worth less: as many fewer as a beta binomial of that variance says. `least`
    as in `surprise`.
    """
    usual = np.clip(usual, 1e-6, 1 - 1e-6)
    alike = np.minimum(variance * usual / (1.0 - usual), 0.9)
    weight = 1.0 / (1.0 + np.maximum(items - 1.0, 0.0) * alike)
    a, b = negative * weight, (items - negative) * weight + 1.0
    result = np.zeros_like(usual)
    high = (negative > items * usual) & (usual < (a + 1.0) / (a + b + 2.0)) & (a > 0)
    if least >= 2.0:  # two standard deviations are never a score of 2
        high &= (negative - items * usual) ** 2 > SCREEN**2 * items * usual * (1.0 - usual) / weight
    bound = _front(a[high], b[high], usual[high])
    worth = -bound >= least * LN10
    at = np.flatnonzero(high)[worth]
    result[at] = -(bound[worth] + np.log(_fraction(a[at], b[at], usual[at]))) / LN10
    return np.maximum(result, 0.0)


def may_surprise(count: Floats, mean: Floats, alpha: Floats | float, deviations: Floats | float = SCREEN) -> Bools:
    """False where the count is not so far above its mean: the cheap test before the exact score."""
    above = count - mean
    return (above > 0) & (above * above > deviations * deviations * mean * (1.0 + alpha * mean))


def _log_beta_tail(a: Floats, b: Floats, x: Floats) -> Floats:
    """ln I_x(a, b) for x below (a+1)/(a+b+2), where the fraction converges fast."""
    return _front(a, b, x) + np.log(_fraction(a, b, x))


def _front(a: Floats, b: Floats, x: Floats) -> Floats:
    """ln of the factor before the fraction, which is at least 1."""
    return a * np.log(np.maximum(x, _TINY)) + b * np.log1p(-x) + log_gamma(a + b) - log_gamma(a + 1) - log_gamma(b)


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    if not len(x):
        return x
    c = np.ones_like(x)
    d = 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    h = d.copy()
    live = np.ones(x.shape, bool)  # each stops by itself: a score must not depend on what else is scored with it
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away(1.0 + even * d)
        c = _away(1.0 + even / c)
        step = d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away(1.0 + odd * d)
        c = _away(1.0 + odd / c)
        h = np.where(live, h * step * d * c, h)
        live &= np.abs(d * c - 1.0) > 1e-10
        if not live.any():
            break
    return h


def _away(value: Floats) -> Floats:
    """Away from zero, as Lentz's method needs it."""
    return np.where(np.abs(value) < _TINY, _TINY, value)
