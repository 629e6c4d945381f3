"""What the field's measures mean: NPS, eNPS, CSAT, CES, FRT, FCR, AHT, net sentiment, and a score that needs no survey.

Pure arithmetic on counts and sums; `pipeline.views.measures` says the same in SQL, and a test holds the two together.
Intervals are at 95 %. Shares: Wilson's score interval (E. B. Wilson, JASA 22, 1927; recommended for small n by Brown,
Cai & DasGupta, Statistical Science 16, 2001). Differences of two shares of one sample (NPS, net sentiment): the
multinomial variance (p + d - (p - d)^2) / n by the delta method. Means: the normal interval of a mean. Nothing
answered gives None, never 0.
"""

from __future__ import annotations

from math import sqrt

import msgspec

Z = 1.959963984540054  # the normal distribution's 97.5 % point
PROMOTER, PASSIVE = 9, 7  # answers from here on, of 0-10 (F. Reichheld, HBR, December 2003)
SATISFIED = 4  # of 1-5: "satisfied" and "very satisfied" (top-two box)
SOLVED = 4  # a case rated so (of 5) counts as solved


class Estimate(msgspec.Struct, frozen=True):
    """A measure and its 95 % interval, from `n` answers."""

    value: float
    low: float
    high: float
    n: int


def share(hits: int, n: int) -> Estimate | None:
    """A share of 0-1 with Wilson's interval."""
    if n <= 0:
        return None
    p, z2 = hits / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Estimate(p, max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half)), n)


def balance(plus: int, minus: int, n: int) -> Estimate | None:
    """(plus - minus) / n in points, -100 to 100."""
    if n <= 0:
        return None
    value = (plus - minus) / n
    half = Z * sqrt(max(0.0, (plus + minus) / n - value * value) / n)
    return Estimate(100 * value, 100 * max(-1.0, value - half), 100 * min(1.0, value + half), n)


def mean(total: float, squares: float, n: int) -> Estimate | None:
    """A mean of n values, of which the sum and the sum of squares are known."""
    if n <= 0:
        return None
    value = total / n
    half = Z * sqrt(max(0.0, squares / n - value * value) / n)
    return Estimate(value, value - half, value + half, n)


def nps(promoters: int, passives: int, detractors: int) -> Estimate | None:
    """Net promoter score, -100 to 100; the employees' (eNPS) is the same sum over their answers."""
    return balance(promoters, detractors, promoters + passives + detractors)


enps = nps


def csat(satisfied: int, answers: int) -> Estimate | None:
    """Share of answers of 4 or 5."""
    return share(satisfied, answers)


def ces(total: float, squares: float, answers: int) -> Estimate | None:
    """Customer effort score: the mean of answers from 1 to 7, 7 is effortless (CES 2.0)."""
    return mean(total, squares, answers)


def frt(seconds: float, squares: float, answered: int) -> Estimate | None:
    """First response time: the mean of seconds from what was said to the first answer, over what was answered."""
    return mean(seconds, squares, answered)


def fcr(at_once: int, known: int) -> Estimate | None:
    """First contact resolution: solved with one contact, of the cases whose number of contacts is known."""
    return share(at_once, known)


def aht(seconds: float, squares: float, handled: int) -> Estimate | None:
    """Average handle time: talk, hold and work after the call, in seconds."""
    return mean(seconds, squares, handled)


def net_sentiment(positive: int, neutral: int, negative: int) -> Estimate | None:
    """Share of positive less share of negative, in points."""
    return balance(positive, negative, positive + neutral + negative)


def survey_free(positive: int, neutral: int, negative: int) -> Estimate | None:
    """A satisfaction score of 0-100 from what people say unasked: positive counts 1, neutral a half, negative nothing.

    Two items of each opinion are added (Agresti & Coull's "add two", American Statistician 52, 1998), so that a
    handful of voices stays near the middle. It moves with CSAT and NPS but is none: people who speak unasked are
    not a sample.
    """
    n = positive + neutral + negative
    if n <= 0:
        return None
    plus, middle, size = positive + 2, neutral + 2, n + 6
    value = (plus + middle / 2) / size
    half = Z * sqrt(max(0.0, (plus + middle / 4) / size - value * value) / size)
    return Estimate(100 * value, 100 * max(0.0, value - half), 100 * min(1.0, value + half), n)
