"""The panels of one page asked together: numbers of one condition share a query, for each query takes time to plan.

Called by the console's board, one a page and its filters, and by `nabiz bench`. Safe for several threads; what was
asked is remembered a moment, so that the panels of a page find it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from pipeline.storage.base import Store, Table
from pipeline.views.answers import Changed, answer, answer_sql, changed
from pipeline.views.panel import Filters, Panel
from pipeline.views.shapes import Number, numbers

REMEMBER_SECONDS = 2.0


class Together:
    def __init__(
        self,
        panels: Sequence[Panel],
        filters: Filters,
        look: Callable[[Store], Changed | None] = changed,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._filters, self._look, self._clock = filters, look, clock
        self._groups: dict[str, list[Number]] = {}
        for panel in panels:
            if isinstance(panel.sql, Number):
                self._groups.setdefault(panel.sql.where, []).append(panel.sql)
        self._locks = {where: threading.Lock() for where in self._groups}
        self._known: dict[str, tuple[float, Table]] = {}

    def __call__(self, store: Store, panel: Panel) -> Table:
        """What `answers.answer` says for the panel. Raises what it raises."""
        sql = panel.sql
        if not isinstance(sql, Number) or len(self._groups.get(sql.where, ())) < 2:
            return answer(store, panel, self._filters, self._look)
        return _part(self._table(store, sql.where), self._groups[sql.where].index(sql))

    def _table(self, store: Store, where: str) -> Table:
        with self._locks[where]:
            until, table = self._known.get(where, (float("-inf"), None))
            if table is None or self._clock() >= until:
                measures = [each.measure for each in self._groups[where]]
                table = answer_sql(store, numbers(measures, where), self._filters, self._look)
                self._known[where] = (self._clock() + REMEMBER_SECONDS, table)
            return table


def _part(table: Table, place: int) -> Table:
    """The two columns of one number, under the names that they have alone."""
    columns = slice(2 * place, 2 * place + 2)
    return Table(columns=("value", "before"), types=table.types[columns], rows=[row[columns] for row in table.rows])
