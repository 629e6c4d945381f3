"""The model quality dashboard: what the model says by language and source, how that drifts, how sure it is, and what
people corrected."""

from __future__ import annotations

from pipeline.views.counted import counted
from pipeline.views.labels import LANGUAGE_NAMES, SENTIMENT_NAMES
from pipeline.views.measures import SAID, VOICES, ratio
from pipeline.views.panel import Column, Dashboard, Drill, Panel, Threshold, Words
from pipeline.views.scope import SINCE, UNTIL, VOICE
from pipeline.views.shapes import Part, Summed, number, over_time, stacked, summed

SURE = "greatest(negative, neutral, positive)"
BANDS = {
    "low": Words("0,5'ten az", "under 0.5"),
    "middle": Words("0,5 - 0,8", "0.5 - 0.8"),
    "high": Words("0,8 ve üstü", "0.8 and over"),
}


MOST = 30
MOODS = ("negative", "positive")


def _drift(by: str) -> Summed:
    """Shares as they are, and the population stability index of the three: in it alone one item is added to each class,
    so that none is 0."""
    now, before = (
        (f"(negative{of} + 1) / ({whole} + 3)", f"(positive{of} + 1) / ({whole} + 3)",
         f"({whole} - negative{of} - positive{of} + 1) / ({whole} + 3)")
        for of, whole in (("_now", "said"), ("_then", "earlier"))
    )  # fmt: skip
    index = " + ".join(f"({here} - {there}) * log({here} / ({there}))" for here, there in zip(now, before, strict=True))
    counts = ", ".join(
        f"sumIf(voices, {period} AND sentiment = '{mood}') AS {mood}{of}"
        for period, of in (("now", "_now"), ("NOT now", "_then"))
        for mood in MOODS
    )
    sql = f"""
SELECT label, said AS items, negative_now / said AS negative, positive_now / said AS positive,
    negative_then / earlier AS negative_before, positive_then / earlier AS positive_before, round({index}, 4) AS drift
FROM
(
    SELECT {by} AS label, sumIf(voices, now) AS said, sumIf(voices, NOT now) AS earlier,
        {counts}
    FROM {counted("both", points="none", used=f"{by} sentiment voices")} GROUP BY label
)
WHERE said > 0 AND earlier > 0
ORDER BY drift DESC, label LIMIT {MOST}
"""
    measures = (VOICES, *(f"sumIf(voices, sentiment = '{mood}')" for mood in MOODS))
    return summed(sql, Part(shape="shifted", measures=measures, label=by, compares=True, most=MOST))


def _drift_panel(name: str, title: Words, by: str, heading: Words) -> Panel:
    return Panel(
        name=name,
        title=title,
        about=Words(
            "Duygu paylarının önceki döneme göre kayması (PSI); 0,1 üstü dikkat, 0,25 üstü belirgin",
            "Shift of the shares against the comparison period (PSI); from 0.1 look, from 0.25 it is marked",
        ),
        kind="table",
        sql=_drift(by),
        width=12,
        columns=(
            Column("label", heading, words=LANGUAGE_NAMES if by == "language" else {}),
            Column("items", Words("Kayıt", "Items"), "items"),
            Column("negative", Words("Olumsuz", "Negative"), "share"),
            Column("positive", Words("Olumlu", "Positive"), "share"),
            Column("negative_before", Words("Olumsuz, önce", "Negative before"), "share"),
            Column("positive_before", Words("Olumlu, önce", "Positive before"), "share"),
            Column("drift", Words("Kayma", "Drift"), "score"),
        ),
        thresholds=(Threshold(0.1, "warning"), Threshold(0.25, "bad")),
        compares=True,
        drill=Drill(where=VOICE, by="language" if by == "language" else "source"),
        empty=Words("Karşılaştırma döneminde kayıt yok", "The comparison period holds nothing"),
    )


