"""Desk and publisher: what is taken, what is set aside, and when the broker may be said to have it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.base import Record
from connectors.broker import Security
from connectors.desk import Desk, Taken
from connectors.fake import KEY, MemoryOutbox, memory_publisher
from connectors.publisher import Outbox, Publisher, Sending
from pipeline.errors import BrokerError
from pipeline.feedback import Rejected
from pipeline.wire import MAX_CARRIED, REASONS

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def said(text: object = "Kargo gelmedi", **fields: object) -> Record:
    return Record({"text": text, "brand": "Örnek", "occurred_at": NOON, **fields}, origin="test:1")


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = {"inner": value}
    return value


def opened() -> tuple[MemoryOutbox, Publisher]:
    outbox = MemoryOutbox()
    return outbox, memory_publisher(outbox, lambda: NOON)


def test_a_receipt_says_what_became_of_each() -> None:
    outbox, publisher = opened()
    receipt = publisher.publish([said(), Record({"text": "x"}, "test:2"), said("İkinci")])
    assert (receipt.accepted, receipt.rejected, dict(receipt.reasons)) == (2, 1, {"no_brand": 1})
    assert receipt.ids == tuple(feedback.id for feedback in outbox.feedback)
    assert receipt.last_event == NOON
    assert publisher.publish([]).last_event is None


def test_personal_data_never_reaches_the_outbox() -> None:
    outbox, publisher = opened()
    call = "Beni 0532 123 45 67 numaradan arayın"
    rejected = Rejected(stage="connector", reason="not_json", detail="", raw=call.encode(), origin="f:1")
    publisher.publish([said(call, author="ayse34"), said(call, rating=9), rejected])
    carried = [message.value for _, message in outbox._sent]
    assert len(carried) == 3
    assert not [value for value in carried if b"123 45 67" in value or b"ayse34" in value]


@pytest.mark.parametrize(
    "poison",
    [
        said("x" * 200_001),
        said("half \ud83d"),
        said("nul \x00"),
        said(note="half \ud83d"),
        said(note=nested(5_000)),
        said(note=Decimal("1.0"), rating=Decimal("NaN")),
        said(occurred_at="1900-01-01"),
        said(occurred_at="2100-01-01"),
        said(occurred_at={"no": "time"}),
        said(text=17),
        said(rating="many"),
        said(reach=float("nan")),
        said(note={1: object()}),
        said("ı" * 199_000, title="ş" * 199_000, reply="ğ" * 199_000),
        Record({}, "test:1"),
        Record({"text": "x", "brand": "Örnek", "source": 5.5}, "test:1"),
    ],
)
def test_poison_is_a_value_and_disturbs_nothing_else(poison: Record) -> None:
    outbox, publisher = opened()
    receipt = publisher.publish([said("Önce"), poison, said("Sonra")])
    assert [feedback.text for feedback in outbox.feedback] == ["Önce", "Sonra"]
    assert receipt.rejected == 1
    letter = outbox.rejected[0]
    assert letter.reason in REASONS
    assert letter.origin == "test:1"
    assert letter.detail


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["text", "brand", "title", "rating", "occurred_at", "author", "nps", "resolved", "x"])


@given(st.dictionaries(names | st.text(max_size=4), values, max_size=8))
def test_the_desk_has_an_answer_to_everything(fields: dict[str, object]) -> None:
    answer = Desk(KEY).take(Record(fields, "test:1"), NOON)
    assert isinstance(answer, Taken) or answer.reason in REASONS


def test_a_large_dead_letter_is_cut_and_names_its_original() -> None:
    fields = {"text": "x" * MAX_CARRIED}
    raw = msgspec.json.encode(fields)
    outbox, publisher = opened()
    publisher.publish([Record(fields, "test:1")])
    letter = outbox.rejected[0]
    assert letter.truncated
    assert (letter.size, letter.digest) == (len(raw), sha256(raw).hexdigest())
    assert len(letter.raw) <= MAX_CARRIED


def test_what_a_connector_cut_keeps_the_size_of_its_original() -> None:
    cut = Rejected(
        stage="connector", reason="too_large", detail="", raw=b"x", origin="f:1", truncated=True, size=9**9, digest="d"
    )
    outbox, publisher = opened()
    publisher.publish([cut])
    assert (outbox.rejected[0].size, outbox.rejected[0].digest, outbox.rejected[0].truncated) == (9**9, "d", True)


def test_flush_raises_when_anything_since_the_last_failed_and_only_then() -> None:
    outbox, publisher = opened()
    outbox.failing = True
    publisher.publish([said()])
    outbox.failing = False
    publisher.publish([said("İkinci")])
    with pytest.raises(BrokerError):
        publisher.flush()
    assert publisher.flush()  # what failed is not asked for again


def test_flush_tells_when_it_does_not_know_yet() -> None:
    outbox, publisher = opened()
    outbox.halted = True
    publisher.publish([said()])
    assert not publisher.flush(0.01)
    outbox.halted = False
    assert publisher.flush(0.01)


def test_a_delivery_waits_for_itself_alone() -> None:
    outbox, publisher = opened()
    outbox.failing = True
    publisher.publish([said()])
    outbox.failing = False
    assert publisher.deliver([said("İkinci")]).accepted == 1
    outbox.halted = True
    with pytest.raises(BrokerError, match="send it again"):
        publisher.deliver([said("Üçüncü")], seconds=0.01)


def test_many_threads_may_deliver_at_once() -> None:
    outbox, publisher = opened()
    receipts: list[UUID] = []

    def deliver(thread: int) -> None:
        for number in range(20):
            receipts.extend(publisher.deliver([said(f"{thread}/{number}")]).ids)

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(receipts)) == len(outbox.feedback) == 160


def test_the_fakes_keep_the_contracts_they_stand_for() -> None:
    assert isinstance(MemoryOutbox(), Outbox)
    assert isinstance(MemoryOutbox().send("t", []), Sending)


def test_security_names_what_the_broker_needs_and_never_shows_the_password() -> None:
    assert Security().settings() == {"security_protocol": "PLAINTEXT"}
    full = Security(tls=True, ca="ca.pem", user="nabiz", password=SecretStr("hidden-word"))
    assert "hidden-word" not in repr(full)
    assert full.settings() == {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": "ca.pem",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "nabiz",
        "sasl_plain_password": "hidden-word",
    }
