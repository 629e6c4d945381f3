"""A store for the panels: one of the embedded engine for a whole module, and filters over its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeline.feedback import Insight
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.views.panel import Filters
from tests.storage.insights import START, landed
from tests.storage.keeping import Kept, keeping

DAY = timedelta(days=1)
FILTERS = Filters(since=START - DAY, until=START + DAY, before_since=START - 3 * DAY, before_until=START - DAY)

Filled = Callable[[Sequence[Insight]], Store]


@pytest.fixture(scope="module")
def chdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with keeping(f"chdb://{tmp_path_factory.mktemp('chdb') / 'store'}") as kept:
        yield kept


@pytest.fixture
def store(chdb: Kept) -> Iterator[Store]:
    """Empty, whatever the tests before it wrote."""
    opened = open_store(chdb.empty())
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Filled:
    def fill(insights: Sequence[Insight]) -> Store:
        store.write(insights, landed(insights))
        return store

    return fill


def filters(**changes: object) -> Filters:
    return replace(FILTERS, **changes)
