"""The score sheet of a drill: each step of the work against its time, and what was left out. Pure.

Called by `nabiz drill --score`. A step in time earns its points, a late one half of them, a missed one none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.desk.casework import WITHIN, dues
from pipeline.spike.lifecycle import Alert

POINTS: dict[str, int] = {
    "confirm": 25, "assign": 10, "classify": 15, "answer": 25, "close": 15, "judge": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`took`: from the first sign in the data; None: missed. `within` None: no time is set."""

    step: str
    took: timedelta | None
    within: timedelta | None
    points: int
    most: int

    @property
    def late(self) -> bool:
        return self.took is not None and self.within is not None and self.took > self.within


@dataclass(frozen=True, slots=True)
class Sheet:
    alert: Alert
    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def missed(self) -> tuple[str, ...]:
        return tuple(line.step for line in self.lines if line.took is None)


def score(alert: Alert) -> Sheet:
    stages: dict[str, datetime | None] = {due.stage: due.done for due in dues(alert)}
    owned = next((step.at for step in alert.steps if step.state == "assigned"), None)
    judged = next((step.at for step in alert.steps if step.state.startswith("judged_")), None)
    done = stages | {"assign": owned, "close": alert.closed_at, "judge": judged}
    begun = dues(alert)[0].until - WITHIN["confirm"]
    limits: dict[str, timedelta] = dict(WITHIN)
    return Sheet(alert, tuple(_line(step, done.get(step), begun, limits.get(step)) for step in POINTS))


def _line(step: str, done: datetime | None, begun: datetime, within: timedelta | None) -> Line:
    took = None if done is None else max(timedelta(), done - begun)
    late = took is not None and within is not None and took > within
    most = POINTS[step]
    return Line(step, took, within, 0 if took is None else most // 2 if late else most, most)
