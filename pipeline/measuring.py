"""What a worker knows of itself, written to the store every few seconds, so that views need no Prometheus.

Called by a timer of `pipeline.agents`, in a thread. A store that is away loses samples and nothing else; the leader
also sums up hours that changed, and takes stock of every Kafka offset now and then, less often the longer that takes.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from math import isfinite

from prometheus_client.registry import Collector

from pipeline.errors import StoreError
from pipeline.storage.base import Measurement, Reconciliation, Store

log = logging.getLogger(__name__)

MEASURE_SECONDS = 15.0
RECONCILE_SECONDS = 300.0
ROLL_SECONDS = 5.0  # of a quarter of a minute
RECONCILE_SHARE = 20  # taking stock may use a twentieth of the time


def samples(registry: Collector, worker: str, at: datetime) -> list[Measurement]:
    """Every sample of the registry but the times at which its counters began."""
    return [
        Measurement(worker, at, sample.name, dict(sample.labels), float(sample.value))
        for metric in registry.collect()
        for sample in metric.samples
        if not sample.name.endswith("_created") and isfinite(sample.value)
    ]


def stock(found: Iterable[Reconciliation], worker: str, at: datetime) -> list[Measurement]:
    """The result of a reconcile as samples: one a figure and partition."""
    return [
        Measurement(
            worker,
            at,
            f"nabiz_reconcile_{figure}",
            {"topic": each.topic, "log": each.log, "partition": str(each.partition)},
            float(getattr(each, figure)),
        )
        for each in found
        for figure in ("landed", "stored", "rejected", "erased", "missing", "lost")
    ]


class Measuring:
    """One a worker; `leads` is asked each time. Never raises for the store's sake."""

    def __init__(self, store: Store, registry: Collector, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._registry, self._clock = store, registry, clock
        self._worker = f"{socket.gethostname()}-{os.getpid()}"
        self._next_stock = clock()

    def measure(self, at: datetime, *, leads: bool) -> None:
        try:
            self._store.write_measurements([*samples(self._registry, self._worker, at), *self._stock(at, leads)])
            self._roll_up(leads)
        except StoreError as error:
            log.warning("the store was not tended: %s", error)

    def _roll_up(self, leads: bool) -> None:
        ended = self._clock() + ROLL_SECONDS
        while leads and self._store.roll_up() and self._clock() < ended:
            pass

    def _stock(self, at: datetime, leads: bool) -> Sequence[Measurement]:
        began = self._clock()
        if not leads or began < self._next_stock:
            return ()
        found = stock(self._store.reconcile(), self._worker, at)
        ended = self._clock()
        self._next_stock = ended + max(RECONCILE_SECONDS, RECONCILE_SHARE * (ended - began))
        return found
