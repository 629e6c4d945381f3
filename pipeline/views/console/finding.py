"""Finds items: by words (Turkish letters folded), by the filters, by the panel that was clicked. Called by `items`,
the downloads, and nobody else. Only reads; every value is bound by the engine.

Pages follow each other by key (time, id), not by number: the thousandth costs what the first does, and what arrives
meanwhile moves nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from pipeline.storage.base import Store, Table, Value
from pipeline.text.turkish import fold
from pipeline.views.answers import ITEM_COLUMNS, bound
from pipeline.views.catalogue import dashboard, panel
from pipeline.views.console.page import Context
from pipeline.views.panel import Drill, Filters
from pipeline.views.scope import HERE

SHOWN = 50  # items a page
EXPORTED = 50_000
WORDS = 8
LETTERS = ("ıİIçÇğĞöÖşŞüÜâÂîÎûÛáàäéèêëíìïóòôúùñ", "iiiccggoossuuaaiiuuaaaeeeeiiiooouun")
# Folds as `text.turkish.fold` does for the letters that Turkish and its neighbours use.
FOLDED = f"lower(translateUTF8(concat(ifNull(title, ''), ' ', text), '{LETTERS[0]}', '{LETTERS[1]}'))"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for. `after` is the key of the last item seen."""

    filters: Filters
    words: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    drill: Drill = Drill()
    after: tuple[datetime, UUID] | None = None


def wanted(context: Context) -> Wanted:
    """From the address; what is wrong in it is left out."""
    return Wanted(
        filters=context.choice.filters,
        words=tuple(fold(context.first("q"))[:200].split()[:WORDS]),
        sentiments=tuple(value for value in context.asked.get("sentiment", ()) if value)[:10],
        sources=tuple(value for value in context.asked.get("source", ()) if value)[:50],
        drill=behind(context) or Drill(),
        after=_key(context.first("after")),
    )


def behind(context: Context) -> Drill | None:
    """The drill of the panel that was clicked, where there is one."""
    board_name, _, name = context.first("panel").partition("/")
    board = dashboard(board_name)
    found = panel(board, name) if board else None
    return found.drill if found else None


def search(store: Store, wanted: Wanted, limit: int = SHOWN) -> Table:
    """The items, newest first."""
    sql = (
        f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE {HERE} AND ({wanted.drill.where})"
        f"{_conditions(wanted)} ORDER BY occurred_at DESC, id DESC LIMIT {{limit:UInt32}}"
    )
    return store.query(sql, bound(sql, {**wanted.filters.parameters(), **_values(wanted), "limit": limit}))


def one(store: Store, id: UUID) -> Table:
    return store.query(f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE id = {{id:UUID}}", {"id": id})


def key_of(at: datetime, id: UUID) -> str:
    """The key of an item as it stands in an address."""
    return f"{round(at.timestamp() * 1000)}_{id}"


def _conditions(wanted: Wanted) -> str:
    told = [f" AND position({FOLDED}, {{word{number}:String}}) > 0" for number in range(len(wanted.words))]
    if wanted.sentiments:
        told.append(" AND has({sentiments:Array(String)}, sentiment)")
    if wanted.sources:
        told.append(" AND has({sources:Array(String)}, source)")
    if wanted.after:
        told.append(" AND (occurred_at, id) < ({at:DateTime64(3, 'UTC')}, {last:UUID})")
    return "".join(told)


def _values(wanted: Wanted) -> dict[str, Value]:
    values: dict[str, Value] = {f"word{number}": word for number, word in enumerate(wanted.words)}
    values |= {"sentiments": list(wanted.sentiments), "sources": list(wanted.sources)}
    if wanted.after:
        values |= {"at": wanted.after[0], "last": wanted.after[1]}
    return values


def _key(told: str) -> tuple[datetime, UUID] | None:
    milliseconds, _, id = told.partition("_")
    try:
        at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(milliseconds))
        return at, UUID(id)
    except (ValueError, OverflowError):
        return None
