"""The store that a command notes something in, or the running `nabiz up` that holds it.

Called by `nabiz campaign` and `nabiz evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StoreLocked
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.embedded.letterbox import Notebook
    from pipeline.storage.base import Store


@contextmanager
def notebook(data_dir: Path | None) -> Iterator[Notebook]:
    """Of the settings, with the schema up to date."""
    from pipeline.storage import open_store

    settings = load_settings(data_dir=data_dir)
    store = open_store(settings.store_url)
    try:
        yield store if _ours(store) else _running(settings.data_dir)
    finally:
        store.close()


def _ours(store: Store) -> bool:
    try:
        store.migrate()
    except StoreLocked:
        return False
    return True


def _running(data_dir: Path) -> Notebook:
    from pipeline.embedded.letterbox import Running

    return Running(data_dir)
