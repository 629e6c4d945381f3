"""The operations dashboard: the stream as its workers measure it, the store's parts, and whether every offset landed.

Drawn from `measurements` (a sample of every worker's metrics each quarter of a minute), not from Prometheus.
"""

from __future__ import annotations

from pipeline.views.complaints import FRESH
from pipeline.views.labels import LANGUAGE_NAMES
from pipeline.views.panel import Column, Dashboard, Drill, Panel, Threshold, Unit, Words
from pipeline.views.scope import SINCE, UNTIL, point
from pipeline.views.shapes import bars

PERIOD = f"at >= {SINCE} AND at < {UNTIL}"
NOTHING = Words(
    "Bu dönemde ölçüm yok: çalışan bir işçi 15 saniyede bir yazar", "No measurements: a worker writes every 15 s"
)
OUTCOMES = {
    "in": Words("Gelen", "In"),
    "stored": Words("Saklanan", "Stored"),
    "rejected": Words("Reddedilen", "Rejected"),
}


def _grown(metrics: str) -> str:
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


def _gauge(metric: str, series: str, how: str = "max") -> str:
    return f"""
SELECT {point("time")} AS at, {series} AS series, {how}(value) AS value
FROM (SELECT at AS time, worker, labels, value FROM measurements WHERE metric = '{metric}' AND {PERIOD})
GROUP BY at, series ORDER BY at, series
"""


def _mean(name: str) -> str:
    """Of a histogram: what it summed, by how often."""
    return f"""
SELECT at, worker AS series, total / times AS value FROM
(
    SELECT {point("time")} AS at, worker, sumIf(grown, metric = '{name}_sum') AS total,
        sumIf(grown, metric = '{name}_count') AS times
    FROM {_grown(f"'{name}_sum', '{name}_count'")} GROUP BY at, worker
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
        FROM {_grown("'nabiz_items_total'")} GROUP BY at
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
            FROM {_grown("'nabiz_append_to_row_seconds_bucket'")} GROUP BY at, upper
        )
        GROUP BY at
    )
    WHERE whole > 0
)
ORDER BY at, series
"""
INSERTS = f"""
SELECT {point("time")} AS at, worker AS series, sum(grown) / sum(seconds) AS value
FROM {_grown("'nabiz_insert_seconds_count'")} GROUP BY at, worker ORDER BY at, series
"""
REBALANCES = "SELECT sum(grown) AS value FROM " + _grown("'nabiz_rebalances_total'")
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
    FROM {_grown("'nabiz_model_texts_total', 'nabiz_model_language_seconds_total'")} GROUP BY language
)
WHERE texts > 0 ORDER BY taken DESC, language LIMIT 50
"""
CONNECTORS = f"""
SELECT connector, if(away > 0, 'away', 'runs') AS state, age, accepted, rejected, requests, received, quota_left, quota,
    if(resets IS NULL, NULL, greatest(0, resets - toUnixTimestamp({UNTIL}))) AS resets_in, measured
