"""The panels of one page asked together: those over the same sums share a query.

Called by the console's board, one a page and its filters, and by `nabiz bench`. Safe for several threads; what was
asked is remembered a moment, so that the panels of a page find it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from pipeline.storage.base import Store, Table
from pipeline.views.answers import Changed, Mark, answer, answer_sql, changed, marks
from pipeline.views.at_once import at_once, taken_out
from pipeline.views.counted import Points
from pipeline.views.panel import Filters, Panel
from pipeline.views.shapes import Part, Summed

REMEMBER_SECONDS = 5.0  # longer than a page takes, shorter than until its next refreshing
T = TypeVar("T")
Key: TypeAlias = tuple[bool, Points]  # whether by topic, and what a point in time is


class Together:
    def __init__(
        self,
        panels: Sequence[Panel],
        filters: Filters,
        look: Callable[[Store], Changed | None] = changed,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._filters = filters
        known: _Asked[Changed | None] = _Asked(clock)
        self._look: Callable[[Store], Changed | None] = lambda store: known(lambda: look(store))
        self._groups: dict[Key, list[Part]] = {}
        for panel in panels:
            if isinstance(panel.sql, Summed):
                self._groups.setdefault(_key(panel.sql.part), []).append(panel.sql.part)
        self._marks: _Asked[list[Mark]] = _Asked(clock)
        self._tables: dict[Key, _Asked[Table]] = {key: _Asked(clock) for key in self._groups}

    def __call__(self, store: Store, panel: Panel) -> Table:
        """What `answers.answer` says for the panel. Raises what it raises."""
        if panel.of_marks and not self.marks(store):
            return Table(columns=(), types=(), rows=[])
        if not isinstance(panel.sql, Summed) or len(self._groups[_key(panel.sql.part)]) < 2:
            return answer(store, panel, self._filters, self._look)
        key = _key(panel.sql.part)
        group = self._groups[key]
        table = self._tables[key](lambda: answer_sql(store, at_once(group), self._filters, self._look))
        return taken_out(table, group, group.index(panel.sql.part))

    def marks(self, store: Store) -> list[Mark]:
        """The campaigns that stand in the charts."""
        return self._marks(lambda: marks(store, self._filters))


class _Asked(Generic[T]):
    """An answer that is good for a moment; who comes meanwhile waits for it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: tuple[float, T] | None = None

    def __call__(self, ask: Callable[[], T]) -> T:
        with self._lock:
            if self._known is None or self._clock() >= self._known[0]:
                told = ask()
                self._known = self._clock() + REMEMBER_SECONDS, told
            return self._known[1]


def _key(part: Part) -> Key:
    return part.topics, part.points
