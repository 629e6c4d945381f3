"""The SQL that the store asks for itself, all values bound as parameters. Used by `clickhouse` alone."""

from __future__ import annotations

from pipeline.storage.rows import ALERT_FIELDS, TELLING_FIELDS

ALERTS = f"""
SELECT {", ".join(ALERT_FIELDS)}
FROM alert_steps FINAL
WHERE at >= {{since:DateTime64(3, 'UTC')}}
ORDER BY at, id, sequence
"""  # noqa: S608 - names of our own

HELD = f"""
SELECT {", ".join(ALERT_FIELDS)}
FROM alert_steps FINAL
WHERE id = {{id:String}} AND sequence = {{sequence:Int32}}
"""  # noqa: S608 - names of our own

STEPS_OF = f"""
SELECT {", ".join(ALERT_FIELDS)}
FROM alert_steps FINAL
WHERE id IN {{alerts:Array(String)}}
ORDER BY at, id, sequence
"""  # noqa: S608 - names of our own

JUDGEMENTS = f"""
SELECT {", ".join(ALERT_FIELDS)}
FROM alert_steps FINAL
WHERE state IN ('judged_true', 'judged_false') AND at >= {{since:DateTime64(3, 'UTC')}}
ORDER BY at, id, sequence
"""  # noqa: S608 - names of our own

# Steps stored lately of which nobody has decided whom to tell.
UNDECIDED = f"""
SELECT {", ".join(ALERT_FIELDS)}
FROM alert_steps FINAL
WHERE stored_at > now64(3) - toIntervalSecond({{seconds:UInt32}})
  AND (id, sequence) NOT IN (SELECT alert, sequence FROM tellings)
ORDER BY at, id, sequence
"""  # noqa: S608 - names of our own

TELLINGS = f"""
SELECT {", ".join(TELLING_FIELDS)}
FROM tellings FINAL
WHERE state = 'waiting' OR at >= {{since:DateTime64(3, 'UTC')}} OR alert IN {{alerts:Array(String)}}
ORDER BY since, alert, sequence, channel
"""  # noqa: S608 - names of our own

# Of the words of customers alone, for a wave of scores without words would hide a rise of negative ones. Three kinds of
# series in one pass: the brand as a whole, each topic, each channel. Sorted by minute only: the rest of
# an order nobody asked for would cost as much as the counting.
COUNTS = """
SELECT
    brand,
    series.1 AS topic,
    series.2 AS channel,
    minute,
    countIf(bad) AS negative,
    countIf(NOT bad) AS other
FROM
(
    SELECT
        brand,
        intDiv(toUnixTimestamp64Milli(occurred_at), 60000) AS minute,
        sentiment = 'negative' AS bad,
        arrayJoin(arrayConcat([('', ''), ('', channel)], arrayMap(one -> (one, ''), arrayDistinct(topics)))) AS series
    FROM insights FINAL
    WHERE voice
      AND occurred_at >= {since:DateTime64(3, 'UTC')}
      AND occurred_at < {until:DateTime64(3, 'UTC')}
      AND ({drills:Bool} OR NOT drill)
)
GROUP BY brand, topic, channel, minute
ORDER BY minute
"""

WATERMARK = "SELECT max(occurred_at), count() FROM insights"
ANY_REAL = f"{WATERMARK} WHERE NOT drill"
NEWEST_REAL = f"{ANY_REAL} AND occurred_at >= (SELECT max(occurred_at) FROM insights) - INTERVAL 1 DAY"  # noqa: S608

DRILLED = """
SELECT DISTINCT brand FROM insights WHERE drill AND occurred_at >= {since:DateTime64(3, 'UTC')}
"""

# Event time of the partition furthest behind, of those that were written to lately.
BUSY = """
SELECT min(newest), count()
FROM
(
    SELECT max(occurred_at) AS newest
    FROM landings
    WHERE outcome = 'stored'
      AND id NOT IN (SELECT id FROM insights WHERE drill AND occurred_at > now64(3) - INTERVAL 1 DAY)
    GROUP BY topic, log, partition
    HAVING max(landed_at) > now64(3) - toIntervalSecond({seconds:UInt32})
)
"""
