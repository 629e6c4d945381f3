"""What the workers measured of themselves, as SQL: of the table `measurements`, which holds a sample of every worker's
metrics each quarter of a minute, and of the store's own parts. Used by `operations`; pure text.
"""

from __future__ import annotations

from pipeline.views.scope import SINCE, UNTIL, point

UNHEARD_SECONDS = 120  # eight samples of its process are missing
PERIOD = f"at >= {SINCE} AND at < {UNTIL}"


def grown(metrics: str) -> str:
    """By how much each counter grew from one sample to the next, and in how many seconds; a restart counts from 0."""
    return f"""
(
    SELECT worker, time, metric, labels, if(value < earlier, value, value - earlier) AS grown,
        dateDiff('millisecond', earlier_time, time) / 1000 AS seconds
    FROM
    (
        SELECT worker, at AS time, metric, labels, value, lagInFrame(value) OVER w AS earlier,
            lagInFrame(at) OVER w AS earlier_time, row_number() OVER w AS number
        FROM measurements WHERE metric IN ({metrics}) AND {PERIOD}
        WINDOW w AS (PARTITION BY metric, worker, toString(labels) ORDER BY at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
    )
    WHERE number > 1
)
"""


def gauge(metric: str, series: str, how: str = "max") -> str:
    """A value as it stood, by time and `series`."""
    return f"""
SELECT {point("time")} AS at, {series} AS series, {how}(value) AS value
FROM (SELECT at AS time, worker, labels, value FROM measurements WHERE metric = '{metric}' AND {PERIOD})
GROUP BY at, series ORDER BY at, series
"""


def mean(name: str) -> str:
    """Of a histogram: what it summed, by how often."""
    return f"""
SELECT at, worker AS series, total / times AS value FROM
(
    SELECT {point("time")} AS at, worker, sumIf(grown, metric = '{name}_sum') AS total,
        sumIf(grown, metric = '{name}_count') AS times
    FROM {grown(f"'{name}_sum', '{name}_count'")} GROUP BY at, worker
)
WHERE times > 0 ORDER BY at, series
"""


def _last(metric: str) -> str:
    """The last value; NULL where there is none."""
    return f"argMaxOrNullIf(value, at, metric = '{metric}')"


