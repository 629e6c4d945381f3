"""Dead letters of the connectors become rows; those of a worker are stored with its batch and are left alone here."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.dead_letters import letters_of
from pipeline.wire import encode_rejected, rejected_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_only_the_letters_of_connectors_are_taken() -> None:
    ours = rejected_of(b"{}", "missing_text", "no text", "connector", "feed.jsonl:3", "files")
    workers = rejected_of(b"x", "not_json", "no JSON", "decode", "voc.feedback.v1/0/1")
    assert letters_of([encode_rejected(each, NOW).value for each in (ours, workers)]) == [ours]


def test_what_is_no_letter_holds_nothing_up() -> None:
    assert letters_of([b"", None, b"\xff\x00", b"[]", b'{"stage": "elsewhere"}']) == []
