"""Numbers and times as Turkish and English readers write them. Called wherever the console shows a figure. Pure.

Turkish: decimal comma, point between thousands, %12,5 with the sign in front, 24.05.2026. English: 12.5%, 24 May 2026.
Times are Europe/Istanbul.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from pipeline.spike.istanbul import ISTANBUL
from pipeline.views.panel import Language, Unit

NOTHING = "–"
MINUS = "−"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SCALES = {
    "tr": ((1e9, " Mr"), (1e6, " Mn"), (1e4, " B")),
    "en": ((1e9, "B"), (1e6, "M"), (1e4, "K")),
}


def decimal(value: float, digits: int, language: Language) -> str:
    """`digits` after the comma, thousands apart."""
    plain = f"{abs(value):,.{digits}f}"
    if language == "tr":
        plain = plain.translate(str.maketrans(",.", ".,"))
    return (MINUS if value < 0 and any(digit in "123456789" for digit in plain) else "") + plain


def figure(value: float | None, unit: Unit, language: Language) -> str:
    """A value with its unit, exact enough to act on, short enough to read."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if unit == "share":
        return _percent(value * 100, language)
    if unit in ("seconds", "hours"):
        return lasting(value if unit == "seconds" else value * 3600, language)
    if unit == "bytes":
        return _size(value, language)
    if unit in ("score", "stars"):
        return decimal(value, 2 if 0 < abs(value) < 1 else 1, language)
    if unit == "people" and abs(value) >= 1e8:
        return short(value, language)
    if unit == "rate":
        digits = 0 if abs(value) >= 100 or not value else 1 if abs(value) >= 1 else 2
        return decimal(value, digits, language) + ("/sn" if language == "tr" else "/s")
    return decimal(value, 0 if float(value).is_integer() or abs(value) >= 1000 else 1, language)


def short(value: float, language: Language) -> str:
    """For axes and tight places: 12.400 -> 12,4 B."""
    for scale, name in SCALES[language]:
        if abs(value) >= scale:
            unit = 1e3 if scale == 1e4 else scale
            return decimal(value / unit, 1 if abs(value) < 100 * unit else 0, language) + name
    return figure(value, "plain", language)


def change(now: float | None, before: float | None, unit: Unit, language: Language) -> str:
    """What became of a number since the comparison period; "" where that cannot be said."""
    if now is None or before is None:
        return ""
    if unit in ("share", "score", "stars"):
        step = (now - before) * (100 if unit == "share" else 1)
        return _signed(step, decimal(abs(step), 1, language) + (_points(language) if unit == "share" else ""))
    if not before:
        return ""
    step = 100 * (now - before) / abs(before)
    return _signed(step, _percent(abs(step), language, 0 if abs(step) >= 10 else 1))


def lasting(seconds: float, language: Language) -> str:
    """A duration in its two largest units."""
    names = {"tr": ("gün", "sa", "dk", "sn"), "en": ("d", "h", "min", "s")}[language]
    if abs(seconds) < 60:
        return f"{decimal(seconds, 0 if abs(seconds) >= 10 or not seconds else 1, language)} {names[3]}"
    whole = round(abs(seconds)) if abs(seconds) < 3600 else 60 * round(abs(seconds) / 60)
    counts = (whole // 86_400, whole % 86_400 // 3600, whole % 3600 // 60, whole % 60)
    told = [f"{count} {name}" for count, name in zip(counts, names, strict=True) if count][:2]
    return (MINUS if seconds < 0 else "") + " ".join(told)


def day(at: datetime, language: Language) -> str:
    local = at.astimezone(ISTANBUL)
    return f"{local:%d.%m.%Y}" if language == "tr" else f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def moment(at: datetime, language: Language) -> str:
    return f"{day(at, language)} {at.astimezone(ISTANBUL):%H:%M}"


def spanning(since: datetime, until: datetime, language: Language) -> str:
    """A period: its days, the last one it holds too; of a part of one day the hours."""
    last = until - timedelta(seconds=1)
    first, final = day(since, language), day(last, language)
    if first != final:
        return f"{first} – {final}"
    return (
        first if until - since >= timedelta(days=1) else f"{moment(since, language)}–{until.astimezone(ISTANBUL):%H:%M}"
    )


def ago(at: datetime, now: datetime, language: Language) -> str:
    """How long since; the moment itself where that is more than a week."""
    seconds = (now - at).total_seconds()
    if seconds < 60:
        return "az önce" if language == "tr" else "just now"
    if seconds > 7 * 86_400:
        return moment(at, language)
    told = lasting(seconds, language).split()
    return f"{told[0]} {told[1]} " + ("önce" if language == "tr" else "ago")


def _percent(percent: float, language: Language, digits: int = 1) -> str:
    told = decimal(abs(percent), digits, language)
    sign = MINUS if percent < 0 and any(digit in "123456789" for digit in told) else ""
    return f"{sign}%{told}" if language == "tr" else f"{sign}{told}%"


def _points(language: Language) -> str:
    return " puan" if language == "tr" else " pts"


def _signed(step: float, told: str) -> str:
    if not any(digit in "123456789" for digit in told):
        return told
    return ("+" if step > 0 else MINUS) + told


def _size(value: float, language: Language) -> str:
    for scale, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "KB")):
        if abs(value) >= scale:
            return f"{decimal(value / scale, 1, language)} {name}"
    return f"{decimal(value, 0, language)} B"
