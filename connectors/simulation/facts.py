"""What a source tells besides the words: stars, reach, survey scores, and how a complaint or call was handled. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from connectors.simulation.writing import Subject, writer_of
from pipeline.feedback import Sentiment

STARS: dict[Sentiment, tuple[int, ...]] = {"negative": (1, 1, 1, 2), "neutral": (3,), "positive": (5, 5, 5, 4)}
SCORES: dict[Sentiment, tuple[int, int]] = {"negative": (0, 6), "neutral": (7, 8), "positive": (9, 10)}
CENTERS: dict[Sentiment, float] = {"negative": 1.7, "neutral": 3.1, "positive": 4.6}
ENGAGED = 0.6  # of those who see a post some react; of many, a smaller part


def facts(subject: Subject, at: datetime, external: str, rng: Random) -> dict[str, object]:
    """What a source of this channel tells besides the words."""
    if subject.channel == "review":
        return {"rating": rng.choice(STARS[subject.mood]), "reach": int(rng.paretovariate(1.2))}
    if subject.channel == "social":
        url = f"https://microblog.example/{subject.brand.handle}/{external}"
        reach = min(4_000_000, int(60 * rng.paretovariate(0.85)))
        return {"reach": reach, "engagement": int(reach**ENGAGED), "url": url}
    if subject.channel == "survey":
        return _scores(subject.mood, rng)
    if subject.channel == "call":
        return {"handle_seconds": round(rng.lognormvariate(5.7, 0.5)), "contacts": _contacts(rng), **_solved(rng)}
    return {"reach": int(40 * rng.paretovariate(1.0)), **_case(subject, at, rng)}


def _scores(mood: Sentiment, rng: Random) -> dict[str, object]:
    """One of the three usual questions; now and then two."""
    scores: dict[str, object] = {"nps": rng.randint(*SCORES[mood])}
    center = CENTERS[mood]
    if rng.random() < 0.5:
        csat = min(5, max(1, round(rng.gauss(center, 0.6))))
        scores = {"csat": csat} if rng.random() < 0.7 else {**scores, "csat": csat}
    if rng.random() < 0.25:
        scores["ces"] = min(7, max(1, round(rng.gauss(center * 1.4, 0.9))))
    return scores


def _case(subject: Subject, at: datetime, rng: Random) -> dict[str, object]:
    """A third of the complaints is read after the answer: they were written that much earlier."""
    if rng.random() > 0.35:
        return {"resolved": False}
    waited = timedelta(hours=min(60.0, rng.lognormvariate(1.8, 0.9)))
    written = at - waited
    solved = rng.random() < 0.55
    facts: dict[str, object] = {
        "occurred_at": written,
        "reply": writer_of(subject.language).reply(subject, rng),
        "replied_at": written + waited * rng.uniform(0.3, 0.9),
        "resolved": solved,
        "contacts": _contacts(rng),
        "updated_at": at,
    }
    return {**facts, "resolved_at": at, "satisfaction": rng.randint(3, 5)} if solved else {**facts, "satisfaction": 1}


def _solved(rng: Random) -> dict[str, object]:
    return {"resolved": rng.random() < 0.68}


def _contacts(rng: Random) -> int:
    return min(9, int(rng.paretovariate(1.6)))
