"""The words everything here speaks: Feedback, Insight, Rejected, and the ids that make them countable.

Every module of the pipeline uses these values; nothing here does I/O, reads a clock or draws a random number.
All are frozen and cheap to build; what a source says beyond the known fields is kept in `extra`, never refused.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

Channel: TypeAlias = Literal["review", "social", "complaint", "survey", "call", "other"]
Sentiment: TypeAlias = Literal["negative", "neutral", "positive"]
Stage: TypeAlias = Literal["connector", "decode", "model"]
Outcome: TypeAlias = Literal["stored", "rejected"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)


class Case(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is known of how a complaint or call was handled. Times are UTC; durations are seconds."""

    reply: str | None = None  # the answer given, redacted
    replied_at: datetime | None = None
    resolved: bool | None = None
    resolved_at: datetime | None = None
    satisfaction: float | None = None  # of 5, see metrics.SOLVED
    contacts: int | None = None  # how often the customer had to get in touch about it
    handle_seconds: float | None = None  # talk, hold and after-call work together


class Survey(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Survey answers: NPS and employee NPS 0-10, CSAT 1-5, CES 1-7."""

    nps: int | None = None
    enps: int | None = None
    csat: float | None = None
    ces: float | None = None


class Feedback(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What one customer said once, redacted. `id` is stable: the same statement read again has the same id.

    `occurred_at` is event time in UTC. `undated` says that the source gave none and arrival time stands in for it;
    storage then keeps the first time it ever stored for that id. `updated_at` orders versions of one statement
    (an answer added, a case resolved): the latest wins.
    """

    id: UUID
    source: str
    external_id: str
    brand: str
    channel: Channel
    occurred_at: datetime
    text: str
    title: str | None = None
    author: str | None = None  # keyed hash, see text.pii.author_key
    rating: float | None = None  # stars, 1-5
    reach: int | None = None  # people who may have seen it
    engagement: int | None = None  # likes, replies and shares together
    url: str | None = None
    lang: str | None = None  # the source's hint, ISO 639-1
    survey: Survey | None = None
    case: Case | None = None
    extra: str = ""  # the fields we do not know, redacted, as a JSON object
    copy_key: str = ""  # near-duplicates share it, see text.duplicates; empty: too short to tell
    updated_at: datetime | None = None
    undated: bool = False
    drill: bool = False  # part of a rehearsal

    @property
    def words(self) -> str:
        """Title and text as the model reads them."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def voice(self) -> bool:
        """Whether it is the words of a customer: no score alone, and no answer of an employee."""
        return bool(self.text) and (self.survey is None or self.survey.enps is None)


class Position(msgspec.Struct, frozen=True):
    """Where a message stands in Kafka. `log` names the incarnation of the broker: an embedded broker that starts
    anew counts from 0 again, so an offset says something only together with it."""

    topic: str
    partition: int
    offset: int
    log: str = ""


class Landing(msgspec.Struct, frozen=True):
    """What became of one Kafka message. One row each, so that the store can show that every offset landed once."""

    position: Position
    outcome: Outcome
    id: UUID | None = None


class Insight(msgspec.Struct, frozen=True, kw_only=True):
    """A Feedback and what the model read in it. One Insight is one ClickHouse row.

    `revision` orders rows of one id: generation of the scoring, then version of the source's facts.
    """

    feedback: Feedback
    language: str
    sentiment: Sentiment
    sentiment_scores: tuple[float, float, float]  # in the order of SENTIMENTS
    topics: tuple[str, ...]
    topic_scores: dict[str, float]
    model: str
    revision: int
    position: Position
    ingested_at: datetime  # when the broker appended it


class Rejected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What could not be taken: a value, not an exception. Nothing is lost: `raw` (redacted) can be replayed."""

    stage: Stage
    reason: str  # a short code of the catalogue in wire.REASONS
    detail: str  # what is wrong and what to do, without customer text
    raw: bytes
    origin: str  # "topic/partition/offset" or "file:line"
    source: str = ""
    truncated: bool = False  # raw was too large to carry whole; `size` and `digest` name the original
    size: int = 0
    digest: str = ""


def stable_id(source: str, external_id: str, brand: str) -> UUID:
    """The id of a statement: a function of who published it, its id there, and the brand it is about."""
    return _uuid("id", source, external_id, brand)


def content_id(*parts: str) -> str:
    """Stands in for an external id where a source has none: a hash of the content, 32 hex digits."""
    return _uuid("content", *parts).hex


def _uuid(*parts: str) -> UUID:
    # Length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
    digest = blake2b(digest_size=16, person=b"nabiz.id.v1")
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return UUID(bytes=digest.digest())


EPOCH_BITS = 44


def revision(generation: int, version: datetime) -> int:
    """Order of the rows of one id: a newer scoring generation wins, then the newer version of the source's facts.

    `generation` 0..2**19-1; milliseconds since 1970 fill the low 44 bits (until the year 2527).
    """
    millis = max(0, int(version.timestamp() * 1000))
    return (generation << EPOCH_BITS) | min(millis, (1 << EPOCH_BITS) - 1)


JUDGED = 1 << 63
GENERATION_BITS = 63 - EPOCH_BITS


def judged(revision: int) -> int:
    """The revision of an item that a person has judged: above every scoring, whatever its generation.

    Up here the version of the source's facts comes first and the generation second: newer facts win, and rescoring
    old facts does not. What was judged before goes up by one: the later judgement wins.
    """
    if revision >= JUDGED:
        return revision + 1
    generation, version = revision >> EPOCH_BITS, revision & ((1 << EPOCH_BITS) - 1)
    return JUDGED | (version << GENERATION_BITS) | generation
