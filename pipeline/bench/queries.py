"""How long each panel takes over made-up rows: `nabiz bench --queries`. Fills an embedded store in a temporary folder.

The rows are spread evenly over 90 days, five brands, four channels and sources; each page asks for all of them at once,
and items are searched in all of them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from pipeline.storage import open_store
from pipeline.storage.address import parse_address
from pipeline.storage.base import Store
from pipeline.storage.clickhouse import StorePolicy
from pipeline.storage.connection import Connection
from pipeline.views.answers import Remembered, answer, changed
from pipeline.views.catalogue import dashboards
from pipeline.views.console.finding import Wanted, search
from pipeline.views.panel import Dashboard, Filters
from pipeline.views.together import Together

UNTIL = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = 90
BLOCK = 500_000
SETTLED = timedelta(minutes=6)  # after what was written, so that hours may be summed up
FILTERS = Filters(
    since=UNTIL - timedelta(days=DAYS),
    until=UNTIL,
    before_since=UNTIL - timedelta(days=2 * DAYS),
    before_until=UNTIL - timedelta(days=DAYS),
    own=("Marka 0",),
    step_minutes=1440,
)
# What stands in all rows, in some ten thousandth of them, and nowhere.
SEARCHES = {
    "newest": (),
    "a word of all": ("siparis",),
    "a word of few": ("9972",),
    "two words of few": ("hatti", "9971"),
    "a word of none": ("bulunmaz",),
}
FILL = """
INSERT INTO insights (id, brand, source, channel, external_id, occurred_at, ingested_at, text, author, rating, reach,
    language, sentiment, negative, neutral, positive, topics, nps, csat, ces, replied_at, resolved, contacts,
    handle_seconds, model, revision)
SELECT generateUUIDv4(), concat('Marka ', toString(r % 5)), concat('kaynak ', toString(intDiv(r, 7) % 4)), place,
    toString(number), at, at + 1,
    concat('siparis ', toString(r % 9973), ' hala gelmedi, destek hatti yanit vermiyor, ', toString(h)),
    hex(cityHash64(r % 500000)), if(h % 3 = 0, 1 + r % 5, NULL), if(h % 4 = 0, r % 20000, NULL),
    ['tr', 'tr', 'tr', 'en'][1 + intDiv(r, 17) % 4], tone, if(tone = 'negative', 0.8, 0.1),
    if(tone = 'neutral', 0.8, 0.1), if(tone = 'positive', 0.8, 0.1),
    arraySlice(['delivery', 'price_billing', 'app_website', 'network', 'customer_service', 'return_refund'],
        1 + intDiv(r, 23) % 6, intDiv(r, 29) % 3),
    if(h < 3, r % 11, NULL), if(h < 3, 1 + r % 5, NULL), if(h < 3, 1 + r % 7, NULL),
    if(place = 'complaint' AND h < 70, at + toIntervalSecond(intDiv(r, 31) % 200000), NULL),
    if(place = 'complaint', h < 50, NULL), if(h < 20, 1 + r % 3, NULL), if(h < 10, r % 900, NULL), 'fake@1', 1
FROM
(
    SELECT number, cityHash64(number) AS r, cityHash64(number, 1) % 100 AS h,
        ['review', 'social', 'complaint', 'survey'][1 + intDiv(r, 11) % 4] AS place,
        ['negative', 'neutral', 'positive'][1 + intDiv(r, 19) % 3] AS tone,
        {until:DateTime64(3, 'UTC')} - toIntervalSecond(1 + intDiv(r, 13) % {span:UInt64}) AS at
    FROM numbers({first:UInt64}, {many:UInt64})
)
"""


class Asked(msgspec.Struct, frozen=True):
    """One panel over that many rows, or under the name "" a whole page; the better of two tries, in seconds."""

    rows: int
    page: str
    panel: str
    seconds: float


def measure_queries(rows: int) -> list[Asked]:
    """Each panel's time over this many rows, and each page's: all of its panels as the page asks them, in a row."""
    with tempfile.TemporaryDirectory(prefix="nabiz-bench-") as folder:
        url = f"chdb://{Path(folder) / 'store'}"
        store = open_store(url, query_seconds=300)
        try:
            store.migrate()
            fill(url, rows)
            sum_up(store)
            return list(ask(store, rows))
        finally:
            store.close()


def fill(url: str, rows: int) -> None:
    address = parse_address(url)
    connection = Connection(address, database=address.database, timeouts=StorePolicy())
    for first in range(0, rows, BLOCK):
        many = min(BLOCK, rows - first)
        connection.command(FILL, {"first": first, "many": many, "until": UNTIL, "span": DAYS * 86_400})
    connection.close()


def sum_up(store: Store) -> None:
    later = datetime.now(UTC) + SETTLED
    while store.roll_up(later):
        pass


def ask(store: Store, rows: int) -> Iterator[Asked]:
    known = changed(store)
    for board in dashboards():
        for panel in board.panels:
            yield Asked(rows, board.name, panel.name, _timed(partial(answer, store, panel, FILTERS, lambda _: known)))
        yield Asked(rows, board.name, "", _timed(partial(_page, store, board)))
    for name, words in SEARCHES.items():
        wanted = Wanted(filters=FILTERS, words=words)
        yield Asked(rows, "items", name, _timed(partial(search, store, wanted)))


def _page(store: Store, board: Dashboard) -> None:
    together = Together(board.panels, FILTERS, Remembered())
    for panel in board.panels:
        together(store, panel)
        if panel.marked:
            together.marks(store)


def _timed(ask: Callable[[], object]) -> float:
    """The better of two tries."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return min(times)
