"""From the query of an address to what a reader has chosen, and back. Called by `app` for every page. Pure.

The address is the whole truth: a link that is passed on shows the same to whoever opens it. What it does not say has
a default; what it says wrongly is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec

from pipeline.spike.istanbul import ISTANBUL
from pipeline.views.console.page import Choice
from pipeline.views.panel import Filters, Words

LISTS = ("brand", "topic", "channel", "language")
KEPT = ("period", "since", "until", "compare", *LISTS)
FORWARD = timedelta(minutes=1)
STALE = timedelta(days=1)
MOST = 50  # values of one filter


class Period(msgspec.Struct, frozen=True):
    title: Words
    lasts: timedelta
    step_minutes: int


PERIODS: Mapping[str, Period] = {
    "1h": Period(Words("Son 1 saat", "Last hour"), timedelta(hours=1), 1),
    "24h": Period(Words("Son 24 saat", "Last 24 hours"), timedelta(days=1), 60),
    "7d": Period(Words("Son 7 gün", "Last 7 days"), timedelta(days=7), 180),
    "30d": Period(Words("Son 30 gün", "Last 30 days"), timedelta(days=30), 1440),
    "90d": Period(Words("Son 90 gün", "Last 90 days"), timedelta(days=90), 1440),
    "365d": Period(Words("Son 1 yıl", "Last year"), timedelta(days=365), 7 * 1440),
}
USUAL = "24h"
COMPARISONS: Mapping[str, Words] = {
    "before": Words("Önceki dönem", "Period before"),
    "week": Words("Bir hafta önce", "A week earlier"),
    "year": Words("Bir yıl önce", "A year earlier"),
}


def chosen(
    asked: Mapping[str, tuple[str, ...]], now: datetime, last: datetime | None, own: Sequence[str] = ()
) -> Choice:
    """`own` are our brands. `last` is the newest event time stored: where nothing came for a day, periods end there."""
    said = {name: asked.get(name, ("",))[0] for name in ("period", "since", "until", "compare")}
    period = said["period"] if said["period"] in PERIODS else USUAL
    span = _span(said["since"], said["until"])
    end = now if last is None or last > now - STALE else last + FORWARD
    since, until = span or (end - PERIODS[period].lasts, end)
    before = _before(said["compare"], since, until)
    lists = {name: asked.get(name, ())[:MOST] for name in LISTS}
    filters = Filters(
        since=since,
        until=until,
        before_since=before[0],
        before_until=before[1],
        brands=lists["brand"],
        own=tuple(own),
        topics=lists["topic"],
        channels=lists["channel"],
        languages=lists["language"],
        step_minutes=_step(until - since) if span else PERIODS[period].step_minutes,
    )
    return Choice(filters=filters, period="" if span else period, query=kept(asked))


def kept(asked: Mapping[str, tuple[str, ...]]) -> str:
    """The filters of a query, for the next address."""
    return urlencode([(name, value) for name in KEPT for value in asked.get(name, ()) if value])


def narrowed(asked: Mapping[str, tuple[str, ...]], **more: str) -> str:
    """The filters of a query with some set to one value, and whatever else is to stand in the address."""
    told = {name: values for name, values in asked.items() if name in KEPT and name not in more}
    if "since" in more:
        told.pop("period", None)
    pairs = [(name, value) for name, values in told.items() for value in values if value]
    return urlencode([*pairs, *((name, value) for name, value in more.items() if value)])


def stamp(at: datetime) -> str:
    """A time as it stands in an address: UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _span(since: str, until: str) -> tuple[datetime, datetime] | None:
    try:
        start, end = (datetime.fromisoformat(told) for told in (since, until))
        if len(until) == 10:  # a day is meant to its end
            end += timedelta(days=1)
        start, end = ((at if at.tzinfo else at.replace(tzinfo=ISTANBUL)).astimezone(UTC) for at in (start, end))
    except (ValueError, OverflowError):
        return None
    return (start, end) if datetime(1971, 1, 1, tzinfo=UTC) < start < end < datetime(2200, 1, 1, tzinfo=UTC) else None


def _before(compare: str, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    back = {"week": timedelta(days=7), "year": timedelta(days=364)}.get(compare, until - since)
    return since - back, until - back


def _step(lasts: timedelta) -> int:
    """Some hundred points at most."""
    fitting = (each for each in (1, 5, 15, 30, 60, 180, 720, 1440, 7 * 1440) if lasts / timedelta(minutes=each) <= 120)
    return next(fitting, 28 * 1440)
