"""Finds items: by words (Turkish letters folded), by the filters, by the panel that was clicked. Called by `items`,
the downloads, and nobody else. Only reads; every value is bound by the engine.

Pages follow each other by key (time, id), not by number: the thousandth costs what the first does, and what arrives
meanwhile moves nothing. The newest part of the period is looked through first, and more only where that holds too few.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pipeline.storage.base import Store, Table, Value
from pipeline.text.turkish import fold
from pipeline.views.answers import ITEM_COLUMNS, bound
from pipeline.views.catalogue import dashboard, panel
from pipeline.views.panel import Drill, Filters
from pipeline.views.scope import HERE

SHOWN = 50  # items a page
# A part of the period, under names of its own: what a panel counts may depend on when its period begins and ends.
PART = "occurred_at >= {oldest:DateTime64(3, 'UTC')} AND occurred_at <= {newest:DateTime64(3, 'UTC')}"
TICK = timedelta(milliseconds=1)
MAX = datetime.max.replace(tzinfo=UTC)
WORDS = 8
LETTERS = ("ıİIçÇğĞöÖşŞüÜâÂîÎûÛáàäéèêëíìïóòôúùñ", "iiiccggoossuuaaiiuuaaaeeeeiiiooouun")
PARTS = (64, 8, 1)  # of the period: its newest part is looked through first
# Folds as `text.turkish.fold` does for the letters that Turkish and its neighbours use. The index `by_words` is on the
# very same expression, and answers `LIKE '%word%'` from the words that it knows.
FOLDED = f"lower(translateUTF8(concat(ifNull(title, ''), ' ', text), '{LETTERS[0]}', '{LETTERS[1]}'))"

LABELLED = "lower(hex(substring(SHA256(ifNull(author, '')), 1, 5)))"  # as the view `written` makes it
LONGEST = "90d"  # how far back a person's items are looked for
Asked: TypeAlias = Mapping[str, tuple[str, ...]]  # the query of an address


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for. `after` is the key of the last item seen."""

    filters: Filters
    words: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    author: str = ""  # the label that people are shown
    drill: Drill = Drill()
    after: tuple[datetime, UUID] | None = None


def wanted(asked: Asked, filters: Filters) -> Wanted:
    """From the query of an address; what is wrong in it is left out."""
    return Wanted(
        filters=filters,
        words=tuple(fold(_first(asked, "q"))[:200].split()[:WORDS]),
        sentiments=tuple(value for value in asked.get("sentiment", ()) if value)[:10],
        sources=tuple(value for value in asked.get("source", ()) if value)[:50],
        author=_first(asked, "author"),
        drill=behind(_first(asked, "panel"), _first(asked, "part")),
        after=_key(_first(asked, "after")),
    )


def behind(named: str, part: str = "") -> Drill:
    """The drill of the panel that was clicked, and of the part of it; where there is none, all items."""
    board_name, _, name = named.partition("/")
    board = dashboard(board_name)
    found = panel(board, name) if board else None
    drill = (found.drill if found else None) or Drill()
    return replace(drill, where=f"({drill.where}) AND ({drill.parts[part]})") if part in drill.parts else drill


def label_of(author: str) -> str:
    """The label by which people are shown an author; the same as LABELLED makes."""
    return hashlib.sha256(author.encode()).hexdigest()[:10]


def _first(asked: Asked, name: str) -> str:
    return next(iter(asked.get(name, ())), "")


Key: TypeAlias = tuple[str, datetime, UUID]  # brand, time, id


def search(store: Store, wanted: Wanted, limit: int = SHOWN) -> Table:
    """The items, newest first. Whoever wants more than these asks again, with `following`."""
    found: Table | None = None
    while True:
        few = limit - (len(found.rows) if found else 0)
        keys = _candidates(store, wanted, few)
        table = _read(store, wanted, keys)
        found = table if found is None else Table(found.columns, found.types, [*found.rows, *table.rows])
        if len(keys) < few or len(table.rows) == few:
            return found
        wanted = replace(wanted, after=keys[-1][1:])  # some were so once, and are no more


