"""Where a store is: `chdb:///absolute/dir`, `chdb://relative/dir`, `clickhouse://user:pass@host:port/database?secure=1`.

Read by `clickhouse.open_store` and by the doctor. Pure. Must never show a password.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from pipeline.errors import SettingsError

DATABASE = "nabiz"
HINT = "use chdb:///path/to/directory or clickhouse://user:password@host:port/database?secure=1"
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed address. `path` is set for the embedded engine, `host` for a server."""

    path: str = ""
    host: str = ""
    port: int = 0
    user: str = "default"
    password: str = ""
    database: str = DATABASE
    secure: bool = False
    verify: bool = True
    ca_cert: str = ""

    @property
    def embedded(self) -> bool:
        return bool(self.path)

    def __str__(self) -> str:
        """For people and logs: without the password."""
        if self.embedded:
            return f"chdb://{self.path}"
        return f"clickhouse{'s' if self.secure else ''}://{self.user}@{self.host}:{self.port}/{self.database}"

    def __repr__(self) -> str:
        return f"Address({self})"


def parse_address(url: str) -> Address:
    """Raises SettingsError, which never repeats the address: it may hold a password."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        if parts.scheme == "chdb":
            return _embedded(unquote(parts.netloc + parts.path), options)
        if parts.scheme in ("clickhouse", "clickhouses"):
            return _server(
                parts.hostname or "",
                parts.port,
                unquote(parts.username or "default"),
                unquote(parts.password or ""),
                unquote(parts.path.strip("/")) or DATABASE,
                {"secure": "1", **options} if parts.scheme == "clickhouses" else options,
            )
    except ValueError:
        raise SettingsError("the address of the store cannot be read", hint=HINT) from None
    raise SettingsError("the address of the store is of no kind we know", hint=HINT)


def _embedded(path: str, options: dict[str, str]) -> Address:
    _only(options, {"database"})
    if not path:
        raise SettingsError("the address of the store names no directory", hint=HINT)
    return Address(path=path, database=_name(options.get("database", DATABASE)))


def _server(host: str, port: int | None, user: str, password: str, database: str, options: dict[str, str]) -> Address:
    _only(options, {"secure", "verify", "ca_cert"})
    if not host:
        raise SettingsError("the address of the store names no host", hint=HINT)
    secure = _flag(options.get("secure", "0"), "secure")
    return Address(
        host=host,
        port=port or (8443 if secure else 8123),
        user=user,
        password=password,
        database=_name(database),
        secure=secure,
        verify=_flag(options.get("verify", "1"), "verify"),
        ca_cert=options.get("ca_cert", ""),
    )


def _only(options: dict[str, str], known: set[str]) -> None:
    strange = sorted(set(options) - known)
    if strange:
        raise SettingsError(f"the address of the store has options we do not know: {', '.join(strange)}", hint=HINT)


def _name(database: str) -> str:
    """A plain name: it stands in statements that cannot take parameters."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", database):
        raise SettingsError("the database name may hold letters, digits and underscores only", hint=HINT)
    return database


def _flag(value: str, name: str) -> bool:
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise SettingsError(f"the option '{name}' of the store's address is neither 1 nor 0", hint=HINT)
