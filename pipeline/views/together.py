"""The panels of one page asked together: numbers of one condition share a query, and so do bars, and
stacked bars, for each query takes time to plan.

Called by the console's board, one a page and its filters, and by `nabiz bench`. Safe for several threads; what was
asked is remembered a moment, so that the panels of a page find it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

from pipeline.storage.base import Store, Table, Value
from pipeline.views.answers import Changed, answer, answer_sql, changed
from pipeline.views.panel import Filters, Panel
from pipeline.views.shapes import Bars, Number, Stacked, kinds_of, many_bars, many_stacked, numbers

REMEMBER_SECONDS = 2.0


Shared: TypeAlias = Number | Bars | Stacked
Key: TypeAlias = tuple[type, str, bool]  # how it is asked, of what, and whether by topic
SHARED = (Number, Bars, Stacked)


class Together:
    def __init__(
        self,
        panels: Sequence[Panel],
        filters: Filters,
        look: Callable[[Store], Changed | None] = changed,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._filters, self._look, self._clock = filters, look, clock
        self._groups: dict[Key, list[Shared]] = {}
        for panel in panels:
            if isinstance(panel.sql, SHARED):
                self._groups.setdefault(_key(panel.sql), []).append(panel.sql)
        self._locks = {key: threading.Lock() for key in self._groups}
        self._known: dict[Key, tuple[float, Table]] = {}

    def __call__(self, store: Store, panel: Panel) -> Table:
        """What `answers.answer` says for the panel. Raises what it raises."""
        sql = panel.sql
        if not isinstance(sql, SHARED) or len(self._groups.get(_key(sql), ())) < 2:
            return answer(store, panel, self._filters, self._look)
        group = self._groups[_key(sql)]
        table, place = self._table(store, _key(sql)), group.index(sql)
        if isinstance(sql, Number):
            return _number(table, place)
        return _stacked(table, sql, place) if isinstance(sql, Stacked) else _bars(table, _only_bars(group), place)

    def _table(self, store: Store, key: Key) -> Table:
        with self._locks[key]:
            until, table = self._known.get(key, (float("-inf"), None))
            if table is None or self._clock() >= until:
                table = answer_sql(store, _sql(self._groups[key], key), self._filters, self._look)
                self._known[key] = (self._clock() + REMEMBER_SECONDS, table)
            return table


def _key(sql: Shared) -> Key:
    return type(sql), sql.where, isinstance(sql, Stacked) and sql.topics


def _sql(group: Sequence[Shared], key: Key) -> str:
    _, where, topics = key
    if stacks := [each for each in group if isinstance(each, Stacked)]:
        return many_stacked(stacks, where, topics=topics)
    if several := _only_bars(group):
        return many_bars(several, where)
    return numbers([each.measure for each in group if isinstance(each, Number)], where)


def _only_bars(group: Sequence[Shared]) -> list[Bars]:
    return [each for each in group if isinstance(each, Bars)]


def _number(table: Table, place: int) -> Table:
    """The two columns of one number, under the names that they have alone."""
    columns = slice(2 * place, 2 * place + 2)
    return Table(columns=("value", "before"), types=table.types[columns], rows=[row[columns] for row in table.rows])


def _bars(table: Table, group: Sequence[Bars], place: int) -> Table:
    """The rows of one, sorted and cut as they are alone."""
    kind, column = kinds_of(group)[group[place].label], 2 + place
    rows: list[tuple[Value, ...]] = [
        (row[1], row[column]) for row in table.rows if row[0] == kind and row[column] is not None
    ]
    rows.sort(key=lambda row: (-cast(float, row[1]), str(row[0])))
    return Table(columns=("label", "value"), types=("String", table.types[column]), rows=rows[: group[place].most])


def _stacked(table: Table, sql: Stacked, place: int) -> Table:
    """The rows of one, sorted and cut as they are alone."""
    mine = [row[1:] for row in table.rows if row[0] == place]
    whole: dict[Value, float] = {}
    for label, _, value in mine:
        whole[label] = whole.get(label, 0.0) + cast(float, value)
    mine.sort(key=lambda row: (-whole[row[0]], str(row[0]), str(row[1])))
    return Table(columns=("label", "series", "value"), types=table.types[1:], rows=mine[: sql.most * 4])
