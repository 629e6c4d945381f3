"""The life of an alert as a pure state machine: steps folded into a state, and what people may do in it.

Called by the desk, which stores what `take` answers, and by the views. An alert is never overwritten: each step is a
row. The detector numbers its steps 0, 1, 2 ...; people's steps count from PEOPLE on, so that the two never collide.
Who acts names the number of the newest step he saw: if somebody was faster, he gets an answer, not a lost update.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import msgspec

from pipeline.alert import AlertState, AlertStep
from pipeline.spike.playbook import PlaybookClass

PEOPLE = 1_000_000  # number of the first step by a person
DETECTOR = "detector"
Action: TypeAlias = Literal[
    "acknowledged", "assigned", "escalated", "classified", "drafted", "answered", "noted", "closed",
    "judged_true", "judged_false",
]  # fmt: skip
Refusal: TypeAlias = Literal[
    "stale", "not_open", "already", "no_cause", "no_action", "no_owner", "unknown_owner", "no_note", "no_name",
    "no_class", "no_statement", "unfilled",
]  # fmt: skip
AFTER_CLOSING: frozenset[Action] = frozenset({"noted", "judged_true", "judged_false"})
CLASSES: tuple[PlaybookClass, ...] = get_args(PlaybookClass)
BLANK = re.compile(r"\[[^\]]*\]")  # what a draft leaves to people


@dataclass(frozen=True, slots=True)
class Rise:
    """One rise of an alert. `step` tells it: the opening, or a return after it was over."""

    step: AlertStep
    over_before: datetime | None = None  # when the rise before was resolved or closed; None: this is the first

    @property
    def begun(self) -> datetime:
        """The first sign of it."""
        over, first = self.over_before, self.step.first_seen
        return first if over is None or over < first else self.step.at


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as its steps leave it."""

    opened: AlertStep
    newest: AlertStep  # of the detector: the numbers
    rising: bool  # the data have not resolved it
    rises: tuple[Rise, ...]  # never none, oldest first: the last is the present one
    people: int = 0  # steps taken by people
    acknowledged_by: str | None = None
    owner: str | None = None
    closed_by: str | None = None
    cause: str = ""
    action: str = ""
    judgement: bool | None = None
    raised: int = 0  # escalations by people
    chosen: PlaybookClass | None = None  # by people; the evidence holds what is proposed
    statement: Statement | None = None  # the newest draft, or what was published
    acknowledged_at: datetime | None = None
    classified_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    steps: tuple[AlertStep, ...] = ()

    @property
    def closed(self) -> bool:
        """By a person, and the data have not risen again since."""
        return self.closed_at is not None

    @property
    def rise(self) -> AlertStep:
        """With which the present rise was told."""
        return self.rises[-1].step

    @property
    def risen_at(self) -> datetime:
        """The first sign of the present rise."""
        return self.rises[-1].begun

    @property
    def returns(self) -> int:
        """Times it rose again."""
        return len(self.rises) - 1

    @property
    def resolved_at(self) -> datetime | None:
        return self.newest.at if self.newest.state == "resolved" else None

    @property
    def expected_sequence(self) -> int:
        """What the next actor must have seen: the number his step will bear."""
        return PEOPLE + self.people


class Closing(msgspec.Struct, frozen=True):
    """What the note of a closing holds, as JSON."""

    cause: str
    action: str


class Statement(msgspec.Struct, frozen=True):
    """What the note of a draft or an answer holds, as JSON: a public statement in two languages."""

    tr: str
    en: str


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Refusal
    detail: str


def fold(steps: Iterable[AlertStep]) -> Alert | None:
    """The alert in these steps of one id, in whatever order; a step that comes twice counts once. None: not opened.

    What people did about a rise that was over does not count for the next one; it stays in the steps.
    """
    known = {step.sequence: step for step in steps}
    detector = [known[number] for number in sorted(known) if number < PEOPLE]
    opened = next((step for step in detector if step.state == "opened"), None)
    if opened is None:
        return None
    newest = detector[-1]
    alert = Alert(opened, newest, rising=newest.state != "resolved", rises=(Rise(opened),))
    raised = deque((step, before) for before, step in pairwise(detector) if step.state == "escalated")
    for number in sorted(number for number in known if number >= PEOPLE):
        while raised and _known_to(known[number], raised[0][0]):
            alert = _raised(alert, *raised.popleft())
        alert = _after(alert, known[number])
    for step, before in raised:
        alert = _raised(alert, step, before)
    return replace(alert, steps=tuple(sorted(known.values(), key=lambda step: (step.at, step.sequence))))


