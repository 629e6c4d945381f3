"""What people's judgements say of a rule: its precision, and a threshold moved a little, within bounds.

Called by the desk to show, and by the composition root to build the policy of the next start. A judgement never
changes what was said; and no number of judgements silences a rule or makes it cry at everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.spike.lifecycle import Alert
from pipeline.spike.policy import SpikePolicy

LOWEST, HIGHEST = -0.4, 1.6  # how far the score to open may move
WANTED = 0.8  # share of alerts that should be judged true
PRIOR = 10.0  # judgements, WANTED of them true, that hold the threshold where it is


@dataclass(frozen=True, slots=True)
class Precision:
    judged_true: int
    judged_false: int

    @property
    def share(self) -> float | None:
        """None where nothing was judged."""
        judged = self.judged_true + self.judged_false
        return self.judged_true / judged if judged else None


def precision(alerts: Iterable[Alert], kind: str = "spike") -> Precision:
    """Of the alerts of this kind that somebody judged."""
    judged = [alert.judgement for alert in alerts if alert.opened.kind == kind and alert.judgement is not None]
    return Precision(sum(judged), len(judged) - sum(judged))


def adjusted(policy: SpikePolicy, known: Precision) -> SpikePolicy:
    """The policy with the fast rule's scores moved: up where too many alerts are false, a little down where none is."""
    judged = known.judged_true + known.judged_false
    share = (known.judged_true + WANTED * PRIOR) / (judged + PRIOR)
    move = min(HIGHEST, max(LOWEST, 2.0 * (WANTED - share)))
    return replace(policy, open_score=policy.open_score + move, at_once_score=policy.at_once_score + move)
