"""A table of counts as people keep it: CSV text with the columns brand, topic, minute, negative, other[, covered],
between commas, semicolons or tabs.

Read by `pipeline.backtest`. `minute` is ISO 8601 (UTC where no zone is given) or whole minutes since 1970; minutes
without a row are zero; `covered` 0 means that nothing is known of that minute (told of a brand as a whole: of none of
its topics either). A wrong line is refused with its number and what is wrong with it, never skipped.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import BadRecord
from pipeline.spike.istanbul import minute_of
from pipeline.spike.series import Block, Ints, Series

COLUMNS = ("brand", "topic", "minute", "negative", "other")
CHUNK = 1440  # ticks made dense at a time
MOST = 4_000_000  # items in one row: window sums are of 32 bits
LAST = 121_000_000  # minutes since 1970: the year 2200; what is larger was meant as seconds
YEARS = 20  # between the first and the last row: more is a slip of the pen
TICKS = 3 * 525_960  # from the first to the last row: years of single minutes take longer than anybody waits
HINT = "the columns are brand,topic,minute,negative,other[,covered]"


@dataclass(frozen=True, slots=True)
class SparseCounts:
    """Rows sorted by tick; `place` is the index in `series`."""

    series: tuple[Series, ...]
    tick: Ints
    place: Ints
    negative: Ints
    other: Ints
    covered: NDArray[np.bool_]

    @property
    def first(self) -> int:
        return int(self.tick[0])

    @property
    def ticks(self) -> int:
        return int(self.tick[-1] - self.tick[0] + 1)

    @property
    def coverage(self) -> float:
        """Share of the series' ticks of which something is known."""
        blind = np.unique(np.stack([self.tick, self.place])[:, ~self.covered], axis=1).shape[1]
        return float(1.0 - blind / (self.ticks * len(self.series)))

    def blocks(self) -> Iterator[Block]:
        """All ticks, a day or so at a time."""
        wholes = self._wholes()
        for start in range(self.first, self.first + self.ticks, CHUNK):
            stop = min(start + CHUNK, self.first + self.ticks)
            low, high = np.searchsorted(self.tick, [start, stop])
            shape = (stop - start, len(self.series))
            at = (self.tick[low:high] - start, self.place[low:high])
            negative, other = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
            np.add.at(negative, at, self.negative[low:high])
            np.add.at(other, at, self.other[low:high])
            covered = np.ones(shape, bool)
            blind = ~self.covered[low:high]
            covered[at[0][blind], at[1][blind]] = False
            for whole, parts in wholes:
                covered[:, parts] &= covered[:, [whole]]
            yield Block(start, self.series, negative, other, covered)

    def _wholes(self) -> list[tuple[int, list[int]]]:
        return [
            (place, [other for other, name in enumerate(self.series) if name.brand == whole.brand and other != place])
            for place, whole in enumerate(self.series)
            if whole.whole
        ]


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class _Rows:
    """Numbers side by side, not Python's: a year of two hundred series may have a hundred million rows."""

    places: dict[Series, int] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)  # most are written many times
    tick: array[int] = field(default_factory=_numbers)
    place: array[int] = field(default_factory=_numbers)
    negative: array[int] = field(default_factory=_numbers)
    other: array[int] = field(default_factory=_numbers)
    covered: bytearray = field(default_factory=bytearray)


def parse_counts(lines: Iterable[str], bucket: int = 1) -> SparseCounts:
    """The counts in these lines of CSV, in ticks of `bucket` minutes. Raises BadRecord naming line and reason."""
    lines = iter(lines)
    first = next(lines, None)
    if first is None:
        raise _bad(1, "the file is empty")
    reader = csv.reader(chain([first], lines), delimiter=_delimiter(first))
    header = next(reader)
    where = _places([name.strip().lstrip("\ufeff").lower() for name in header])
    rows = _Rows()
    try:
        for cells in reader:
            if cells:
                _take(rows, cells, where, reader.line_num, bucket)
    except csv.Error as error:
        raise _bad(reader.line_num, f"no line of CSV: {error}") from None
    if not rows.tick:
        raise _bad(2, "there is no row of counts")
    if (max(rows.tick) - min(rows.tick)) * bucket > YEARS * 525_960:
        raise _bad(reader.line_num, f"the rows lie more than {YEARS} years apart")
    if max(rows.tick) - min(rows.tick) > TICKS:
        raise _bad(reader.line_num, "the rows lie more than 3 years of minutes apart: cut the file, or use --bucket 15")
    _bounded(rows, bucket)
    return _sorted(rows)


