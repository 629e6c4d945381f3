"""What every connector promises. Runs over all that `connectors.catalogue` finds, each with its own sample payload.

A new source needs `connectors/NAME.py` and `tests/connectors/samples/NAME.*` (and, where its options have no
defaults, `samples/NAME.options.json`); nothing here has to name it.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from connectors import catalogue
from connectors.base import Connector, Page, Record
from connectors.desk import Desk, Taken
from connectors.fake import KEY
from pipeline.errors import NabizError
from pipeline.feedback import Rejected
from pipeline.wire import REASONS

SAMPLES = Path(__file__).parent.parent / "connectors" / "samples"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
JUNK = [b"", b"{}", b"[]", b"null", b'"x"', b"[[[", b"\xff\xfe", b"\r", b"<html>"]
SECRET = re.compile(r"secret|token|password")
FOUND = catalogue.modules()
PARSING = [name for name, module in FOUND.items() if hasattr(module, "parse")]
ASKED = [name for name, module in FOUND.items() if hasattr(module, "connect")]

over_all = pytest.mark.parametrize("name", FOUND)
over_parsing = pytest.mark.parametrize("name", PARSING)


def options_of(name: str) -> BaseModel:
    told = SAMPLES / f"{name}.options.json"
    module: ModuleType = FOUND[name]
    return module.Options.model_validate_json(told.read_text("utf-8") if told.exists() else "{}")


def sample_of(name: str) -> bytes:
    found = [path for path in SAMPLES.glob(f"{name}.*") if not path.name.endswith(".options.json")]
    assert found, f"put a payload of this source into tests/connectors/samples/{name}.*"
    return found[0].read_bytes()


def parsed(name: str, payload: bytes) -> tuple[Record | Rejected, ...]:
    module: ModuleType = FOUND[name]
    return module.parse(payload, options_of(name))


def test_the_sources_of_the_product_are_found() -> None:
    assert {"appstore", "files", "imap_mailbox", "mastodon", "simulator", "webhook"} <= set(FOUND)


@over_all
def test_its_docstring_says_what_it_reads(name: str) -> None:
    assert len(FOUND[name].__doc__ or "") > 80


@over_all
def test_its_options_are_frozen_closed_and_each_explained(name: str) -> None:
    options = FOUND[name].Options
    assert options.model_config.get("frozen")
    assert options.model_config.get("extra") == "forbid"
    missing = [field for field, (_, meaning) in catalogue.explain(FOUND[name]).items() if not meaning]
    assert not missing
    with pytest.raises(ValidationError):
        options.model_validate({**options_of(name).model_dump(), "no_such_option": 1})


@over_all
def test_its_secrets_are_not_shown(name: str) -> None:
    told = SAMPLES / f"{name}.options.json"
    told_secrets = _secrets(json.loads(told.read_text("utf-8"))) if told.exists() else []
    shown = f"{options_of(name)!r} {options_of(name)}"
    assert not [secret for secret in told_secrets if secret in shown]


def _secrets(value: object, named: str = "") -> list[str]:
    if isinstance(value, dict):
        return [secret for key, inner in value.items() for secret in _secrets(inner, key)]
    if isinstance(value, list):
        return [secret for inner in value for secret in _secrets(inner, named)]
    return [str(value)] if SECRET.search(named) else []


@pytest.mark.parametrize("name", ASKED)
def test_it_opens_without_asking_anybody(name: str) -> None:
    connector = FOUND[name].connect(options_of(name))
    assert isinstance(connector, Connector)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", connector.name)
    assert connector.interval > 0
    if close := getattr(connector, "close", None):
        close()


def test_no_two_share_a_name() -> None:
    names = [options_of(name).model_dump().get("name", name) for name in FOUND]
    assert len(set(names)) == len(names)


@over_parsing
def test_its_sample_can_be_taken_and_says_who_when_and_where(name: str) -> None:
    items = parsed(name, sample_of(name))
    records = [item for item in items if isinstance(item, Record)]
    assert records
    for record in records:
        taken = Desk(KEY).take(record, NOW)
        assert isinstance(taken, Taken), taken
        assert record.origin
        assert not taken.feedback.undated
        assert taken.feedback.brand
        assert taken.feedback.source
        msgspec.json.encode(record.fields)


@over_parsing
def test_what_is_read_twice_bears_the_same_ids(name: str) -> None:
    once, twice = ([Desk(KEY).take(item, NOW) for item in parsed(name, sample_of(name))] for _ in range(2))
    ids = [each.feedback.id for each in once if isinstance(each, Taken)]
    assert ids == [each.feedback.id for each in twice if isinstance(each, Taken)]
    assert len(set(ids)) == len(ids)


@over_parsing
def test_a_payload_cut_anywhere_raises_only_our_errors(name: str) -> None:
    payload = sample_of(name)
    for at in range(0, len(payload), max(1, len(payload) // 60)):
        _survives(name, payload[:at])


@over_parsing
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    junk=st.one_of(st.binary(max_size=60), st.sampled_from([b"", b"{}", b"[]", b"null", b'"x"', b"[[[", b"\xff\xfe"]))
)
def test_junk_raises_only_our_errors(name: str, junk: bytes) -> None:
    _survives(name, junk)


@over_parsing
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_one_wrong_byte_raises_only_our_errors(name: str, at: int, byte: int) -> None:
    payload = bytearray(sample_of(name))
    payload[at % len(payload)] = byte
    _survives(name, bytes(payload))


def _survives(name: str, payload: bytes) -> None:
    """Items come out, or an error of ours; whatever comes out, the desk has an answer to."""
    try:
        items = parsed(name, payload)
    except NabizError:
        return
    for item in items:
        answer = Desk(KEY).take(item, NOW)
        if isinstance(answer, Rejected):
            assert answer.reason in REASONS
            assert answer.origin
            assert answer.detail


@pytest.mark.parametrize("name", [name for name in ASKED if name not in PARSING])
def test_what_has_no_payload_reads_its_own_first_pages(name: str) -> None:
    connector = FOUND[name].connect(options_of(name))
    first = connector.fetch("")
    assert isinstance(first, Page)
    assert first.items
    assert connector.fetch(first.cursor).items != first.items
    assert all(isinstance(Desk(KEY).take(item, datetime.now(UTC)), Taken) for item in first.items)
