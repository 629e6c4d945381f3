"""Tables of counts: what is read, and what is said of a wrong line."""

from __future__ import annotations

import pytest

from pipeline.errors import BadRecord
from pipeline.spike.countstable import parse_counts
from pipeline.spike.istanbul import minute_of, when
from pipeline.spike.series import Series

HEAD = "brand,topic,minute,negative,other"


def parsed(*rows: str, head: str = HEAD, bucket: int = 1):
    return parse_counts([head, *rows], bucket)


def test_minutes_without_a_row_are_zero_and_all_ticks_come():
    counts = parsed("acme,net,2026-03-02T10:00:00Z,3,4", "acme,net,2026-03-02T10:03:00Z,1,0")
    (block,) = counts.blocks()
    assert block.negative[:, 0].tolist() == [3, 0, 0, 1]
    assert block.other[:, 0].tolist() == [4, 0, 0, 0]
    assert when(block.first).isoformat() == "2026-03-02T10:00:00+00:00"
    assert counts.coverage == 1.0


def test_rows_may_come_in_any_order_and_rows_of_one_minute_add_up():
    counts = parsed("a,,29000002,1,0", "b,x,29000000,5,1", "a,,29000002,2,2")
    (block,) = counts.blocks()
    assert block.series == (Series("a"), Series("b", "x"))
    assert block.negative.tolist() == [[0, 5], [0, 0], [3, 0]]


@pytest.mark.parametrize(
    "told", ["2026-03-02T13:00:00+03:00", "2026-03-02 10:00", "2026-03-02T10:00:31Z", str(29_540_760)]
)
def test_a_minute_is_read_in_all_the_ways_it_is_written(told):
    assert parsed(f"a,,{told},1,1").first == 29_540_760
    assert minute_of(when(29_540_760)) == 29_540_760


def test_an_uncovered_brand_leaves_its_topics_uncovered():
    head = HEAD + ",covered"
    counts = parsed("a,,100,0,0,0", "a,x,100,1,0,1", "b,,100,1,0,", "a,x,101,1,1,1", head=head)
    (block,) = counts.blocks()
    assert block.covered.tolist() == [[False, False, True], [True, True, True]]
    assert counts.coverage == pytest.approx(5 / 6)


def test_columns_may_stand_in_any_order_beside_others():
    counts = parse_counts(["\ufeffminute,Other,note,negative,topic,brand", "100,2,hello,1,,a"])
    (block,) = counts.blocks()
    assert (block.negative[0, 0], block.other[0, 0]) == (1, 2)


@pytest.mark.parametrize("between", [";", "\t"])
def test_a_spreadsheet_that_writes_other_separators_is_read(between):
    counts = parse_counts([HEAD.replace(",", between) + "\r\n", between.join(["a, b", "", "100", "1", "2"]) + "\r\n"])
    assert counts.series == (Series("a, b"),)
    assert (counts.negative.tolist(), counts.other.tolist()) == ([1], [2])


def test_rows_that_add_up_to_more_than_can_be_counted_are_refused():
    row = "a,,100,4000000,0"
    assert len(parsed(row, "a,,101,4000000,0", "b,,100,4000000,0").tick) == 3
    with pytest.raises(BadRecord, match="the rows of minute 100 add up to more than 4000000 negative"):
        parsed(row, "b,,100,1,1", row)


def test_buckets_are_ticks():
    counts = parsed("a,,600,1,0", "a,,604,1,0", "a,,605,1,0", bucket=5)
    (block,) = counts.blocks()
    assert block.first == 120
    assert block.negative[:, 0].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a,,noon,1,1", "line 3: 'noon' is not a minute"),
        ("a,,100,-1,1", "line 3: negative '-1' is not a count"),
        ("a,,100,1,x", "line 3: other 'x' is not a number"),
        ("a,,100,1.5,1", "line 3: negative '1.5' is not a count"),
        ("a,,100,1", "line 3: 4 fields where 5 are expected"),
        (",,100,1,1", "line 3: the brand is empty"),
        ("a,,100,nan,1", "line 3: negative 'nan' is not a count"),
        ("a,,100,1,5000000000", "line 3: other '5000000000' is not a count"),
        ("a,,--5,1,1", "line 3: '--5' is not a minute"),
        ("a,,²,1,1", "line 3: '²' is not a minute"),
        ("a,,1772323200,1,1", "line 3: '1772323200' is no minute between 1970 and 2200; seconds must be divided"),
        (f"a,,{'9' * 6000},1,1", "is no minute between 1970 and 2200"),
        ("a,,2126-01-01T00:00Z,1,1", "line 3: the rows lie more than 20 years apart"),
        ("a,,1974-01-01T00:00Z,1,1", "line 3: the rows lie more than 3 years of minutes apart: cut the file, or use"),
        (f"{'a' * 200_000},,100,1,1", "line 3: no line of CSV"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(row, says):
    with pytest.raises(BadRecord) as refused:
        parsed("a,,99,1,1", row)
    assert says in str(refused.value)
    assert "brand,topic,minute,negative,other" in refused.value.hint


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "the file is empty"),
        ([HEAD], "no row of counts"),
        (["brand,topic,minute,negative"], "the header lacks other"),
        ([HEAD + ",covered", "a,,1,1,1,maybe"], "covered 'maybe' is neither 0 nor 1"),
    ],
)
def test_a_table_that_is_none_is_refused(lines, says):
    with pytest.raises(BadRecord, match=says):
        parse_counts(lines)
