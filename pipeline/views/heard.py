"""What customers wrote and somebody saw, without the words: of whole days from the table `heard`, else from the rows.

`heard` gives a subquery in brackets: brand, occurred_at, id, channel, sentiment, reach, author (the masked label as a
number, 0: nobody). Used by the dashboards for what has the widest reach; pure text.
"""

from __future__ import annotations

from pipeline.views.counted import days_of
from pipeline.views.scope import BRANDS, CHANNELS, CHOSEN, LANGUAGES, NOW, TOPICS

COLUMNS = "brand, occurred_at, id, channel, sentiment"


def heard(where: str, only: str = "") -> str:
    """`where` is a condition on the columns above; `only` an order and a limit that hold for each part already."""
    days = days_of()
    return f"""(
    SELECT {COLUMNS}, reach, author FROM heard
    WHERE {days.rows} AND {BRANDS} AND {CHANNELS} AND {LANGUAGES} AND {TOPICS} AND {where} {only}
    UNION ALL
    SELECT {COLUMNS}, assumeNotNull(newest.reach) AS reach, newest.label AS author FROM
    (
        SELECT {COLUMNS}, language, topics, reach, label, drill, voice FROM written
        WHERE {NOW} AND {BRANDS} AND {days.others("occurred_at")}
        ORDER BY revision DESC LIMIT 1 BY brand, occurred_at, id
    ) AS newest
    WHERE {CHOSEN} AND newest.voice AND newest.reach > 0 AND {where} {only}
)"""
