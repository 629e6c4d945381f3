"""CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from pipeline.storage.base import Table
from pipeline.views.console.export import as_csv, cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_runs_as_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_times_are_istanbuls() -> None:
    assert cell(-5) == -5
    assert cell(datetime(2026, 5, 24, 21, 30, tzinfo=UTC)) == "2026-05-25 00:30:00+03:00"


def test_rows_with_quotes_commas_and_line_ends_come_back_whole() -> None:
    rows = [('dedi ki "olmaz", sonra\ngitti', None), ("ç,ğ;ş", 1.5)]
    table = Table(columns=("text", "value"), types=("String", "Float64"), rows=list(rows))
    assert list(csv.reader(io.StringIO(as_csv(table))))[1:] == [[rows[0][0], ""], ["ç,ğ;ş", "1.5"]]
