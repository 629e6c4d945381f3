"""The report after an alert: how long each step took, how large it was, what caused it and what was done. Pure.

Called by the desk's pages, which show it and write it as Markdown. Durations are measured from the
first sign in the data; those of the first hour, as their deadlines, from the opening where a rule looks at hours. Of
an alert that rose again, durations are those of its newest rise, and the size is that of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.desk.casework import Due, dues
from pipeline.desk.curve import Size
from pipeline.desk.plan import proposed
from pipeline.spike.evidence import Evidence
from pipeline.spike.explain import CONFIRM
from pipeline.spike.lifecycle import Alert
from pipeline.spike.playbook import PlaybookClass


@dataclass(frozen=True, slots=True)
class PostMortem:
    """None: it has not happened."""

    alert: Alert
    kind: PlaybookClass
    detect: timedelta
    acknowledge: timedelta | None
    classify: timedelta | None
    answer: timedelta | None
    resolve: timedelta | None
    close: timedelta | None
    dues: tuple[Due, ...]
    size: Size  # of what was said from the first sign to the end in the data
    peak: int  # severity


def post_mortem(alert: Alert, evidence: Evidence, size: Size) -> PostMortem:
    steps = dues(alert)
    begun = alert.risen_at
    first_hour = steps[0].until - CONFIRM if steps else begun

    def since(moment: datetime | None, start: datetime = begun) -> timedelta | None:
        return None if moment is None else max(timedelta(), moment - start)

    return PostMortem(
        alert,
        proposed(alert, evidence).kind,
        detect=alert.rise.at - begun,
        acknowledge=since(alert.acknowledged_at, first_hour),
        classify=since(alert.classified_at, first_hour),
        answer=since(alert.answered_at, first_hour),
        resolve=since(alert.resolved_at),
        close=since(alert.closed_at),
        dues=steps,
        size=size,
        peak=max(step.severity for step in alert.steps),
    )
