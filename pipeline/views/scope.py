"""The conditions that a reader's filters make, as SQL text with the parameters of `Filters`. Used by every dashboard.

Pure text of our own: what a reader chose is bound by the engine. An empty list chooses everything.
"""

from __future__ import annotations

SINCE, UNTIL = "{since:DateTime64(3, 'UTC')}", "{until:DateTime64(3, 'UTC')}"
BEFORE_SINCE, BEFORE_UNTIL = "{before_since:DateTime64(3, 'UTC')}", "{before_until:DateTime64(3, 'UTC')}"
STEP = "{step:UInt32}"
VOICE = "voice"  # of items: words of a customer, see the schema
OWN = "has({own:Array(String)}, brand)"
OWN_KNOWN = "notEmpty({own:Array(String)})"  # else everybody would be a competitor
ZONE = "'Europe/Istanbul'"


def chosen(name: str, column: str) -> str:
    """The column is one of the list `name`, or the list is empty."""
    return f"(empty({{{name}:Array(String)}}) OR has({{{name}:Array(String)}}, {column}))"


BRANDS = chosen("brands", "brand")
CHANNELS = chosen("channels", "channel")
LANGUAGES = chosen("languages", "language")
TOPICS = "(empty({topics:Array(String)}) OR hasAny({topics:Array(String)}, topics))"

NOW = f"occurred_at >= {SINCE} AND occurred_at < {UNTIL}"
CHOSEN = f"NOT drill AND {BRANDS} AND {CHANNELS} AND {LANGUAGES} AND {TOPICS}"
HERE = f"{NOW} AND {CHOSEN}"  # the items that a panel counts


def point(time: str) -> str:
    """The point in time that `time` belongs to, `step` minutes wide, on Istanbul's clock.

    Whole days begin at Istanbul's midnight whatever the clock does that day, and whole weeks on a Monday.
    """
    day = f"toDate({time}, {ZONE})"
    days = f"intDiv({STEP}, 1440)"
    monday = "toDate('1970-01-05')"
    midnight = f"toDateTime(addDays({monday}, intDiv(dateDiff('day', {monday}, {day}), {days}) * {days}), {ZONE})"
    offset = f"timezoneOffset(toTimeZone({time}, {ZONE}))"
    width = f"({STEP} * 60)"
    clock = f"toDateTime(intDiv(toUnixTimestamp({time}) + {offset}, {width}) * {width} - {offset}, {ZONE})"
    return f"toTimeZone(if({STEP} % 1440 = 0, {midnight}, {clock}), 'UTC')"


def label(number: str) -> str:
    """An author's label as it is written, from the number that the views `written` and `heard` give."""
    return f"if({number} = 0, NULL, lower(leftPad(hex({number}), 10, '0')))"
