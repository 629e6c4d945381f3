"""What the detector says: a series' rule opened, escalated or resolved. The values between `detector` and `watch`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.alert import AlertKind
from pipeline.spike.series import Series

State: TypeAlias = Literal["opened", "escalated", "resolved"]


@dataclass(frozen=True, slots=True)
class Transition:
    """`minute` is the watermark: the end of the last minute judged, in minutes since 1970; `since` the begin of the
    rise. `observed` and `expected` count negative items in the window that decided (all items for a notice)."""

    series: Series
    kind: AlertKind
    state: State
    minute: int
    since: int
    observed: float
    expected: float
    score: float
    severity: int
    window_minutes: int
    low_confidence: bool

    @property
    def ratio(self) -> float:
        return self.observed / max(self.expected, 0.01)
