"""The composition root: Settings -> Parts -> Faust app. The one place where doors are opened.

`faust -A pipeline.app worker` (or `nabiz worker`) finds `app` here; it is built when it is asked for, so that
importing this module opens nothing. The embedded run builds the same Parts through `build_parts`.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import faust

from models.errors import ModelError
from models.language import identify
from pipeline.agents import build_app
from pipeline.errors import NabizError, StoreElsewhere, StoreError, place_of
from pipeline.healthz import serve
from pipeline.loglines import set_up_logging
from pipeline.outlets import outlets_of
from pipeline.owning import own
from pipeline.parts import Parts
from pipeline.reading import model_of
from pipeline.retry import Patience, persist_now
from pipeline.settings import Settings, load_settings
from pipeline.spike.policy import SpikePolicy
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.telemetry import Telemetry
from pipeline.teller import Teller
from pipeline.watching import Watcher

log = logging.getLogger(__name__)


def build_parts(
    settings: Settings,
    fatal: Callable[[BaseException], None],
    telemetry: Telemetry | None = None,
    *,
    wait: bool = False,
) -> Parts:
    """Open every door. Raises SettingsError, StoreError or a ModelError that says what to mend.

    `wait`: a store that is away is waited for, and `telemetry` says so; else StoreAway is raised.
    """
    own(settings.data_dir)  # Faust makes a folder in it, also where the store is remote
    telemetry = telemetry or Telemetry(time.monotonic)
    outlets = outlets_of(settings)
    store = open_store(settings.store_url, retention_days=settings.retention_days)
    if wait:
        persist_now(partial(_migrate, store), patience=Patience(), waiting=partial(telemetry.waiting, "store"))
        telemetry.waiting("store", None)
    else:
        store.migrate()
    return Parts(
        settings=settings,
        model=model_of(settings),
        identify=identify,
        store=store,
        watcher=Watcher(
            store,
            lateness=timedelta(seconds=settings.lateness_seconds),
            policy=SpikePolicy().stricter(settings.alert_margin),
            waiting=lambda: telemetry.pulse().lag,
        ),
        teller=Teller(store, outlets, telemetry.told),
        telemetry=telemetry,
        fatal=fatal,
    )


def build_worker() -> faust.App:
    """The app of a worker process of its own, with its health and metrics."""
    settings = load_settings()
    set_up_logging(settings.log_level, settings.log_json)
    telemetry = Telemetry(time.monotonic)
    _, address = serve(telemetry, settings.host, settings.port)
    log.info("health and metrics at %s", address)
    say_whose_store(settings)
    parts = build_parts(settings, end_process, telemetry, wait=True)
    spare_the_collector()
    app = build_app(parts)
    shut_fausts_web(app)
    leave_in_time(app, settings.stop_seconds)
    return app


def say_whose_store(settings: Settings) -> None:
    """Workers of one group share what is read: a second embedded store would get a part of it, and nobody see that."""
    if settings.embedded_store:
        log.warning(
            "what this worker reads is kept in %s, for it alone: beside other workers or `nabiz up` set NABIZ_STORE",
            settings.data_dir / "store",
        )


def _migrate(store: Store) -> None:
    """At a start an address that leads elsewhere is a mistake, which no waiting mends."""
    try:
        store.migrate()
    except StoreElsewhere as error:
        raise StoreError(error.message, hint=error.hint) from None


def shut_fausts_web(app: faust.App) -> None:
    """Faust's own command turns its web server on, whatever the settings say: open to all networks, and of no use."""
    app.boot_strategy.enable_web = False


def leave_in_time(app: faust.App, seconds: float) -> None:
    """Whoever is told to stop acknowledges first, for which a broker that is away would be waited for without end."""

    @app.task  # type: ignore[untyped-decorator]
    async def leaving() -> None:
        await app.wait_for_stopped()
        timer = threading.Timer(seconds, _leave)
        timer.daemon = True
        timer.start()


def _leave() -> None:
    log.warning("the broker does not answer: the worker leaves, and what it has not acknowledged comes back")
    logging.shutdown()
    os._exit(os.EX_TEMPFAIL)


def spare_the_collector() -> None:
    """What is loaded by now stays, and messages die young: looking through all of it every few batches is waste."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def end_process(error: BaseException) -> None:
    """A bug must not be survived: what is not acknowledged comes back to the next worker."""
    said = str(error) if isinstance(error, (NabizError, ModelError)) else place_of(error)
    log.critical("the worker ends: %s\n%s", said, "".join(traceback.format_tb(error.__traceback__)))
    logging.shutdown()
    os._exit(70)


def __getattr__(name: str) -> faust.App:
    if name == "app":
        globals()["app"] = build_worker()
        return globals()["app"]
    raise AttributeError(name)
