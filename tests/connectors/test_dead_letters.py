"""Dead letters come back as records: whole, by the names of the feed, and what cannot be read stays a dead letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.base import Record
from connectors.dead_letters import fields_of
from connectors.desk import Desk, Taken
from pipeline.feedback import Rejected
from pipeline.wire import rejected_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DESK = Desk(b"k" * 32)
LINE = {
    "text": "Kargo gelmedi",
    "brand": "Lodos",
    "external_id": "7",
    "author": "ali",
    "nps": 3,
    "reply": "Bakıyoruz",
    "views": 9,
}


def taken(**fields: object) -> Taken:
    found = DESK.take(Record({**LINE, **fields}, "a.jsonl:1"), NOW)
    assert isinstance(found, Taken)
    return found


def refused(**fields: object) -> Rejected:
    found = DESK.take(Record({**LINE, **fields}, "a.jsonl:1"), NOW)
    assert isinstance(found, Rejected)
    return found


def test_a_record_refused_for_one_field_is_taken_once_that_is_mended() -> None:
    fields = fields_of(refused(channel="telepathy"))
    assert fields is not None
    again = DESK.take(Record({**fields, "channel": "call"}, "replayed"), NOW)
    assert isinstance(again, Taken)
    assert again.feedback == taken(channel="call").feedback


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"replied_at": "9999-01-01T00:00:00Z"}, {"replied_at": "2026-02-28T10:00:00Z"}),
        ({"handle_seconds": -500}, {"handle_seconds": 500}),
        ({"reach": "12.500"}, {"reach": 12_500}),
        ({"nps": 8.5}, {"nps": 8}),
    ],
)
def test_a_record_with_an_impossible_fact_is_set_aside_whole_and_taken_once_mended(
    wrong: dict[str, object], right: dict[str, object]
) -> None:
    letter = refused(**wrong)
    (name,) = wrong
    assert name in letter.detail
    fields = fields_of(letter)
    assert fields is not None
    assert fields[name] == wrong[name]
    again = DESK.take(Record({**fields, **right}, letter.origin), NOW)
    assert isinstance(again, Taken)
    assert again.feedback == taken(**right).feedback


def test_a_name_does_not_reach_kafka_in_a_dead_letter() -> None:
    letter = refused(channel="telepathy", author="Ayşe Yılmaz")
    assert "Ayşe".encode() not in letter.raw


def test_a_message_refused_by_a_worker_comes_back_as_it_was() -> None:
    sent = taken()
    letter = rejected_of(sent.message.value, "model_failed", "", "model", "voc.feedback.v1/0/7")
    fields = fields_of(letter)
    assert fields is not None
    again = DESK.take(Record(fields, letter.origin), NOW)
    assert isinstance(again, Taken)
    assert again.feedback == sent.feedback


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1]", b"\xff\xfe", b'{"text": "\xff"}', b'{"a": ' * 5_000 + b"1" + b"}" * 5_000], ids=range(6)
)
def test_what_was_never_a_record_stays_a_dead_letter(raw: bytes) -> None:
    assert fields_of(rejected_of(raw, "not_json", "", "connector", "a.jsonl:1")) is None
