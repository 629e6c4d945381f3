"""How long insights are kept: the table's TTL follows the setting, by event time.

Called after the migrations, at the start of every worker; two workers at once do the same thing twice.
"""

from __future__ import annotations

from pipeline.storage.connection import Connection

FOUND = """
SELECT toUInt32OrZero(extract(engine_full, 'TTL .*?toIntervalDay\\\\((\\\\d+)\\\\)'))
FROM system.tables WHERE database = {database:String} AND name = 'insights'
"""


def keep(connection: Connection, database: str, days: int) -> None:
    """Make `days` (0: for ever) the retention, and remember it for the reconcile view."""
    if connection.rows(FOUND, {"database": database}) != [(days,)]:
        change = f"MODIFY TTL toDateTime(occurred_at) + toIntervalDay({days:d})" if days else "REMOVE TTL"
        connection.command(f"ALTER TABLE insights {change}")
        summed = f"MODIFY TTL hour + toIntervalDay({days:d})" if days else "REMOVE TTL"
        connection.command(f"ALTER TABLE hours {summed}")
    remembered = connection.rows("SELECT argMax(days, since) FROM retention")
    if remembered != [(days,)]:
        connection.insert("retention", ("days",), ([days],))
