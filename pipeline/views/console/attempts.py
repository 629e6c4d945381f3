"""How often a sign-in may fail before one has to wait. Called by the sign-in. Time is an argument."""

from __future__ import annotations

from collections import deque

MOST = 5  # of one name from one address
MOST_NAME = 50  # of one name, from wherever
MOST_ADDRESS = 100  # of one address, at whatever names: a whole office may sit behind one
WITHIN = 300.0  # seconds
MOST_KEYS = 10_000

Key = tuple[str, str]  # name and address; "" where it is anybody, or anywhere


class Attempts:
    """By name and address together, and with far wider bounds by each alone.

    So whoever mistypes locks out nobody beside him, and neither many guesses at one name nor one guess at many names
    go on for ever.
    """

    def __init__(self) -> None:
        self._failed: dict[Key, deque[float]] = {}

    def wait(self, name: str, address: str, now: float) -> float:
        """Seconds until the next try is heard; 0: now."""
        return max(self._wait(key, most, now) for key, most in _bounds(name, address))

    def failed(self, name: str, address: str, now: float) -> None:
        if len(self._failed) > MOST_KEYS:
            self._failed = {key: times for key, times in self._failed.items() if times and times[-1] > now - WITHIN}
        for key, most in _bounds(name, address):
            self._failed.setdefault(key, deque(maxlen=most)).append(now)

    def succeeded(self, name: str, address: str, tried: float) -> None:
        """Takes back the try of that moment, and forgives this person from here; not what else came from here."""
        self._failed.pop((name, address), None)
        for key in ((name, ""), ("", address)):
            if tried in (times := self._failed.get(key, deque())):
                times.remove(tried)

    def _wait(self, key: Key, most: int, now: float) -> float:
        times = self._failed.get(key)
        return max(0.0, times[0] + WITHIN - now) if times and len(times) == most else 0.0


def _bounds(name: str, address: str) -> tuple[tuple[Key, int], ...]:
    return ((name, address), MOST), ((name, ""), MOST_NAME), (("", address), MOST_ADDRESS)
