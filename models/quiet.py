"""Keeps transformers' own progress bars off the terminal while it loads or saves.

Called around from_pretrained and save_pretrained; what a worker prints is its operator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from transformers.utils import logging as transformers_logging


@contextmanager
def quietly() -> Iterator[None]:
    """No progress bars inside; afterwards as before."""
    before = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        if before:
            transformers_logging.enable_progress_bar()
