"""How surprising a count is: minus log10 of the probability that a negative binomial reaches it.

Called by the detector's rules over all candidates at once. P(Y >= y) is the regularised incomplete beta function
I_x(y, r) with r = 1/alpha and x = mu/(mu + r), here by its continued fraction (Numerical Recipes 6.4, modified
Lentz). Logarithms throughout, so that nothing underflows.
"""

from __future__ import annotations

import numpy as np

from pipeline.spike.series import Bools, Floats

LN10 = float(np.log(10.0))
SCREEN = 2.0  # standard deviations; a count that is not this far above its mean scores below 2 (a test holds this)
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


def surprise(count: Floats, mean: Floats, alpha: Floats) -> Floats:
    """-log10 P(Y >= count) for Y with this mean and variance mean + alpha mean^2. Arrays of one shape, alpha > 0."""
    r = 1.0 / np.maximum(alpha, 1e-9)
    x = mean / (mean + r)
    result = np.zeros_like(mean)
    upper = (count > 0) & (x < (count + 1) / (count + r + 2))
    lower = (count > 0) & ~upper
    result[upper] = -_log_beta_tail(count[upper], r[upper], x[upper]) / LN10
    if lower.any():
        below = np.exp(_log_beta_tail(r[lower], count[lower], 1.0 - x[lower]))
        result[lower] = -np.log1p(-np.minimum(below, 1 - 1e-15)) / LN10
    return np.maximum(result, 0.0)


def share_surprise(negative: Floats, items: Floats, usual: Floats, variance: Floats) -> Floats:
    """-log10 P(Binomial(items, usual) >= negative), where the usual share itself has this relative variance.

    The scatter of the share makes items worth less: as many fewer as a beta binomial of that variance says.
    """
    usual = np.clip(usual, 1e-6, 1 - 1e-6)
    alike = np.minimum(variance * usual / (1.0 - usual), 0.9)
    worth = 1.0 / (1.0 + np.maximum(items - 1.0, 0.0) * alike)
    a, b = negative * worth, (items - negative) * worth + 1.0
    result = np.zeros_like(usual)
    high = (negative > items * usual) & (usual < (a + 1.0) / (a + b + 2.0)) & (a > 0)
    result[high] = -_log_beta_tail(a[high], b[high], usual[high]) / LN10
    return np.maximum(result, 0.0)


def may_surprise(count: Floats, mean: Floats, alpha: float) -> Bools:
    """False where the score is surely below 2: the cheap test before the exact score."""
    above = count - mean
    return (above > 0) & (above * above > SCREEN * SCREEN * mean * (1.0 + alpha * mean))


def _log_beta_tail(a: Floats, b: Floats, x: Floats) -> Floats:
    """ln I_x(a, b) for x below (a+1)/(a+b+2), where the fraction converges fast."""
    front = a * np.log(np.maximum(x, _TINY)) + b * np.log1p(-x) + log_gamma(a + b) - log_gamma(a + 1) - log_gamma(b)
    return front + np.log(_fraction(a, b, x))


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    c = np.ones_like(x)
    d = 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    h = d.copy()
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away(1.0 + even * d)
        c = _away(1.0 + even / c)
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away(1.0 + odd * d)
        c = _away(1.0 + odd / c)
        change = d * c
        h *= change
        if not (np.abs(change - 1.0) > 1e-10).any():
            break
    return h


def _away(value: Floats) -> Floats:
    """Away from zero, as Lentz's method needs it."""
    return np.where(np.abs(value) < _TINY, _TINY, value)
