"""Sums days up from the sums of their hours, they and their hours by sets of topics from the rows, and keeps whom
people heard that day: `days`, `hour_sets`, `day_sets` and `heard`.

Called by `rolling`. Only a day that is over and none of whose hours changed since it was summed up; under a new number
each time, so that a day done twice, or half done, is never counted twice (the schema's view `day_states`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.storage.hours import LIMITS, SUMS

if TYPE_CHECKING:
    from pipeline.storage.base import Value
    from pipeline.storage.connection import Connection

AT_ONCE = 40  # days of a brand a statement
ZONE = "'Europe/Istanbul'"
PLACES = "channel, source, language, sentiment"
KEYS = ("topic", "brand", "day", "channel", "source", "language", "sentiment")
# The first ten hex digits of the hash, as the masked view shows them, in a number.
LABEL = "reinterpretAsUInt64(reverse(substring(SHA256(ifNull(author, '')), 1, 5)))"

FIND = """
SELECT brand, day, cityHash64(brand, day, {token:UInt64}) AS roll FROM day_states
WHERE stale AND NOT waits AND ended <= {at:DateTime64(3, 'UTC')}
ORDER BY day DESC, brand LIMIT {most:UInt32}
"""
CHOSEN = "(SELECT arrayJoin(arrayZip({brands:Array(String)}, {days:Array(Date)})))"
FIRST, LAST = "arrayMin({days:Array(Date)})", "arrayMax({days:Array(Date)})"
SPAN = f"toDateTime({FIRST}, {ZONE})", f"toDateTime(addDays({LAST}, 1), {ZONE})"
ROLL = "cityHash64(brand, day, {token:UInt64})"
SUM_UP = f"""
INSERT INTO days ({", ".join(KEYS)}, {", ".join(SUMS)}, roll, version)
SELECT topic, brand, toDate(hour, {ZONE}) AS day, channel, source, language, sentiment,
    {", ".join(f"sum(sums.{name})" for name in SUMS)}, {ROLL}, {{at:DateTime64(3, 'UTC')}}
FROM hours AS sums FINAL
WHERE hour >= {SPAN[0]} AND hour < {SPAN[1]} AND (brand, toDate(hour, {ZONE})) IN {CHOSEN}
GROUP BY {", ".join(KEYS)} HAVING sum(sums.items) > 0
"""  # noqa: S608 - names of our own
HOUR_SETS = f"""
INSERT INTO hour_sets (topics, brand, day, hour, {PLACES}, {", ".join(SUMS)}, roll, version)
SELECT arraySort(arrayDistinct(arrayFilter(one -> one != '', topics))) AS said, brand,
    toDate(occurred_at, {ZONE}) AS day, toStartOfHour(occurred_at, 'UTC') AS hour, {PLACES},
    {", ".join(f"{sql} AS sum_{name}" for name, sql in SUMS.items())}, {ROLL}, {{at:DateTime64(3, 'UTC')}}
FROM insights FINAL
WHERE occurred_at >= {SPAN[0]} AND occurred_at < {SPAN[1]} AND (brand, toDate(occurred_at, {ZONE})) IN {CHOSEN}
  AND NOT drill AND notEmpty(said)
GROUP BY said, brand, day, hour, {PLACES}
"""  # noqa: S608 - names of our own
DAY_SETS = f"""
INSERT INTO day_sets (topics, brand, day, {PLACES}, {", ".join(SUMS)}, roll, version)
SELECT topics, brand, day, {PLACES}, {", ".join(f"sum(sums.{name})" for name in SUMS)}, roll, version
FROM hour_sets AS sums
WHERE day >= {FIRST} AND day <= {LAST} AND (brand, day) IN {CHOSEN} AND roll = {ROLL}
GROUP BY topics, brand, day, {PLACES}, roll, version
"""  # noqa: S608 - names of our own
HEAR = f"""
INSERT INTO heard (brand, day, id, occurred_at, channel, language, sentiment, topics, reach, author, roll, version)
SELECT brand, toDate(occurred_at, {ZONE}) AS day, id, occurred_at, channel, language, sentiment, topics,
    assumeNotNull(reach), if(author IS NULL, 0, {LABEL}), {ROLL}, {{at:DateTime64(3, 'UTC')}}
FROM insights FINAL
WHERE occurred_at >= {SPAN[0]} AND occurred_at < {SPAN[1]} AND (brand, toDate(occurred_at, {ZONE})) IN {CHOSEN}
  AND voice AND reach > 0 AND NOT drill
"""  # noqa: S608

# An item erased while its day was summed up must not stay behind.
CAME_BACK = """
SELECT count() FROM heard WHERE has({days:Array(Date)}, day) AND id IN (SELECT id FROM erased)
"""
ERASE = "ALTER TABLE heard DELETE WHERE id IN (SELECT id FROM erased)"


def sum_days(connection: Connection, at: datetime, token: int) -> int:
    """Sum up at most AT_ONCE days that are over and whose hours are; how many they were. `token`: a new number."""
    found = connection.rows(FIND, {"at": at, "most": AT_ONCE, "token": token})
    if not found:
        return 0
    brands, days, rolls = ([row[place] for row in found] for place in range(3))
    chosen: Mapping[str, Value] = {"brands": brands, "days": days, "at": at, "token": token}
    for statement in (SUM_UP, HOUR_SETS, DAY_SETS, HEAR):
        connection.command(statement, chosen, settings=LIMITS)
    if connection.rows(CAME_BACK, {"days": days})[0][0]:
        connection.command(ERASE)
    connection.insert(
        "rolled_days",
        ("brand", "day", "at", "roll", "sets", "hour_sets"),
        (brands, days, [at] * len(found), rolls, *([[True] * len(found)] * 2)),
    )
    return len(found)
