"""The operations dashboard: the stream as its workers measure it, the store's parts, and whether every offset landed.

Drawn from what `measured` says of `measurements`, not from Prometheus.
"""

from __future__ import annotations

from pipeline.views.complaints import FRESH
from pipeline.views.labels import LANGUAGE_NAMES
from pipeline.views.measured import (
    BY_LANGUAGE,
    CHANNELS,
    CONNECTORS,
    INSERTS,
    LATENCY,
    PARTS,
    RATES,
    REBALANCES,
    RECONCILE,
    REJECTS,
    UNACCOUNTED,
    gauge,
    mean,
)
from pipeline.views.measures import VOICES
from pipeline.views.panel import Column, Dashboard, Drill, Panel, Threshold, Unit, Words
from pipeline.views.scope import VOICE
from pipeline.views.shapes import bars

NOTHING = Words(
    "Bu dönemde ölçüm yok: çalışan bir işçi 15 saniyede bir yazar", "No measurements: a worker writes every 15 s"
)
OUTCOMES = {
    "in": Words("Gelen", "In"),
    "stored": Words("Saklanan", "Stored"),
    "rejected": Words("Reddedilen", "Rejected"),
}


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
            Words(
                "Bölüm başına bekleyen ileti; her noktada o aralığın en yükseği",
                "Messages waiting, by partition; at each point the highest of its interval",
            ),
            gauge("nabiz_lag_messages", "labels['partition']"),
            "items",
        ),
        _line(
            "lag-seconds",
            Words("Gecikme, saniye", "Lag in seconds"),
            Words(
                "İşçi başına, işlenen son iletinin yaşı; her noktada o aralığın en yükseği",
                "By worker: age of the newest message done while behind; at each point the highest of its interval",
            ),
            gauge("nabiz_lag_seconds", "worker"),
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
            mean("nabiz_batch_items"),
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
            mean("nabiz_model_seconds"),
            "seconds",
        ),
        _line(
            "memory",
            Words("Bellek", "Memory"),
            Words("İşçi başına yerleşik bellek", "Resident memory, by worker"),
            gauge("process_resident_memory_bytes", "worker"),
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
            sql=bars("language", f"{VOICES} / sum({VOICES}) OVER ()"),
            names=LANGUAGE_NAMES,
            drill=Drill(where=VOICE, by="language"),
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
                    words={
                        "runs": Words("Çalışıyor", "Runs"),
                        "away": Words("Ulaşılamıyor", "Away"),
                        "ended": Words("Bitti", "Ended"),
                        "silent": Words("Haber alınmıyor", "Not heard of"),
                    },
                ),
                Column("age", Words("İmleç yaşı", "Cursor age"), "seconds"),
                Column("accepted", Words("Okunan", "Read"), "items"),
                Column("rejected", Words("Reddedilen", "Rejected"), "items"),
                Column("requests", Words("İstek", "Requests"), "items"),
                Column("received", Words("Alınan", "Received"), "bytes"),
                Column("quota_left", Words("Kalan kota", "Quota left"), "items"),
                Column("quota", Words("Kota", "Quota"), "items"),
                Column("resets_in", Words("Yenilenme", "Resets in"), "seconds"),
                Column("measured", Words("Son haber", "Last heard")),
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
