"""The week as one page, drawn by the running `nabiz up`: only it can read the embedded store it holds.

Served beside the window, for whoever holds its token; `nabiz digest` asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from pipeline.embedded.window import Pane, answered, ask
from pipeline.errors import StoreError
from pipeline.healthz import Post
from pipeline.storage.base import Store
from pipeline.views.digest import digest, week_of
from pipeline.views.panel import Language

DIGEST = "/digest"


class Wanted(msgspec.Struct, frozen=True):
    """Which week, such as 2026-W47, in which language; of which brands, if not of our own."""

    week: str
    language: Language
    own: tuple[str, ...]
    brands: tuple[str, ...] = ()


class Press:
    """The running process's side."""

    def __init__(self, store: Store, token: str) -> None:
        self._store, self._token = store, token

    def posts(self) -> Mapping[str, Post]:
        return {DIGEST: lambda asked: answered(asked, self._token, self._drawn)}

    def _drawn(self, body: bytes) -> bytes:
        try:
            wanted = msgspec.json.decode(body, type=Wanted)
        except msgspec.MsgspecError:
            raise StoreError("what was asked for cannot be read") from None
        page = digest(self._store, week_of(wanted.week), wanted.language, wanted.own, wanted.brands)
        return msgspec.json.encode(Pane(rows=[[str(page)]]))


def drawn_there(data_dir: Path, wanted: Wanted) -> str:
    """The page, from the process that holds the store. Raises StoreAway where none answers."""
    [[page]] = ask(data_dir, DIGEST, msgspec.json.encode(wanted)).rows
    return str(page)
