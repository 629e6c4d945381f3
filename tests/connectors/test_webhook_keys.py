"""Who may post: signatures over time and body, bearer tokens."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.webhook_keys import Claim, Denied, Key, bearer_of, claim_of, proven, sign

SECRET, OTHER = "sir-olarak-saklanan-1", "sir-olarak-saklanan-2"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
CRM = Key(name="crm", secrets=(SECRET,))
KEYS = {"crm": CRM, "anket": Key(name="anket", tokens=("jeton-jeton-jeton-1",))}


def judged(header: str, body: bytes) -> Key | Denied:
    claim = claim_of(header, NOW, 300)
    return proven(claim, body, KEYS) if isinstance(claim, Claim) else claim


@given(st.binary(max_size=200), st.integers(min_value=-300, max_value=300))
def test_a_signature_made_as_documented_is_let_in(body: bytes, drift: int) -> None:
    at = AT + drift
    digest = hmac.new(SECRET.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    assert judged(f"key=crm,t={at},v1={digest}", body) == CRM
    assert sign(SECRET, body, key="crm", at=at) == f"key=crm,t={at},v1={digest}"


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_another_body_is_not(body: bytes, other: bytes) -> None:
    header = sign(SECRET, body, key="crm", at=AT)
    assert isinstance(judged(header, other), Denied) == (body != other)


@pytest.mark.parametrize("drift", [301, -301, 10**9, -AT])
def test_an_old_or_early_signature_is_not(drift: int) -> None:
    denied = judged(sign(SECRET, b"{}", key="crm", at=AT + drift), b"{}")
    assert isinstance(denied, Denied)
    assert "clock" in denied.detail


def test_the_time_is_signed_too() -> None:
    header = sign(SECRET, b"{}", key="crm", at=AT - 4000).replace(str(AT - 4000), str(AT))
    assert isinstance(judged(header, b"{}"), Denied)


def test_two_secrets_are_good_while_they_are_exchanged() -> None:
    keys = {"crm": Key(name="crm", secrets=(OTHER, SECRET))}
    for secret in (SECRET, OTHER):
        claim = claim_of(sign(secret, b"x", key="crm", at=AT), NOW, 300)
        assert isinstance(claim, Claim)
        assert proven(claim, b"x", keys) == keys["crm"]


def test_a_sender_may_send_digests_of_both_secrets() -> None:
    both = f"{sign(OTHER, b'x', key='crm', at=AT)},{sign(SECRET, b'x', key='crm', at=AT).rpartition(',')[2]}"
    assert judged(both, b"x") == CRM


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v1=abc",
        f"key=crm,t={AT}",
        f"key=crm,t={AT},v1=zz",
        f"key=crm,t=now,v1={'0' * 64}",
        f"key=,t={AT},v1={'0' * 64}",
        f"t={AT},v1={'0' * 64}",
        f"key=crm,t={AT},v1={'0' * 64}",
        f"key=nobody,t={AT},v1={'0' * 64}",
        f"key=anket,t={AT},v1={'0' * 64}",
        f"key=crm,t={AT},v1={'ş' * 64}",
        "," * 10_000,
    ],
)
def test_a_wrong_header_is_denied_without_an_error(header: str) -> None:
    assert isinstance(judged(header, b"{}"), Denied)


@given(st.text(max_size=200))
def test_no_header_raises(header: str) -> None:
    assert isinstance(judged(header, b"{}"), Denied)
    assert isinstance(bearer_of(header, list(KEYS.values())), Denied)


def test_a_key_without_secrets_cannot_sign_with_an_empty_one() -> None:
    empty = hmac.new(b"\x00" * 32, f"{AT}.{{}}".encode(), sha256).hexdigest()
    assert isinstance(judged(f"key=anket,t={AT},v1={empty}", b"{}"), Denied)


def test_a_bearer_token_names_its_key() -> None:
    keys = list(KEYS.values())
    assert bearer_of("Bearer jeton-jeton-jeton-1", keys) == KEYS["anket"]
    assert bearer_of("bearer  jeton-jeton-jeton-1 ", keys) == KEYS["anket"]
    for wrong in ("Bearer jeton-jeton-jeton-2", "Basic jeton-jeton-jeton-1", "Bearer", f"Bearer {SECRET}"):
        assert isinstance(bearer_of(wrong, keys), Denied)


@pytest.mark.parametrize("told", [{}, {"secrets": ("kisa",)}, {"tokens": ("",)}, {"secrets": (SECRET,), "name": "A B"}])
def test_a_key_that_proves_nothing_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Key.model_validate({"name": "crm", **told})


def test_secrets_are_not_shown() -> None:
    assert SECRET not in repr(CRM)
    assert SECRET not in CRM.model_dump_json()
