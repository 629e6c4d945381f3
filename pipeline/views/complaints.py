"""The complaints dashboard: what waits for an answer, for how long, what grows, and which alerts are open."""

from __future__ import annotations

from pipeline.storage.hours import ANSWERED, LATE, SOLVED, WAITED
from pipeline.views.active import ALERTS
from pipeline.views.counted import DEADLINE_HOURS
from pipeline.views.heard import heard
from pipeline.views.labels import ALERT_KINDS, ALERT_STATES, CHANNEL_NAMES, SENTIMENT_NAMES, TOPIC_NAMES
from pipeline.views.measures import AHT, FCR, FRT, VOICES, ratio
from pipeline.views.panel import NO_REACH, Column, Dashboard, Drill, Panel, Threshold, Words
from pipeline.views.scope import BRANDS, UNTIL, VOICE, label
from pipeline.views.shapes import by_age, compared, number, stacked, usual

COMPLAINT, BAD = "channel = 'complaint'", "sentiment = 'negative'"
BAD_VOICE = f"{VOICE} AND {BAD}"
WAITING = f"{COMPLAINT} AND NOT {ANSWERED}"
OPEN_CASE = f"{COMPLAINT} AND NOT {SOLVED}"
AGES = {
    "a": Words("0-4 saat", "0-4 h"),
    "b": Words("4-24 saat", "4-24 h"),
    "c": Words("1-3 gün", "1-3 d"),
    "d": Words("3 günden eski", "over 3 d"),
}
# dateDiff counts the hours begun, as the sums do.
OF_AGE = {
    "a": f"dateDiff('hour', occurred_at, {UNTIL}) < 4",
    "b": f"dateDiff('hour', occurred_at, {UNTIL}) BETWEEN 4 AND 23",
    "c": f"dateDiff('hour', occurred_at, {UNTIL}) BETWEEN 24 AND 71",
    "d": f"dateDiff('hour', occurred_at, {UNTIL}) >= 72",
}
AGE = f"dateDiff('hour', at, {UNTIL})"
AGED = f"multiIf({AGE} < 4, 'a', {AGE} < 24, 'b', {AGE} < 72, 'c', 'd')"
OVERDUE = f"sum(late) + sumIf(items - answered, {AGE} > {DEADLINE_HOURS})"
TOO_OLD = f"dateDiff('hour', occurred_at, {UNTIL}) > {DEADLINE_HOURS}"  # the same of an item

HIGHEST = "ORDER BY reach DESC, id LIMIT 20"
HEAVIEST = f"""
SELECT found.1 AS occurred_at, found.2 AS brand, found.3 AS channel, found.4 AS reach, found.5 AS sentiment,
    found.6 AS text, {label("found.7")} AS author, found.8 AS host
FROM
(
    SELECT id, argMax(
        (occurred_at, brand, channel, reach, sentiment, left(text, 280), label, host), revision) AS found
    FROM written
    WHERE (brand, occurred_at, id) IN
        (SELECT brand, occurred_at, id FROM {heard(BAD, HIGHEST)} {HIGHEST})
    GROUP BY id
)
ORDER BY reach DESC, occurred_at, id
"""
FRESHNESS = f"""
SELECT source, newest, came, greatest(0, dateDiff('second', came, {UNTIL})) AS silent FROM
(
    SELECT source, max(occurred_at) AS newest, max(stored_at) AS came
    FROM arrivals WHERE {BRANDS} GROUP BY source
)
ORDER BY silent DESC, source
"""

