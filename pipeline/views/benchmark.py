"""The competitor benchmark: brands side by side on the same measures, with the sector's average and the rank."""

from __future__ import annotations

from pipeline.views.complaints import BAD_VOICE
from pipeline.views.counted import counted
from pipeline.views.measures import NEGATIVE, NEGATIVE_HIGH, NEGATIVE_LOW, NET, SAID, SURVEY_FREE, VOICES, ratio
from pipeline.views.panel import Column, Dashboard, Drill, Panel, Words
from pipeline.views.scope import OWN, OWN_KNOWN, VOICE
from pipeline.views.shapes import bars, over_time

LEAGUE = f"""
SELECT brand, own, rank() OVER (ORDER BY net DESC) AS place, net, net - avg(net) OVER () AS beside, negative, low, high,
    score, said AS items, said / nullIf(max(said) OVER (), 0) AS volume
FROM
(
    SELECT brand, if(any({OWN}), '★', '') AS own, {NET} AS net, {ratio(NEGATIVE, VOICES)} AS negative,
        {NEGATIVE_LOW} AS low, {NEGATIVE_HIGH} AS high, {SURVEY_FREE} AS score, {VOICES} AS said
    FROM {counted(points="none", used="brand channel sentiment voices")} WHERE {SAID}
    GROUP BY brand
)
ORDER BY place, brand LIMIT 50
"""
OVER_TIME = counted(used="at brand sentiment voices")
SECTOR = f"""
SELECT at, series, value FROM
(
    SELECT at, brand AS series, {NET} AS value FROM {OVER_TIME} WHERE {OWN} GROUP BY at, series
    UNION ALL
    SELECT at, 'sector' AS series, avg(net) AS value
    FROM (SELECT at, brand, {NET} AS net FROM {OVER_TIME} GROUP BY at, brand) GROUP BY at
)
WHERE value IS NOT NULL AND {OWN_KNOWN} ORDER BY at, series
"""

DASHBOARD = Dashboard(
    name="benchmark",
    title=Words("Rakip kıyası", "Competitor benchmark"),
    about=Words("Aynı ölçülerle markalar, sektör ortalaması ve sıra", "Brands on the same measures, average and rank"),
    panels=(
        Panel(
            name="league",
            title=Words("Sıralama", "League"),
            about=Words(
                "Net duyguya göre; fark, markaların ortalamasına göre puan; hacim en büyük markaya oranla",
                "By net sentiment; difference to the mean of the brands in points; volume beside the largest brand",
            ),
            kind="table",
            sql=LEAGUE,
            width=12,
            columns=(
                Column("brand", Words("Marka", "Brand")),
                Column("own", Words("Biz", "Ours")),
                Column("place", Words("Sıra", "Rank")),
                Column("net", Words("Net duygu", "Net sentiment"), "score"),
                Column("beside", Words("Ortalamadan fark", "Beside the average"), "score"),
                Column("negative", Words("Olumsuz payı", "Negative share"), "share"),
                Column("low", Words("Alt sınır", "Low"), "share"),
                Column("high", Words("Üst sınır", "High"), "share"),
                Column("score", Words("Anketsiz memnuniyet", "Survey-free score"), "score"),
                Column("items", Words("Kayıt", "Items"), "items"),
                Column("volume", Words("Göreli hacim", "Volume"), "share"),
            ),
            drill=Drill(where=VOICE, by="brand"),
        ),
        Panel(
            name="beside-the-sector",
            title=Words("Sektörün yanında", "Beside the sector"),
            about=Words("Kendi markalarımız ve markaların ortalaması", "Our brands and the mean of all brands"),
            kind="line",
            unit="score",
            sql=SECTOR,
            of_own=True,
            width=12,
            names={"sector": Words("Ortalama", "Average")},
            drill=Drill(where=VOICE, by="brand", parts={"sector": "1"}),
        ),
        Panel(
            name="negative-share",
            title=Words("Olumsuz payı", "Negative share"),
            about=Words("Hacimden arındırılmış: olumsuz kayıtların payı", "Volume aside: share of negative items"),
            kind="bars",
            unit="share",
            sql=bars("brand", ratio(NEGATIVE, VOICES)),
            drill=Drill(where=BAD_VOICE, by="brand"),
        ),
        Panel(
            name="volume-by-brand",
            title=Words("Markaya göre hacim", "Volume by brand"),
            about=Words("Zaman içinde kayıt sayısı", "Items over time"),
            kind="line",
            sql=over_time("brand"),
            drill=Drill(where=VOICE, by="brand"),
        ),
    ),
    order=30,
)