CLASSES = Panel(
    name="classes-by-language",
    title=Words("Dile göre duygu", "Sentiment by language"),
    about=Words("Modelin verdiği sınıflar, dile göre", "Classes the model gave, by language"),
    kind="stacked",
    sql=stacked("language", "sentiment"),
    names=LANGUAGE_NAMES | SENTIMENT_NAMES,
    drill=Drill(where=VOICE, by="language", across="sentiment"),
)
SOURCES = Panel(
    name="classes-by-source",
    title=Words("Kaynağa göre duygu", "Sentiment by source"),
    about=Words("Modelin verdiği sınıflar, kaynağa göre", "Classes the model gave, by source"),
    kind="stacked",
    sql=stacked("source", "sentiment"),
    names=SENTIMENT_NAMES,
    drill=Drill(where=VOICE, by="source", across="sentiment"),
)
CONFIDENCE = Panel(
    name="confidence",
    title=Words("Güven dağılımı", "Confidence"),
    about=Words("Modelin en yüksek olasılığına göre kayıtlar", "Items by the model's highest probability"),
    kind="stacked",
    sql=f"""
SELECT sentiment AS label, part.1 AS series, part.2 AS value FROM
(
    SELECT sentiment, arrayJoin([
        ('low', toInt64(sum(unsure))), ('middle', toInt64({VOICES} - sum(unsure) - sum(sure))),
        ('high', toInt64(sum(sure)))]) AS part
    FROM {counted(points="none", used="sentiment voices unsure sure")} WHERE {SAID} GROUP BY sentiment
)
ORDER BY label, indexOf(['low', 'middle', 'high'], series)
""",
    names=BANDS | SENTIMENT_NAMES,
    drill=Drill(
        where=VOICE,
        by="sentiment",
        parts={"low": f"{SURE} < 0.5", "middle": f"{SURE} >= 0.5 AND {SURE} < 0.8", "high": f"{SURE} >= 0.8"},
    ),
)
MEAN_CONFIDENCE = Panel(
    name="confidence-over-time",
    title=Words("Zaman içinde güven", "Confidence over time"),
    about=Words("En yüksek olasılığın ortalaması, dile göre", "Mean of the highest probability, by language"),
    kind="line",
    unit="share",
    sql=over_time("language", ratio("sum(confidence)", VOICES)),
    width=12,
    names=LANGUAGE_NAMES,
    drill=Drill(where=VOICE, by="language"),
)
UNSURE = Panel(
    name="unsure",
    title=Words("Emin olunmayan", "Unsure"),
    about=Words("En yüksek olasılığı 0,5'in altında kalanlar", "Items whose highest probability is under 0.5"),
    kind="number",
    unit="share",
    sql=number(ratio("sum(unsure)", VOICES)),
    width=3,
    compares=True,
    drill=Drill(where=f"{VOICE} AND {SURE} < 0.5"),
)
CORRECTED = Panel(
    name="corrected",
    title=Words("Düzeltilen kayıt", "Corrected items"),
    about=Words("Bir kişinin düzelttiği kayıtlar", "Items that a person corrected"),
    kind="number",
    sql=number("sum(judged)"),
    width=3,
    compares=True,
    drill=Drill(where="startsWith(model, 'person:')"),
)
# What the model had said of the items that people judged, beside what the last of them said.
AGREEMENT = f"""
SELECT said.1 AS label, count() AS judged, countIf(now.1 = said.1) AS right, right / judged AS agreement,
    countIf(arraySort(now.2) = arraySort(said.2)) / judged AS same_topics
FROM
(
    SELECT id, max(at) AS last, argMax((sentiment, topics), at) AS now,
        argMaxIf((before_sentiment, before_topics), at, NOT startsWith(before_model, 'person:')) AS said
    FROM corrections GROUP BY id HAVING said.1 != ''
)
WHERE last >= {SINCE} AND last < {UNTIL}
GROUP BY label ORDER BY label
"""
AGREED = Panel(
    name="agreement",
    title=Words("Düzeltmelerle uyum", "Agreement with corrections"),
    about=Words(
        "Kişilerin baktığı bütün kayıtlarda modelin ilk okuması; örneklem değil, süzgeçlerden yalnız döneme bakar",
        "The model's first reading of all that people judged; no sample, and of the filters only the period counts",
    ),
    kind="table",
    sql=AGREEMENT,
    width=12,
    columns=(
        Column("label", Words("Model demişti", "Model said"), words=SENTIMENT_NAMES),
        Column("judged", Words("Bakılan", "Judged"), "items"),
        Column("right", Words("Doğru", "Right"), "items"),
        Column("agreement", Words("Duyguda uyum", "Agreement"), "share"),
        Column("same_topics", Words("Konularda uyum", "Topics agree"), "share"),
    ),
    drill=Drill(where="startsWith(model, 'person:')"),
    empty=Words("Dönemde düzeltme yok", "Nothing was corrected in the period"),
)

EVALUATED = Panel(
    name="evaluation",
    title=Words("Son değerlendirme", "Last evaluation"),
    about=Words(
        "Etiketli kümelerde son ölçüm: nabiz evaluate --keep",
        "The last figures on labelled sets: nabiz evaluate --keep",
    ),
    kind="table",
    sql=f"""
SELECT set, rows, macro_f1, accuracy, calibration_error, model, at FROM evaluations
WHERE at = (SELECT max(at) FROM evaluations WHERE at < {UNTIL}) ORDER BY set
""",
    width=12,
    columns=(
        Column("set", Words("Küme", "Set"), words={"": Words("Tümü", "All")}),
        Column("rows", Words("Metin", "Texts"), "items"),
        Column("macro_f1", Words("Makro F1", "Macro-F1"), "share"),
        Column("accuracy", Words("Doğruluk", "Accuracy"), "share"),
        Column("calibration_error", Words("Kalibrasyon hatası", "Calibration error"), "share"),
        Column("model", Words("Model", "Model")),
        Column("at", Words("Ölçüm", "Measured")),
    ),
    empty=Words("Henüz değerlendirme yok: nabiz evaluate DOSYALAR --keep", "None yet: nabiz evaluate FILES --keep"),
)

DASHBOARD = Dashboard(
    name="quality",
    title=Words("Model kalitesi", "Model quality"),
    about=Words("Modelin ne dediği ve ne kadar emin olduğu", "What the model says, and how sure it is"),
    panels=(
        UNSURE,
        CORRECTED,
        CLASSES,
        SOURCES,
        CONFIDENCE,
        AGREED,
        EVALUATED,
        MEAN_CONFIDENCE,
        _drift_panel(
            "drift-by-language", Words("Dile göre kayma", "Drift by language"), "language", Words("Dil", "Language")
        ),
        _drift_panel(
            "drift-by-source", Words("Kaynağa göre kayma", "Drift by source"), "source", Words("Kaynak", "Source")
        ),
    ),
    order=50,
)
