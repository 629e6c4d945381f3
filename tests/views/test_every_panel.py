"""Every dashboard that is discovered, every panel of it: its SQL runs, and answers in the columns of its kind.

A new dashboard is tested here without being named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.storage.base import Store, Table
from pipeline.views.answers import answer, changed, for_filters, items
from pipeline.views.catalogue import dashboards
from pipeline.views.counted import CHANGED
from pipeline.views.panel import Filters, Panel, Words
from pipeline.views.shapes import Summed
from pipeline.views.together import Together
from tests.storage.insights import START, an_insight, many
from tests.views.conftest import DAY, FILTERS, Filled, filters

PANELS = {f"{board.name}/{panel.name}": panel for board in dashboards() for panel in board.panels}
HOSTILE = "'; DROP TABLE--"
SHAPES: dict[str, tuple[tuple[str, ...], ...]] = {
    "number": (("value",), ("value", "before")),
    "line": (("at", "series", "value"),),
    "band": (("at", "value", "low", "high"),),
    "bars": (("label", "value"), ("label", "value", "before")),
    "stacked": (("label", "series", "value"),),
}


def check(panel: Panel, table: Table) -> None:
    if panel.kind == "table":
        assert table.columns == tuple(column.name for column in panel.columns)
    else:
        assert table.columns in SHAPES[panel.kind]
    if panel.kind == "number":
        assert len(table.rows) == 1
    if panel.kind in ("line", "band"):
        times = [row[0] for row in table.rows]
        assert all(first <= second for first, second in pairwise(times))  # type: ignore[operator]


def ask_all(store: Store, chosen: Filters, panels: Mapping[str, Panel] = PANELS) -> dict[str, Table]:
    known = changed(store)
    once = {panel.sql: answer(store, panel, chosen, lambda _: known) for panel in panels.values()}
    for panel in panels.values():
        check(panel, once[panel.sql])
    return {name: once[panel.sql] for name, panel in panels.items()}


def test_an_empty_store_answers_every_panel(store: Store) -> None:
    ask_all(store, FILTERS)


def test_one_row_answers_every_panel(filled: Filled) -> None:
    ask_all(filled([an_insight()]), FILTERS)


@pytest.mark.parametrize("step", [5, 360, 1440, 10080])
def test_every_panel_answers_at_every_step(filled: Filled, step: int) -> None:
    stepping = {name: panel for name, panel in PANELS.items() if "{step" in panel.sql}
    assert stepping
    ask_all(filled(many(120)), filters(step_minutes=step), stepping)


def test_a_day_of_25_hours_is_one_point_in_every_panel_over_time(filled: Filled) -> None:
    """8 November 2015, the last time that Istanbul's clock went back."""
    midnight = datetime(2015, 11, 7, 21, tzinfo=UTC)
    day = filters(since=midnight, until=midnight + timedelta(hours=25), step_minutes=1440, own=("Ada Kargo",))
    stepping = {
        name: panel for name, panel in PANELS.items() if "{step" in panel.sql and panel.kind in ("line", "band")
    }
    store = filled([an_insight(n, occurred_at=midnight + timedelta(hours=n)) for n in range(25)])
    times = {name: {row[0] for row in table.rows} for name, table in ask_all(store, day, stepping).items()}
    assert {name for name, found in times.items() if found == {midnight}} >= {
        name for name in stepping if not name.startswith("operations/")
    }


def test_panels_asked_together_say_what_each_says_alone(filled: Filled) -> None:
    store = filled(many(90))
    known = changed(store)
    for board in dashboards():
        asked = Together(board.panels, FILTERS, lambda _: known)
        for panel in board.panels:
            if isinstance(panel.sql, Summed):
                together, alone = asked(store, panel), answer(store, panel, FILTERS, lambda _: known)
                assert (together.columns, together.rows) == (alone.columns, alone.rows), panel.name


