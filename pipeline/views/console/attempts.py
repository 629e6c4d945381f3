"""How often a sign-in may fail before one has to wait. Called by the sign-in. Time is an argument."""

from __future__ import annotations

from collections import deque

MOST = 5
WITHIN = 300.0  # seconds
MOST_KEYS = 10_000


class Attempts:
    """By name and by address: neither many guesses at one name nor one guess at many names."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = {}

    def wait(self, keys: tuple[str, ...], now: float) -> float:
        """Seconds until the next try is heard; 0: now."""
        return max((self._wait(key, now) for key in keys), default=0.0)

    def failed(self, keys: tuple[str, ...], now: float) -> None:
        if len(self._failed) > MOST_KEYS:
            self._failed = {key: times for key, times in self._failed.items() if times[-1] > now - WITHIN}
        for key in keys:
            self._failed.setdefault(key, deque(maxlen=MOST)).append(now)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self._failed.pop(key, None)

    def _wait(self, key: str, now: float) -> float:
        times = self._failed.get(key)
        return max(0.0, times[0] + WITHIN - now) if times and len(times) == MOST else 0.0
