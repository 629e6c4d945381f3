"""Sessions as signed cookies: a name, the mark of its password, a time. Called by the gate and the sign-in.

Nothing is kept in memory, so a restart signs nobody out; a changed password, a removed account and the age do.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from pipeline.views.console.accounts import Accounts
from pipeline.views.console.page import Person

COOKIE = "nabiz_session"
LASTS = 12 * 3600


class Sessions:
    def __init__(self, data_dir: Path, accounts: Accounts) -> None:
        self._accounts = accounts
        self._seal = URLSafeTimedSerializer(_key(data_dir / "console.key"), salt="nabiz session")

    def open(self, person: Person) -> str:
        return self._seal.dumps([person.name, self._accounts.mark(person.name)])

    def person(self, cookie: str) -> Person | None:
        try:
            name, mark = self._seal.loads(cookie, max_age=LASTS)
        except (BadSignature, ValueError, TypeError):
            return None
        return self._accounts.person(name) if mark and mark == self._accounts.mark(name) else None


def _key(file: Path) -> str:
    """Made once, for the owner alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as written:
        written.write(key := secrets.token_hex(32))
    return key