def _delimiter(header: str) -> str:
    """Spreadsheets write semicolons where the comma is the decimal sign."""
    return max(",;\t", key=header.count)


def _bounded(rows: _Rows, bucket: int) -> None:
    """Rows of one series and tick add up: not beyond what window sums can hold."""
    if max(sum(rows.negative), sum(rows.other)) <= MOST * bucket:
        return
    tick, place = np.frombuffer(rows.tick, np.int64), np.frombuffer(rows.place, np.int64)
    order = np.lexsort((place, tick))
    begins = np.flatnonzero(np.diff(tick[order], prepend=-1) | np.diff(place[order], prepend=-1))
    for name in ("negative", "other"):
        sums = np.add.reduceat(np.frombuffer(getattr(rows, name), np.int64)[order], begins)
        if (sums > MOST * bucket).any():
            minute = tick[order][begins[sums.argmax()]] * bucket
            raise _bad(1, f"the rows of minute {minute} add up to more than {MOST * bucket} {name} items of one series")


def sparse(rows: Iterable[tuple[Series, int, int, int]], bucket: int = 1) -> SparseCounts:
    """Counts from (series, minute, negative, other); rows of one series and tick add up. Needs at least one."""
    kept = _Rows()
    for series, minute, negative, other in rows:
        _add(kept, series, minute // bucket, negative, other, covered=True)
    return _sorted(kept)


def _take(rows: _Rows, cells: Sequence[str], where: Mapping[str, int], line: int, bucket: int) -> None:
    if len(cells) <= max(where[name] for name in COLUMNS):
        raise _bad(line, f"{len(cells)} fields where {max(where.values()) + 1} are expected")
    told = cells[where["minute"]].strip()
    minute = rows.minutes.get(told)
    if minute is None:
        minute = rows.minutes[told] = _minute(told, line)
    brand = cells[where["brand"]].strip()
    if not brand:
        raise _bad(line, "the brand is empty")
    negative = _count(cells[where["negative"]], "negative", line)
    other = _count(cells[where["other"]], "other", line)
    column = where.get("covered")
    covered = column is None or column >= len(cells) or _flag(cells[column], line)
    _add(rows, Series(brand, cells[where["topic"]].strip()), minute // bucket, negative, other, covered=covered)


def _add(rows: _Rows, series: Series, tick: int, negative: int, other: int, *, covered: bool) -> None:
    rows.tick.append(tick)
    rows.place.append(rows.places.setdefault(series, len(rows.places)))
    rows.negative.append(negative)
    rows.other.append(other)
    rows.covered.append(covered)


def _sorted(rows: _Rows) -> SparseCounts:
    tick = np.frombuffer(rows.tick, np.int64)
    order = np.argsort(tick, kind="stable")
    place, negative, other = (np.frombuffer(each, np.int64)[order] for each in (rows.place, rows.negative, rows.other))
    return SparseCounts(
        tuple(rows.places), tick[order], place, negative, other, np.frombuffer(rows.covered, bool)[order]
    )


def _places(header: Sequence[str]) -> dict[str, int]:
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise _bad(1, f"the header lacks {', '.join(missing)}")
    return {name: header.index(name) for name in (*COLUMNS, "covered") if name in header}


def _minute(told: str, line: int) -> int:
    if told.isascii() and told.isdigit():
        minute = int(told[:12])
    else:
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            raise _bad(line, f"'{told[:40]}' is not a minute: write ISO 8601 or minutes since 1970") from None
        minute = minute_of(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
    if not 0 <= minute <= LAST:
        raise _bad(line, f"'{told[:40]}' is no minute between 1970 and 2200; seconds must be divided by 60")
    return minute


def _count(told: str, name: str, line: int) -> int:
    try:
        value = float(told) if told.strip() else 0.0
    except ValueError:
        raise _bad(line, f"{name} '{told[:40]}' is not a number") from None
    if not value.is_integer() or not 0 <= value <= MOST:
        raise _bad(line, f"{name} '{told[:40]}' is not a count from 0 to {MOST}")
    return int(value)


def _flag(told: str, line: int) -> bool:
    word = told.strip().lower()
    if word in ("", "1", "1.0", "true"):
        return True
    if word in ("0", "0.0", "false"):
        return False
    raise _bad(line, f"covered '{told[:40]}' is neither 0 nor 1")


def _bad(line: int, what: str) -> BadRecord:
    return BadRecord("bad_counts", f"line {line}: {what}", hint=HINT)
