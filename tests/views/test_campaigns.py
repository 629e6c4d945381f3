"""Campaigns stand in the charts they touch, and beside what was said before, during and after."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from pipeline.feedback import Insight
from pipeline.storage.base import Campaign
from pipeline.views.answers import answer, marks
from pipeline.views.campaigns import CAMPAIGNS
from pipeline.views.console.charts import chart
from pipeline.views.marketing import TREND
from pipeline.views.together import Together
from tests.storage.insights import START, a_step, an_insight
from tests.views.conftest import FILTERS, Filled

HOUR = timedelta(hours=1)
SALE = Campaign(UUID(int=7), "Ada Kargo", "Bahar'; --", START, START + HOUR, "ayse", START)
MINUTES = {"before": (-50, -40), "during": (10, 20, 30), "after": (70,)}
STEPS = replace(FILTERS, step_minutes=1)


def said(brand: str = "Ada Kargo") -> list[Insight]:
    minutes = [minute for when in MINUTES.values() for minute in when]
    return [
        an_insight(n, brand=brand, occurred_at=START + timedelta(minutes=minute), sentiment="positive")
        for n, minute in enumerate(minutes)
    ]


def test_a_campaign_is_counted_before_during_and_after(filled: Filled) -> None:
    store = filled([*said(), *said("Çınar Market")])
    store.write_campaigns([SALE])
    [row] = answer(store, CAMPAIGNS, STEPS).rows
    assert row == (SALE.name, "Ada Kargo", SALE.since, SALE.until, 2, 100.0, 3, 100.0, 1, 100.0)
    store.write_campaigns([replace(SALE, brand="", at=START + HOUR)])
    [row] = answer(store, CAMPAIGNS, STEPS).rows
    assert row[4:] == (4, 100.0, 6, 100.0, 2, 100.0)


def test_what_the_period_does_not_hold_whole_is_not_counted_before_or_after(filled: Filled) -> None:
    """A count of half the time would stand beside one of all of it."""
    store = filled(said())
    store.write_campaigns([SALE])
    minute = timedelta(minutes=1)
    short = replace(STEPS, since=START - 55 * minute, until=START + 115 * minute)
    [row] = answer(store, CAMPAIGNS, short).rows
    assert row[4:] == (None, None, 3, 100.0, None, None)
    [row] = answer(store, CAMPAIGNS, replace(short, since=START - HOUR, until=START + 2 * HOUR)).rows
    assert row[4:] == (2, 100.0, 3, 100.0, 1, 100.0)


def test_a_campaign_of_which_nobody_spoke_stands_there_with_nothing_said(filled: Filled) -> None:
    for others in ([], said("Çınar Market")):
        store = filled(others)
        store.write_campaigns([SALE])
        [row] = answer(store, CAMPAIGNS, STEPS).rows
        assert row == (SALE.name, "Ada Kargo", SALE.since, SALE.until, 0, None, 0, None, 0, None)


def test_one_rise_noticed_twice_stands_there_once(filled: Filled) -> None:
    store = filled(said())
    store.write_campaigns([SALE, replace(SALE, id=UUID(int=8))])
    assert len(answer(store, CAMPAIGNS, STEPS).rows) == 1


def test_a_campaign_taken_away_or_of_another_time_or_brand_is_not_shown(filled: Filled) -> None:
    store = filled(said())
    store.write_campaigns([SALE])
    assert [each.name for each in marks(store, STEPS)] == [SALE.name]
    assert marks(store, replace(STEPS, brands=("Çınar Market",))) == []
    assert marks(store, replace(STEPS, until=START)) == []
    store.write_campaigns([replace(SALE, removed=True, at=START + HOUR)])
    assert marks(store, STEPS) == []
    assert answer(store, CAMPAIGNS, STEPS).rows == []


def test_of_the_detectors_steps_only_a_rise_of_a_whole_brands_volume_is_marked(filled: Filled) -> None:
    """Neither a crisis nor a silent source is a campaign, nor what rose in one channel or topic alone, nor a drill."""
    store = filled(said())
    of_all = {"brand": "Ada Kargo", "topic": "", "channel": "", "at": START + HOUR, "first_seen": START}
    store.write_alerts(
        [
            a_step(id="notice", kind="volume_notice", **of_all),
            a_step(id="crisis", kind="spike", **of_all),
            a_step(id="silence", kind="no_data", **of_all),
            a_step(id="channel", kind="volume_notice", **of_all | {"channel": "social"}),
            a_step(id="topic", kind="volume_notice", **of_all | {"topic": "delivery"}),
            a_step(id="drill", kind="volume_notice", drill=True, **of_all),
        ]
    )
    assert [(each.kind, each.since, each.until) for each in marks(store, STEPS)] == [
        ("volume_notice", START, START + HOUR)
    ]
    assert [row[0] for row in answer(store, CAMPAIGNS, STEPS).rows] == [""]


def test_a_chart_over_time_shows_the_campaign(filled: Filled) -> None:
    store = filled(said())
    store.write_campaigns([SALE])
    options = chart(TREND, answer(store, TREND, STEPS), "tr", marks(store, STEPS))
    [[began, ended]] = options["series"][-1]["markArea"]["data"]  # type: ignore[index]
    assert began["name"] == SALE.name
    assert ended["xAxis"] - began["xAxis"] == 3_600_000


def test_a_page_without_campaigns_says_what_their_panel_says_alone_and_with_some_too(filled: Filled) -> None:
    store = filled(said())
    assert Together([CAMPAIGNS], STEPS)(store, CAMPAIGNS).rows == answer(store, CAMPAIGNS, STEPS).rows == []
    store.write_campaigns([SALE])
    page = Together([CAMPAIGNS], STEPS)
    assert page(store, CAMPAIGNS).rows == answer(store, CAMPAIGNS, STEPS).rows != []
    assert page.marks(store) == marks(store, STEPS)