UNANSWERED = Panel(
    name="unanswered",
    title=Words("Yanıt bekleyen", "Unanswered"),
    about=Words("Dönemde yazılıp yanıtlanmamış şikâyetler", "Complaints of the period that have no answer"),
    kind="number",
    sql=number("sum(items) - sum(answered)", COMPLAINT),
    width=4,
    compares=True,
    drill=Drill(where=WAITING),
)
OPEN = Panel(
    name="open",
    title=Words("Açık şikâyet", "Open complaints"),
    about=Words(
        "Çözülmemiş şikâyetler; 5 üzerinden 4 ve üstü puan çözüldü sayılır",
        "Complaints not resolved; a rating of 4 or more of 5 counts as solved",
    ),
    kind="number",
    sql=number("sum(items) - sum(solved)", COMPLAINT),
    width=4,
    compares=True,
    drill=Drill(where=OPEN_CASE),
)
MISSED = Panel(
    name="deadlines-missed",
    title=Words("Süresi aşılan", "Deadlines missed"),
    about=Words(
        f"{DEADLINE_HOURS} saat içinde yanıtlanmamış şikâyetler (saat hassasiyetinde)",
        f"Complaints not answered within {DEADLINE_HOURS} hours (to the hour)",
    ),
    kind="number",
    sql=by_age(OVERDUE, COMPLAINT),
    width=4,
    thresholds=(Threshold(1, "warning"), Threshold(20, "bad")),
    drill=Drill(where=f"{COMPLAINT} AND ({LATE} OR NOT {ANSWERED} AND {TOO_OLD})"),
)
RESPONSE = Panel(
    name="response-rate",
    title=Words("Yanıt oranı", "Response rate"),
    about=Words("Yanıtlanan şikâyetlerin payı", "Share of complaints that were answered"),
    kind="number",
    unit="share",
    sql=number(ratio("sum(answered)", "sum(items)"), COMPLAINT),
    width=4,
    compares=True,
    drill=Drill(where=COMPLAINT),
)
RESOLUTION = Panel(
    name="resolution-rate",
    title=Words("Çözüm oranı", "Resolution rate"),
    about=Words("Çözülen ya da 4 ve üstü puan alan şikâyetler", "Complaints resolved, or rated 4 or more"),
    kind="number",
    unit="share",
    sql=number(ratio("sum(solved)", "sum(items)"), COMPLAINT),
    width=4,
    compares=True,
    drill=Drill(where=COMPLAINT),
)
FIRST_RESPONSE = Panel(
    name="first-response",
    title=Words("İlk yanıt süresi", "First response time"),
    about=Words(
        "Yanıt zamanı bilinen kayıtlarda ortalama bekleme", "Mean wait, over what was answered at a time that is known"
    ),
    kind="number",
    unit="seconds",
    sql=number(FRT),
    width=4,
    compares=True,
    drill=Drill(where=WAITED),
)
HANDLE_TIME = Panel(
    name="handle-time",
    title=Words("İşlem süresi", "Handle time"),
    about=Words(
        "AHT: görüşme, bekletme ve sonrasındaki iş, ortalama", "AHT: mean of talk, hold and the work after the contact"
    ),
    kind="number",
    unit="seconds",
    sql=number(AHT),
    width=4,
    compares=True,
    drill=Drill(where="handle_seconds IS NOT NULL"),
    empty=Words("İşlem süresi bildirilmedi", "No handle times were told"),
)
FIRST_CONTACT = Panel(
    name="first-contact",
    title=Words("İlk temasta çözüm", "First contact resolution"),
    about=Words(
        "Temas sayısı bilinen kayıtlarda tek temasta çözülenler",
        "Solved with one contact, where the number of contacts is known",
    ),
    kind="number",
    unit="share",
    sql=number(FCR),
    width=4,
    compares=True,
    drill=Drill(where="contacts IS NOT NULL"),
)
REPEATED = Panel(
    name="repeated",
    title=Words("Tekrar başvuru", "Repeat complaints"),
    about=Words("Müşterinin birden çok kez ulaştığı kayıtlar", "Items for which the customer got in touch repeatedly"),
    kind="number",
    sql=number("sum(repeated)"),
    width=4,
    compares=True,
    drill=Drill(where="contacts > 1"),
)
EXPECTED = Panel(
    name="negative-and-usual",
    title=Words("Olumsuz hacim ve olağan aralık", "Negative volume and what is usual"),
    about=Words(
        "Olağan: önceki dört haftanın aynı anının ortalaması, iki standart sapma",
        "Usual: mean of the same time in the four weeks before, two standard deviations",
    ),
    kind="band",
    sql=usual(VOICES, BAD),
    width=12,
    marked=True,
    drill=Drill(where=BAD_VOICE),
)
ACTIVE = Panel(
    name="active-alerts",
    title=Words("Açık uyarılar", "Active alerts"),
    about=Words("Çözülmemiş uyarılar, en ağırı önce", "Alerts not resolved, the gravest first"),
    kind="table",
    sql=ALERTS,
    width=12,
    columns=(
        Column("state", Words("Durum", "State"), words=ALERT_STATES),
        Column("severity", Words("Şiddet", "Severity")),
        Column("brand", Words("Marka", "Brand")),
        Column("topic", Words("Konu", "Topic"), words=TOPIC_NAMES),
        Column("kind", Words("Tür", "Kind"), words=ALERT_KINDS),
        Column("observed", Words("Görülen", "Observed"), "items"),
        Column("expected", Words("Beklenen", "Expected"), "items"),
        Column("owner", Words("Sorumlu", "Owner")),
        Column("age", Words("Süre", "Age"), "seconds"),
        Column("id", Words("Uyarı", "Alert"), leads="/alerts/{}", called=Words("Aç", "Open")),
    ),
    empty=Words("Açık uyarı yok", "No alert is open"),
)
AGEING = Panel(
    name="ageing",
    title=Words("Bekleme süreleri", "Ageing"),
    about=Words(
        "Yanıtlanmamış şikâyetler, yaşına göre (saat hassasiyetinde)", "Unanswered complaints by age (to the hour)"
    ),
    kind="bars",
    sql=by_age("sum(items - answered)", COMPLAINT, AGED),
    names=AGES,
    drill=Drill(where=WAITING, parts=OF_AGE),
)
RISING = Panel(
    name="rising-topics",
    title=Words("Yükselen konular", "Rising topics"),
    about=Words("Olumsuz kayıtlar, önceki döneme göre", "Negative items beside the comparison period"),
    kind="bars",
    sql=compared("topic", where=BAD, topics=True, most=12),
    names=TOPIC_NAMES,
    compares=True,
    drill=Drill(where=BAD_VOICE, by="topic"),
    empty=Words("Hiçbir konu yükselmiyor", "No topic rises"),
)
BY_CHANNEL = Panel(
    name="by-channel",
    title=Words("Kanala göre", "By channel"),
    about=Words("Kanala ve duyguya göre kayıtlar", "Items by channel and sentiment"),
    kind="stacked",
    sql=stacked("channel", "sentiment"),
    names=CHANNEL_NAMES | SENTIMENT_NAMES,
    drill=Drill(where=VOICE, by="channel", across="sentiment"),
)
POSTS = Panel(
    name="heaviest-posts",
    title=Words("En çok görülen olumsuzlar", "Negative posts by reach"),
    about=Words("Erişimi en yüksek olumsuz kayıtlar, maskeli", "Negative items that most people saw, masked"),
    kind="table",
    sql=HEAVIEST,
    width=12,
    columns=(
        Column("occurred_at", Words("Zaman", "Time")),
        Column("brand", Words("Marka", "Brand")),
        Column("channel", Words("Kanal", "Channel"), words=CHANNEL_NAMES),
        Column("reach", Words("Erişim", "Reach"), "people"),
        Column("sentiment", Words("Duygu", "Sentiment"), words=SENTIMENT_NAMES),
        Column("text", Words("Metin", "Text")),
        Column("author", Words("Yazar", "Author")),
        Column("host", Words("Site", "Site")),
    ),
    drill=Drill(where=f"{BAD_VOICE} AND reach > 0", by="brand"),
    empty=NO_REACH,
)
FRESH = Panel(
    name="freshness",
    title=Words("Veri tazeliği", "Data freshness"),
    about=Words("Kaynakların en son ne zaman veri getirdiği", "When each source last brought something"),
    kind="table",
    sql=FRESHNESS,
    columns=(
        Column("source", Words("Kaynak", "Source")),
        Column("newest", Words("En yeni kayıt", "Newest item")),
        Column("came", Words("Son geliş", "Last arrival")),
        Column("silent", Words("Sessizlik", "Silent for"), "seconds"),
    ),
    thresholds=(Threshold(3_600, "warning"), Threshold(86_400, "bad")),
    drill=Drill(by="source"),
)

DASHBOARD = Dashboard(
    name="complaints",
    title=Words("Şikâyetler", "Complaints"),
    about=Words("Ne yanıt bekliyor, ne büyüyor", "What waits for an answer, and what grows"),
    panels=(
        UNANSWERED,
        OPEN,
        MISSED,
        RESPONSE,
        RESOLUTION,
        FIRST_RESPONSE,
        HANDLE_TIME,
        FIRST_CONTACT,
        REPEATED,
        EXPECTED,
        ACTIVE,
        AGEING,
        RISING,
        BY_CHANNEL,
        FRESH,
        POSTS,
    ),
    order=10,
)
