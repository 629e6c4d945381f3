"""Memory that the C library holds free is given back to the system now and then.

Called by `serving` after each call of a network. Batches come in ever other sizes, and glibc keeps what they leave in
pieces that the next ones seldom fit: without this, a worker that uses half a gigabyte comes to hold four within half
an hour. Does nothing where the C library has no malloc_trim. Must never change an answer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from threading import Lock

_TOKENS = 50_000  # read between two trimmings: some two seconds of work, of which one takes a tenth of a second


class Trimming:
    """Counts what is read, by whatever thread, and trims each time it comes to `tokens`."""

    def __init__(self, trim: Callable[[], object], tokens: int = _TOKENS) -> None:
        self._trim, self._tokens = trim, tokens
        self._read, self._lock = 0, Lock()

    def note(self, tokens: int) -> None:
        """So many tokens were read."""
        with self._lock:
            self._read += tokens
            due = self._read >= self._tokens
            if due:
                self._read = 0
        if due:
            self._trim()


def _malloc_trim() -> Callable[[], object]:
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):  # another C library
        return lambda: None
    return lambda: trim(0)


trimming = Trimming(_malloc_trim())
