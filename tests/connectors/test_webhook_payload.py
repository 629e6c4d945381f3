"""Bodies to records: three forms, foreign shapes, items that cannot be read."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Record
from connectors.webhook_keys import Key
from connectors.webhook_payload import BadBody, TooMany, form_of, records_of, value_at
from pipeline.feedback import Rejected

SAMPLE = Path(__file__).parent / "samples" / "webhook.json"
CRM = Key(name="crm", secrets=("sir-olarak-saklanan-1",))


def read(body: bytes, form: str = "json", key: Key = CRM, limit: int = 1000) -> tuple[Record | Rejected, ...]:
    return records_of(body, "lines" if form == "lines" else "json", key, "webhook:crm/1", limit)


def test_the_sample_survey_reads_by_its_field_mapping() -> None:
    key = Key(
        name="anket",
        tokens=("jeton-jeton-jeton-1",),
        brand="Kuzey Kargo",
        channel="survey",
        items="data.responses",
        fields={
            "external_id": "id",
            "text": "answers.1.text",
            "nps": "answers.0.score",
            "occurred_at": "submitted",
            "author": "respondent.code",
        },
    )
    first, second = read(SAMPLE.read_bytes(), key=key)
    assert isinstance(first, Record)
    assert first.fields == {
        "source": "anket",
        "brand": "Kuzey Kargo",
        "channel": "survey",
        "external_id": "r-1001",
        "text": "Kurye kapıya gelmeden 'adreste yok' yazmış.",
        "nps": 2,
        "occurred_at": "2026-05-01T12:00:00+03:00",
        "author": "m-77",
    }
    assert first.origin == "webhook:crm/1/0"
    assert isinstance(second, Record)
    assert second.fields["text"] is None  # a score without a comment


def test_one_object_an_array_and_lines_say_the_same() -> None:
    one, two = {"text": "bir", "brand": "A"}, {"text": "iki", "brand": "A"}
    array = read(json.dumps([one, two]).encode())
    lines = read(b"\n".join([json.dumps(one).encode(), b"", json.dumps(two).encode(), b" "]), "lines")
    assert [i.fields for i in array if isinstance(i, Record)] == [i.fields for i in lines if isinstance(i, Record)]
    assert [i.origin for i in lines if isinstance(i, Record)] == ["webhook:crm/1/0", "webhook:crm/1/1"]
    assert read(json.dumps(one).encode())[0] == Record({**one, "source": "crm"}, "webhook:crm/1/0")


def test_an_unreadable_item_is_rejected_alone_with_what_was_sent() -> None:
    items = read(b'{"text": "bir"}\n{"text": \n7\n{"text": "iki"}', "lines")
    assert [type(item) for item in items] == [Record, Rejected, Rejected, Record]
    assert [(i.reason, i.raw, i.source) for i in items if isinstance(i, Rejected)] == [
        ("not_json", b'{"text": ', "crm"),
        ("not_object", b"7", "crm"),
    ]
    assert [type(item) for item in read(b'[{"text": "bir"}, null, "x"]')] == [Record, Rejected, Rejected]


def test_a_key_speaks_for_its_own_source_alone() -> None:
    (item,) = read(
        b'{"text": "x", "source": "appstore", "brand": "B"}', key=Key(name="crm", tokens=("x" * 16,), brand="A")
    )
    assert isinstance(item, Record)
    assert (item.fields["source"], item.fields["brand"]) == ("crm", "B")


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"{", b"[1,", b'"x"', b"7", b"null", b"\xff\xfe", b'{"a": "\xff"}x', b"{}{}"]
)
def test_a_body_that_is_no_json_is_refused_whole(body: bytes) -> None:
    with pytest.raises(BadBody):
        read(body)


def test_a_body_nested_too_deep_is_refused() -> None:
    with pytest.raises(BadBody):
        read(b"[" * 100_000)
    deep = read(b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "lines")
    assert isinstance(deep[0], Rejected)


def test_too_many_items_are_refused_whole() -> None:
    with pytest.raises(TooMany):
        read(b"[{}, {}, {}]", limit=2)
    with pytest.raises(TooMany):
        read(b"{}\n{}\n{}", "lines", limit=2)


def test_a_list_that_is_not_where_it_should_be_is_named() -> None:
    with pytest.raises(BadBody, match=r"data\.responses"):
        read(b'{"data": {}}', key=Key(name="crm", tokens=("x" * 16,), items="data.responses"))


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("application/json", "json"),
        ("Application/JSON; charset=UTF-8", "json"),
        ("application/x-ndjson", "lines"),
        ("application/jsonl;charset=utf-8", "lines"),
        ("application/json; charset=iso-8859-9", None),
        ("text/plain", None),
        ("application/x-www-form-urlencoded", None),
        ("", None),
    ],
)
def test_content_types(content_type: str, form: str | None) -> None:
    assert form_of(content_type) == form


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)


@given(st.recursive(st.none() | st.text(max_size=3), nested, max_leaves=8), st.text(alphabet="a.01-", max_size=8))
def test_no_path_raises(value: object, path: str) -> None:
    value_at(value, path)


@given(st.binary(max_size=60))
def test_whatever_is_posted_becomes_items_or_a_refusal(body: bytes) -> None:
    assert isinstance(read(body, "lines"), tuple)
    with contextlib.suppress(BadBody):
        assert isinstance(read(body), tuple)