def take(
    alert: Alert,
    action: Action,
    *,
    by: str,
    at: datetime,
    expected_sequence: int,
    owner: str = "",
    note: str = "",
    cause: str = "",
    corrective: str = "",
    statement: Statement | None = None,
) -> AlertStep | Refused:
    """The step to store, or why it may not be taken. `note` is free text; for "classified" it is the class.

    Closing needs a cause and a measure; an answer a statement in which nothing is left to fill in.
    """
    if expected_sequence != alert.expected_sequence:
        return Refused("stale", "somebody acted meanwhile; look again")
    if by in ("", DETECTOR):
        return Refused("no_name", "a person acts under a name of their own")
    refusal = _refusal(alert, action, owner=owner, note=note) or _unsaid(action, cause, corrective, statement)
    if refusal is not None:
        return refusal
    if statement is not None:
        note = msgspec.json.encode(statement).decode()
    elif action == "closed":
        note = msgspec.json.encode(Closing(cause.strip(), corrective.strip())).decode()
    elif action == "assigned":
        note = owner
    return _step(alert, action, by=by, at=at, note=note)


def _refusal(alert: Alert, action: Action, *, owner: str, note: str) -> Refused | None:
    """What the state of the alert, or a missing word, forbids."""
    if alert.closed and action not in AFTER_CLOSING:
        return Refused("not_open", f"{alert.closed_by} closed it already")
    if action == "acknowledged" and alert.acknowledged_by:
        return Refused("already", f"{alert.acknowledged_by} acknowledged it already")
    if action == "assigned" and not owner.strip():
        return Refused("no_owner", "say to whom")
    if action == "assigned" and owner == alert.owner:
        return Refused("already", f"{owner} has it already")
    if action == "classified" and note not in CLASSES:
        return Refused("no_class", "a class is A, B or C")
    if action == "classified" and note == alert.chosen:
        return Refused("already", f"it is of class {note} already")
    if action == "answered" and alert.answered_at:
        return Refused("already", "it is answered already")
    if action == "noted" and not note.strip():
        return Refused("no_note", "the note is empty")
    if action in ("judged_true", "judged_false") and alert.judgement is (action == "judged_true"):
        return Refused("already", "it is judged so already")
    return None


def _unsaid(action: Action, cause: str, corrective: str, statement: Statement | None) -> Refused | None:
    """What closing and answering must say."""
    if action == "closed" and not cause.strip():
        return Refused("no_cause", "say what caused it")
    if action == "closed" and not corrective.strip():
        return Refused("no_action", "say what was done about it")
    if action in ("drafted", "answered") and (statement is None or not (statement.tr + statement.en).strip()):
        return Refused("no_statement", "the statement is empty")
    if action == "answered" and statement is not None and BLANK.search(statement.tr + statement.en):
        return Refused("unfilled", "fill in what stands in brackets")
    return None


def _step(alert: Alert, state: AlertState, *, by: str, at: datetime, note: str) -> AlertStep:
    return msgspec.structs.replace(
        alert.newest, state=state, at=at, by=by, sequence=alert.expected_sequence, note=note, evidence=""
    )


def _after(alert: Alert, step: AlertStep) -> Alert:
    alert = replace(alert, people=step.sequence - PEOPLE + 1)
    if step.state == "acknowledged":
        return _acknowledged(alert, step)
    if step.state == "assigned":
        return replace(_acknowledged(alert, step), owner=step.note)
    if step.state == "escalated":
        return replace(alert, raised=alert.raised + 1)
    if step.state == "classified":
        chosen = msgspec.convert(step.note, PlaybookClass)
        return replace(alert, chosen=chosen, classified_at=alert.classified_at or step.at)
    if step.state in ("drafted", "answered"):
        statement = msgspec.json.decode(step.note, type=Statement)
        answered = step.at if step.state == "answered" else alert.answered_at
        return replace(alert, statement=statement, answered_at=answered)
    if step.state == "closed":
        closing = msgspec.json.decode(step.note, type=Closing)
        return replace(alert, closed_by=step.by, closed_at=step.at, cause=closing.cause, action=closing.action)
    if step.state in ("judged_true", "judged_false"):
        return replace(alert, judgement=step.state == "judged_true")
    return alert


def _known_to(person: AlertStep, raised: AlertStep) -> bool:
    """Whether who acted can have seen this rise: it is told a minute or more after the time it bears."""
    return raised.at <= person.at and raised.first_seen <= person.first_seen


def _raised(alert: Alert, step: AlertStep, before: AlertStep) -> Alert:
    """A rise of its own where the one before was calm or closed: all of the first hour is to be done again.

    Who has it, its judgement, and the cause found last stay.
    """
    over = before.at if before.state == "resolved" else alert.closed_at
    if over is None:
        return alert
    return replace(
        alert,
        rises=(*alert.rises, Rise(step, over)),
        acknowledged_by=None,
        chosen=None,
        statement=None,
        acknowledged_at=None,
        classified_at=None,
        answered_at=None,
        closed_by=None,
        closed_at=None,
    )


def _acknowledged(alert: Alert, step: AlertStep) -> Alert:
    """The first to acknowledge it, or to give it to somebody."""
    if alert.acknowledged_by:
        return alert
    return replace(alert, acknowledged_by=step.by, acknowledged_at=step.at)
