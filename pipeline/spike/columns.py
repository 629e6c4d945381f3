"""State of all series as arrays with the series along the last axis: copying and growing it.

Used by the detector's parts, each a dataclass of such arrays. Keeps no state itself.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

import numpy as np

Part = TypeVar("Part")


def copied(part: Part) -> Part:
    """The same part with arrays of its own."""
    return type(part)(**{name: array.copy() for name, array in _arrays(part).items()})


def joined(part: Part, more: Part) -> Part:
    """The series of `part`, then those of `more`."""
    added = _arrays(more)
    return type(part)(**{name: np.concatenate([array, added[name]], axis=-1) for name, array in _arrays(part).items()})


def size_bytes(part: object) -> int:
    return sum(array.nbytes for array in _arrays(part).values())


def _arrays(part: object) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    return {field.name: getattr(part, field.name) for field in fields(part)}  # type: ignore[arg-type]