def following(wanted: Wanted, table: Table) -> Wanted:
    """What comes after these."""
    id, at = (table.columns.index(name) for name in ("id", "occurred_at"))
    return replace(wanted, after=cast(tuple[datetime, UUID], (table.rows[-1][at], table.rows[-1][id])))


def _candidates(store: Store, wanted: Wanted, limit: int) -> list[Key]:
    """Keys of rows that are, or were before they were read again, what is looked for; newest first."""
    sql = (
        f"SELECT brand, occurred_at, id FROM insights WHERE {_where(wanted)} AND {PART} "
        "ORDER BY occurred_at DESC, id DESC LIMIT 1 BY id LIMIT {limit:UInt32}"
    )
    since, until = wanted.filters.since, min(wanted.filters.until, wanted.after[0] if wanted.after else MAX)
    keys: list[Key] = []
    for part in PARTS:
        newest: dict[str, Value] = {"oldest": max(since, until - (until - since) / part), "newest": until}
        keys = cast(list[Key], store.query(sql, _bound(sql, wanted, limit) | newest).rows)
        if len(keys) == limit:
            break
    return keys


def _read(store: Store, wanted: Wanted, keys: Sequence[Key]) -> Table:
    """Of these the ones that are what is looked for now, newest first."""
    sql = (
        f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE {_where(wanted)} AND {PART} "
        "AND (brand, occurred_at, id) IN "
        "(SELECT arrayJoin(arrayZip({key_brands:Array(String)}, "
        "arrayMap(at -> fromUnixTimestamp64Milli(at, 'UTC'), {key_times:Array(Int64)}), {key_ids:Array(UUID)}))) "
        "ORDER BY occurred_at DESC, id DESC"
    )
    told: dict[str, Value] = {
        "key_brands": [key[0] for key in keys],
        "key_times": [_milliseconds(key[1]) for key in keys],
        "key_ids": [key[2] for key in keys],
        "oldest": keys[-1][1] if keys else wanted.filters.since,
        "newest": keys[0][1] if keys else wanted.filters.until,
    }
    return store.query(sql, _bound(sql, wanted, len(keys)) | told)


def _where(wanted: Wanted) -> str:
    return f"{HERE} AND ({wanted.drill.where}){_conditions(wanted)}"


def _bound(sql: str, wanted: Wanted, limit: int) -> dict[str, Value]:
    return bound(sql, {**wanted.filters.parameters(), **_values(wanted), "limit": limit})


def one(store: Store, id: UUID) -> Table:
    return store.query(f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE id = {{id:UUID}}", {"id": id})


def key_of(at: datetime, id: UUID) -> str:
    """The key of an item as it stands in an address."""
    return f"{_milliseconds(at)}_{id}"


def _milliseconds(at: datetime) -> int:
    return round((at - datetime.fromtimestamp(0, UTC)) / TICK)


def _conditions(wanted: Wanted) -> str:
    told = [f" AND {FOLDED} LIKE {{word{number}:String}}" for number in range(len(wanted.words))]
    if wanted.sentiments:
        told.append(" AND text != '' AND has({sentiments:Array(String)}, sentiment)")
    if wanted.sources:
        told.append(" AND has({sources:Array(String)}, source)")
    if wanted.author:
        told.append(f" AND {LABELLED} = {{author:String}}")
    if wanted.after:
        told.append(" AND (occurred_at, id) < ({at:DateTime64(3, 'UTC')}, {last:UUID})")
    return "".join(told)


def _values(wanted: Wanted) -> dict[str, Value]:
    values: dict[str, Value] = {f"word{number}": f"%{_plain(word)}%" for number, word in enumerate(wanted.words)}
    values |= {"sentiments": list(wanted.sentiments), "sources": list(wanted.sources), "author": wanted.author}
    if wanted.after:
        values |= {"at": wanted.after[0], "last": wanted.after[1]}
    return values


def _plain(word: str) -> str:
    """No sign in it has a meaning for LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", word)


def _key(told: str) -> tuple[datetime, UUID] | None:
    milliseconds, _, id = told.partition("_")
    try:
        at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(milliseconds))
        return at, UUID(id)
    except (ValueError, OverflowError):
        return None
