"""Campaigns beside what was said: marks for charts over time, and each one's before, during and after.

Known are those that a team noted (`nabiz campaign add`) and the rises of volume that the detector took for one. Used
by the dashboards and both drawings; pure text.
"""

from __future__ import annotations

from pipeline.views.counted import counted
from pipeline.views.measures import VOICES
from pipeline.views.panel import Column, Drill, Panel, Words
from pipeline.views.scope import SINCE, UNTIL, VOICE, chosen

# Of the detector's notices those of a whole brand.
HERE = (
    f"(kind = 'campaign' OR name = '') AND since < {UNTIL} AND until > {SINCE} "
    f"AND (brand = '' OR {chosen('brands', 'brand')})"
)
NOTICE = Words("Hacim bildirimi", "Volume notice")
# Notices of several brands at one time are one mark.
MARKS = f"""
SELECT since, until, kind, any(brand) AS of, name FROM occasions WHERE {HERE}
GROUP BY since, until, kind, name ORDER BY since, until, kind, name LIMIT 20
"""

# Before and after are as long as the campaign itself, and nothing is said of them unless the period shown holds them.
TIMES = {
    "before": ("at >= began - lasts AND at < began", f"began - any(lasts) >= {SINCE}"),
    "during": ("at >= began AND at < ended", "true"),
    "after": ("at >= ended AND at < ended + lasts", f"ended + any(lasts) <= {UNTIL}"),
}


def _counts(when: str) -> str:
    time, shown = TIMES[when]
    good, bad = (f"sumIf(voices, ({time}) AND sentiment = '{each}')" for each in ("positive", "negative"))
    return (
        f"if({shown}, sumIf(voices, {time}), NULL) AS {when}, 100 * ({good} - {bad}) / nullIf({when}, 0) AS net_{when}"
    )


# Nothing said of its brand is a row, too.
BESIDE = f"""
SELECT told AS name, about AS brand, began AS since, ended AS until, * EXCEPT (told, about, began, ended, id) FROM
(
    SELECT id, told, about, began, ended, {", ".join(_counts(when) for when in TIMES)}
    FROM
    (
        SELECT min(occasions.id) AS id, if(kind = 'campaign', name, '') AS told, brand AS about, since AS began,
            until AS ended, toIntervalSecond(greatest(3600, dateDiff('second', began, ended))) AS lasts
        FROM occasions WHERE {HERE} GROUP BY told, about, began, ended ORDER BY began DESC, id LIMIT 20
    ) AS campaign
    CROSS JOIN
    (
        SELECT at, brand AS who, sentiment, {VOICES} AS voices FROM {counted(used="at brand sentiment voices")}
        GROUP BY at, who, sentiment
        UNION ALL
        SELECT toDateTime({SINCE}, 'UTC') AS at, brand AS who, '' AS sentiment, 0 AS voices FROM occasions WHERE {HERE}
    ) AS said
    WHERE about IN ('', who)
    GROUP BY id, told, about, began, ended
)
ORDER BY since DESC, name
"""

CAMPAIGNS = Panel(
    name="campaigns",
    title=Words("Kampanyalar: önce, sırasında, sonra", "Campaigns: before, during, after"),
    about=Words(
        "Önce ve sonra kampanya kadar uzundur (adım hassasiyetinde), döneme sığmazsa boş. Ekleme: Kampanyalar sayfası",
        "Before and after are as long (to the step), empty where the period does not hold them. Added on Campaigns",
    ),
    kind="table",
    sql=BESIDE,
    of_marks=True,
    width=12,
    columns=(
        Column("name", Words("Kampanya", "Campaign"), words={"": NOTICE}),
        Column("brand", Words("Marka", "Brand"), words={"": Words("Tümü", "All")}),
        Column("since", Words("Başlangıç", "From")),
        Column("until", Words("Bitiş", "To")),
        Column("before", Words("Kayıt, önce", "Items before"), "items"),
        Column("net_before", Words("Net duygu, önce", "Net before"), "score"),
        Column("during", Words("Kayıt, sırasında", "Items during"), "items"),
        Column("net_during", Words("Net duygu, sırasında", "Net during"), "score"),
        Column("after", Words("Kayıt, sonra", "Items after"), "items"),
        Column("net_after", Words("Net duygu, sonra", "Net after"), "score"),
    ),
    drill=Drill(where=VOICE, by="brand"),
    empty=Words("Bu dönemde kampanya yok", "No campaign in this period"),
)
