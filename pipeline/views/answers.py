"""Asks the store what a panel shows, the items behind it, and what there is to choose from in the filters.

Called by the console (in a thread) and the tests; Grafana asks by itself. Only reads; every value is bound.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import cast

import msgspec

from pipeline.storage.base import Store, Table, Value
from pipeline.views.campaigns import MARKS
from pipeline.views.counted import CHANGED
from pipeline.views.panel import Drill, Filters, Panel
from pipeline.views.scope import HERE

BY_LOOKING = re.compile(r"\{(stale_hours|stale_days):[^{}]*\}")
# What `scope.chosen` and `counted` say of a list. Empty, it chooses everything, or excludes nothing.
IDLE = re.compile(
    r"\(empty\(\{(?P<list>\w+):Array\(String\)\}\) OR has(?:Any)?\(\{(?P=list):Array\(String\)\}, \w+\)\)"
    r"|\(brand, (?:day|hour)\) NOT IN \{(?P<excluded>stale_\w+):[^{}]*\}"
)
# ... or, of what changed, is in nothing.
NONE = re.compile(
    r"\(brand, (?:toDate\(\w+, 'Europe/Istanbul'\)|toStartOfHour\(\w+, 'UTC'\))\) IN \{(?P<list>stale_\w+):[^{}]*\}"
)
# What `counted` marks as of so many topics chosen, days of the period or minutes of a point in time.
# One mark may stand within another; this finds the inner one.
MARKED = re.compile(r"/\*(?P<when>(?:from|under) \d[^*]*)\*/(?P<said>(?:(?!/\*).)*)/\*end\*/", re.S)
NAMED = re.compile(r"\{(\w+):")
MENU = 200  # entries of a menu
LOOK_BACK = timedelta(days=90)  # what a menu is read from
ITEM_COLUMNS = (
    "id", "occurred_at", "brand", "source", "channel", "language", "sentiment", "topics", "title", "text", "rating",
    "nps", "csat", "ces", "enps", "reach", "url", "author", "reply", "model",
)  # fmt: skip
RECENT = "{since:DateTime64(3, 'UTC')}"
# From the sums of days and, of what no day holds yet, of hours and from rows. What a menu offers may be a little old.
MENUS = f"""
SELECT {", ".join(f"groupUniqArray({MENU})({name})" for name in ("brand", "channel", "language", "source"))},
    groupUniqArrayArray({MENU})(topics)
FROM
(
    SELECT brand, channel, language, source, if(topic = '', [], [topic]) AS topics
    FROM days WHERE day >= toDate({RECENT}) AND items > 0
    UNION ALL
    SELECT brand, channel, language, source, if(topic = '', [], [topic]) AS topics
    FROM hourly WHERE (brand, toDate(hour, 'Europe/Istanbul')) IN
        (SELECT brand, day FROM day_states WHERE stale AND began >= {RECENT}) AND items > 0
    UNION ALL
    SELECT brand, channel, language, source, topics FROM written
    WHERE (brand, toStartOfHour(occurred_at, 'UTC')) IN
        (SELECT brand, hour FROM hour_states WHERE stale AND hour >= {RECENT})
)
"""


VIEWS = {"hourly AS sums": "hours AS sums FINAL", "items\n": "insights FINAL\n"}
SPAN = "SELECT min(occurred_at), max(occurred_at), count() FROM insights"
CHANGED_HOURS = "SELECT brand, hour FROM hour_states WHERE stale LIMIT {most:UInt32}"
CHANGED_DAYS = "SELECT brand, day FROM day_states WHERE stale LIMIT {most:UInt32}"
REMEMBER_SECONDS = 1.0
MOST_CHANGED = 2_000  # as values in a query; beyond that the query looks for itself


class Changed(msgspec.Struct, frozen=True):
    """The hours and days of brands that changed since they were summed up, (brand, hour) and (brand, day)."""

    hours: tuple[Value, ...]
    days: tuple[Value, ...]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the filters offer: names met lately, sorted, and the time span of everything stored (None: empty store)."""

    brands: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    first: datetime | None = None
    last: datetime | None = None


