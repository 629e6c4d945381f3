"""A stray bad message is data, a long run of them is a bad deploy."""

from __future__ import annotations

import pytest

from pipeline.errors import RejectionBudgetSpent
from pipeline.feedback import Landing, Position
from pipeline.rejections import RejectionBudget


def landings(stored: int, rejected: int) -> list[Landing]:
    outcomes = ["stored"] * stored + ["rejected"] * rejected
    return [Landing(Position("t", 0, offset), outcome) for offset, outcome in enumerate(outcomes)]  # type: ignore[arg-type]


def test_some_poison_is_borne_for_ever() -> None:
    budget = RejectionBudget(0.5, window=100)
    for _ in range(50):
        budget.spend(landings(60, 40))


def test_too_large_a_share_ends_the_worker() -> None:
    budget = RejectionBudget(0.5, window=100)
    with pytest.raises(RejectionBudgetSpent, match="NABIZ_REJECTION_BUDGET"):
        budget.spend(landings(40, 60))


def test_a_few_messages_are_no_evidence() -> None:
    RejectionBudget(0.5, window=100).spend(landings(0, 99))


def test_a_budget_of_one_never_ends_anything() -> None:
    RejectionBudget(1.0, window=10).spend(landings(0, 100))
