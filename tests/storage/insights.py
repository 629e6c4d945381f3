"""Insights, landings and alert steps made up for tests of anything that stores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pipeline.alert import AlertStep
from pipeline.feedback import Case, Channel, Feedback, Insight, Landing, Position, Sentiment, Survey, stable_id

START = datetime(2026, 3, 14, 9, 26, 0, tzinfo=UTC)
END = START + timedelta(days=10_000)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SCORES = {"negative": (0.7, 0.2, 0.1), "neutral": (0.1, 0.8, 0.1), "positive": (0.1, 0.2, 0.7)}
TOPICS = ("delivery", "price_billing", "app_website")


def an_insight(
    number: int = 0,
    *,
    brand: str = "Ada Kargo",
    text: str = "kargo üç gündür gelmedi",
    channel: Channel = "review",
    occurred_at: datetime | None = None,
    sentiment: Sentiment = "negative",
    topics: tuple[str, ...] = ("delivery",),
    author: str | None = None,
    revision: int = 1,
    undated: bool = False,
    drill: bool = False,
    survey: Survey | None = None,
    case: Case | None = None,
    **facts: str | float | int | None,
) -> Insight:
    """The same number (and brand) is the same item: same id, another offset only if told."""
    when = occurred_at or START + timedelta(seconds=20 * number)
    external = f"item-{number}"
    feedback = Feedback(
        id=stable_id("file", external, brand),
        source="file",
        external_id=external,
        brand=brand,
        channel=channel,
        occurred_at=when,
        text=text,
        author=author,
        undated=undated,
        drill=drill,
        survey=survey,
        case=case,
        **facts,  # type: ignore[arg-type]
    )
    return Insight(
        feedback=feedback,
        language="tr",
        sentiment=sentiment,
        sentiment_scores=SCORES[sentiment],
        topics=topics,
        topic_scores=dict.fromkeys(topics, 0.75),
        model="fake@1",
        revision=revision,
        position=Position("voc.feedback.v1", number % 3, number // 3, "log-1"),
        ingested_at=when + timedelta(seconds=1),
    )


def many(count: int) -> list[Insight]:
    """Items over some brands, channels, sentiments and topics."""
    sentiments: Sequence[Sentiment] = ("negative", "neutral", "positive")
    channels: Sequence[Channel] = ("review", "social")
    return [
        an_insight(
            number,
            brand=("Ada Kargo", "Çınar Market")[number % 2],
            channel=channels[number % 5 == 0],
            sentiment=sentiments[number % 3],
            topics=TOPICS[: number % 4],
        )
        for number in range(count)
    ]


def landed(insights: Sequence[Insight]) -> list[Landing]:
    return [Landing(insight.position, "stored", insight.feedback.id) for insight in insights]


def refused(partition: int, offset: int) -> Landing:
    return Landing(Position("voc.feedback.v1", partition, offset, "log-1"), "rejected")


def a_step(sequence: int = 0, **changes: object) -> AlertStep:
    facts: dict[str, object] = {
        "id": "alert-1",
        "brand": "Ada Kargo",
        "topic": "delivery",
        "state": "opened",
        "at": START + timedelta(minutes=sequence),
        "first_seen": START,
        "sequence": sequence,
        "observed": 42.0,
        "expected": 3.5,
        "ratio": 12.0,
        "score": 8.25,
        "severity": 7,
        "window_minutes": 15,
        "evidence": '{"terms": ["gelmedi"]}',
    }
    return AlertStep(**(facts | changes))  # type: ignore[arg-type]