# Of all workers together: what one counts a second is a mean over its samples, and the workers add up.
RATES = f"""
SELECT at, part.1 AS series, toFloat64(part.2) AS value FROM
(
    SELECT at, arrayJoin([('stored', sum(stored)), ('rejected', sum(rejected)),
        ('in', greatest(0, sum(stored) + sum(rejected) + sum(waiting)))]) AS part
    FROM
    (
        SELECT {point("time")} AS at, sumIf(grown, labels['outcome'] = 'stored') / width AS stored,
            sumIf(grown, labels['outcome'] = 'rejected') / width AS rejected, 0. AS waiting,
            toFloat64({{step:UInt32}} * 60) AS width
        FROM {grown("'nabiz_items_total'")} GROUP BY at
        UNION ALL
        SELECT {point("time")} AS at, 0. AS stored, 0. AS rejected, sum(change) / width AS waiting,
            toFloat64({{step:UInt32}} * 60) AS width
        FROM
        (
            SELECT at AS time, value - lagInFrame(value, 1, value) OVER
                (PARTITION BY worker, toString(labels) ORDER BY at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS change
            FROM measurements WHERE metric = 'nabiz_lag_messages' AND {PERIOD}
        )
        GROUP BY at
    )
    GROUP BY at
)
ORDER BY at, series
"""
LATENCY = f"""
SELECT at, part.1 AS series, part.2 AS value FROM
(
    SELECT at, arrayJoin(arrayZip(['p50', 'p95', 'p99'], found)) AS part FROM
    (
        SELECT at, quantilesPrometheusHistogram(0.5, 0.95, 0.99)(upper, seen) AS found, max(seen) AS whole FROM
        (
            SELECT {point("time")} AS at, toFloat64(replaceOne(labels['le'], '+Inf', 'inf')) AS upper,
                sum(grown) AS seen
            FROM {grown("'nabiz_append_to_row_seconds_bucket'")} GROUP BY at, upper
        )
        GROUP BY at
    )
    WHERE whole > 0
)
ORDER BY at, series
"""
INSERTS = f"""
SELECT {point("time")} AS at, worker AS series, sum(grown) / sum(seconds) AS value
FROM {grown("'nabiz_insert_seconds_count'")} GROUP BY at, worker ORDER BY at, series
"""
REBALANCES = "SELECT sum(grown) AS value FROM " + grown("'nabiz_rebalances_total'")
REJECTS = f"""
SELECT concat(stage, ' / ', reason) AS label, uniqExact(origin, digest) AS value
FROM rejected WHERE {PERIOD} GROUP BY label ORDER BY value DESC, label LIMIT 20
"""
PARTS = """
SELECT table, count() AS parts, sum(rows) AS stored, sum(bytes_on_disk) AS bytes
FROM parts WHERE active GROUP BY table ORDER BY bytes DESC, table
"""
# The last time that the leader took stock; it does so every few minutes.
TAKEN = f"at >= (SELECT max(at) FROM measurements WHERE metric = 'nabiz_reconcile_landed' AND at < {UNTIL})"
RECONCILE = f"""
SELECT labels['topic'] AS topic, labels['log'] AS log, toUInt32OrZero(labels['partition']) AS partition,
    sumIf(value, metric = 'nabiz_reconcile_landed') AS landed,
    sumIf(value, metric = 'nabiz_reconcile_stored') AS stored,
    sumIf(value, metric = 'nabiz_reconcile_rejected') AS rejected,
    sumIf(value, metric = 'nabiz_reconcile_erased') AS erased,
    sumIf(value, metric = 'nabiz_reconcile_missing') AS missing, sumIf(value, metric = 'nabiz_reconcile_lost') AS lost,
    max(at) AS checked
FROM measurements WHERE metric LIKE 'nabiz_reconcile_%' AND at < {UNTIL} AND {TAKEN}
GROUP BY topic, log, partition ORDER BY missing + lost DESC, topic, log, partition LIMIT 200
"""
UNACCOUNTED = f"""
SELECT if(count() > 0, sum(value), NULL) AS value FROM measurements
WHERE metric IN ('nabiz_reconcile_missing', 'nabiz_reconcile_lost') AND at < {UNTIL} AND {TAKEN}
"""
BY_LANGUAGE = f"""
SELECT language, texts, texts / nullIf(sum(texts) OVER (), 0) AS share, taken,
    taken / nullIf(sum(taken) OVER (), 0) AS share_of_time, 1000 * taken / nullIf(texts, 0) AS each
FROM
(
    SELECT labels['language'] AS language, sumIf(grown, metric = 'nabiz_model_texts_total') AS texts,
        sumIf(grown, metric = 'nabiz_model_language_seconds_total') AS taken
    FROM {grown("'nabiz_model_texts_total', 'nabiz_model_language_seconds_total'")} GROUP BY language
)
WHERE texts > 0 ORDER BY taken DESC, language LIMIT 50
"""
CONNECTORS = f"""
SELECT connector, multiIf(dateDiff('second', measured, least({UNTIL}, now64(3))) > {UNHEARD_SECONDS}, 'silent',
        ended > 0, 'ended', away > 0, 'away', 'runs') AS state,
    age, accepted, rejected, requests, received, quota_left, quota,
    if(resets IS NULL, NULL, greatest(0, resets - toUnixTimestamp({UNTIL}))) AS resets_in, measured
FROM
(
    SELECT labels['connector'] AS connector, argMaxIf(value, at, metric = 'nabiz_connector_away') AS away,
        argMaxIf(value, at, metric = 'nabiz_connector_ended') AS ended,
        argMaxIf(value, at, metric = 'nabiz_connector_cursor_age_seconds') AS age,
        argMaxIf(value, at, metric = 'nabiz_connector_items_total' AND labels['outcome'] = 'accepted') AS accepted,
        argMaxIf(value, at, metric = 'nabiz_connector_items_total' AND labels['outcome'] = 'rejected') AS rejected,
        {_last("nabiz_connector_requests_total")} AS requests,
        {_last("nabiz_connector_received_bytes_total")} AS received,
        {_last("nabiz_connector_quota")} AS quota, {_last("nabiz_connector_quota_left")} AS quota_left,
        {_last("nabiz_connector_quota_resets_seconds")} AS resets, max(at) AS measured
    FROM measurements WHERE startsWith(metric, 'nabiz_connector_') AND {PERIOD} GROUP BY connector
)
WHERE connector != '' ORDER BY connector
"""
CHANNELS = f"""
SELECT channel, if(failing > 0, 'fails', 'works') AS state, told, failed, measured FROM
(
    SELECT labels['channel'] AS channel, argMaxIf(value, at, metric = 'nabiz_channel_failing') AS failing,
        argMaxIf(value, at, metric = 'nabiz_notifications_total' AND labels['outcome'] = 'sent') AS told,
        argMaxIf(value, at, metric = 'nabiz_notifications_total' AND labels['outcome'] = 'failed') AS failed,
        max(at) AS measured
    FROM measurements WHERE metric IN ('nabiz_channel_failing', 'nabiz_notifications_total') AND {PERIOD}
    GROUP BY channel
)
ORDER BY failing DESC, channel
"""
