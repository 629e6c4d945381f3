"""Every store there is, for the suites of its contract: the fake, the engine in this process, a server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.storage.fake import InMemoryStore
from tests.storage.http_server import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["fake", "chdb", "http"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = _open(request, tmp_path)
    opened.migrate()
    yield opened
    opened.close()


def _open(request: pytest.FixtureRequest, path: Path) -> Store:
    if request.param == "fake":
        return InMemoryStore()
    if request.param == "chdb":
        return open_store(f"chdb://{path / 'store'}")
    server: Server = request.getfixturevalue("server")
    return open_store(server.url(f"t{uuid4().hex}"))
