"""Parts: everything a worker needs, built once by the composition root and passed in. Values and open doors only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from models.base import TextModel
from pipeline.enrich import Identify
from pipeline.retry import Patience
from pipeline.settings import Settings
from pipeline.storage.base import Store
from pipeline.telemetry import Telemetry
from pipeline.teller import Teller
from pipeline.watching import Watcher


class Parts(msgspec.Struct, frozen=True):
    """`fatal` ends the worker: a bug must not be survived, what is not acknowledged comes back.

    `telling` is held from a look of the detector until what it found is stored: a look in between would find it again.
    """

    settings: Settings
    model: TextModel
    identify: Identify
    store: Store
    watcher: Watcher
    teller: Teller
    telemetry: Telemetry
    fatal: Callable[[BaseException], None]
    patience: Patience = Patience()
    telling: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
