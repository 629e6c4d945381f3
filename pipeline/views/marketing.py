"""The marketing dashboard: how much is said, how it sounds, about what, by whom, beside which competitors."""

from __future__ import annotations

from pipeline.storage.hours import CES_TOLD, CSAT_TOLD, NPS_TOLD, RATED
from pipeline.views.campaigns import CAMPAIGNS
from pipeline.views.heard import heard
from pipeline.views.labels import (
    CHANNEL_NAMES,
    JOURNEY_NAMES,
    LANGUAGE_NAMES,
    SENTIMENT_NAMES,
    STAGES,
    TOPIC_NAMES,
)
from pipeline.views.measures import (
    CES,
    CSAT,
    ENPS,
    NET,
    NET_HIGH,
    NET_LOW,
    NPS,
    SAID,
    SURVEY_FREE,
    UNASKED,
    VOICES,
    ratio,
)
from pipeline.views.panel import NO_REACH, Column, Dashboard, Drill, Panel, Threshold, Words
from pipeline.views.rising import LAST_DAY, RISING_WORDS
from pipeline.views.scope import OWN, OWN_KNOWN, VOICE, label
from pipeline.views.shapes import band, bars, number, over_time, stacked

STAGE = f"transform(topic, {list(STAGES)}, {list(STAGES.values())}, 'other')"
SEEN = f"{VOICE} AND reach > 0"
SIDES = {"own": Words("Kendi markalarımız", "Our brands"), "others": Words("Rakipler", "Competitors")}

AUTHORS = f"""
SELECT {label("author")} AS author, reached, items, negative FROM
(
    SELECT author, sum(reach) AS reached, count() AS items, countIf(sentiment = 'negative') AS negative
    FROM {heard("author != 0")}
    GROUP BY author ORDER BY reached DESC, author LIMIT 20
)
ORDER BY reached DESC, author
"""

