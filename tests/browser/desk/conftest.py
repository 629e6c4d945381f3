"""The console of the desk's tests in place of the one beside it; browser, window and faults are that folder's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import served


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the console."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def console(folder: Path) -> Iterator[str]:
    """The address."""
    with served("tests.browser.desk.serving", folder) as address:
        yield address
