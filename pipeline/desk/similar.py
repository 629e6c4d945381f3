"""Past alerts that resemble one: what was done then may be right now. Called by the desk's pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.spike.evidence import Evidence, known
from pipeline.spike.incidents import CRISES
from pipeline.spike.lifecycle import Alert

MOST = 5
LEAST = 0.3  # likeness worth showing


@dataclass(frozen=True, slots=True)
class Similar:
    alert: Alert
    likeness: float  # 0-1
    terms: tuple[str, ...]  # that both told


def similar(alert: Alert, others: Iterable[Alert]) -> list[Similar]:
    """Earlier crises by topics, brand and telling terms in common; the most like first, then the newest."""
    mine = known(alert)
    found = []
    for other in others:
        earlier = other.opened.id != alert.opened.id and other.opened.at < alert.opened.at
        if earlier and other.opened.kind in CRISES and other.opened.drill == alert.opened.drill:
            theirs = known(other)
            shared = _terms(mine) & _terms(theirs)
            found.append(Similar(other, _likeness(alert, mine, other, theirs), tuple(sorted(shared))))
    alike = [each for each in found if each.likeness >= LEAST]
    return sorted(alike, key=lambda each: (-round(each.likeness, 1), -each.alert.opened.at.timestamp()))[:MOST]


def _likeness(alert: Alert, mine: Evidence, other: Alert, theirs: Evidence) -> float:
    """Half for the topics, three tenths for the words, a fifth for the brand."""
    topics = _overlap(_topics(alert, mine), _topics(other, theirs))
    terms = _overlap(_terms(mine), _terms(theirs))
    return 0.5 * topics + 0.3 * terms + 0.2 * (alert.opened.brand == other.opened.brand)


def _topics(alert: Alert, evidence: Evidence) -> set[str]:
    """Those that carry at least a fifth of the excess; without evidence, the one it is named after."""
    return {share.topic for share in evidence.topics if share.share >= 0.2} or ({alert.opened.topic} - {""})


def _terms(evidence: Evidence) -> set[str]:
    return {term.term for term in evidence.terms}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
