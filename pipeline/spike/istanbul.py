"""Hours of the week as people in Turkey live them: UTC hours since 1970 to slots of the season.

Called by the detector once an hour. Clock changes (Turkey had them until 2016) need no special case: a local hour
that happens twice is learnt twice, one that is skipped is not.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SLOTS = 168
ISTANBUL = ZoneInfo("Europe/Istanbul")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def slot_of(hour: int) -> int:
    """0 is Monday 00:00-01:00 in Istanbul; `hour` counts hours since 1970 UTC."""
    local = (EPOCH + timedelta(hours=hour)).astimezone(ISTANBUL)
    return local.weekday() * 24 + local.hour


def when(minute: int) -> datetime:
    """The UTC time of a minute since 1970."""
    return EPOCH + timedelta(minutes=minute)


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970 of an aware time, rounded down."""
    return int((moment - EPOCH) // timedelta(minutes=1))
