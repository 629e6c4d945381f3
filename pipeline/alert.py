"""Alert: the fourth word. What the crisis detector says and what people do about it, step by step.

An alert is never overwritten: each step is an `AlertStep`, and an alert is the fold of its steps. The detector
(`pipeline.spike`) and the desk make steps, the store keeps them, `voc.alerts.v1` carries them, channels tell them.
Pure values only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias, get_args

import msgspec

AlertState: TypeAlias = Literal[
    "opened", "escalated", "resolved",  # the detector; people escalate too
    "acknowledged", "assigned", "classified", "drafted", "answered", "noted", "closed", "judged_true", "judged_false",
]  # fmt: skip
AlertKind: TypeAlias = Literal["spike", "slow_burn", "sentiment_fall", "volume_notice", "no_data"]

TellingState: TypeAlias = Literal["waiting", "told", "given_up", "none"]

ALERT_STATES: tuple[AlertState, ...] = get_args(AlertState)
WHOLE_BRAND = ""  # the topic of a series that counts everything said about a brand


class AlertStep(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One step in the life of an alert. `id` is stable for an alert: detector, restarted, makes the same one.

    `at` and `first_seen`, the first sign of the newest rise, are event times in UTC; `observed` and `expected` count
    negative items in the window.
    """

    id: str
    brand: str
    topic: str = WHOLE_BRAND
    channel: str = ""
    kind: AlertKind = "spike"
    state: AlertState
    at: datetime
    first_seen: datetime
    by: str = "detector"
    sequence: int = 0  # 0, 1, 2 ... within the alert; a step taken twice keeps its number
    observed: float = 0.0
    expected: float = 0.0
    ratio: float = 0.0
    score: float = 0.0
    severity: int = 1  # weighed by reach and by how few make the noise: the one that people are shown
    measured: int = 0  # the detector's own severity, before it was weighed; 0: it was not weighed
    window_minutes: int = 0
    low_confidence: bool = False
    drill: bool = False
    evidence: str = ""  # JSON: drivers, terms, concentration, masked samples, freshness, playbook
    note: str = ""


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What became of telling one step to one channel. Kept in the store: a step is decided upon once.

    `channel` is "" and `state` "none" where a step is told to nobody. `key` names the message it went out in.
    """

    alert: str
    sequence: int
    channel: str = ""
    state: TellingState
    since: datetime  # when it was decided that this channel is told
    at: datetime  # of this row
    tries: int = 0
    key: str = ""
    problem: str = ""  # why the last try failed: a kind of `channels.trouble` and a detail; no secret, no one's words
