"""The panels of one page asked together: those over the same sums share a query.

Called by the console's board, one a page and its filters, and by `nabiz bench`. Safe for several threads; what was
asked is remembered a moment, so that the panels of a page find it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from pipeline.storage.base import Store, Table
from pipeline.views.answers import Changed, answer, answer_sql, changed
from pipeline.views.at_once import at_once, taken_out
from pipeline.views.counted import Points
from pipeline.views.panel import Filters, Panel
from pipeline.views.shapes import Part, Summed

REMEMBER_SECONDS = 2.0
Key: TypeAlias = tuple[bool, Points]  # whether by topic, and what a point in time is


class Together:
    def __init__(
        self,
        panels: Sequence[Panel],
        filters: Filters,
        look: Callable[[Store], Changed | None] = changed,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._filters, self._look, self._clock = filters, look, clock
        self._groups: dict[Key, list[Part]] = {}
        for panel in panels:
            if isinstance(panel.sql, Summed):
                self._groups.setdefault(_key(panel.sql.part), []).append(panel.sql.part)
        self._locks = {key: threading.Lock() for key in self._groups}
        self._known: dict[Key, tuple[float, Table]] = {}

    def __call__(self, store: Store, panel: Panel) -> Table:
        """What `answers.answer` says for the panel. Raises what it raises."""
        if not isinstance(panel.sql, Summed):
            return answer(store, panel, self._filters, self._look)
        key = _key(panel.sql.part)
        group = self._groups[key]
        if len(group) < 2:
            return answer(store, panel, self._filters, self._look)
        return taken_out(self._table(store, key), group, group.index(panel.sql.part))

    def _table(self, store: Store, key: Key) -> Table:
        with self._locks[key]:
            until, table = self._known.get(key, (float("-inf"), None))
            if table is None or self._clock() >= until:
                table = answer_sql(store, at_once(self._groups[key]), self._filters, self._look)
                self._known[key] = (self._clock() + REMEMBER_SECONDS, table)
            return table


def _key(part: Part) -> Key:
    return part.topics, part.points
