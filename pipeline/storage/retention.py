"""How long insights are kept: the table's TTL follows the setting, by event time.

Called after the migrations, at the start of every worker; two workers at once do the same thing twice.
"""

from __future__ import annotations

from pipeline.storage.connection import Connection

FOUND = """
SELECT toUInt32OrZero(extract(engine_full, 'TTL .*?toIntervalDay\\\\((\\\\d+)\\\\)'))
FROM system.tables WHERE database = {database:String} AND name = {table:String}
"""
# From when on the days count. A day's sums go when the last of its items does.
TIMES = {
    "insights": "toDateTime(occurred_at)",
    "hours": "hour",
    "days": "toDateTime(day) + toIntervalHour(24)",
    "hour_sets": "toDateTime(day) + toIntervalHour(24)",
    "day_sets": "toDateTime(day) + toIntervalHour(24)",
    "heard": "toDateTime(day) + toIntervalHour(24)",
}


def keep(connection: Connection, database: str, days: int) -> None:
    """Make `days` (0: for ever) the retention, and remember it for the reconcile view."""
    for table, time in TIMES.items():
        if connection.rows(FOUND, {"database": database, "table": table}) != [(days,)]:
            change = f"MODIFY TTL {time} + toIntervalDay({days:d})" if days else "REMOVE TTL"
            connection.command(f"ALTER TABLE {table} {change}")
    remembered = connection.rows("SELECT argMax(days, since) FROM retention")
    if remembered != [(days,)]:
        connection.insert("retention", ("days",), ([days],))
