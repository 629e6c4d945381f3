"""Who may sign in: names, roles and argon2 hashes in a file of the data directory, readable by its owner alone.

Called by the gate at every request and by `nabiz users`. Must never keep or log a password; must not say, by answer
or by time, whether a name exists.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from pipeline.errors import SettingsError
from pipeline.views.console.page import Person, Role

NAME = re.compile(r"[\w.@-]{1,64}")
SHORTEST = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


class Account(msgspec.Struct, frozen=True):
    role: Role
    secret: str  # argon2id, with its parameters and salt


class Accounts:
    """The file is read again when it changes, so that `nabiz users` counts at once in a running console."""

    def __init__(self, data_dir: Path, hasher: PasswordHasher | None = None) -> None:
        self._file = data_dir / "accounts.json"
        self._first = data_dir / "first-password"
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._known: Mapping[str, Account] = {}
        self._stamp: tuple[int, int] = (0, 0)

    def all(self) -> Mapping[str, Account]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return {}
        if (stamp := (found.st_mtime_ns, found.st_ino)) != self._stamp:
            self._known, self._stamp = self._read(), stamp
        return self._known

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return [Person(name, account.role) for name, account in sorted(self.all().items())]

    def person(self, name: str) -> Person | None:
        account = self.all().get(name)
        return Person(name, account.role) if account else None

    def mark(self, name: str) -> str:
        """Changes with the password: a session made before is then over."""
        account = self.all().get(name)
        return hashlib.sha256(account.secret.encode()).hexdigest()[:16] if account else ""

    def check(self, name: str, password: str) -> Person | None:
        """The person, where the password is right. Takes as long for a name that nobody has."""
        account = self.all().get(name)
        try:
            self._hasher.verify(account.secret if account else self._nobody, password)
        except (Argon2Error, InvalidHashError):
            return None
        return Person(name, account.role) if account else None

    def keep_first(self, password: str) -> Path:
        """The password of the first account, for the owner of the data directory alone, until one is chosen."""
        with os.fdopen(os.open(self._first, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{password}\n")
        return self._first

    def add(self, name: str, role: Role, password: str) -> None:
        """Make an account, or give it another role and password. Raises SettingsError where one is too weak."""
        if not NAME.fullmatch(name):
            raise SettingsError("this is no name for an account", hint="letters, digits, and . _ @ -; at most 64")
        if len(password) < SHORTEST:
            raise SettingsError("the password is too short", hint=f"at least {SHORTEST} characters")
        self._write({**self.all(), name: Account(role, self._hasher.hash(password))})
        self._first.unlink(missing_ok=True)

    def remove(self, name: str) -> bool:
        kept = {known: account for known, account in self.all().items() if known != name}
        removed = len(kept) < len(self.all())
        if removed:
            self._write(kept)
        return removed

    def _read(self) -> Mapping[str, Account]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Account])
        except msgspec.DecodeError:
            hint = "restore it, or delete it and make the accounts again with: nabiz users add NAME --role admin"
            raise SettingsError(f"{self._file} is damaged", hint=hint) from None

    def _write(self, accounts: Mapping[str, Account]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(dict(accounts))))
        fresh.replace(self._file)


def made_password() -> str:
    """Four groups of four letters: 79 bits, and short enough to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
