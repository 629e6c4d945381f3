"""The items that somebody saw, without their words: of whole days from the table `heard`, else from the rows.

`heard` gives a subquery in brackets: brand, occurred_at, id, channel, sentiment, reach, author (the masked label as a
number, 0: nobody). Used by the dashboards for what has the widest reach; pure text.
"""

from __future__ import annotations

from pipeline.storage.days import LABEL
from pipeline.views.counted import days_of
from pipeline.views.scope import BRANDS, CHANNELS, HERE, LANGUAGES, TOPICS

SHOWN = "lower(leftPad(hex(author), 10, '0'))"  # the label as everywhere else
COLUMNS = "brand, occurred_at, id, channel, sentiment"


def heard(where: str) -> str:
    """`where` is a condition on the columns above."""
    days = days_of()
    return f"""(
    SELECT {COLUMNS}, reach, author FROM heard
    WHERE {days.rows} AND {BRANDS} AND {CHANNELS} AND {LANGUAGES} AND {TOPICS} AND {where}
    UNION ALL
    SELECT {COLUMNS}, assumeNotNull(items.reach) AS reach, if(items.author IS NULL, 0, {LABEL}) AS author FROM items
    WHERE {HERE} AND items.reach > 0 AND {where} AND {days.others("occurred_at")}
)"""
