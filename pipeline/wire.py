"""Bytes <-> values: what travels in Kafka. Used by the connectors' publisher and by the agents. Pure.

A message's value is JSON; its headers are CloudEvents 1.0 in Kafka's binary content mode, so that any consumer
can route it without reading it. `decode` never raises: what it cannot take it answers as Rejected.
Source: CloudEvents 1.0.2, Kafka protocol binding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, TypeAlias, get_args

import msgspec

from pipeline.alert import AlertStep
from pipeline.errors import BadRecord
from pipeline.feedback import Feedback, Insight, Position, Rejected, Stage
from pipeline.intake import MAX_NAME, MAX_TEXT, OLDEST, check_numbers, check_times
from pipeline.text.pii import redact_json_bytes

FEEDBACK = "voc.feedback.v1"
REJECTED = "voc.rejected.v1"
ALERTS = "voc.alerts.v1"
INSIGHTS = "voc.insights.v1"
TOPICS = (FEEDBACK, REJECTED, ALERTS, INSIGHTS)

Reason: TypeAlias = Literal[
    "not_json", "not_object", "not_utf8", "too_large", "too_long", "no_text", "empty_text", "no_brand", "wrong_type",
    "nul_byte", "lone_surrogate", "bad_time", "time_too_old", "time_ahead", "out_of_range", "unknown_channel",
    "unknown_version", "not_feedback", "empty_message", "unreadable", "model_failed",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)

Headers: TypeAlias = list[tuple[str, bytes]]

MAX_MESSAGE = 900_000  # bytes: under Kafka's default limit of a megabyte with its overhead
MAX_CARRIED = 65_536  # bytes of a dead letter that travel whole


class Message(msgspec.Struct, frozen=True):
    """One Kafka record as the decoder needs it. `appended_at` is the broker's time of it."""

    position: Position
    appended_at: datetime
    value: bytes | None
    headers: dict[str, bytes]


class Encoded(msgspec.Struct, frozen=True):
    key: bytes
    value: bytes
    headers: Headers


_encoder = msgspec.json.Encoder()
_feedback = msgspec.json.Decoder(Feedback)
_rejected = msgspec.json.Decoder(Rejected)
_alert = msgspec.json.Decoder(AlertStep)


def encode(feedback: Feedback) -> Encoded:
    """Keyed by id: one statement always goes to the same partition, so its versions keep their order."""
    headers = _cloud_event(FEEDBACK, feedback.id.hex, f"/sources/{feedback.source}", feedback.occurred_at)
    return Encoded(feedback.id.bytes, _encoder.encode(feedback), headers)


def encode_rejected(rejected: Rejected, at: datetime) -> Encoded:
    ident = sha256(rejected.origin.encode("utf-8", "replace") + rejected.raw).hexdigest()[:32]
    return Encoded(
        ident.encode(), _encoder.encode(rejected), _cloud_event(REJECTED, ident, f"/stages/{rejected.stage}", at)
    )


def encode_alert(step: AlertStep) -> Encoded:
    headers = _cloud_event(ALERTS, f"{step.id}/{step.sequence}", "/spike", step.at)
    return Encoded(step.id.encode(), _encoder.encode(step), headers)


def encode_insight(insight: Insight) -> Encoded:
    feedback = insight.feedback
    headers = _cloud_event(INSIGHTS, feedback.id.hex, f"/models/{insight.model}", feedback.occurred_at)
    return Encoded(feedback.id.bytes, _encoder.encode(insight), headers)


def decode(message: Message) -> Feedback | Rejected:
    """The Feedback of a record of voc.feedback.v1, or why it cannot be taken."""
    if not message.value:
        return refuse(message, "empty_message", "the message has no value")
    kind = message.headers.get("ce_type", FEEDBACK.encode())
    if kind != FEEDBACK.encode():
        return refuse(message, "unknown_version", "ce_type is not voc.feedback.v1; upgrade the workers first")
    if len(message.value) > MAX_MESSAGE:
        return refuse(message, "too_large", f"the message is larger than {MAX_MESSAGE} bytes")
    try:
        feedback = _feedback.decode(message.value)
        _check(feedback, message.appended_at)
    except msgspec.ValidationError as error:
        return refuse(message, "not_feedback", _where(error))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return refuse(message, "not_json", "the value is not JSON in UTF-8")
    except BadRecord as error:
        return refuse(message, error.reason, error.message)
    return feedback


def decode_rejected(value: bytes) -> Rejected:
    return _rejected.decode(value)


def decode_alert(value: bytes) -> AlertStep:
    return _alert.decode(value)


def refuse(message: Message, reason: str, detail: str, stage: Stage = "decode") -> Rejected:
    at = message.position
    source = message.headers.get("ce_source", b"").decode("utf-8", "replace")[:MAX_NAME].removeprefix("/sources/")
    return rejected_of(message.value or b"", reason, detail, stage, f"{at.topic}/{at.partition}/{at.offset}", source)


def rejected_of(raw: bytes, reason: str, detail: str, stage: Stage, origin: str, source: str = "") -> Rejected:
    """A dead letter: redacted, and cut where it is too large to carry (size and digest then name the original)."""
    whole = len(raw) <= MAX_CARRIED
    return Rejected(
        stage=stage,
        reason=reason,
        detail=detail,
        raw=redact_json_bytes(raw if whole else raw[:MAX_CARRIED]),
        origin=origin,
        source=source,
        truncated=not whole,
        size=len(raw),
        digest=sha256(raw).hexdigest(),
    )


def appended_at(seconds: float, now: datetime) -> datetime:
    """The time of a record, which its producer may have told: `now` where it cannot be true."""
    try:
        told = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return told if OLDEST <= told <= now else now


def headers_of(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> dict[str, bytes]:
    """Kafka's header pairs (or a mapping, or nothing) as a dict; the last of two equal names wins."""
    return {name: value for name, value in dict(headers or {}).items() if value is not None}


def _check(feedback: Feedback, appended: datetime) -> None:
    check_times(feedback, appended)
    check_numbers(feedback)
    if not feedback.brand or len(feedback.brand) > MAX_NAME:
        raise BadRecord("no_brand", "the brand is empty or too long")
    if len(feedback.text) > MAX_TEXT:
        raise BadRecord("too_long", f"the text is longer than {MAX_TEXT} characters")
    if "\x00" in feedback.text or "\x00" in feedback.brand:
        raise BadRecord("nul_byte", "text or brand holds a NUL byte")


def _where(error: msgspec.ValidationError) -> str:
    """msgspec names the expected type and the field; values of the message are not in it."""
    return f"not the JSON of a Feedback: {str(error)[:200]}"


def _cloud_event(kind: str, ident: str, source: str, at: datetime) -> Headers:
    return [
        ("ce_specversion", b"1.0"),
        ("ce_type", kind.encode()),
        ("ce_source", source.encode("utf-8", "replace")),
        ("ce_id", ident.encode()),
        ("ce_time", at.isoformat().encode()),
        ("content-type", b"application/json"),
    ]
