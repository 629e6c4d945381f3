"""What the panels of one open page ask: together, and of a period that moves on while the page stays open. Called by
`board`, once a page; each of its cards asks here at every refresh.

A period given by its dates stays what it is. One that ends now is taken anew for each round of refreshing, the same for
all panels of the round, so that they agree with each other and share their queries.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from pipeline.views.console.page import Choice, Context
from pipeline.views.panel import Panel
from pipeline.views.together import Together

ROUND = 5.0  # seconds; a page refreshes every twenty


class Asking:
    """`renewed` is told each new choice."""

    def __init__(
        self,
        context: Context,
        panels: Sequence[Panel],
        clock: Callable[[], float] = time.monotonic,
        renewed: Callable[[Choice], None] = lambda _: None,
    ) -> None:
        self._context, self._panels, self._clock, self._renewed = context, panels, clock, renewed
        self._lock = asyncio.Lock()
        self._take(context.choice)

    async def now(self) -> tuple[Together, Choice]:
        """What to ask with, and the choice that it is asked under. Raises what the store raises."""
        async with self._lock:
            if self._choice.period and self._clock() - self._taken >= ROUND:
                self._take(await self._context.renew())
                self._renewed(self._choice)
            return self._together, self._choice

    def _take(self, choice: Choice) -> None:
        self._choice, self._taken = choice, self._clock()
        self._together = Together(self._panels, choice.filters, self._context.look)
