"""Every store there is, for the suites of its contract: the fake, the engine in this process, a server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.storage.fake import InMemoryStore
from tests.storage.http_server import Server, serving
from tests.storage.keeping import Kept, keeping


@pytest.fixture(scope="session")
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


@pytest.fixture(params=["fake", "chdb", "http"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty, whatever the tests before it wrote."""
    opened = _open(request)
    opened.migrate()
    yield opened
    opened.close()


def _open(request: pytest.FixtureRequest) -> Store:
    if request.param == "fake":
        return InMemoryStore()
    kept: Kept = request.getfixturevalue(request.param)
    return open_store(kept.empty())
