"""From what a rule found to the transitions that say it. Called by `detector`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.alert import AlertKind
from pipeline.spike.fast import Judged
from pipeline.spike.latch import Changes, Latch
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.series import Bools, Floats, Ints, Series
from pipeline.spike.severity import severity
from pipeline.spike.slow import Ruling
from pipeline.spike.transition import State, Transition

ESCALATION = 2  # steps of severity worth saying again


def told_fast(
    judged: Judged,
    row: int,
    tick: int,
    changes: Changes,
    spike: Latch,
    series: Sequence[Series],
    cold: Bools,
    windows: tuple[int, ...],
    policy: SpikePolicy,
) -> list[Transition]:
    """One tick of the fast rule."""
    at = judged.columns
    if not spike.open[at].any() and not len(changes.resolved):
        return []
    observed, expected = judged.observed[row], judged.expected[row]
    levels = severity(observed, expected)
    place = {int(column): index for index, column in enumerate(at)}

    def tell(state: State, index: int) -> Transition:
        column, calm = int(at[index]), state == "resolved"
        window = judged.calm if calm else int(judged.window[row, index])
        return Transition(
            series=series[column],
            kind="spike",
            state=state,
            minute=(tick + 1) * policy.bucket,
            since=int(spike.since[column]) * policy.bucket,
            observed=float((judged.calm_observed if calm else judged.observed)[row, index]),
            expected=float((judged.calm_expected if calm else judged.expected)[row, index]),
            score=float((judged.short if calm else judged.score)[row, index]),
            severity=int(spike.told[column] if calm else levels[index]),
            window_minutes=windows[window] * policy.bucket,
            low_confidence=bool(cold[column]),
        )

    found = [tell("opened", place[int(column)]) for column in changes.opened]
    found += [tell("escalated", place[int(column)]) for column in changes.returned]
    started = np.concatenate([changes.opened, changes.returned])
    spike.told[started] = [levels[place[int(column)]] for column in started]
    for index in np.flatnonzero(spike.open[at] & (levels >= spike.told[at] + ESCALATION)):
        found.append(tell("escalated", int(index)))
        spike.told[at[index]] = levels[index]
    return found + [tell("resolved", place[int(column)]) for column in changes.resolved]


def told_slow(
    kind: AlertKind, ruling: Ruling, hour: int, changes: Changes, rule: Latch, series: Sequence[Series], cold: Bools
) -> list[Transition]:
    """One hour of a slow rule; `hour` is the one that ended."""
    levels = severity(ruling.observed, ruling.expected)

    def tell(state: State, column: int) -> Transition:
        hours = int(ruling.hours[column])
        return Transition(
            series=series[column],
            kind=kind,
            state=state,
            minute=(hour + 1) * 60,
            since=(int(rule.since[column]) - hours + 1) * 60,
            observed=float(ruling.observed[column]),
            expected=float(ruling.expected[column]),
            score=float(ruling.score[column]),
            severity=int(levels[column]),
            window_minutes=hours * 60,
            low_confidence=bool(cold[column]),
        )

    states: tuple[tuple[State, Ints], ...] = (
        ("opened", changes.opened),
        ("escalated", changes.returned),
        ("resolved", changes.resolved),
    )
    return [tell(state, int(column)) for state, columns in states for column in columns]


def told_gap(state: State, series: Series, minute: int, since: int, missing: Floats) -> Transition:
    """A source that stopped, or that speaks again."""
    return Transition(
        series=series,
        kind="no_data",
        state=state,
        minute=minute,
        since=since,
        observed=0.0,
        expected=float(missing),
        score=0.0,
        severity=1,
        window_minutes=max(0, minute - since),
        low_confidence=False,
    )
