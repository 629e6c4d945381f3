"""Every number of items that one can click leads to an address, and that address lists just as many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from pipeline.storage.base import Store, Value
from pipeline.views.answers import answer
from pipeline.views.catalogue import dashboards
from pipeline.views.console.charts import columns
from pipeline.views.console.choosing import chosen, stamp
from pipeline.views.console.finding import search, wanted
from pipeline.views.console.leading import leading
from pipeline.views.console.page import Choice
from pipeline.views.panel import Drill, Panel, Words
from tests.storage.keeping import Kept
from tests.views.known_day import CHOSEN, HOUR, OURS, stored

PANELS = {f"{board.name}/{panel.name}": (board.name, panel) for board in dashboards() for panel in board.panels}
# A machine's figures are of no items. A panel that stands on two pages is asked once.
COUNTED = [
    name
    for name, (board, panel) in {panel.sql: (name, (board, panel)) for name, (board, panel) in PANELS.items()}.values()
    if panel.drill and panel.unit == "items" and panel.kind != "table"
    and board != "operations" and panel.name != "rising-words"
]  # fmt: skip
MOST = 4  # numbers of one panel that are clicked
ASKED = {"since": (stamp(CHOSEN.since),), "until": (stamp(CHOSEN.until),)}
CHOICE = Choice(filters=CHOSEN, period="", query="")


@pytest.fixture(scope="module")
def known(chdb: Kept) -> Iterator[Store]:
    yield from stored(chdb.empty())


def listed(store: Store, address: str) -> int:
    """How many items the address lists, opened by whoever it was sent to."""
    asked = {name: tuple(values) for name, values in parse_qs(urlsplit(address).query).items()}
    filters = chosen(asked, datetime(2026, 3, 20, tzinfo=UTC), None, CHOSEN.own).filters
    return len(search(store, wanted(asked, filters)).rows)


@pytest.mark.parametrize("name", COUNTED)
def test_a_click_lists_as_many_items_as_the_number_says(known: Store, name: str) -> None:
    board, panel = PANELS[name]
    lead = leading(board, panel, ASKED, CHOICE)
    rows = columns(answer(known, panel, CHOSEN))
    assert rows
    told = [row for row in rows if row["value"]] or rows
    for row in told[:: max(1, len(told) // MOST)]:
        assert listed(known, lead(row)) == row["value"], row


@pytest.mark.parametrize(
    ("name", "column"),
    [("complaints/heaviest-posts", ""), ("marketing/authors", "items"), ("quality/drift-by-source", "items")],
)
def test_a_row_of_a_table_leads_to_what_it_is_of(known: Store, name: str, column: str) -> None:
    board, panel = PANELS[name]
    for row in columns(answer(known, panel, CHOSEN)):
        assert listed(known, leading(board, panel, ASKED, CHOICE)(row)) == (row[column] if column else 1), row


def test_a_click_on_a_word_finds_it(known: Store) -> None:
    board, panel = PANELS["marketing/rising-words"]
    assert listed(known, leading(board, panel, ASKED, CHOICE)({"label": "kuryeden", "value": 1})) == 0
    assert listed(known, leading(board, panel, ASKED, CHOICE)({"label": "gündür", "value": 6})) == 6


def a_panel(kind: str, **drill: str) -> Panel:
    words = Words("x", "x")
    return Panel(name="x", title=words, about=words, kind=kind, sql="", drill=Drill(**drill))  # type: ignore[arg-type]


def address(panel: Panel, row: Mapping[str, Value], **filters: object) -> dict[str, list[str]]:
    choice = replace(CHOICE, filters=replace(CHOSEN, **filters))
    return parse_qs(urlsplit(leading("b", panel, {"brand": (OURS,)}, choice)(row)).query)


def test_filters_are_kept_and_a_bar_narrows_its_own() -> None:
    assert address(a_panel("bars", by="topic"), {"label": "delivery"}) == {
        "brand": [OURS], "panel": ["b/x"], "topic": ["delivery"],
    }  # fmt: skip


def test_a_point_reaches_no_further_than_the_period() -> None:
    found = address(a_panel("line"), {"at": CHOSEN.since - HOUR / 2})
    assert (found["since"], found["until"]) == ([stamp(CHOSEN.since)], [stamp(CHOSEN.since + HOUR / 2)])


def test_a_day_in_which_the_clock_changed_ends_at_midnight() -> None:
    """Istanbul put its clocks forward on 29 March 2015: that day had 23 hours."""
    midnight = datetime(2015, 3, 28, 22, tzinfo=UTC)
    found = address(a_panel("line"), {"at": midnight}, since=midnight, step_minutes=1440)
    assert found["until"] == [stamp(midnight + timedelta(hours=23))]


def test_a_panel_without_items_leads_nowhere() -> None:
    assert leading("b", replace(a_panel("line"), drill=None), {}, CHOICE)({}) == ""