FROM
(
    SELECT labels['connector'] AS connector, argMaxIf(value, at, metric = 'nabiz_connector_away') AS away,
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


def _line(name: str, title: Words, about: Words, sql: str, unit: Unit, names: dict[str, Words] | None = None) -> Panel:
    return Panel(name=name, title=title, about=about, kind="line", sql=sql, unit=unit, names=names or {}, empty=NOTHING)


DASHBOARD = Dashboard(
    name="operations",
    title=Words("İşletim", "Operations"),
    about=Words(
        "Akışın kendisi: gecikme, hız, bellek, kayıp var mı", "The stream itself: lag, rates, memory, any loss"
    ),
    panels=(
        Panel(
            name="unaccounted",
            title=Words("Hesabı tutmayan ileti", "Unaccounted messages"),
            about=Words(
                "Kafka'da olup ne saklanan ne reddedilen iletiler; son sayımda",
                "Kafka messages neither stored nor rejected, at the last stocktaking",
            ),
            kind="number",
            sql=UNACCOUNTED,
            width=3,
            thresholds=(Threshold(1, "bad"),),
            empty=NOTHING,
        ),
        Panel(
            name="rebalances",
            title=Words("Yeniden dengeleme", "Rebalances"),
            about=Words(
                "Tüketici grubunun dönemdeki yeniden dağıtımları", "Times the group was dealt anew in the period"
            ),
            kind="number",
            unit="plain",
            sql=REBALANCES,
            width=3,
            thresholds=(Threshold(20, "warning"),),
            empty=NOTHING,
        ),
        _line(
            "lag",
            Words("Gecikme, ileti", "Lag in messages"),
            Words("Bölüm başına bekleyen ileti", "Messages waiting, by partition"),
            _gauge("nabiz_lag_messages", "labels['partition']"),
            "items",
        ),
        _line(
            "lag-seconds",
            Words("Gecikme, saniye", "Lag in seconds"),
            Words("İşçi başına, işlenen son iletinin yaşı", "By worker: age of the newest message done while behind"),
            _gauge("nabiz_lag_seconds", "worker"),
            "seconds",
        ),
        _line(
            "rates",
            Words("Saniyede ileti", "Messages a second"),
            Words("Gelen: işlenen ile bekleyenlerdeki değişim", "In: what was done and the change of what waits"),
            RATES,
            "rate",
            OUTCOMES,
        ),
        _line(
            "latency",
            Words("Kafka'dan satıra süre", "From append to row"),
            Words("Kafka'ya yazılıştan görünür satıra", "From Kafka's append to the visible row"),
            LATENCY,
            "seconds",
        ),
        _line(
            "batch-size",
            Words("Parti büyüklüğü", "Batch size"),
            Words("Partide ortalama ileti", "Mean messages a batch"),
            _mean("nabiz_batch_items"),
            "items",
        ),
        _line(
            "inserts",
            Words("Saniyede yazma", "Inserts a second"),
            Words("İşçi başına parti yazımı", "Batches written, by worker"),
            INSERTS,
            "rate",
        ),
        _line(
            "model-time",
            Words("Model süresi", "Model time"),
            Words("Parti başına ortalama okuma süresi", "Mean time of reading a batch"),
            _mean("nabiz_model_seconds"),
            "seconds",
        ),
        _line(
            "memory",
            Words("Bellek", "Memory"),
            Words("İşçi başına yerleşik bellek", "Resident memory, by worker"),
            _gauge("process_resident_memory_bytes", "worker"),
            "bytes",
        ),
        Panel(
            name="model-time-by-language",
            title=Words("Dile göre model süresi", "Model time by language"),
            about=Words(
                "Diller aynı partide okunur: süre, harf sayısına göre paylaştırılır",
                "Languages are read in one batch: its time is shared out by their letters",
            ),
            kind="table",
            sql=BY_LANGUAGE,
            columns=(
                Column("language", Words("Dil", "Language"), words=LANGUAGE_NAMES),
                Column("texts", Words("Metin", "Texts"), "items"),
                Column("share", Words("Metin payı", "Share of texts"), "share"),
                Column("taken", Words("Süre", "Time"), "seconds"),
                Column("share_of_time", Words("Süre payı", "Share of time"), "share"),
                Column("each", Words("1.000 metin", "A thousand texts"), "seconds"),
            ),
            empty=NOTHING,
        ),
        Panel(
            name="language-share",
            title=Words("Dil payları", "Share by language"),
            about=Words("Okunan metinlerin dilleri", "Languages of the texts read"),
            kind="bars",
            unit="share",
            sql=bars("language", "sum(items) / sum(sum(items)) OVER ()"),
            names=LANGUAGE_NAMES,
            drill=Drill(by="language"),
        ),
        Panel(
            name="rejects",
            title=Words("Reddedilenler", "Rejects"),
            about=Words("Aşamaya ve nedene göre", "By stage and reason"),
            kind="bars",
            sql=REJECTS,
            empty=Words("Reddedilen yok", "Nothing was rejected"),
        ),
        FRESH,
        Panel(
            name="connectors",
            title=Words("Bağlayıcılar", "Connectors"),
            about=Words(
                "Son durum; maliyet istek ve bayt olarak, kaynaklar fiyat bildirmiyor; kota kaynağın söylediği",
                "Last state; cost in requests and bytes, for these sources name no price; quota as the source tells it",
            ),
            kind="table",
            sql=CONNECTORS,
            width=12,
            columns=(
                Column("connector", Words("Bağlayıcı", "Connector")),
                Column(
                    "state",
                    Words("Durum", "State"),
                    words={"runs": Words("Çalışıyor", "Runs"), "away": Words("Ulaşılamıyor", "Away")},
                ),
                Column("age", Words("İmleç yaşı", "Cursor age"), "seconds"),
                Column("accepted", Words("Okunan", "Read"), "items"),
                Column("rejected", Words("Reddedilen", "Rejected"), "items"),
                Column("requests", Words("İstek", "Requests"), "items"),
                Column("received", Words("Alınan", "Received"), "bytes"),
                Column("quota_left", Words("Kalan kota", "Quota left"), "items"),
                Column("quota", Words("Kota", "Quota"), "items"),
                Column("resets_in", Words("Yenilenme", "Resets in"), "seconds"),
                Column("measured", Words("Ölçüm", "Measured")),
            ),
            empty=NOTHING,
        ),
        Panel(
            name="channels",
            title=Words("Bildirim kanalları", "Notification channels"),
            about=Words(
                "Uyarıların ulaştığı yerler; ulaşmayanı /healthz ve Uyarılar sayfası anlatır",
                "Where alerts are told; /healthz and the page of alerts say what is wrong with one that fails",
            ),
            kind="table",
            sql=CHANNELS,
            columns=(
                Column("channel", Words("Kanal", "Channel")),
                Column(
                    "state",
                    Words("Durum", "State"),
                    words={"works": Words("Çalışıyor", "Works"), "fails": Words("Ulaşmıyor", "Fails")},
                ),
                Column("told", Words("Bildirilen", "Told"), "items"),
                Column("failed", Words("Başarısız deneme", "Failed tries"), "items"),
                Column("measured", Words("Ölçüm", "Measured")),
            ),
            empty=Words("Bu dönemde bildirim yapılmadı", "Nobody was notified in this period"),
        ),
        Panel(
            name="reconcile",
            title=Words("Her ileti bir kez", "Every offset once"),
            about=Words("Bölüm başına son sayım", "The last stocktaking, by partition"),
            kind="table",
            sql=RECONCILE,
            width=12,
            columns=(
                Column("topic", Words("Konu", "Topic")),
                Column("log", Words("Günlük", "Log")),
                Column("partition", Words("Bölüm", "Partition")),
                Column("landed", Words("İnen", "Landed"), "items"),
                Column("stored", Words("Saklanan", "Stored"), "items"),
                Column("rejected", Words("Reddedilen", "Rejected"), "items"),
                Column("erased", Words("Silinen", "Erased"), "items"),
                Column("missing", Words("Eksik", "Missing"), "items"),
                Column("lost", Words("Kayıp", "Lost"), "items"),
                Column("checked", Words("Sayım", "Checked")),
            ),
            empty=NOTHING,
        ),
        Panel(
            name="parts",
            width=12,
            title=Words("Tablolar", "Tables"),
            about=Words("Parça sayısı ve büyüklük", "Parts and size"),
            kind="table",
            sql=PARTS,
            columns=(
                Column("table", Words("Tablo", "Table")),
                Column("parts", Words("Parça", "Parts")),
                Column("stored", Words("Satır", "Rows"), "items"),
                Column("bytes", Words("Büyüklük", "Size"), "bytes"),
            ),
        ),
    ),
    order=40,
    live=True,
)
