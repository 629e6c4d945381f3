"""A window into the store of a running `nabiz up`: the engine lets one process in, and this one answers for it.

Served beside health and metrics, read-only, for whoever can read the token in the data directory (the owner's alone).
What commands note goes through the `letterbox` beside it.
`nabiz query` and `nabiz doctor` look through it when the store is locked. Never logs a query or an answer.
"""

from __future__ import annotations

import contextlib
import fcntl
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import msgspec

from pipeline.errors import NabizError, QueryRefused, StoreAway, StoreError
from pipeline.healthz import Answer, Asked
from pipeline.storage.base import Store, Table

PATH = "/query"
ANSWER_SECONDS = 60.0


Json = str | int | float | bool | None | list[Any] | dict[str, Any]  # times and ids come as text


class Latch(msgspec.Struct, frozen=True):
    """Where the window is and what opens it; kept in the data directory while the run lasts."""

    address: str
    token: str
    console: str = ""  # where the console is served
    broker: str = ""  # where its broker listens


class Pane(msgspec.Struct, frozen=True):
    """What comes through: a Table, or why not."""

    columns: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rows: list[list[Json]] = []
    error: str = ""
    hint: str = ""


class Window:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.token = secrets.token_urlsafe(32)

    def answer(self, asked: Asked) -> Answer:
        """One query, in a thread of the server."""
        return answered(asked, self.token, self._look)

    def _look(self, body: bytes) -> bytes:
        try:
            sql = body.decode()
        except UnicodeDecodeError:
            raise QueryRefused("the query is not UTF-8") from None
        return msgspec.json.encode(self._store.query(sql))


class OpenLatch:
    """Held while the run lasts. The file is locked, and the system unlocks it however the run ends."""

    def __init__(self, file: Path, held: BinaryIO) -> None:
        self._file, self._held = file, held

    def close(self) -> None:
        self._file.unlink(missing_ok=True)
        self._held.close()


def open_latch(data_dir: Path, latch: Latch) -> OpenLatch:
    """Write where the window is, for the owner alone."""
    file = _file(data_dir)
    fresh = file.with_suffix(".new")
    held = os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    try:
        with contextlib.suppress(OSError):  # some file systems know no locks
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held.write(msgspec.json.encode(latch))
        held.flush()
        fresh.replace(file)
    except BaseException:
        held.close()
        raise
    return OpenLatch(file, held)


def running(data_dir: Path) -> Latch | None:
    """Where to find the `nabiz up` that uses this directory; None where none runs."""
    try:
        with _file(data_dir).open("rb") as file:
            return None if _left_behind(file) else msgspec.json.decode(file.read(), type=Latch)
    except (OSError, msgspec.DecodeError):
        return None


def _left_behind(file: BinaryIO) -> bool:
    """By a run that was killed: what it says is true of nobody, or by now of somebody else."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def look_through(data_dir: Path, sql: str) -> Table:
    """Ask the process that holds the store. Raises StoreAway where none answers."""
    through = ask(data_dir, PATH, sql.encode("utf-8", "replace"))
    return Table(through.columns, through.types, [tuple(row) for row in through.rows])


def ask(data_dir: Path, path: str, body: bytes) -> Pane:
    """What the running process says. Raises StoreAway where none answers, and what it refuses with."""
    try:
        latch = _read(data_dir)
        response = httpx.post(
            latch.address + path,
            content=body,
            headers=_proof(latch),
            timeout=ANSWER_SECONDS,
            trust_env=False,  # never through a proxy: the window is on this machine
        )
        said = msgspec.json.decode(response.content, type=Pane)
    except (OSError, httpx.HTTPError, msgspec.DecodeError) as error:
        hint = (
            "another process holds the embedded store and answers no commands, as a `nabiz console` alone does; "
            "end it and ask again, or run `nabiz up`, which serves the console and answers beside it"
        )
        why = "no `nabiz up` runs here" if isinstance(error, FileNotFoundError) else type(error).__name__
        raise StoreAway(f"the running store cannot be asked: {why}", hint=hint) from None
    if said.error:
        raise (QueryRefused if response.status_code == httpx.codes.BAD_REQUEST else StoreError)(
            said.error, hint=said.hint
        )
    return said


def answered(asked: Asked, token: str, work: Callable[[bytes], bytes]) -> Answer:
    """What `work` makes of the body, for whoever holds the token; else why not. The window's and the letterbox's."""
    if not hmac.compare_digest(asked.authorization.encode(), f"Bearer {token}".encode()):
        return Answer("401 Unauthorized", _pane(error="the token is missing or wrong"))
    try:
        return Answer("200 OK", work(asked.body))
    except NabizError as error:
        status = "503 Service Unavailable" if isinstance(error, StoreAway) else "400 Bad Request"
        return Answer(status, _pane(error=error.message, hint=error.hint))


def _read(data_dir: Path) -> Latch:
    return msgspec.json.decode(_file(data_dir).read_bytes(), type=Latch)


def _proof(latch: Latch) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {latch.token}"}


def _pane(**said: str) -> bytes:
    return msgspec.json.encode(Pane(**said))  # type: ignore[arg-type]


def _file(data_dir: Path) -> Path:
    return data_dir / "running.json"
