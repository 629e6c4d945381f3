"""Keeps transformers' own progress bars and reports off the terminal while it loads or saves.

Called around from_pretrained and save_pretrained, whose callers look themselves whether the weights fit; what a worker
prints is its operator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from transformers.utils import logging as transformers_logging


@contextmanager
def quietly() -> Iterator[None]:
    """No progress bars and no warnings inside; afterwards as before."""
    before, told = transformers_logging.is_progress_bar_enabled(), transformers_logging.get_verbosity()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(told)
        if before:
            transformers_logging.enable_progress_bar()