def changed(store: Store) -> Changed | None:
    """What must be read from the rows now. None: too much to name. Good for a moment, for all panels of a page."""
    hours, days = (tuple(store.query(sql, {"most": MOST_CHANGED + 1}).rows) for sql in (CHANGED_HOURS, CHANGED_DAYS))
    return Changed(hours, days) if max(len(hours), len(days)) <= MOST_CHANGED else None


def answer(store: Store, panel: Panel, filters: Filters, look: Callable[[Store], Changed | None] = changed) -> Table:
    """What the panel shows under these filters, in the columns of its kind. `look` says what changed."""
    return answer_sql(store, panel.sql, filters, look)


def answer_sql(store: Store, sql: str, filters: Filters, look: Callable[[Store], Changed | None] = changed) -> Table:
    """What SQL of a panel, or of several, says under these filters."""
    known = look(store) if BY_LOOKING.search(sql) else Changed((), ())
    if known is None:
        sql, known = BY_LOOKING.sub(lambda found: CHANGED[found[1]], sql), Changed((), ())
    stale: dict[str, Value] = {"stale_hours": list(known.hours), "stale_days": list(known.days)}
    told = {**filters.parameters(), **stale}
    sql = without_views(without_idle(for_filters(sql, filters), told))
    return store.query(sql, bound(sql, told))


def for_filters(sql: str, filters: Filters) -> str:
    """Without the parts that count nothing under such filters."""
    known = {
        "topics": len(filters.topics),
        "days": (filters.until - filters.since).days,
        "minutes": filters.step_minutes,
    }

    def counts(found: re.Match[str]) -> str:
        conditions = (condition.split() for condition in found["when"].split(","))
        whole = all((known[what] >= int(many)) is (when == "from") for when, many, what in conditions)
        return found["said"] if whole else ""

    while MARKED.search(sql):
        sql = MARKED.sub(counts, sql)
    return sql


def without_idle(sql: str, parameters: Mapping[str, Value]) -> str:
    """Without conditions on lists that are empty: they say nothing, and take the engine time to plan."""

    def whole(found: re.Match[str]) -> str:
        name = found["list"] or found["excluded"]
        return found[0] if parameters.get(name) else "true"

    def never(found: re.Match[str]) -> str:
        return found[0] if parameters.get(found["list"]) else "false"

    return NONE.sub(never, IDLE.sub(whole, sql))


def without_views(sql: str) -> str:
    """With what the two views of the sums say in their place: a view takes as long to plan as it takes to read."""
    for view, said in VIEWS.items():
        sql = sql.replace(f"FROM {view}", f"FROM {said}")
    return sql


class Mark(msgspec.Struct, frozen=True):
    """A campaign, or a rise that was taken for one, over the time that a chart shows."""

    since: datetime
    until: datetime
    kind: str
    of: str  # the brand, or one of them; empty: all
    name: str


def marks(store: Store, filters: Filters) -> list[Mark]:
    found = store.query(MARKS, bound(MARKS, filters.parameters()))
    return [msgspec.convert(dict(zip(found.columns, row, strict=True)), Mark) for row in found.rows]


class Remembered:
    """`changed`, asked once a second at most: for all panels of a page. Safe for several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: Changed | None = None
        self._until = float("-inf")

    def __call__(self, store: Store) -> Changed | None:
        with self._lock:
            if self._clock() >= self._until:
                self._known, self._until = changed(store), self._clock() + REMEMBER_SECONDS
            return self._known


def items(store: Store, drill: Drill, filters: Filters, *, limit: int = 100, offset: int = 0) -> Table:
    """The items behind a panel, newest first."""
    sql = (
        f"SELECT {', '.join(ITEM_COLUMNS)} FROM items WHERE {HERE} AND ({drill.where}) "
        "ORDER BY occurred_at DESC, id LIMIT {limit:UInt32} OFFSET {offset:UInt32}"
    )
    return store.query(sql, bound(sql, {**filters.parameters(), "limit": limit, "offset": offset}))


def options(store: Store) -> Options:
    """Bounded: menus are read from the newest 90 days and hold 200 entries at most."""
    span = store.query(SPAN)
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
