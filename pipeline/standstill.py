"""Whether a worker stands still: judged by what lands and by the turning of its event loop. Pure but for its clock.

Kept by `telemetry`, under its lock. Must not take a long batch for a standstill, nor a worker that has nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable

STUCK_SECONDS = 60.0


class Standstill:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._progress = clock()
        self._looked: float | None = None  # when the event loop last told the lag
        self._said: float | None = None  # when it was last due to be said

    def landed(self) -> None:
        self._progress = self._clock()

    def looked(self, before: int, lag: int) -> str:
        """The event loop turns, and has `lag` messages before it, where it had `before`; what is due to be said of it.

        What stays is due once a minute. That the loop stood still can only be said once it turns again.
        """
        still = self._still()
        if not before:
            self._progress = self._clock()  # idle until now: being stuck begins with lag
        self._looked = self._clock()
        stuck = self._landing_problem(lag)
        due = stuck and (self._said is None or self._clock() - self._said >= STUCK_SECONDS)
        if due:
            self._said = self._clock()
        if still > STUCK_SECONDS:
            return f"the worker stood still for {still:.0f} s: its machine was busy or halted, or a call held its loop"
        return stuck if due else ""

    def forget(self) -> None:
        """A new broker: its worker begins anew."""
        self._looked = None

    def problem(self, lag: int) -> str:
        """What is wrong now; "" when all is well."""
        still = self._still()
        stands = f"the worker stands still: it has not looked at its lag for {still:.0f} s"
        return self._landing_problem(lag) or (stands if still > STUCK_SECONDS else "")

    def _landing_problem(self, lag: int) -> str:
        idle = self._clock() - self._progress
        return f"messages are waiting and nothing landed for {idle:.0f} s" if lag and idle > STUCK_SECONDS else ""

    def _still(self) -> float:
        """Seconds since the event loop was seen to turn."""
        return 0.0 if self._looked is None else self._clock() - self._looked
