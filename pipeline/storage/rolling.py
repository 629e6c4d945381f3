"""Keeps the sums that panels read up with the rows: hours first, then the days they make up.

Called by the leader's timer through `Store.roll_up`, again and again until nothing is left to do.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, cast

from pipeline.storage.days import sum_days
from pipeline.storage.hours import sum_hours

if TYPE_CHECKING:
    from pipeline.storage.connection import Connection


def roll_up(connection: Connection, at: datetime | None = None) -> int:
    """One step; how many hours or days were summed up. `at` is the server's time unless a test says otherwise."""
    if at is None:
        at = cast(datetime, connection.rows("SELECT now64(3, 'UTC')")[0][0])
    return sum_hours(connection, at) or sum_days(connection, at, secrets.randbits(63))
