"""Every panel of every dashboard says what was counted by hand. A panel without a known answer fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from pipeline.storage.base import Store, Value
from pipeline.views.answers import answer, changed, items
from pipeline.views.catalogue import dashboards
from pipeline.views.panel import FILTERED, Panel
from pipeline.views.together import Together
from tests.storage.keeping import Kept
from tests.views.known_day import CHOSEN, LATELY, MEASURED, OURS, THEIRS, stored

Rows = list[tuple[Value, ...]]
PANELS = {f"{board.name}/{panel.name}": panel for board in dashboards() for panel in board.panels}
ALONE = {panel.sql: name for name, panel in PANELS.items()}  # of a panel on several dashboards the last
NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
LATE, LATER = LATELY, LATELY + timedelta(minutes=1)
KNOWN: dict[str, Rows] = {
    "marketing/volume": [(9, 2)],
    "marketing/net-sentiment": [(-100 / 9, 0.0)],
    "overview/negative-share": [(4 / 9, 0.5)],
    "marketing/reach": [(4700, 100)],
    "marketing/survey-free-score": [(50.0, 50.0)],
    "marketing/nps": [(100 / 3, None)],
    "marketing/enps": [(50.0, None)],
    "marketing/csat": [(2 / 3, None)],
    "marketing/ces": [(4.5, None)],
    "marketing/stars": [(4.0, None)],
    "marketing/net-sentiment-over-time": [
        ("13 10:00", -100.0, -100.0, -100.0), ("13 13:00", -100.0, -100.0, -100.0),
        ("14 07:00", -100.0, -100.0, -100.0),
        ("14 09:00", 100.0, 100.0, 100.0), ("14 10:00", -50.0, -100.0, 19.2952), ("14 11:00", 100.0, 100.0, 100.0),
        ("15 07:00", 0.0, 0.0, 0.0),
    ],
    "marketing/sentiment-over-time": [
        ("13 10:00", NEGATIVE, 1), ("13 13:00", NEGATIVE, 1), ("14 07:00", NEGATIVE, 1), ("14 09:00", POSITIVE, 2),
        ("14 10:00", NEGATIVE, 1), ("14 10:00", NEUTRAL, 1), ("14 11:00", POSITIVE, 1), ("15 07:00", NEUTRAL, 1),
    ],
    "marketing/share-of-voice": [(OURS, 7 / 9), (THEIRS, 2 / 9)],
    "marketing/share-of-reach": [(THEIRS, 30 / 47), (OURS, 17 / 47)],
    "marketing/share-of-engagement": [(THEIRS, 0.75), (OURS, 0.25)],
    "marketing/topics": [
        ("delivery", NEGATIVE, 3), ("delivery", POSITIVE, 1), ("campaign_contract", POSITIVE, 1),
        ("customer_service", NEGATIVE, 1), ("price_billing", NEGATIVE, 1), ("product_quality", POSITIVE, 1),
    ],
    "marketing/journey": [
        ("receive", NEGATIVE, 3), ("receive", POSITIVE, 1), ("buy", NEGATIVE, 1), ("consider", POSITIVE, 1),
        ("support", NEGATIVE, 1), ("use", POSITIVE, 1),
    ],
    "marketing/journey-by-channel": [
        ("receive", "complaint", 3), ("receive", "social", 1), ("buy", "survey", 1), ("consider", "social", 1),
        ("support", "complaint", 1), ("use", "review", 1),
    ],
    "marketing/own-and-others": [
        ("13 10:00", "own", 1), ("13 13:00", "own", 1), ("14 07:00", "own", 1), ("14 09:00", "others", 1),
        ("14 09:00", "own", 1), ("14 10:00", "others", 1), ("14 10:00", "own", 1), ("14 11:00", "own", 1),
        ("15 07:00", "own", 1),
    ],
    # To the hour: what was said at 09:26 stands at 09:00, before the campaign began.
    "marketing/campaigns": [("Bahar", OURS, "14 09:26", "14 12:26", 2, 0.0, 2, 0.0, 0, None)],
    "marketing/rising-words": [("gündür", 6, 3.6), ("kargo", 6, 3.6)],
    "marketing/channels": [("complaint", 4), ("social", 2), ("survey", 2), ("review", 1)],
    "marketing/languages": [("tr", 8), ("en", 1)],
    "marketing/authors": [
        ("7dc96f776c", 3000, 1, 0), ("f55ff16f66", 1000, 1, 1),
        ("2c3a4249d7", 700, 2, 1),
    ],
    "complaints/unanswered": [(2, 1)],
    "complaints/open": [(2, 1)],
    "complaints/deadlines-missed": [(2,)],
    "complaints/response-rate": [(0.5, 0.0)],
    "complaints/resolution-rate": [(0.5, 0.0)],
    "complaints/first-response": [(13.5 * 3600, None)],
    "complaints/handle-time": [(360.0, None)],
    "complaints/first-contact": [(1 / 3, None)],
    "complaints/repeated": [(2, 0)],
    "complaints/active-alerts": [
        ("escalated", 9, OURS, "delivery", "spike", 180.0, 3.5, "ayse", 86_400, "alert-1"),
        ("escalated", 8, OURS, "delivery", "spike", 42.0, 3.5, "", 86_040, "again"),
    ],
    "complaints/ageing": [("a", 1), ("c", 1)],
    "complaints/rising-topics": [("delivery", 3, 1.0), ("customer_service", 1, 0.0), ("price_billing", 1, 0.0)],
    "complaints/by-channel": [
        ("complaint", NEGATIVE, 3), ("complaint", NEUTRAL, 1), ("social", POSITIVE, 2), ("survey", NEGATIVE, 1),
        ("survey", NEUTRAL, 1), ("review", POSITIVE, 1),
    ],
    "complaints/heaviest-posts": [
        ("13 13:26", OURS, "complaint", 1000, NEGATIVE, "kargom gelmedi gelmedi", "f55ff16f66", "forum.example"),
        ("14 07:26", OURS, "complaint", 500, NEGATIVE, "kuryeden haber gelmedi", "2c3a4249d7", None),
    ],
    "benchmark/league": [
        (THEIRS, "", 1, 50.0, 550 / 14, 0.0, 0.0, 0.65762, 400 / 7, 2, 2 / 7),
        (OURS, "★", 2, -200 / 7, -550 / 14, 4 / 7, 0.250458, 0.84178, 550 / 12, 7, 1.0),
    ],
    "benchmark/beside-the-sector": [
        ("13 10:00", OURS, -100.0), ("13 10:00", "sector", -100.0), ("13 13:00", OURS, -100.0),
        ("13 13:00", "sector", -100.0), ("14 07:00", OURS, -100.0), ("14 07:00", "sector", -100.0),
        ("14 09:00", OURS, 100.0), ("14 09:00", "sector", 100.0), ("14 10:00", OURS, -100.0),
        ("14 10:00", "sector", -50.0), ("14 11:00", OURS, 100.0), ("14 11:00", "sector", 100.0),
        ("15 07:00", OURS, 0.0), ("15 07:00", "sector", 0.0),
    ],
    "benchmark/negative-share": [(OURS, 4 / 7), (THEIRS, 0.0)],
    "benchmark/volume-by-brand": [
        ("13 10:00", OURS, 1), ("13 13:00", OURS, 1), ("14 07:00", OURS, 1), ("14 09:00", OURS, 1),
        ("14 09:00", THEIRS, 1), ("14 10:00", OURS, 1), ("14 10:00", THEIRS, 1), ("14 11:00", OURS, 1),
        ("15 07:00", OURS, 1),
    ],
    "operations/unaccounted": [(2.0,)],
    "operations/rebalances": [(2.0,)],
    "operations/lag": [(LATE, "0", 18.0)],
    "operations/lag-seconds": [(LATE, "w1", 2.5)],
    "operations/rates": [(LATE, "in", 0.0), (LATE, "rejected", 0.0), (LATE, "stored", 0.0),
        (LATER, "in", 1.1), (LATER, "rejected", 0.1), (LATER, "stored", 1.0)],
    "operations/latency": [(LATER, "p50", 1.5), (LATER, "p95", 1.95), (LATER, "p99", 1.99)],
    "operations/batch-size": [(LATER, "w1", 11.0)],
    "operations/inserts": [(LATER, "w1", 0.5)],
    "operations/model-time": [(LATER, "w1", 0.5)],
    "operations/model-time-by-language": [
        ("tr", 50.0, 5 / 6, 2.0, 2 / 3, 40.0), ("en", 10.0, 1 / 6, 1.0, 1 / 3, 100.0),
    ],
    "operations/memory": [(LATE, "w1", 4e8)],
    "operations/language-share": [("tr", 8 / 9), ("en", 1 / 9)],
    "operations/rejects": [("intake / no_text", 2)],
    "operations/connectors": [
        ("mastodon", "silent", 12.0, 35.0, 0.0, 40.0, 8192.0, 260.0, 300.0, 3600.0, LATE),
    ],
    "operations/channels": [("team", "works", 3.0, 0.0, LATER)],
    "operations/reconcile": [("voc.feedback.v1", "", 0, 13.0, 12.0, 1.0, 0.0, 2.0, 0.0, LATE)],
    "quality/unsure": [(0.0, 0.0)],
    "quality/corrected": [(1, 0)],
    "quality/classes-by-language": [("tr", NEGATIVE, 4), ("tr", NEUTRAL, 2), ("tr", POSITIVE, 2), ("en", POSITIVE, 1)],
    "quality/classes-by-source": [("file", NEGATIVE, 4), ("file", NEUTRAL, 2), ("file", POSITIVE, 3)],
    "quality/confidence": [
        (NEGATIVE, "low", 0), (NEGATIVE, "middle", 4), (NEGATIVE, "high", 0), (NEUTRAL, "low", 0),
        (NEUTRAL, "middle", 0), (NEUTRAL, "high", 2), (POSITIVE, "low", 0), (POSITIVE, "middle", 2),
        (POSITIVE, "high", 1),
    ],
    "quality/agreement": [(NEUTRAL, 1, 0, 0.0, 1.0)],
    "quality/evaluation": [
        ("", 100, 0.75, 0.8, 0.05, "fake@1", "14 09:26"), ("tweets", 100, 0.75, 0.8, 0.05, "fake@1", "14 09:26"),
    ],
    "quality/confidence-over-time": [
        ("13 10:00", "tr", 0.7), ("13 13:00", "tr", 0.7), ("14 07:00", "tr", 0.7), ("14 09:00", "tr", 0.7),
        ("14 10:00", "tr", 0.75), ("14 11:00", "en", 1.0), ("15 07:00", "tr", 0.8),
    ],
    "quality/drift-by-language": [("tr", 8, 0.5, 0.25, 0.5, 0.5, 0.0783)],
    "quality/drift-by-source": [("file", 9, 4 / 9, 1 / 3, 0.5, 0.5, 0.024)],
}  # fmt: skip
# Long, or of this moment: their own tests say what of them is known.
APART = {"complaints/negative-and-usual", "operations/freshness", "operations/parts"}


@pytest.fixture(scope="module")
def known(chdb: Kept) -> Iterator[Store]:
    yield from stored(chdb.empty())


def asked(store: Store, name: str) -> Rows:
    panel = PANELS[name]
    kept_for_days = "measurements" in panel.sql or "FROM rejected" in panel.sql
    return answer(store, panel, MEASURED if kept_for_days else CHOSEN, changed).rows


def plain(value: Value) -> Value:
    return f"{value:%d %H:%M}" if isinstance(value, datetime) and value < LATELY else value


def same(found: Rows, wanted: Rows) -> None:
    assert [len(row) for row in found] == [len(row) for row in wanted], found
    for row, right in zip(found, wanted, strict=True):
        for value, known in zip(row, right, strict=True):
            assert plain(value) == (pytest.approx(known, abs=1e-4) if isinstance(known, float) else known), row


def test_no_panel_is_without_a_known_answer() -> None:
    assert KNOWN.keys() | APART == set(ALONE.values())


@pytest.mark.parametrize("name", KNOWN)
def test_a_panel_says_what_was_counted_by_hand(known: Store, name: str) -> None:
    same(asked(known, name), KNOWN[name])


@pytest.mark.parametrize("board", ["complaints", "marketing", "benchmark"])
def test_a_page_asked_at_once_says_the_same(known: Store, board: str) -> None:
    shown: list[Panel] = [PANELS[name] for name in KNOWN if name.startswith(f"{board}/")]
    together = Together(shown, CHOSEN)
    for panel in shown:
        same(together(known, panel).rows, KNOWN[ALONE[panel.sql]])


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@pytest.mark.parametrize(
    ("name", "column", "figure"),
    [
        ("reach", "reach", sum),
        ("stars", "rating", mean),
        ("nps", "nps", len),
        ("csat", "csat", len),
        ("ces", "ces", len),
    ],
)
def test_a_figure_of_customers_leads_to_what_it_is_made_of(
    known: Store, name: str, column: str, figure: Callable[[list[float]], float]
) -> None:
    panel = PANELS[f"marketing/{name}"]
    assert panel.drill is not None
    table = items(known, panel.drill, CHOSEN)
    told = [cast(float, row[table.columns.index(column)]) for row in table.rows]
    answers = {"nps": 3, "csat": 3, "ces": 2}
    assert figure(told) == (answers[name] if name in answers else KNOWN[f"marketing/{name}"][0][0])


@pytest.mark.parametrize("name", ["marketing/own-and-others", "benchmark/beside-the-sector"])
def test_where_no_brand_is_known_to_be_ours_it_is_said_what_to_set(known: Store, name: str) -> None:
    """Everybody would be a competitor else."""
    panel = PANELS[name]
    assert answer(known, panel, replace(CHOSEN, own=())).rows == []
    assert Together([panel, PANELS["marketing/volume"]], replace(CHOSEN, own=()))(known, panel).rows == []
    assert "NABIZ_OWN_BRANDS" in panel.nothing(()).tr
    assert panel.nothing(CHOSEN.own) == FILTERED


def test_what_is_usual_is_known_from_the_week_before(known: Store) -> None:
    rows = asked(known, "complaints/negative-and-usual")
    assert [plain(row[0]) for row in rows if row[1]] == ["13 10:00", "13 13:00", "14 07:00", "14 10:00"]
    assert rows[4][1:] == (1.0, 0.0, 3.0)
    assert [row[2:] for row in rows[:4]] == [(None, None)] * 4
    assert {row[2:] for row in rows[5:]} == {(0.0, 0.0)}
    assert (plain(rows[0][0]), plain(rows[-1][0])) == ("13 09:00", "15 07:00")


def test_freshness_and_tables_tell_of_what_was_written(known: Store) -> None:
    [(source, newest, _, silent)] = asked(known, "operations/freshness")
    assert (source, plain(newest), silent) == ("file", "15 07:26", 0)
    assert {row[0]: row[2] for row in asked(known, "operations/parts")}["evaluations"] == 2
