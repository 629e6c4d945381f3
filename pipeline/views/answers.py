"""Asks the store what a panel shows, the items behind it, and what there is to choose from in the filters.

Called by the console (in a thread) and the tests; Grafana asks by itself. Only reads; every value is bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

import msgspec

from pipeline.storage.base import Store, Table, Value
from pipeline.views.panel import Drill, Filters, Panel
from pipeline.views.scope import HERE

NAMED = re.compile(r"\{(\w+):")
MENU = 200  # entries of a menu
LOOK_BACK = timedelta(days=90)  # what a menu is read from
ITEM_COLUMNS = (
    "id", "occurred_at", "brand", "source", "channel", "language", "sentiment", "topics", "title", "text", "rating",
    "reach", "url", "author", "reply", "model",
)  # fmt: skip
RECENT = "{since:DateTime64(3, 'UTC')}"
MENUS = f"""
SELECT {", ".join(f"groupUniqArray({MENU})({name})" for name in ("brand", "channel", "language", "source"))},
    groupUniqArrayArray({MENU})(topics)
FROM
(
    SELECT brand, channel, language, source, if(topic = '', [], [topic]) AS topics
    FROM hourly WHERE hour >= {RECENT} AND items > 0
    UNION ALL
    SELECT brand, channel, language, source, topics FROM insights
    WHERE occurred_at >= {RECENT} AND (brand, toStartOfHour(occurred_at, 'UTC')) IN
        (SELECT brand, hour FROM hour_states WHERE stale)
)
"""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the filters offer: names met lately, sorted, and the time span of everything stored (None: empty store)."""

    brands: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None


def answer(store: Store, panel: Panel, filters: Filters) -> Table:
    """What the panel shows under these filters, in the columns of its kind."""
    return store.query(panel.sql, bound(panel.sql, filters.parameters()))


def items(store: Store, drill: Drill, filters: Filters, *, limit: int = 100, offset: int = 0) -> Table:
    """The items behind a panel, newest first."""
    sql = (
        f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE {HERE} AND ({drill.where}) "
        "ORDER BY occurred_at DESC, id LIMIT {limit:UInt32} OFFSET {offset:UInt32}"
    )
    return store.query(sql, bound(sql, {**filters.parameters(), "limit": limit, "offset": offset}))


def options(store: Store) -> Options:
    """Bounded: menus are read from the newest 90 days and hold 200 entries at most."""
    span = store.query("SELECT min(occurred_at), max(occurred_at), count() FROM insights")
    if not span.rows or not span.rows[0][2]:
        return Options()
    first, last = (cast(datetime, value) for value in span.rows[0][:2])
    [found] = store.query(MENUS, {"since": last - LOOK_BACK}).rows
    brands, channels, languages, sources, topics = (tuple(sorted(cast(list[str], names))) for names in found)
    return Options(
        brands=brands,
        topics=topics,
        channels=channels,
        languages=languages,
        sources=sources,
        first=first,
        last=last,
    )


def bound(sql: str, parameters: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the parameters that the SQL names."""
    wanted = set(NAMED.findall(sql))
    return {name: value for name, value in parameters.items() if name in wanted}
