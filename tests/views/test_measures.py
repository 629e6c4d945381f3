"""The measures in SQL are those of `pipeline.metrics`, on random data; points follow Istanbul's changing clock."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pipeline import metrics
from pipeline.feedback import Case, Insight, Survey
from pipeline.storage.base import Value
from pipeline.views import measures
from pipeline.views.answers import answer
from pipeline.views.marketing import TREND
from pipeline.views.panel import Panel, Words
from pipeline.views.shapes import number
from tests.storage.insights import START, an_insight
from tests.views.conftest import FILTERS, Filled

MOODS = ("positive", "neutral", "negative")


def somebody(n: int, rng: random.Random) -> Insight:
    """Answers some of the questions, or none."""
    at = START + timedelta(seconds=rng.randrange(20_000))
    survey = Survey(
        nps=rng.randrange(11),
        enps=rng.choice((None, rng.randrange(11))),
        csat=float(rng.randrange(1, 6)),
        ces=float(rng.randrange(1, 8)),
    )
    case = Case(
        replied_at=at + timedelta(seconds=rng.randrange(90_000)) if rng.random() < 0.6 else None,
        resolved=rng.random() < 0.5,
        contacts=rng.randrange(1, 4),
        handle_seconds=float(rng.randrange(900)),
    )
    return an_insight(
        n,
        occurred_at=at,
        text=rng.choice(("kargo gelmedi", "kargo geldi", "")),
        channel=rng.choice(("review", "survey")),
        sentiment=rng.choice(("negative", "neutral", "positive")),
        survey=survey if rng.random() < 0.7 else None,
        case=case if rng.random() < 0.7 else None,
    )


def pure(items: list[Insight]) -> dict[str, metrics.Estimate | None]:
    surveys = [i.feedback.survey for i in items if i.feedback.survey]
    cases = [i.feedback.case for i in items if i.feedback.case]
    nps, csat, ces = ([getattr(s, name) for s in surveys if s.enps is None] for name in ("nps", "csat", "ces"))
    enps = [s.enps for s in surveys if s.enps is not None]
    waits = [
        int((i.feedback.case.replied_at - i.feedback.occurred_at).total_seconds())
        for i in items
        if i.feedback.case and i.feedback.case.replied_at
    ]
    handled = [c.handle_seconds or 0.0 for c in cases]
    voices = [i for i in items if i.feedback.voice]
    moods = [sum(i.sentiment == mood for i in voices) for mood in MOODS]
    unasked = [sum(i.sentiment == mood and i.feedback.channel != "survey" for i in voices) for mood in MOODS]
    return {
        "NPS": metrics.nps(sum(n >= 9 for n in nps), sum(7 <= n < 9 for n in nps), sum(n < 7 for n in nps)),
        "ENPS": metrics.enps(sum(n >= 9 for n in enps), sum(7 <= n < 9 for n in enps), sum(n < 7 for n in enps)),
        "CSAT": metrics.csat(sum(n >= 4 for n in csat), len(csat)),
        "CES": metrics.ces(sum(ces), sum(n * n for n in ces), len(ces)),
        "FRT": metrics.frt(sum(waits), sum(n * n for n in waits), len(waits)),
        "FCR": metrics.fcr(sum(c.contacts == 1 and bool(c.resolved) for c in cases), len(cases)),
        "AHT": metrics.aht(sum(handled), sum(n * n for n in handled), len(handled)),
        "NET": metrics.net_sentiment(*moods),
        "SURVEY_FREE": metrics.survey_free(*unasked),
    }


def panel_of(sql: str) -> Panel:
    told = Words("x", "x")
    return Panel(name="x", title=told, about=told, kind="number", sql=number(sql))


@pytest.mark.parametrize(("seed", "count"), [(1, 150), (2, 3), (3, 0)])
def test_the_sql_says_what_the_definitions_say(filled: Filled, seed: int, count: int) -> None:
    rng = random.Random(seed)
    items = [somebody(n, rng) for n in range(count)]
    store = filled(items)
    for name, wanted in pure(items).items():
        [(now, before)] = answer(store, panel_of(getattr(measures, name)), FILTERS).rows
        assert now == (None if wanted is None else pytest.approx(wanted.value)), name
        assert before is None


def test_intervals_say_what_the_definitions_say(filled: Filled) -> None:
    items = [somebody(n, random.Random(n)) for n in range(40)]
    store, wanted = filled(items), pure(items)
    for name in ("NPS", "CSAT", "NET"):
        estimate = wanted[name]
        assert estimate is not None
        for bound, value in (("LOW", estimate.low), ("HIGH", estimate.high)):
            found = answer(store, panel_of(getattr(measures, f"{name}_{bound}")), FILTERS).rows[0][0]
            assert found == pytest.approx(value), (name, bound)


def points(filled: Filled, since: datetime, hours: int, step: int) -> list[tuple[Value, ...]]:
    """One item each hour, counted in points of `step` minutes."""
    store = filled([an_insight(n, occurred_at=since + timedelta(hours=n), sentiment="positive") for n in range(hours)])
    chosen = replace(FILTERS, since=since, until=since + timedelta(hours=hours), step_minutes=step)
    return [(row[0], row[2]) for row in answer(store, TREND, chosen).rows]


def test_the_day_on_which_istanbuls_clock_went_back_has_25_hours(filled: Filled) -> None:
    """8 November 2015, the last time."""
    midnight = datetime(2015, 11, 7, 21, tzinfo=UTC)
    assert points(filled, midnight, 25, 1440) == [(midnight, 25)]


def test_the_day_on_which_istanbuls_clock_went_forward_has_23_hours(filled: Filled) -> None:
    midnight = datetime(2016, 3, 26, 22, tzinfo=UTC)
    assert points(filled, midnight, 24, 1440) == [(midnight, 23), (midnight + timedelta(hours=23), 1)]


@pytest.mark.parametrize("day", [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 11, 1)])
def test_where_clocks_of_other_cities_change_istanbuls_day_has_24_hours(filled: Filled, day: datetime) -> None:
    """Berlin's and New York's: a viewer there reads Istanbul's days and hours."""
    midnight = day.replace(tzinfo=UTC) - timedelta(hours=3)
    assert points(filled, midnight, 24, 1440) == [(midnight, 24)]
    assert [count for _, count in points(filled, midnight, 24, 180)] == [3] * 8
