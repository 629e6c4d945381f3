"""Who posts to the webhook receiver: named keys, signatures over time and body, bearer tokens. Pure.

Called by `connectors.webhook` for every request. Comparisons take the same time whatever differs; an answer never
says which part of a proof was wrong beyond what the sender needs to mend it, and nothing here is ever logged.

A sender that can sign sends, with the time in seconds since 1970 and hex digits of HMAC-SHA256:

    Nabiz-Signature: key=crm,t=1767225600,v1=<HMAC of "1767225600." + body>

`v1` may be repeated, so that a secret can be exchanged without a gap. A tool that cannot sign sends
`Authorization: Bearer <token>`; then only TLS guards the body, and a copied request can be sent again (it counts once).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from pipeline.feedback import Channel

HEADER = "Nabiz-Signature"
LEAST = 16  # characters of a secret or token
_NO_SECRET = b"\x00" * 32
_PARTS = 16  # of one signature header


class Key(BaseModel):
    """One tool that posts: how it proves itself, and what its items are about where they do not say.

    `fields` takes a foreign shape as it is: our field -> dotted path in theirs, such as
    {"text": "data.comment", "nps": "data.answers.0.score"}; what is not named there is then not kept.
    `items` is the path of the list where one object carries many items.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$", description="name of the key, sent in the signature")
    secrets: tuple[SecretStr, ...] = Field((), description="signing secrets; two while they are exchanged")
    tokens: tuple[SecretStr, ...] = Field((), description="bearer tokens, for tools that cannot sign")
    source: str = Field("", max_length=200, description="source of its items; empty: the key's name")
    brand: str = Field("", description="brand of items that name none")
    channel: Channel | Literal[""] = Field("", description="channel of items that name none")
    fields: dict[str, str] = Field({}, description="our field -> dotted path in the tool's shape")
    items: str = Field("", description="dotted path of the list of items, where one object carries many")

    @model_validator(mode="after")
    def _provable(self) -> Key:
        proofs = [secret.get_secret_value() for secret in (*self.secrets, *self.tokens)]
        if not proofs:
            raise ValueError(f"key {self.name!r} has neither secrets nor tokens")
        if min(map(len, proofs)) < LEAST:
            raise ValueError(f"a secret of key {self.name!r} is shorter than {LEAST} characters: openssl rand -hex 32")
        return self

    @property
    def publisher(self) -> str:
        return self.source or self.name


class Denied(msgspec.Struct, frozen=True):
    """Why a request is not let in; `detail` says what the sender can do."""

    detail: str


class Claim(msgspec.Struct, frozen=True):
    """What a signature header says, before it is believed."""

    key: str
    at: int
    digests: tuple[str, ...]


def sign(secret: str, body: bytes, *, key: str, at: int) -> str:
    """The header's value, as a sender makes it."""
    return f"key={key},t={at},v1={_digest(secret.encode(), at, body)}"


def claim_of(header: str, now: datetime, window: float) -> Claim | Denied:
    """Reads a signature header and checks its time; the body is not needed for that, nor read before."""
    parts = [part.strip().partition("=") for part in header.split(",", _PARTS)]
    named = {name: value for name, _, value in reversed(parts)}
    digests = tuple(value for name, _, value in parts if name == "v1" and re.fullmatch(r"[0-9a-fA-F]{64}", value))
    at = named.get("t", "")
    if not digests or not re.fullmatch(r"[0-9]{1,12}", at) or not named.get("key"):
        return Denied(f"send '{HEADER}: key=NAME,t=SECONDS,v1=HEX', HEX being 64 hex digits of HMAC-SHA256")
    if abs(now.timestamp() - int(at)) > window:
        return Denied(f"the signature's time is more than {window:.0f} seconds from ours: set the sender's clock")
    return Claim(named["key"], int(at), digests)


def proven(claim: Claim, body: bytes, keys: Mapping[str, Key]) -> Key | Denied:
    """The key whose secret made one of the claimed digests. An unknown key costs as long as a wrong digest."""
    key = keys.get(claim.key)
    secrets = [secret.get_secret_value().encode() for secret in key.secrets] if key else []
    good = False
    for secret in secrets or [_NO_SECRET]:
        expected = _digest(secret, claim.at, body)
        for digest in claim.digests:
            good |= hmac.compare_digest(expected, digest.lower())
    if key is None or not secrets or not good:
        return Denied("the signature does not fit: sign the raw body with this key's secret, as 't.body'")
    return key


def bearer_of(authorization: str, keys: Sequence[Key]) -> Key | Denied:
    """The key that a bearer token belongs to; every token is compared, by hash, so that time tells nothing."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return Denied("send 'Authorization: Bearer TOKEN'")
    told, found = sha256(token.strip().encode("utf-8", "replace")).digest(), None
    for key in keys:
        for secret in key.tokens:
            if hmac.compare_digest(sha256(secret.get_secret_value().encode()).digest(), told):
                found = key
    return found or Denied("this bearer token is not known")


def _digest(secret: bytes, at: int, body: bytes) -> str:
    return hmac.new(secret, str(at).encode() + b"." + body, sha256).hexdigest()
