"""What nobody should send, with the reason it must be refused for; "" where it must be taken as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pipeline.wire import FEEDBACK, Encoded
from tests.stack.words import BEGIN, Said

SQL = "'); DROP TABLE insights; --"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MANY = b"x" * 10_000_000


def _line(**changes: Any) -> bytes:
    told = {"text": "kargo gelmedi", "brand": "Delta", "occurred_at": BEGIN.isoformat()} | changes
    return json.dumps({name: value for name, value in told.items() if value is not ...}).encode()


# Lines of a feed file. No two that are taken say the same.
LINES: list[tuple[bytes, str]] = [
    (b"this is not JSON", "not_json"),
    (b'{"text": "cut in the mid', "not_json"),
    (b"\x00\x00\x00", "not_json"),
    (b'{"rating": NaN, "text": "x", "brand": "y"}', "not_json"),
    (b'["an", "array"]', "not_object"),
    (b'"a string"', "not_object"),
    (b"null", "not_object"),
    (b'{"text": "\xff\xfe kargo", "brand": "Delta"}', "not_utf8"),
    (_line(text=MANY.decode()), "too_large"),
    (_line(text="y" * 250_000), "too_long"),
    (b"[" * 100_000 + b"]" * 100_000, "not_object"),
    (b'{"text": "x", "brand": "y", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "unreadable"),
    (_line(text=5), "wrong_type"),
    (_line(text=["a"]), "wrong_type"),
    (_line(brand={"name": "Delta"}), "wrong_type"),
    (_line(rating="five"), "wrong_type"),
    (_line(resolved="perhaps"), "wrong_type"),
    (_line(rating=55), "out_of_range"),
    (_line(nps=-1), "out_of_range"),
    (_line(contacts=10**12), "out_of_range"),
    (_line(reach=10**30), "out_of_range"),
    (_line(text=...), "no_text"),
    (_line(text=""), "no_text"),
    (_line(text=" \t "), "empty_text"),
    (_line(brand=...), "no_brand"),
    (b"{}", "no_text"),
    (_line(text="a\x00b"), "nul_byte"),
    (_line(brand="a\x00b"), "nul_byte"),
    (_line(title="a\x00b"), "nul_byte"),
    (b'{"text": "half \\ud83d", "brand": "Delta"}', "lone_surrogate"),
    (_line(occurred_at="1900-01-01T00:00:00Z"), "time_too_old"),
    (_line(occurred_at="2100-01-01T00:00:00Z"), "time_ahead"),
    (_line(occurred_at="0000-00-00"), "bad_time"),
    (_line(occurred_at="yesterday"), "bad_time"),
    (_line(occurred_at=1_700_000_000), "bad_time"),
    (_line(channel="pigeon"), "unknown_channel"),
    (_line(channel=SQL), "unknown_channel"),
    (_line(text="unknown fields are kept", colour="red", nested={"a": [1, None, {"b": SQL}]}), ""),
    (_line(**{"text": SQL, "brand": SQL, "source": SQL, "title": SQL, "author": SQL, "external_id": SQL}), ""),
    (_line(**{"text": HTML, "brand": HTML, "source": HTML, "title": HTML, "author": HTML, "url": HTML, "x": HTML}), ""),
    (_line(text="🦊" * 1000 + " İİıi ﷽ \u202e \u200b"), ""),
]


@dataclass(frozen=True)
class Letter:
    """One message of voc.feedback.v1, as anybody with access to the broker could send it."""

    value: bytes | None
    reason: str
    key: bytes | None = b"key"
    headers: list[tuple[str, bytes]] = field(default_factory=list)
    timestamp_ms: int | None = None

    @property
    def encoded(self) -> Encoded:
        return Encoded(self.key, self.value, self.headers)  # type: ignore[arg-type]


def _message(number: int, **changes: Any) -> bytes:
    """A sound message with some fields made wrong; two dots reach into what is nested."""
    said = msgspec.json.decode(Said(10_000_000 + number, "Delta", "neutral", BEGIN).encoded().value)
    for name, value in changes.items():
        inner = said
        *way, last = name.split("__")
        for step in way:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return json.dumps(said).encode()


LETTERS: list[Letter] = [
    Letter(None, "empty_message"),
    Letter(b"", "empty_message"),
    Letter(b"", "empty_message", key=None),
    Letter(b"not JSON", "not_json"),
    Letter(b"\xff\xfe\x00", "not_json"),
    Letter(b"[]", "not_feedback"),
    Letter(b"{}", "not_feedback"),
    Letter(MANY, "too_large"),
    Letter(_message(1, text=7), "not_feedback"),
    Letter(_message(2, id="no-uuid"), "not_feedback"),
    Letter(_message(3, channel=SQL), "not_feedback"),
    Letter(_message(4, occurred_at="1900-01-01T00:00:00Z"), "time_too_old"),
    Letter(_message(5, occurred_at="2100-01-01T00:00:00Z"), "time_ahead"),
    Letter(_message(6, occurred_at="2026-03-14T09:00:00"), "bad_time"),
    Letter(_message(7, text="a\x00b"), "nul_byte"),
    Letter(_message(8, brand=""), "no_brand"),
    Letter(_message(9).replace(b'"text": "', b'"text": "half \\ud83d'), "not_json"),
    Letter(_message(10).replace(b'"text": "', b'"text": "\xff'), "not_json"),
    Letter(_message(11), "unknown_version", headers=[("ce_type", b"voc.feedback.v99")]),
    Letter(_message(12, reach=2**70), "out_of_range"),
    Letter(_message(13, reach=2**63), "out_of_range"),
    Letter(_message(14, survey__nps=2**40), "out_of_range"),
    Letter(_message(15, case__contacts=2**40), "out_of_range"),
    Letter(_message(16), "", key=None, headers=[("ce_type", FEEDBACK.encode()), ("odd", b"\xff\xfe")]),
    Letter(_message(17), "", timestamp_ms=1),
    Letter(_message(18, unknown={"deep": [SQL]}, also=HTML), ""),
    Letter(_message(19, case__replied_at="9999-12-31T23:59:59Z"), "time_ahead"),
    Letter(_message(20, text=HTML, title=SQL, source=HTML, external_id=SQL, author=HTML, extra=SQL), ""),
    Letter(_message(21), "", timestamp_ms=4_102_444_800_000),  # the year 2100, told by the producer
    Letter(_message(22), "", timestamp_ms=9_000_000_000_000_000),  # the year 287169
]
