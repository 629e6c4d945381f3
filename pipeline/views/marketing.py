"""The marketing dashboard: how much is said, how it sounds, about what, beside whom."""

from __future__ import annotations

from pipeline.views.counted import counted
from pipeline.views.labels import CHANNEL_NAMES, LANGUAGE_NAMES, SENTIMENT_NAMES, TOPIC_NAMES
from pipeline.views.panel import Dashboard, Drill, Panel, Threshold, Words

NET = "100 * (sumIf(items, sentiment = 'positive') - sumIf(items, sentiment = 'negative')) / nullIf(sum(items), 0)"

VOLUME = Panel(
    name="volume",
    title=Words("Toplam hacim", "Volume"),
    about=Words("Seçilen dönemdeki kayıt sayısı", "Items of the period"),
    kind="number",
    sql=f"SELECT (SELECT sum(items) FROM {counted()}) AS value, (SELECT sum(items) FROM {counted('before')}) AS before",
    width=3,
    compares=True,
    drill=Drill(),
)
NET_SENTIMENT = Panel(
    name="net-sentiment",
    title=Words("Net duygu", "Net sentiment"),
    about=Words("Olumlu payı eksi olumsuz payı", "Share of positive minus share of negative items"),
    kind="number",
    unit="score",
    sql=f"SELECT (SELECT {NET} FROM {counted()}) AS value, (SELECT {NET} FROM {counted('before')}) AS before",
    width=3,
    compares=True,
    thresholds=(Threshold(0, "warning", below=True), Threshold(-30, "bad", below=True)),
    drill=Drill(),
)
TREND = Panel(
    name="sentiment-over-time",
    title=Words("Zaman içinde duygu", "Sentiment over time"),
    about=Words("Duyguya göre kayıt sayısı", "Items by sentiment"),
    kind="line",
    sql=f"SELECT at, sentiment AS series, sum(items) AS value FROM {counted()} GROUP BY at, series ORDER BY at, series",
    width=12,
    names=SENTIMENT_NAMES,
    drill=Drill(by="sentiment"),
)
VOICE = Panel(
    name="share-of-voice",
    title=Words("Ses payı", "Share of voice"),
    about=Words("Markaların anılma payı", "Each brand's share of mentions"),
    kind="bars",
    unit="share",
    sql=f"""
SELECT brand AS label, sum(items) / sum(sum(items)) OVER () AS value FROM {counted()}
GROUP BY label ORDER BY value DESC, label LIMIT 20
""",
    drill=Drill(by="brand"),
)
TOPICS = Panel(
    name="topics",
    title=Words("Konular ve duygu", "Topics and sentiment"),
    about=Words("Konuya ve duyguya göre kayıt sayısı", "Items by topic and sentiment"),
    kind="stacked",
    sql=f"""
SELECT topic AS label, sentiment AS series, sum(items) AS value FROM {counted(topics=True)}
GROUP BY label, series ORDER BY sum(value) OVER (PARTITION BY label) DESC, label, series
""",
    names=TOPIC_NAMES | SENTIMENT_NAMES,
    drill=Drill(by="topic"),
)
CHANNELS = Panel(
    name="channels",
    title=Words("Kanallar", "Channels"),
    about=Words("Kanala göre kayıt sayısı", "Items by channel"),
    kind="bars",
    sql=f"SELECT channel AS label, sum(items) AS value FROM {counted()} GROUP BY label ORDER BY value DESC, label",
    names=CHANNEL_NAMES,
    drill=Drill(by="channel"),
)
LANGUAGES = Panel(
    name="languages",
    title=Words("Diller", "Languages"),
    about=Words("Dile göre kayıt sayısı", "Items by language"),
    kind="bars",
    sql=f"""
SELECT language AS label, sum(items) AS value FROM {counted()} GROUP BY label ORDER BY value DESC, label LIMIT 20
""",
    names=LANGUAGE_NAMES,
    drill=Drill(by="language"),
)

DASHBOARD = Dashboard(
    name="marketing",
    title=Words("Pazarlama", "Marketing"),
    about=Words("Ne kadar, nasıl ve ne hakkında konuşuluyor", "How much is said, how it sounds, and about what"),
    panels=(VOLUME, NET_SENTIMENT, TREND, VOICE, TOPICS, CHANNELS, LANGUAGES),
    order=20,
)
