"""Values to columns and back: how an Insight, a Landing, a Rejected and an AlertStep lie in their tables.

Called by `clickhouse` for every batch, in a thread beside the event loop, so it goes column by column: a list
comprehension a column is some ten times cheaper than an object a row. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import UUID

import msgspec

from pipeline.alert import AlertStep, Telling
from pipeline.feedback import Case, Feedback, Insight, Landing, Rejected, Survey
from pipeline.storage.base import Measurement

Columns = dict[str, Sequence[object]]

NO_CASE, NO_SURVEY = Case(), Survey()
NO_ID = UUID(int=0)
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
INT32, INT64 = 2**31 - 1, 2**63 - 1


def insight_columns(insights: Sequence[Insight]) -> Columns:
    feedbacks = [insight.feedback for insight in insights]
    return _said(feedbacks) | _answered(feedbacks) | _read(insights)


def _said(feedbacks: Sequence[Feedback]) -> Columns:
    return {
        "id": [f.id for f in feedbacks],
        "brand": [f.brand for f in feedbacks],
        "source": [f.source for f in feedbacks],
        "channel": [f.channel for f in feedbacks],
        "external_id": [f.external_id for f in feedbacks],
        "occurred_at": [f.occurred_at for f in feedbacks],
        "text": [f.text for f in feedbacks],
        "title": [f.title for f in feedbacks],
        "author": [f.author for f in feedbacks],
        "rating": [f.rating for f in feedbacks],
        "reach": [_fits(f.reach, INT64) for f in feedbacks],
        "engagement": [_fits(f.engagement, INT64) for f in feedbacks],
        "url": [f.url for f in feedbacks],
        "lang_hint": [f.lang or "" for f in feedbacks],
        "extra": [f.extra for f in feedbacks],
        "copy_key": [f.copy_key for f in feedbacks],
        "undated": [f.undated for f in feedbacks],
        "drill": [f.drill for f in feedbacks],
    }


def _answered(feedbacks: Sequence[Feedback]) -> Columns:
    surveys = [f.survey or NO_SURVEY for f in feedbacks]
    cases = [f.case or NO_CASE for f in feedbacks]
    return {
        "nps": [_fits(s.nps, INT32) for s in surveys],
        "enps": [_fits(s.enps, INT32) for s in surveys],
        "csat": [s.csat for s in surveys],
        "ces": [s.ces for s in surveys],
        "reply": [c.reply for c in cases],
        "replied_at": [c.replied_at for c in cases],
        "resolved": [c.resolved for c in cases],
        "resolved_at": [c.resolved_at for c in cases],
        "satisfaction": [c.satisfaction for c in cases],
        "contacts": [_fits(c.contacts, INT32) for c in cases],
        "handle_seconds": [c.handle_seconds for c in cases],
    }


def _read(insights: Sequence[Insight]) -> Columns:
    scores = [insight.sentiment_scores for insight in insights]
    positions = [insight.position for insight in insights]
    return {
        "ingested_at": [insight.ingested_at for insight in insights],
        "language": [insight.language for insight in insights],
        "sentiment": [insight.sentiment for insight in insights],
        "negative": [three[0] for three in scores],
        "neutral": [three[1] for three in scores],
        "positive": [three[2] for three in scores],
        "topics": [insight.topics for insight in insights],
        "topic_scores": [insight.topic_scores for insight in insights],
        "model": [insight.model for insight in insights],
        "revision": [insight.revision for insight in insights],
        "kafka_topic": [position.topic for position in positions],
        "kafka_log": [position.log for position in positions],
        "kafka_partition": [position.partition for position in positions],
        "kafka_offset": [position.offset for position in positions],
    }


def _fits(value: int | None, limit: int) -> int | None:
    """A number no column can hold says nothing; it must not keep the batch around it from being stored."""
    return value if value is None or -limit <= value <= limit else None


def landing_columns(
    landings: Sequence[Landing], times: Mapping[UUID, datetime], erased: frozenset[UUID] = frozenset()
) -> Columns:
    """`times` are the event times of the items stored with them; `erased` are ids that must stay away."""
    positions = [landing.position for landing in landings]
    ids = [landing.id or NO_ID for landing in landings]
    return {
        "topic": [position.topic for position in positions],
        "log": [position.log for position in positions],
        "partition": [position.partition for position in positions],
        "offset": [position.offset for position in positions],
        "outcome": ["erased" if at in erased else landing.outcome for landing, at in zip(landings, ids, strict=True)],
        "id": ids,
        "occurred_at": [times.get(at, NO_TIME) for at in ids],
    }


def rejected_columns(rejected: Sequence[Rejected], at: datetime) -> Columns:
    return {
        "at": [at] * len(rejected),
        "stage": [one.stage for one in rejected],
        "reason": [one.reason for one in rejected],
        "origin": [one.origin for one in rejected],
        "source": [one.source for one in rejected],
        "detail": [one.detail for one in rejected],
        "size": [one.size or len(one.raw) for one in rejected],
        "digest": [one.digest or blake2b(one.raw, digest_size=16).hexdigest() for one in rejected],
        "truncated": [one.truncated for one in rejected],
    }


def measurement_columns(measurements: Sequence[Measurement]) -> Columns:
    return {name: [getattr(one, name) for one in measurements] for name in Measurement.__struct_fields__}


def columns_of(values: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> Columns:
    """Of values whose fields are named as the columns are."""
    return {name: [getattr(one, name) for one in values] for name in kind.__struct_fields__}


ALERT_FIELDS: tuple[str, ...] = AlertStep.__struct_fields__


def alert_columns(steps: Sequence[AlertStep]) -> Columns:
    return {name: [getattr(step, name) for step in steps] for name in ALERT_FIELDS}


def alert_step(row: Sequence[object]) -> AlertStep:
    """The row must have the columns ALERT_FIELDS, in their order."""
    return msgspec.convert(dict(zip(ALERT_FIELDS, row, strict=True)), AlertStep)


TELLING_FIELDS: tuple[str, ...] = Telling.__struct_fields__


def telling_columns(tellings: Sequence[Telling]) -> Columns:
    return {name: [getattr(telling, name) for telling in tellings] for name in TELLING_FIELDS}


def telling(row: Sequence[object]) -> Telling:
    """The row must have the columns TELLING_FIELDS, in their order."""
    return msgspec.convert(dict(zip(TELLING_FIELDS, row, strict=True)), Telling)
