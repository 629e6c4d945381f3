"""What people's judgements say of a rule: its precision, and a threshold moved a little, within bounds.

Called by the desk to show, and by the watcher to judge with. A judgement holds from the event minute that the stream
had come to when it was made, which its note keeps: what was said before is neither said anew nor taken back, also where
those minutes are judged again after a restart, and a stream of years ago that is replayed learns from it all the same.
No number of judgements silences a rule or makes it cry at everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.alert import AlertKind, AlertState, AlertStep
from pipeline.spike.istanbul import minute_of
from pipeline.spike.policy import SpikePolicy

LOWEST, HIGHEST = -0.4, 1.6  # how far a score may move
WANTED = 0.8  # share of alerts that should be judged true
PRIOR = 10.0  # judgements, WANTED of them true, that hold the threshold where it is
JUDGED: frozenset[AlertState] = frozenset({"judged_true", "judged_false"})
RULES: tuple[AlertKind, ...] = ("spike", "slow_burn", "sentiment_fall")


@dataclass(frozen=True, slots=True)
class Precision:
    judged_true: int
    judged_false: int

    @property
    def share(self) -> float | None:
        """None where nothing was judged."""
        judged = self.judged_true + self.judged_false
        return self.judged_true / judged if judged else None


@dataclass(frozen=True, slots=True)
class Holding:
    """A policy and the minute from which it holds."""

    since: int
    policy: SpikePolicy


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the desk shows it: what people said of its alerts, its threshold now, and without them."""

    kind: AlertKind
    precision: Precision
    threshold: float
    usual: float


def precision(judgements: Iterable[AlertStep], kind: AlertKind = "spike") -> Precision:
    """Of the alerts of this kind that somebody judged; the newest judgement of each counts. Drills are no alerts."""
    newest = {
        step.id: step.state
        for step in _ordered(judgements)
        if step.kind == kind and step.state in JUDGED and not step.drill
    }
    true = sum(state == "judged_true" for state in newest.values())
    return Precision(true, len(newest) - true)


def adjusted(policy: SpikePolicy, known: Precision, kind: AlertKind = "spike") -> SpikePolicy:
    """The policy with that rule's scores moved: up where too many alerts are false, a little down where none is."""
    judged = known.judged_true + known.judged_false
    share = (known.judged_true + WANTED * PRIOR) / (judged + PRIOR)
    move = min(HIGHEST, max(LOWEST, 2.0 * (WANTED - share)))
    if kind == "slow_burn":
        return replace(policy, slow_score=policy.slow_score + move)
    if kind == "sentiment_fall":
        return replace(policy, fall_score=policy.fall_score + move)
    return replace(policy, open_score=policy.open_score + move, at_once_score=policy.at_once_score + move)


def holdings(policy: SpikePolicy, judgements: Iterable[AlertStep]) -> tuple[Holding, ...]:
    """The policies that hold one after the other, by what had been judged until then; the first from ever on."""
    known = [step for step in _ordered(judgements) if step.state in JUDGED and not step.drill]
    found = [Holding(-(2**62), policy)]
    for place, step in enumerate(known):
        since, now = holds_from(step), _after(policy, known[: place + 1])
        found = [each for each in found if each.since < since] + [Holding(since, now)]
    return tuple(found)


def holds_from(step: AlertStep) -> int:
    """The first minute that this judgement bears upon; where its note does not tell, the one after it was made."""
    try:
        heard = datetime.fromisoformat(step.note)
    except ValueError:
        heard = step.at
    return minute_of(min(heard, step.at) if heard.tzinfo else step.at) + 1


def rules(policy: SpikePolicy, judgements: Sequence[AlertStep]) -> tuple[Rule, ...]:
    now = _after(policy, judgements)
    return tuple(
        Rule(kind, precision(judgements, kind), threshold(now, kind), threshold(policy, kind)) for kind in RULES
    )


def threshold(policy: SpikePolicy, kind: AlertKind) -> float:
    """The score from which the rule opens an alert."""
    return {"slow_burn": policy.slow_score, "sentiment_fall": policy.fall_score}.get(kind, policy.open_score)


def _after(policy: SpikePolicy, judgements: Sequence[AlertStep]) -> SpikePolicy:
    for kind in RULES:
        policy = adjusted(policy, precision(judgements, kind), kind)
    return policy


def _ordered(steps: Iterable[AlertStep]) -> list[AlertStep]:
    return sorted(steps, key=lambda step: (step.at, step.id, step.sequence))
