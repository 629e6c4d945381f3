"""Ends the Faust app of one round, also where its broker is gone. Called by `pipeline.embedded.run`.

Left to itself Faust waits for a dead broker to take its last commit. Broken off there, its consumer lives on in a
thread of its own, joins the group again at the next broker on that port, and takes partitions that nobody then works.
So nothing of an app may outlive `end`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import faust
from mode.threads import ServiceThread

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
GRACE_SECONDS = 1.0  # where nobody is left to take leave of
CANCELS = 10


async def end(app: faust.App, *, broker_alive: bool) -> None:
    """Stop the app in order, then whatever of its consumer is left."""
    consumer = app.consumer._thread  # no public way leads to it
    if not broker_alive:
        app.consumer.commit_and_end_transactions = _nobody_takes_it
    with _quiet(consumer._thread):
        stopping = asyncio.create_task(app.stop())
        await asyncio.wait([stopping], timeout=STOP_SECONDS if broker_alive else GRACE_SECONDS)
        await _end_consumer(consumer)
        await asyncio.wait([stopping], timeout=STOP_SECONDS)
    if stopping.cancel() or stopping.exception() is not None:
        log.warning("the worker did not stop in order")


async def _nobody_takes_it() -> None:
    """In the place of the last commit."""


async def _end_consumer(service: ServiceThread) -> None:
    """Cancel whatever the consumer's thread still does, until it has ended."""
    for _ in range(CANCELS):
        if service._thread is None or not service._thread.is_alive():
            break
        with suppress(RuntimeError):  # its loop is closed
            service.thread_loop.call_soon_threadsafe(_cancel_all, service.thread_loop)
        await asyncio.to_thread(service._thread.join, GRACE_SECONDS)
    else:
        log.error("the consumer of the last broker did not end; stop Nabız and start it again")
    service.set_shutdown()  # a thread that was cancelled does not say so itself, and Faust waits for it


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


@contextmanager
def _quiet(thread: threading.Thread | None) -> Iterator[None]:
    """That this thread ends by being cancelled is no news."""
    told = threading.excepthook

    def tell(what: threading.ExceptHookArgs) -> None:
        if what.thread is not thread:
            told(what)

    threading.excepthook = tell
    try:
        yield
    finally:
        threading.excepthook = told
