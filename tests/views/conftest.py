"""A store for the panels: one of the embedded engine for a whole module, and filters over its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.feedback import Insight
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.views.panel import Filters
from tests.storage.insights import START, landed

DAY = timedelta(days=1)
FILTERS = Filters(since=START - DAY, until=START + DAY, before_since=START - 3 * DAY, before_until=START - DAY)

Filled = Callable[[Sequence[Insight]], Store]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"chdb://{tmp_path / 'store'}")
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
