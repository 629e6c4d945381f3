"""What a chart draws: bands that know their history or say nothing of it, marks only where there is a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from msgspec.structs import replace

from pipeline.storage.base import Table, Value
from pipeline.views.complaints import EXPECTED, RISING
from pipeline.views.console.charts import chart
from pipeline.views.marketing import NET_BAND, TREND
from pipeline.views.panel import Unit

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def drawn(panel: Any, names: tuple[str, ...], rows: list[tuple[Value, ...]]) -> dict[str, Any]:
    return cast("dict[str, Any]", chart(panel, Table(columns=names, types=(), rows=rows), "tr"))


def banded(panel: Any, *bounds: tuple[float | None, float | None]) -> dict[str, Any]:
    rows = [(AT + timedelta(hours=n), 5.0, low, high) for n, (low, high) in enumerate(bounds)]
    return drawn(panel, ("at", "value", "low", "high"), cast("list[tuple[Value, ...]]", rows))


def test_a_band_is_stacked_on_a_low_that_may_be_negative() -> None:
    floor, shade, line = banded(NET_BAND, (-40.0, -10.0), (-5.0, 15.0))["series"]
    assert [point[1] for point in floor["data"]] == [-40.0, -5.0]
    assert [point[1] for point in shade["data"]] == [30.0, 20.0]
    assert floor["stackStrategy"] == shade["stackStrategy"] == "all"
    assert line["data"][0][1] == 5.0


def test_the_legend_names_what_is_measured_and_what_is_usual() -> None:
    assert banded(EXPECTED, (1.0, 2.0))["legend"]["data"] == ["Ölçülen", "Olağan aralık"]
    assert banded(NET_BAND, (1.0, 2.0))["legend"]["data"] == ["Ölçülen", "Güven aralığı"]


def test_without_history_there_is_a_line_and_no_empty_legend() -> None:
    found = banded(EXPECTED, (None, None), (None, None))
    assert [each["id"] for each in found["series"]] == ["value"]
    assert found["legend"] == {"show": False}


def test_points_without_history_leave_a_gap_in_the_band() -> None:
    _, shade, _ = banded(EXPECTED, (None, None), (1.0, 4.0))["series"]
    assert [point[1] for point in shade["data"]] == [None, 3.0]


def test_a_bar_is_marked_only_where_before_is_a_number() -> None:
    rows: list[tuple[Value, ...]] = [("delivery", 9, 4.0), ("network", 3, None)]
    bar, mark = drawn(RISING, ("label", "value", "before"), rows)["series"]
    assert [each["value"] for each in bar["data"]] == [9, 3]
    assert mark["data"] == [[4.0, 0]]
    assert len(drawn(RISING, ("label", "value", "before"), rows[1:])["series"]) == 1


@pytest.mark.parametrize(
    ("unit", "most", "step", "end"),
    [
        ("seconds", 4.0, 1, 4), ("seconds", 47.0, 10, 50), ("seconds", 200.0, 60, 240), ("seconds", 5000.0, 1800, 5400),
        ("seconds", 90_000.0, 21_600, 108_000), ("seconds", 2e6, 432_000, 2_160_000), ("hours", 40.0, 12, 48),
    ],
)  # fmt: skip
def test_durations_are_ticked_as_people_count_them(unit: Unit, most: float, step: float, end: float) -> None:
    panel = replace(TREND, unit=unit)
    axis = drawn(panel, ("at", "series", "value"), [(AT, "w1", most / 3), (AT, "w2", most)])["yAxis"]
    assert (axis["min"], axis["max"], axis["interval"]) == (0, pytest.approx(end), pytest.approx(step))


@pytest.mark.parametrize(
    ("most", "step", "end"),
    [(0.0, 1024, 1024), (2.3 * 2**30, 2**29, 2.5 * 2**30), (700 * 2**20, 2**28, 768 * 2**20)],
)
def test_sizes_are_ticked_in_the_units_that_they_are_told_in(most: float, step: float, end: float) -> None:
    rows: list[tuple[Value, ...]] = [(AT, "w1", most)]
    axis = drawn(replace(TREND, unit="bytes"), ("at", "series", "value"), rows)["yAxis"]
    assert (axis["min"], axis["max"], axis["interval"]) == (0, end, step)


def test_shares_of_a_second_and_other_units_are_left_to_the_axis() -> None:
    rows: list[tuple[Value, ...]] = [(AT, "w1", 0.4)]
    for panel in (replace(TREND, unit="seconds"), TREND):
        assert "interval" not in drawn(panel, ("at", "series", "value"), rows)["yAxis"]


def test_a_line_keeps_its_colour_under_the_pointer() -> None:
    rows: list[tuple[Value, ...]] = [(AT, "negative", 5), (AT, "positive", 3)]
    for line in drawn(TREND, ("at", "series", "value"), rows)["series"]:
        assert line["emphasis"]["lineStyle"]["color"] == line["lineStyle"]["color"] != "inherit"
