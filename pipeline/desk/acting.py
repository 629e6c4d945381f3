"""One step by one person: judged by the lifecycle, then decided by the store between those who act at once.

Called by the desk's pages. Who was second gets a Refused that says who was first; nothing is ever overwritten.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pipeline.alert import AlertStep
from pipeline.spike.judgement import JUDGED
from pipeline.spike.lifecycle import Action, Refused, Statement, fold, take
from pipeline.storage.base import Store


def act(
    store: Store,
    name: str,
    action: Action,
    *,
    by: str,
    at: datetime,
    seen: int,
    owner: str = "",
    note: str = "",
    cause: str = "",
    corrective: str = "",
    statement: Statement | None = None,
    people: Collection[str] = (),
) -> AlertStep | Refused:
    """The step as it was stored. `seen` is the `expected_sequence` of the alert that the person had before him.

    `people`: those who may be given an alert.
    """
    alert = fold(store.steps_of([name]))
    if alert is None:
        return Refused("not_open", "there is no such alert")
    if action == "assigned" and owner.strip() and owner not in people:
        return Refused("unknown_owner", "nobody of that name works here")
    if action in JUDGED:
        note = _heard(store, at)
    step = take(
        alert,
        action,
        by=by,
        at=at.replace(microsecond=at.microsecond // 1000 * 1000),  # as the store keeps it
        expected_sequence=seen,
        owner=owner,
        note=note,
        cause=cause,
        corrective=corrective,
        statement=statement,
    )
    if isinstance(step, Refused):
        return step
    held = store.take_step(step)
    if (held.by, held.state, held.note, held.at) != (step.by, step.state, step.note, step.at):
        return Refused("stale", f"{held.by} was faster; look again")
    return held


def _heard(store: Store, at: datetime) -> str:
    """How far the stream has come: a judgement bears upon what comes after."""
    return (store.watermark(drills=False) or at).isoformat()
