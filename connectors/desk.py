"""The desk where every record of every source is taken or refused: Record -> Feedback, or Rejected.

The publisher calls it for all connectors, so that none of them redacts, hashes or decides what can be taken. Pure:
the clock's answer is an argument. Nothing unredacted leaves it, and no record, however broken, raises.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import msgspec

from connectors.base import Record
from pipeline.errors import BadRecord
from pipeline.feedback import Feedback, Rejected
from pipeline.intake import feedback_of
from pipeline.text.pii import author_key
from pipeline.wire import MAX_MESSAGE, Encoded, encode, rejected_of

Clock = Callable[[], datetime]

# What a hostile value can make a parser or encoder raise: too deep, half a character, a date that does not exist.
BROKEN = (ValueError, TypeError, OverflowError, RecursionError)


class Taken(msgspec.Struct, frozen=True):
    """A record that can go: what it says, and its message."""

    feedback: Feedback
    message: Encoded


class Desk:
    """`key` keys the author hash; every connector of one installation must use the same."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def take(self, item: Record | Rejected, now: datetime) -> Taken | Rejected:
        if isinstance(item, Rejected):
            return _redacted(item)
        try:
            feedback = feedback_of(item.fields, now=now, key=self._key)
            message = encode(feedback)
        except BadRecord as error:
            return self._refused(item, error.reason, str(error))
        except BROKEN as error:
            return self._refused(item, "unreadable", f"a field cannot be read: {type(error).__name__}")
        if len(message.value) > MAX_MESSAGE:
            return self._refused(item, "too_large", f"larger than {MAX_MESSAGE} bytes as a message; send an excerpt")
        return Taken(feedback, message)

    def _refused(self, record: Record, reason: str, detail: str) -> Rejected:
        """A dead letter of the record's fields, its author hashed: names must not reach Kafka this way either."""
        fields = dict(record.fields)
        source, author = fields.get("source"), fields.pop("author", None)
        if isinstance(author, str) and author:
            fields["author_key"] = author_key(author, self._key)
        raw = _raw(Record(fields, record.origin))
        return rejected_of(raw, reason, detail, "connector", record.origin, source if isinstance(source, str) else "")


def _redacted(item: Rejected) -> Rejected:
    """A connector hands over what it could not read as it came: it is redacted, and cut, here."""
    again = rejected_of(item.raw, item.reason, item.detail, item.stage, item.origin, item.source)
    if item.truncated:  # the connector had cut it already and alone knows the original
        return msgspec.structs.replace(again, truncated=True, size=item.size, digest=item.digest)
    return again


def _raw(record: Record) -> bytes:
    try:
        return msgspec.json.encode(record.fields)
    except BROKEN:
        return _escaped(record)


def _escaped(record: Record) -> bytes:
    """Escapes what UTF-8 cannot carry; a value that JSON cannot carry at all is named by its type."""
    try:
        return json.dumps(dict(record.fields), default=lambda value: f"<{type(value).__name__}>").encode()
    except BROKEN:
        return b""
