"""Campaigns as people note them: at the command line and on the console's page. Called by both; writes nothing itself.

Days and times are Istanbul's unless another zone is said; a day as the end is meant to its last moment.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from pipeline.errors import SettingsError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.storage.base import Campaign, Table

LONGEST = 200  # letters of a name
FIND = """
SELECT id, brand, name, since, until, by, at, removed FROM campaigns FINAL WHERE NOT removed ORDER BY since, id
"""


def campaign(id: UUID, name: str, brand: str, since: str, until: str, by: str, at: datetime) -> Campaign:
    """One as somebody told it. Raises SettingsError where it has no name, or ends before it begins."""
    began, ended = moment(since), moment(until) + (timedelta(days=1) if len(until) == 10 else timedelta())
    if not name.strip() or began >= ended:
        raise SettingsError("a campaign has a name, and ends after it began", hint="mend its name or its dates")
    return Campaign(id, brand, name.strip()[:LONGEST], began, ended, by, at)


class Asked(Protocol):
    def query(self, sql: str) -> Table: ...


def known(store: Asked) -> list[Campaign]:
    """In the order in which they began."""
    found = store.query(FIND)
    return [msgspec.convert(dict(zip(found.columns, row, strict=True)), Campaign) for row in found.rows]


def moment(told: str) -> datetime:
    """A day or time of Istanbul; another zone only where it is said."""
    try:
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo else at.replace(tzinfo=ISTANBUL)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SettingsError(
            f"{told!r} is no day or time", hint="write it like 2026-11-20 or 2026-11-20T09:00"
        ) from None
