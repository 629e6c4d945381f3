"""The words that rise, as SQL: the last day's beside the week before. Used by the marketing dashboard; pure text."""

from __future__ import annotations

from pipeline.text.stopwords import STOP_WORDS
from pipeline.views.scope import BRANDS, CHOSEN, UNTIL, VOICE

# Of the last day of the period beside the seven days before it. At most 1,000 texts a brand are read of the last day
# and 200 of each other, drawn by their ids where there are more.
LAST_DAY = f"occurred_at >= subtractDays({UNTIL}, 1) AND occurred_at < {UNTIL}"
WEEK_BEFORE = f"occurred_at >= subtractDays({UNTIL}, 8) AND occurred_at < subtractDays({UNTIL}, 1)"
SAID = f"(SELECT sum(items) FROM days WHERE topic = '' AND day >= toDate(subtractDays({UNTIL}, 8)) AND {BRANDS})"
SEEN = "replaceRegexpAll(text, '\\[[A-Z_]+\\]', ' ')"  # what stands for redacted data is nobody's word
LOWER = f"lowerUTF8(translateUTF8({SEEN}, 'Iİ’‘“”«»…–—•', 'ıi          '))"
SPOKEN = f"arrayDistinct(arrayFilter(word -> lengthUTF8(word) > 3, splitByNonAlpha({LOWER})))"
PLAIN = "translateUTF8(word, 'çğıöşüâîû', 'cgiosuaiu')"
STOPPED = ", ".join(f"'{word}'" for word in sorted(STOP_WORDS) if len(word) > 3)


def _texts(period: str, now: str, each: int, every: int) -> str:
    """`each` texts a brand and day, one in SAID / every."""
    return f"""
        SELECT argMax(text, revision) AS text, {now} AS now FROM written
        WHERE {period} AND {CHOSEN} AND {VOICE} AND cityHash64(id) % greatest(1, intDiv({SAID}, {every})) = 0
        GROUP BY brand, occurred_at, id
        ORDER BY cityHash64(id) LIMIT {each} BY brand, toDate(occurred_at)"""


RISING_WORDS = f"""
SELECT label, value, round(earlier / texts_before * texts_now, 1) AS before FROM
(
    SELECT word AS label, countIf(now) AS value, countIf(NOT now) AS earlier, any(texts_now) AS texts_now,
        any(texts_before) AS texts_before
    FROM
    (
        SELECT arrayJoin({SPOKEN}) AS word, now, texts_now, texts_before FROM
        (
            SELECT text, now, countIf(now) OVER () AS texts_now, countIf(NOT now) OVER () AS texts_before FROM
            ({_texts(LAST_DAY, "true", 1_000, 50_000)}
        UNION ALL {_texts(WEEK_BEFORE, "false", 200, 10_000)}
            )
        )
    )
    GROUP BY word HAVING value >= 3 AND match(word, '^\\\\p{{L}}+$') AND {PLAIN} NOT IN ({STOPPED})
)
WHERE texts_before > 0 AND value > before
ORDER BY (value - before) / sqrt(before + 1) DESC, label LIMIT 20
"""
