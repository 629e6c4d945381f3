"""A server for the tests of this folder, and a store of a database of its own on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.storage.http_server import Server, serving
from tests.storage.keeping import Kept, keeping


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def chdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with keeping(f"chdb://{tmp_path_factory.mktemp('chdb') / 'store'}") as kept:
        yield kept


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[Kept]:
    with keeping(server.url(f"t{uuid4().hex}")) as kept:
        yield kept


@pytest.fixture(params=["chdb", "http"])
def ready(request: pytest.FixtureRequest) -> str:
    """The address of a store with its schema and nothing in it, in this process or behind HTTP.

    A module that asks for it opens no other embedded store.
    """
    kept: Kept = request.getfixturevalue(request.param)
    return kept.empty()


@pytest.fixture(params=["chdb", "http"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet, in this process or behind HTTP."""
    if request.param == "chdb":
        return f"chdb://{tmp_path / 'store'}"
    server: Server = request.getfixturevalue("server")
    return server.url(f"t{uuid4().hex}")
