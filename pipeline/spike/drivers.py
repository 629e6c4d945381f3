"""What drives a crisis: topics by their share of the excess, terms by log-odds against the hours before.

Called by `explain`. Pure arithmetic over counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt

import msgspec

PRIOR_TERMS = 500.0  # size of the Dirichlet prior in terms
LEAST_TERM = 3  # items that must hold a term
CLEAR = 1.96  # z above which a term counts as telling


class Share(msgspec.Struct, frozen=True):
    topic: str
    observed: float
    expected: float
    share: float  # of the excess of all topics that have one


class Term(msgspec.Struct, frozen=True):
    term: str
    items: int
    z: float


def shares_of_excess(observed: Mapping[str, float], expected: Mapping[str, float]) -> list[Share]:
    """Topics that rose, the largest excess first; the shares add up to one."""
    excess = {topic: max(0.0, count - expected.get(topic, 0.0)) for topic, count in observed.items()}
    total = sum(excess.values())
    shares = [
        Share(topic, float(observed[topic]), float(expected.get(topic, 0.0)), above / total)
        for topic, above in excess.items()
        if above > 0
    ]
    return sorted(shares, key=lambda share: (-share.share, share.topic))


def telling_terms(now: Mapping[str, int], before: Mapping[str, int], *, most: int = 10) -> list[Term]:
    """Terms said more than before, by the z of their log-odds ratio with an informative Dirichlet prior.

    B. Monroe, M. Colaresi, K. Quinn, "Fightin' Words", Political Analysis 16(4), 2008, equations 15-22; the prior is
    what both times say together, scaled to PRIOR_TERMS.
    """
    total_now, total_before = float(sum(now.values())), float(sum(before.values()))
    if total_now == 0:
        return []
    scale = PRIOR_TERMS / (total_now + total_before)
    found = []
    for term, count in now.items():
        if count < LEAST_TERM:
            continue
        usual = before.get(term, 0)
        prior = (count + usual) * scale
        z = _z(count, total_now, usual, total_before, prior)
        if z > CLEAR:
            found.append(Term(term, count, round(z, 3)))
    found.sort(key=lambda term: (-term.z, term.term))
    return _without_parts(found)[:most]


def _z(count: float, total: float, usual: float, total_usual: float, prior: float) -> float:
    rest, rest_usual = total + PRIOR_TERMS - count - prior, total_usual + PRIOR_TERMS - usual - prior
    if min(rest, rest_usual) <= 1e-9:  # nothing else was ever said: there is no odds
        return 0.0
    here, there = log((count + prior) / rest), log((usual + prior) / rest_usual)
    return (here - there) / sqrt(1.0 / (count + prior) + 1.0 / (usual + prior))


def _without_parts(terms: list[Term]) -> list[Term]:
    """A word is left out where a pair that holds it says the same of as many items."""
    kept = []
    for term in terms:
        pairs = [other for other in terms if " " in other.term and term.term in other.term.split()]
        if not any(other.items >= term.items for other in pairs):
            kept.append(term)
    return kept
