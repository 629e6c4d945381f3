"""Sessions as signed cookies: a name, the mark of its password, a time. Called by the gate and the sign-in.

Nothing is kept in memory, so a restart signs nobody out; a changed password, a removed account and the age do.
"""

from __future__ import annotations

from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from pipeline.owning import kept_key
from pipeline.views.console.accounts import Accounts
from pipeline.views.console.page import Person

COOKIE = "nabiz_session"
LASTS = 12 * 3600


class Sessions:
    def __init__(self, data_dir: Path, accounts: Accounts) -> None:
        self._accounts = accounts
        self._seal = URLSafeTimedSerializer(kept_key(data_dir / "console.key"), salt="nabiz session")

    def open(self, person: Person) -> str:
        return self._seal.dumps([person.name, self._accounts.mark(person.name)])

    def person(self, cookie: str) -> Person | None:
        try:
            name, mark = self._seal.loads(cookie, max_age=LASTS)
        except (BadSignature, ValueError, TypeError):
            return None
        return self._accounts.person(name) if mark and mark == self._accounts.mark(name) else None
