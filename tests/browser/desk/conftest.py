"""The console of the desk's tests in place of the one beside it; browser, window and faults are that folder's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import served


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address."""
    with served("tests.browser.desk.serving", tmp_path_factory.mktemp("desk")) as address:
        yield address
