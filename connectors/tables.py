"""CSV as people export it: comma, semicolon, tab or bar, quoted newlines, a header row. Used by the files connector.

Pure. A row that cannot be read costs itself alone: after a quote that is never closed, reading goes on with the next
line instead of swallowing the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from connectors.lines import Line, LongLine

DELIMITERS = ",;\t|"
MOST_LINES = 1_000  # of one row: a quote still open then was never meant to be


class Row(NamedTuple):
    """`raw` is the row as written, `number` its first line, `end` the byte after its last."""

    number: int
    raw: bytes
    end: int
    cells: list[str]


class BadRow(NamedTuple):
    number: int
    raw: bytes
    end: int
    reason: str
    detail: str


def delimiter_of(header: str) -> str:
    """The one that the header row has most of; a comma where it has one column."""
    return max(DELIMITERS, key=lambda mark: _columns(header, mark))


def told_delimiter(line: str) -> str:
    """X of `sep=X`, with which Excel's exports may begin, above the header; else ""."""
    told = line.rstrip("\r\n").strip(" \ufeff").strip('"')
    return told[4:] if len(told) == 5 and told[:4].lower() == "sep=" else ""


def _columns(header: str, mark: str) -> int:
    try:
        return max((len(row) for row in csv.reader([header], delimiter=mark)), default=0)
    except csv.Error:
        return 0


def rows(source: Iterator[Line | LongLine], delimiter: str) -> Iterator[Row | BadRow | LongLine]:
    feed = _Feed(source)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            if feed.long is None:
                return
            yield feed.long  # a long line stands alone: csv never sees it
            feed.long = None
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
        except (csv.Error, UnicodeDecodeError) as error:
            yield _bad(feed.take_back(), error)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
        else:
            if cells:
                yield Row(feed.taken[0].number, _raw(feed.taken), feed.taken[-1].end, cells)


class _Feed:
    """Gives csv its lines as text, remembers those of the row being read, and can take all but the first back."""

    def __init__(self, source: Iterator[Line | LongLine]) -> None:
        self._source = source
        self._again: deque[Line | LongLine] = deque()
        self.taken: list[Line] = []
        self.long: LongLine | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise csv.Error("a quote is never closed")
        line = self._again.popleft() if self._again else next(self._source)
        if isinstance(line, LongLine):
            if self.taken:  # inside a quote: the row before it is broken, this one comes after
                self._again.appendleft(line)
                raise csv.Error("a line in a quote is too long")
            self.long = line
            raise StopIteration
        self.taken.append(line)
        return line.raw.decode() + "\n"

    def take_back(self) -> Line:
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        return first


def _bad(line: Line, error: csv.Error | UnicodeDecodeError) -> BadRow:
    if isinstance(error, UnicodeDecodeError):
        return BadRow(line.number, line.raw, line.end, "not_utf8", "not UTF-8; name the file's encoding")
    long = "field limit" in str(error)
    detail = "a cell is too long" if long else "its quotes do not match"
    return BadRow(line.number, line.raw, line.end, "too_long" if long else "unreadable", f"not a row of CSV: {detail}")


def _raw(taken: list[Line]) -> bytes:
    return b"\n".join(line.raw for line in taken)
