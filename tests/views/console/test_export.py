"""CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from pipeline.storage.base import Table
from pipeline.views.complaints import AGEING
from pipeline.views.console.export import as_csv, cell, without_reading
from pipeline.views.console.tables import spelled
from pipeline.views.panel import Language


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1"])
def test_no_text_runs_as_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_times_are_istanbuls() -> None:
    assert cell(-5) == -5
    assert cell(datetime(2026, 5, 24, 21, 30, tzinfo=UTC)) == "2026-05-25 00:30:00+03:00"


def test_rows_with_quotes_commas_and_line_ends_come_back_whole() -> None:
    rows = [('dedi ki "olmaz", sonra\ngitti', None), ("ç,ğ;ş", 1.5)]
    table = Table(columns=("text", "value"), types=("String", "Float64"), rows=list(rows))
    assert list(csv.reader(io.StringIO(as_csv(table, "en"))))[1:] == [[rows[0][0], ""], ["ç,ğ;ş", "1.5"]]


def test_a_turkish_spreadsheet_opens_it_as_numbers_in_columns() -> None:
    table = Table(columns=("label", "value"), types=("String", "Float64"), rows=[("a;b", -1234.5), ("c", 7)])
    assert as_csv(table, "tr").splitlines() == ["label;value", '"a;b";-1234,5', "c;7"]


def test_of_a_score_without_a_text_no_sentiment_is_told() -> None:
    rows = [("", "neutral", 9), ("kargom gelmedi", "negative", None)]
    table = Table(columns=("text", "sentiment", "nps"), types=("String", "String", "Int32"), rows=list(rows))
    assert without_reading(table).rows == [("", None, 9), rows[1]]


@pytest.mark.parametrize(("language", "ageing"), [("tr", "0-4 saat"), ("en", "0-4 h")])
def test_labels_and_headings_are_in_words(language: Language, ageing: str) -> None:
    table = Table(columns=("label", "value"), types=("String", "Int64"), rows=[("a", 2), ("=x", 1)])
    said = spelled(AGEING, table, language)
    assert said.rows == [(ageing, 2), ("=x", 1)]
    assert said.columns != table.columns
