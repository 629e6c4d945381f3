"""Redaction of raw bytes: JSON stays JSON, everything else survives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.pii import redact_json_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_values_are_redacted_and_the_rest_stays_byte_for_byte() -> None:
    raw = '{"text" : "beni 0532 123 45 67 arayın", "n": 12.50, "e":"\\u015f", "n": 1e400}'.encode()
    assert redact_json_bytes(raw) == '{"text" : "beni [PHONE] arayın", "n": 12.50, "e":"\\u015f", "n": 1e400}'.encode()


def test_a_number_that_is_personal_becomes_a_string() -> None:
    assert json.loads(redact_json_bytes(b'{"tel": 5321234567, "adet": 3}')) == {"tel": "[PHONE]", "adet": 3}


def test_the_key_is_the_context_of_its_value() -> None:
    assert json.loads(redact_json_bytes(b'{"vkn": 1234567890, "no": 1234567890}')) == {"vkn": "[VKN]", "no": 1234567890}


def test_an_author_goes_unless_hashed_already() -> None:
    hashed = "0123456789abcdef0123456789abcdef"
    raw = json.dumps([{"author": "ayse_y"}, {"author": hashed}]).encode()
    assert json.loads(redact_json_bytes(raw)) == [{"author": "[NAME]"}, {"author": hashed}]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"text": "0532 123 45 67', b'{"text": "[PHONE]'),
        (b"\xff\xfe 05321234567 \x80", b"\xff\xfe [PHONE] \x80"),
        (b'{"a": "\xff 05321234567"}', b'{"a": "\xff [PHONE]"}'),
        (b"", b""),
        (b"\x00\x00", b"\x00\x00"),
        (b"ali@ornek.com;5", b"[EMAIL];5"),
    ],
)
def test_what_is_no_json_is_redacted_as_text(raw: bytes, expected: bytes) -> None:
    assert redact_json_bytes(raw) == expected


def test_deep_nesting_is_survived() -> None:
    raw = b"[" * 100_000
    assert redact_json_bytes(raw) == raw


@given(VALUES, st.booleans())
def test_valid_json_stays_valid_json(value: object, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    redacted = redact_json_bytes(raw)
    json.loads(redacted.decode("utf-8", "surrogateescape"))
    assert redact_json_bytes(redacted) == redacted


@given(st.binary())
def test_any_bytes_are_survived(raw: bytes) -> None:
    redact_json_bytes(raw)
