"""What other commands hand to a running `nabiz up`, which alone may write to its embedded store.

Served beside the window, for whoever holds its token. Only campaigns and the figures of an evaluation go through:
whatever else writes (erasure, corrections, alerts) has a way of its own. Never logs what is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import msgspec

from pipeline.embedded.window import Pane, answered, ask, look_through
from pipeline.errors import StoreError
from pipeline.healthz import Post
from pipeline.storage.base import Campaign, Evaluated, Store, Table

CAMPAIGNS, EVALUATIONS = "/campaigns", "/evaluations"


class Notebook(Protocol):
    """A store, or the running process that holds it, as far as commands note something in it."""

    def query(self, sql: str) -> Table: ...

    def write_campaigns(self, campaigns: Sequence[Campaign]) -> None: ...

    def write_evaluations(self, evaluations: Sequence[Evaluated]) -> None: ...


Write: TypeAlias = Callable[[bytes], None]  # raises msgspec.MsgspecError for what it cannot read


class Letterbox:
    """The running process's side."""

    def __init__(self, store: Store, token: str) -> None:
        self._store, self._token = store, token

    def posts(self) -> Mapping[str, Post]:
        return {CAMPAIGNS: self._post(self._campaigns), EVALUATIONS: self._post(self._evaluations)}

    def _campaigns(self, body: bytes) -> None:
        self._store.write_campaigns(msgspec.json.decode(body, type=list[Campaign]))

    def _evaluations(self, body: bytes) -> None:
        self._store.write_evaluations(msgspec.json.decode(body, type=list[Evaluated]))

    def _post(self, write: Write) -> Post:
        def noted(body: bytes) -> bytes:
            try:
                write(body)
            except msgspec.MsgspecError:
                raise StoreError("what was handed in cannot be read") from None
            return msgspec.json.encode(Pane())

        return lambda asked: answered(asked, self._token, noted)


class Running:
    """The command's side: a Notebook over there. Each method raises StoreAway where nobody answers."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def query(self, sql: str) -> Table:
        return look_through(self._data_dir, sql)

    def write_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        ask(self._data_dir, CAMPAIGNS, msgspec.json.encode(campaigns))

    def write_evaluations(self, evaluations: Sequence[Evaluated]) -> None:
        ask(self._data_dir, EVALUATIONS, msgspec.json.encode(evaluations))