VOLUME = Panel(
    name="volume",
    title=Words("Toplam hacim", "Volume"),
    about=Words(
        "Müşterilerin dönemde yazıp söyledikleri; metinsiz anket puanları ve çalışan yanıtları sayılmaz",
        "What customers wrote and said in the period; neither scores without words nor answers of employees",
    ),
    kind="number",
    sql=number(VOICES),
    width=4,
    compares=True,
    drill=Drill(where=VOICE),
)
NET_SENTIMENT = Panel(
    name="net-sentiment",
    title=Words("Net duygu", "Net sentiment"),
    about=Words("Olumlu payı eksi olumsuz payı, puan", "Share of positive less share of negative, in points"),
    kind="number",
    unit="score",
    sql=number(NET),
    width=4,
    compares=True,
    thresholds=(Threshold(0, "warning", below=True), Threshold(-30, "bad", below=True)),
    drill=Drill(where=VOICE),
)
REACH = Panel(
    name="reach",
    title=Words("Erişim", "Reach"),
    about=Words(
        "Müşterilerin yazdıklarını görmüş olabilecek kişi sayısı", "People who may have seen what customers wrote"
    ),
    kind="number",
    unit="people",
    sql=number("sum(reached)"),
    width=4,
    compares=True,
    drill=Drill(where=SEEN),
)
SCORE = Panel(
    name="survey-free-score",
    title=Words("Anketsiz memnuniyet", "Survey-free score"),
    about=Words(
        "0-100; anket dışında söylenenlerden: olumlu 1, nötr yarım sayılır",
        "0-100, from what people say outside surveys: positive counts 1, neutral a half",
    ),
    kind="number",
    unit="score",
    sql=number(SURVEY_FREE),
    width=4,
    compares=True,
    drill=Drill(where=f"{VOICE} AND {UNASKED}"),
)
TREND = Panel(
    name="sentiment-over-time",
    title=Words("Zaman içinde duygu", "Sentiment over time"),
    about=Words("Duyguya göre kayıt sayısı", "Items by sentiment"),
    kind="line",
    sql=over_time("sentiment"),
    width=12,
    marked=True,
    names=SENTIMENT_NAMES,
    drill=Drill(where=VOICE, by="sentiment"),
)
NET_BAND = Panel(
    name="net-sentiment-over-time",
    title=Words("Net duygu ve güven aralığı", "Net sentiment with its interval"),
    about=Words("Puan; gölge yüzde 95 güven aralığı", "Points; the shade is the 95 % interval"),
    kind="band",
    unit="score",
    sql=band((NET, NET_LOW, NET_HIGH)),
    names={"usual": Words("Güven aralığı", "Confidence interval")},
    width=12,
    marked=True,
    drill=Drill(where=VOICE),
)
SHARE_OF_VOICE = Panel(
    name="share-of-voice",
    title=Words("Ses payı", "Share of voice"),
    about=Words("Markaların anılma payı", "Each brand's share of mentions"),
    kind="bars",
    unit="share",
    sql=bars("brand", f"{VOICES} / sum({VOICES}) OVER ()"),
    drill=Drill(where=VOICE, by="brand"),
)
REACH_VOICE = Panel(
    name="share-of-reach",
    title=Words("Erişim payı", "Share of reach"),
    about=Words("Markaların toplam erişimdeki payı", "Each brand's share of all reach"),
    kind="bars",
    unit="share",
    sql=bars("brand", "sum(reached) / nullIf(sum(sum(reached)) OVER (), 0)", "reached > 0"),
    drill=Drill(where=SEEN, by="brand"),
    empty=NO_REACH,
)
ENGAGED_VOICE = Panel(
    name="share-of-engagement",
    title=Words("Etkileşim payı", "Share of engagement"),
    about=Words("Markaların beğeni, yanıt ve paylaşımlardaki payı", "Each brand's share of likes, replies and shares"),
    kind="bars",
    unit="share",
    sql=bars("brand", "sum(engaged) / nullIf(sum(sum(engaged)) OVER (), 0)", "engaged > 0"),
    drill=Drill(where=f"{VOICE} AND engagement > 0", by="brand"),
    empty=Words("Hiçbir kaynak etkileşim bildirmiyor", "No source tells of engagement"),
)
OWN_VOICE = Panel(
    name="own-and-others",
    title=Words("Biz ve rakipler", "Us and competitors"),
    about=Words("Kendi markalarımız ve diğerleri, zaman içinde", "Our brands and the others over time"),
    kind="line",
    sql=over_time(f"if({OWN}, 'own', 'others')", where=f"{SAID} AND {OWN_KNOWN}"),
    width=12,
    of_own=True,
    names=SIDES,
    drill=Drill(where=VOICE, parts={"own": OWN, "others": f"NOT {OWN}"}),
)
TOPICS = Panel(
    name="topics",
    title=Words("Konular ve duygu", "Topics and sentiment"),
    about=Words("Konuya ve duyguya göre kayıt sayısı", "Items by topic and sentiment"),
    kind="stacked",
    sql=stacked("topic", "sentiment", topics=True),
    names=TOPIC_NAMES | SENTIMENT_NAMES,
    drill=Drill(where=VOICE, by="topic", across="sentiment"),
)
BY_STAGE = {stage: f"has(arrayMap(topic -> {STAGE}, topics), '{stage}')" for stage in JOURNEY_NAMES}
JOURNEY = Panel(
    name="journey",
    title=Words("Müşteri yolculuğu", "Customer journey"),
    about=Words(
        "Konuların ait olduğu yolculuk aşaması, duyguya göre; kayıt her konusuyla sayılır",
        "The stage of the journey that the topics belong to, by sentiment; an item counts with each of its topics",
    ),
    kind="stacked",
    sql=stacked(STAGE, "sentiment", topics=True),
    names=JOURNEY_NAMES | SENTIMENT_NAMES,
    drill=Drill(
        where=f"{VOICE} AND notEmpty(topics)",
        across="sentiment",
        parts=BY_STAGE,
    ),
)
JOURNEY_CHANNELS = Panel(
    name="journey-by-channel",
    title=Words("Yolculuk ve kanallar", "Journey across channels"),
    about=Words(
        "Hangi aşama hangi kanalda konuşuluyor; kayıt her konusuyla sayılır",
        "Which stage is talked about on which channel; an item counts with each of its topics",
    ),
    kind="stacked",
    sql=stacked(STAGE, "channel", topics=True),
    names=JOURNEY_NAMES | CHANNEL_NAMES,
    drill=Drill(where=f"{VOICE} AND notEmpty(topics)", across="channel", parts=BY_STAGE),
)
CHANNELS = Panel(
    name="channels",
    title=Words("Kanallar", "Channels"),
    about=Words("Kanala göre kayıt sayısı", "Items by channel"),
    kind="bars",
    sql=bars("channel"),
    names=CHANNEL_NAMES,
    drill=Drill(where=VOICE, by="channel"),
)
LANGUAGES = Panel(
    name="languages",
    title=Words("Diller", "Languages"),
    about=Words("Dile göre kayıt sayısı", "Items by language"),
    kind="bars",
    sql=bars("language"),
    names=LANGUAGE_NAMES,
    drill=Drill(where=VOICE, by="language"),
)
WORDS = Panel(
    name="rising-words",
    title=Words("Yükselen sözcükler", "Rising words"),
    about=Words(
        "Dönemin son gününde, önceki yedi güne göre beklenenden çok metinde geçen sözcükler",
        "Words in more texts of the period's last day than the seven days before let expect",
    ),
    kind="bars",
    sql=RISING_WORDS,
    drill=Drill(where=f"{VOICE} AND {LAST_DAY}", by="q"),
    empty=Words(
        "Hiçbir sözcük yükselmiyor, ya da önceki yedi günde kayıt yok",
        "No word rises, or nothing was said the week before",
    ),
)
BY_AUTHOR = Panel(
    name="authors",
    title=Words("Erişimi yüksek yazarlar", "Authors by reach"),
    about=Words(
        "Yazarlar maskelidir; aynı etiket aynı yazardır", "Authors are masked; the same label is the same author"
    ),
    kind="table",
    sql=AUTHORS,
    columns=(
        Column("author", Words("Yazar", "Author")),
        Column("reached", Words("Erişim", "Reach"), "people"),
        Column("items", Words("Kayıt", "Items"), "items"),
        Column("negative", Words("Olumsuz", "Negative"), "items"),
    ),
    drill=Drill(where=SEEN, by="author"),
    empty=NO_REACH,
)
NPS_NUMBER = Panel(
    name="nps",
    title=Words("NPS", "NPS"),
    about=Words("Tavsiye edenler eksi kötüleyenler, puan", "Promoters less detractors, in points"),
    kind="number",
    unit="score",
    sql=number(NPS),
    width=4,
    compares=True,
    drill=Drill(where=NPS_TOLD),
    empty=Words("Anket yanıtı yok", "No survey answers"),
)
ENPS_NUMBER = Panel(
    name="enps",
    title=Words("Çalışan NPS", "Employee NPS"),
    about=Words(
        "eNPS: çalışanlardan tavsiye edenler eksi kötüleyenler, puan",
        "eNPS: employees who promote less those who detract, in points",
    ),
    kind="number",
    unit="score",
    sql=number(ENPS),
    width=4,
    compares=True,
    drill=Drill(where="enps IS NOT NULL"),
    empty=Words("Çalışan anketi yanıtı yok", "No answers of employees"),
)
CSAT_NUMBER = Panel(
    name="csat",
    title=Words("CSAT", "CSAT"),
    about=Words("4 ve 5 yanıtlarının payı", "Share of answers of 4 or 5"),
    kind="number",
    unit="share",
    sql=number(CSAT),
    width=4,
    compares=True,
    drill=Drill(where=CSAT_TOLD),
    empty=Words("Anket yanıtı yok", "No survey answers"),
)
CES_NUMBER = Panel(
    name="ces",
    title=Words("CES", "CES"),
    about=Words("1-7 çaba puanının ortalaması; 7 zahmetsiz", "Mean effort score of 1-7; 7 is effortless"),
    kind="number",
    unit="score",
    sql=number(CES),
    width=4,
    compares=True,
    drill=Drill(where=CES_TOLD),
    empty=Words("Anket yanıtı yok", "No survey answers"),
)
STARS = Panel(
    name="stars",
    title=Words("Ortalama puan", "Mean rating"),
    about=Words("Müşterilerin verdiği yıldızların ortalaması", "Mean of the stars that customers gave"),
    kind="number",
    unit="stars",
    sql=number(ratio("sum(stars)", "sum(rated)")),
    width=4,
    compares=True,
    drill=Drill(where=RATED),
)

DASHBOARD = Dashboard(
    name="marketing",
    title=Words("Pazarlama", "Marketing"),
    about=Words("Ne kadar, nasıl ve ne hakkında konuşuluyor", "How much is said, how it sounds, and about what"),
    panels=(
        VOLUME,
        NET_SENTIMENT,
        REACH,
        SCORE,
        NPS_NUMBER,
        CSAT_NUMBER,
        CES_NUMBER,
        ENPS_NUMBER,
        STARS,
        NET_BAND,
        TREND,
        SHARE_OF_VOICE,
        REACH_VOICE,
        ENGAGED_VOICE,
        TOPICS,
        JOURNEY,
        JOURNEY_CHANNELS,
        OWN_VOICE,
        CAMPAIGNS,
        WORDS,
        CHANNELS,
        LANGUAGES,
        BY_AUTHOR,
    ),
    order=20,
)