@pytest.mark.parametrize("topics", [("delivery",), ("delivery", "price_billing")])
def test_asked_together_by_topics_over_what_is_summed_up_they_say_the_same(
    filled: Filled, topics: tuple[str, ...]
) -> None:
    store = filled(many(90))
    while store.roll_up(datetime.now(UTC) + timedelta(minutes=6)):
        pass
    known = changed(store)
    chosen = filters(topics=topics, step_minutes=180)
    for name in ("complaints", "marketing"):
        panels = [each for each in PANELS.values() if isinstance(each.sql, Summed)]
        panels = [each for each in panels if PANELS.get(f"{name}/{each.name}") is each]
        asked = Together(panels, chosen, lambda _: known)
        told = [asked(store, panel).rows for panel in panels]
        assert told == [answer(store, panel, chosen, lambda _: known).rows for panel in panels]
        assert any(row[-1] for rows in told for row in rows)


def test_what_counts_nothing_under_the_filters_is_left_out() -> None:
    sql = "a /*from 2 topics*/b /*under 7 days*/c /*end*//*end*//*under 2 topics, from 60 minutes*/d/*end*/"
    assert for_filters(sql, FILTERS).split() == ["a", "d"]
    assert for_filters(sql, filters(step_minutes=15)).split() == ["a"]
    assert for_filters(sql, filters(topics=("x", "y"))).split() == ["a", "b", "c"]
    assert for_filters(sql, filters(topics=("x", "y"), since=START - 20 * DAY)).split() == ["a", "b"]


def test_a_hostile_brand_is_only_a_name(filled: Filled) -> None:
    store = filled([an_insight(brand=HOSTILE, topics=(HOSTILE,)), *many(30)])
    chosen = {"brands": (HOSTILE,), "own": (HOSTILE,), "topics": (HOSTILE,), "channels": (HOSTILE,)}
    ask_all(store, filters(**chosen))
    ask_all(store, filters(**chosen | {"channels": ()}))
    assert store.query("SELECT count() FROM items").rows == [(31,)]


def test_every_drill_leads_to_items(filled: Filled) -> None:
    store = filled(many(60))
    for panel in PANELS.values():
        if panel.drill is not None:
            assert len(items(store, panel.drill, FILTERS).rows) <= 60


def test_nothing_outside_the_period_is_seen(filled: Filled) -> None:
    """The same store, a period that holds nothing: like an empty one."""
    away = timedelta(days=4_000)
    store = filled(many(60))
    chosen = filters(since=START - away, until=START - away + timedelta(days=1))
    assert [row for row in ask_all(store, chosen)["marketing/channels"].rows if row[1]] == []


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_whole(name: str) -> None:
    panel = PANELS[name]
    assert re.fullmatch(r"[a-z][a-z0-9-]*", panel.name)
    assert 1 <= panel.width <= 12
    for words in (panel.title, panel.about, panel.empty, *panel.names.values()):
        assert isinstance(words, Words)
        assert words.tr
        assert words.en
    assert panel.compares == ("before_since" in panel.sql)
    named = set(re.findall(r"\{(\w+):", panel.sql))
    assert named <= {*FILTERS.parameters(), *CHANGED}


def test_names_are_unique_within_a_dashboard() -> None:
    for board in dashboards():
        names = [panel.name for panel in board.panels]
        assert len(names) == len(set(names))


def test_the_views_that_the_console_passes_over_are_what_it_says_in_their_place(store: Store) -> None:
    for view, table in (("hourly", "hours"), ("items", "insights")):
        [(told,)] = store.query(f"SHOW CREATE TABLE {view}").rows
        assert re.search(rf"FROM (?:\w+\.)?{table}\s+FINAL\s*$", str(told))
        columns = {row[0] for row in store.query(f"DESCRIBE TABLE {table}").rows}
        assert columns >= {row[0] for row in store.query(f"DESCRIBE TABLE {view}").rows}
