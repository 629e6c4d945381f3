"""Cuts a stream of bytes into lines of bounded length, and knows where each ends. Used by the files connector. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from pipeline.wire import MAX_CARRIED

MAX_LINE = 2_000_000  # bytes; what is longer could never travel as a message


class Line(NamedTuple):
    """`end` is the byte after its newline. `whole` is false where the stream ended without one."""

    number: int  # from 1
    raw: bytes  # without its newline
    end: int
    whole: bool = True


class LongLine(NamedTuple):
    """A line that was passed over: its beginning, its size and digest."""

    number: int
    raw: bytes
    end: int
    size: int
    digest: str


def lines(chunks: Iterable[bytes], *, number: int = 0, at: int = 0) -> Iterator[Line | LongLine]:
    """`number` lines and `at` bytes have been read before."""
    rest = b""
    skipping: _Skipping | None = None
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for raw in whole:
            number, at = number + 1, at + len(raw) + 1
            if skipping is not None:
                at += skipping.size
                yield skipping.line(raw, number, at)
                skipping = None
            elif len(raw) > MAX_LINE:
                yield _Skipping().line(raw, number, at)
            else:
                yield Line(number, raw.removesuffix(b"\r"), at)
        if skipping is not None or len(rest) > MAX_LINE:
            skipping = skipping or _Skipping()
            skipping.add(rest)
            rest = b""
    if skipping is not None:
        yield skipping.line(b"", number + 1, at + skipping.size)
    elif rest:
        yield Line(number + 1, rest.removesuffix(b"\r"), at + len(rest), whole=False)


class _Skipping:
    def __init__(self) -> None:
        self._head, self.size, self._digest = b"", 0, sha256()

    def add(self, piece: bytes) -> None:
        self._head += piece[: MAX_CARRIED - len(self._head)]
        self.size += len(piece)
        self._digest.update(piece)

    def line(self, last: bytes, number: int, end: int) -> LongLine:
        self.add(last)
        return LongLine(number, self._head, end, self.size, self._digest.hexdigest())
