"""A server for the tests of this folder, and a store of a database of its own on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.storage.http_server import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["chdb", "http"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, in this process or behind HTTP."""
    if request.param == "chdb":
        return f"chdb://{tmp_path / 'store'}"
    server: Server = request.getfixturevalue("server")
    return server.url(f"t{uuid4().hex}")
