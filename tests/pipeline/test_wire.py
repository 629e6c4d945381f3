"""What travels in Kafka: nothing is lost on the way, and nothing that arrives can break the decoder."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feedback import Feedback, Position, Rejected
from pipeline.intake import feedback_of
from pipeline.wire import (
    FEEDBACK,
    REASONS,
    Message,
    appended_at,
    decode,
    decode_rejected,
    encode,
    encode_rejected,
    headers_of,
    rejected_of,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FULL = {
    "text": "Çok kötü 😡",
    "title": "Şikâyet",
    "brand": "Lodos",
    "author": "ali",
    "rating": 1,
    "reach": 10,
    "nps": 3,
    "reply": "Bakıyoruz",
    "url": "https://example.com/1",
    "lang": "tr",
    "views": 3,
    "occurred_at": "2026-02-28T10:00:00Z",
}


def message(value: bytes | None, **headers: bytes) -> Message:
    return Message(Position(FEEDBACK, 3, 41, "log"), NOW, value, headers)


def sample(**fields: object) -> Feedback:
    return feedback_of({**FULL, **fields}, now=NOW, key=b"k" * 32)


def test_feedback_arrives_as_it_left() -> None:
    sent = sample()
    encoded = encode(sent)
    assert decode(message(encoded.value, **headers_of(encoded.headers))) == sent


def test_headers_are_cloudevents_in_binary_mode() -> None:
    headers = headers_of(encode(sample()).headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"voc.feedback.v1"
    assert set(headers) == {"ce_specversion", "ce_type", "ce_source", "ce_id", "ce_time", "content-type"}


def test_one_statement_always_has_the_same_key() -> None:
    assert (
        encode(sample()).key == encode(sample(text="anders", external_id="")).key
        or sample().id != sample(text="anders").id
    )
    assert encode(sample(external_id="7")).key == encode(sample(external_id="7", text="edited")).key


GOOD = json.loads(encode(sample()).value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "empty_message"),
        (b"", "empty_message"),
        (b"{", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b"[]", "not_feedback"),
        (b"42", "not_feedback"),
        (b'{"text": 5}', "not_feedback"),
        (json.dumps({**GOOD, "text": 5}).encode(), "not_feedback"),
        (json.dumps({**GOOD, "id": "no uuid"}).encode(), "not_feedback"),
        (json.dumps({**GOOD, "text": "a\x00b"}).encode(), "nul_byte"),
        (json.dumps({**GOOD, "text": "\ud800"}).encode(), "not_json"),
        (json.dumps({**GOOD, "occurred_at": "1900-01-01T00:00:00Z"}).encode(), "time_too_old"),
        (json.dumps({**GOOD, "occurred_at": "2100-01-01T00:00:00Z"}).encode(), "time_ahead"),
        (json.dumps({**GOOD, "occurred_at": "2026-01-01T00:00:00"}).encode(), "bad_time"),
        (json.dumps({**GOOD, "updated_at": "2026-01-01T00:00:00"}).encode(), "bad_time"),
        (json.dumps({**GOOD, "case": {"replied_at": "2026-01-01T00:00:00"}}).encode(), "bad_time"),
        (json.dumps({**GOOD, "case": {"replied_at": "9999-01-01T00:00:00Z"}}).encode(), "time_ahead"),
        (json.dumps({**GOOD, "case": {"handle_seconds": -500}}).encode(), "out_of_range"),
        (json.dumps({**GOOD, "case": {"satisfaction": 80}}).encode(), "out_of_range"),
        (json.dumps({**GOOD, "brand": ""}).encode(), "no_brand"),
        (json.dumps({**GOOD, "text": "x" * 950_000}).encode(), "too_large"),
    ],
)
def test_poison_is_answered_with_reason_and_origin(value: bytes | None, reason: str) -> None:
    answer = decode(message(value))
    assert isinstance(answer, Rejected)
    assert answer.reason == reason
    assert answer.origin == "voc.feedback.v1/3/41"


def test_a_version_from_the_future_is_set_aside_not_guessed() -> None:
    answer = decode(message(encode(sample()).value, ce_type=b"voc.feedback.v9"))
    assert isinstance(answer, Rejected)
    assert answer.reason == "unknown_version"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_decoder(value: bytes) -> None:
    answer = decode(message(value))
    assert isinstance(answer, Rejected)
    assert answer.reason in REASONS


def test_a_dead_letter_is_redacted_and_comes_back_whole() -> None:
    raw = b'{"text": "0532 123 45 67", "brand": '
    dead = rejected_of(raw, "not_json", "cut short", "connector", "a.jsonl:7")
    back = decode_rejected(encode_rejected(dead, NOW).value)
    assert back == dead
    assert b"532" not in back.raw
    assert not back.truncated


def test_a_huge_dead_letter_carries_its_head_and_names_the_rest() -> None:
    dead = rejected_of(b"x" * 10_000_000, "too_large", "", "connector", "a.jsonl:7")
    assert dead.truncated
    assert dead.size == 10_000_000
    assert len(encode_rejected(dead, NOW).value) < 200_000


@pytest.mark.parametrize("seconds", [-1.0, -0.001, 1.0, 4_102_444_800.0, 9e12, 1e300])
def test_a_time_of_appending_that_cannot_be_true_is_now(seconds: float) -> None:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    assert appended_at(seconds, now) == now
    assert appended_at(1_770_000_000.5, now) == datetime.fromtimestamp(1_770_000_000.5, UTC)
