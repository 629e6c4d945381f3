"""A budget of rejects: a stray bad message is data, a long run of them is a bad deploy. Called by the agents. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from pipeline.errors import RejectionBudgetSpent
from pipeline.feedback import Landing

WINDOW = 2_000  # messages


class RejectionBudget:
    """Raises RejectionBudgetSpent when more than `share` of the last 2,000 messages were rejected; 1 never does."""

    def __init__(self, share: float, window: int = WINDOW) -> None:
        self._share = share
        self._recent: deque[bool] = deque(maxlen=window)

    def spend(self, landings: Sequence[Landing]) -> None:
        self._recent.extend(landing.outcome == "rejected" for landing in landings)
        if self._share >= 1 or len(self._recent) < (self._recent.maxlen or 0):
            return
        share = sum(self._recent) / len(self._recent)
        if share > self._share:
            raise RejectionBudgetSpent(
                f"{share:.0%} of the last {len(self._recent)} messages were rejected",
                hint='look at the reasons in `nabiz query "SELECT reason, count() FROM rejected GROUP BY reason"`; '
                "if they are right, raise NABIZ_REJECTION_BUDGET",
            )
