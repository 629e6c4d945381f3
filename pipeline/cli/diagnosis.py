"""What `nabiz doctor` looks at: each part is tried and answers with a Finding. Never prints a secret."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from models.errors import ModelError
from pipeline.errors import NabizError, StoreLocked
from pipeline.settings import Settings, author_key, unknown_variables
from pipeline.storage.base import Table

Verdict = Literal["ok", "note", "wrong"]

# What a running nabiz found itself, some minutes ago at most: taking stock anew would cost it a look at every item.
LAST_STOCK = """
SELECT sum(value) FROM measurements
WHERE metric IN ('nabiz_reconcile_missing', 'nabiz_reconcile_lost')
    AND at >= (SELECT max(at) FROM measurements WHERE metric = 'nabiz_reconcile_landed')
"""


class Finding(msgspec.Struct, frozen=True):
    verdict: Verdict
    part: str
    text: str
    hint: str = ""


def examine(settings: Settings) -> list[Finding]:
    checks: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("python", _python), ("settings", _variables), ("data directory", _directory), ("broker", _broker),
        ("store", _store), ("model", _model), ("privacy", _privacy), ("channels", _channels), ("ports", _ports),
    )  # fmt: skip
    return [finding for part, check in checks for finding in _tried(part, check, settings)]


def _tried(part: str, check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(check(settings))
    except (NabizError, ModelError, OSError, ImportError) as error:
        return [
            Finding(
                "wrong", part, str(getattr(error, "message", getattr(error, "what", error))), getattr(error, "hint", "")
            )
        ]


def _python(_: Settings) -> Iterator[Finding]:
    fits = sys.version_info[:2] in ((3, 11), (3, 12))
    yield Finding(
        "ok" if fits else "wrong", "python", sys.version.split()[0], "" if fits else "use Python 3.11 or 3.12"
    )


def _variables(_: Settings) -> Iterator[Finding]:
    """A misspelt variable is silent otherwise: its setting has the default."""
    for name, meant in unknown_variables(os.environ).items():
        hint = f"is {meant} meant?" if meant else "README.md has the table of settings"
        yield Finding("note", "settings", f"{name} is no setting", hint)


def _directory(settings: Settings) -> Iterator[Finding]:
    place = settings.data_dir
    existing = next(folder for folder in (place, *place.resolve().parents) if folder.exists())
    if not existing.is_dir():
        yield Finding("wrong", "data directory", f"{existing} is no directory", "set NABIZ_DATA_DIR or --data-dir")
        return
    if not os.access(existing, os.W_OK):
        yield Finding("wrong", "data directory", f"{place} cannot be written", "set NABIZ_DATA_DIR or --data-dir")
        return
    free = shutil.disk_usage(existing).free / 2**30
    hint = "" if free > 2 else "make room: below 2 GiB the store may refuse to write"
    yield Finding("ok" if free > 2 else "note", "data directory", f"{place}, {free:.1f} GiB free", hint)


def _broker(settings: Settings) -> Iterator[Finding]:
    """Its own, where a `nabiz up` runs on this data directory; else the one of the settings."""
    from pipeline.embedded.window import running

    own = running(settings.data_dir) if settings.embedded_store else None
    if own is not None and not _silent(own.broker):
        yield Finding("ok", "broker", f"{own.broker} of the running nabiz answers")
        return
    silent = [address for address in settings.broker.split(",") if _silent(address)]
    for address in silent:
        hint = "start it, or set NABIZ_BROKER; `nabiz up` brings a broker of its own and needs none"
        yield Finding("note" if settings.embedded_store else "wrong", "broker", f"{address} does not answer", hint)
    if len(silent) < len(settings.broker.split(",")):
        yield from _topics(settings)


def _silent(address: str) -> bool:
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=3).close()
    except (OSError, ValueError):
        return True
    return False


def _topics(settings: Settings) -> Iterator[Finding]:
    """Whether it lets us in as we are set up, and has what we need."""
    from connectors.broker import topics_there
    from pipeline.cli.feeding import security_of
    from pipeline.wire import TOPICS

    missing = sorted(set(TOPICS) - topics_there(settings.broker, security_of(settings)))
    yield Finding("ok", "broker", f"{settings.broker} answers and lets us in")
    if missing:
        hint = "workers, connectors and `nabiz up` make them, with NABIZ_PARTITIONS and NABIZ_REPLICATION"
        yield Finding("note", "broker", f"{', '.join(missing)} are not there yet", hint)


def _ports(settings: Settings) -> Iterator[Finding]:
    """What is taken by somebody else is found when something starts, otherwise."""
    from pipeline.embedded.window import running

    if running(settings.data_dir) is not None:
        return  # they are its own
    for name, host, port in (
        ("NABIZ_PORT", settings.host, settings.port),
        ("NABIZ_CONSOLE_PORT", settings.console_host, settings.console_port),
    ):
        if port and not _silent(f"{host}:{port}"):
            yield Finding(
                "note", "ports", f"{port} is taken", f"by a worker that runs? Else set {name} to another, or 0 for any"
            )


def _store(settings: Settings) -> Iterator[Finding]:
    from pipeline.storage import open_store

    if settings.embedded_store and not (settings.data_dir / "store").exists():
        yield Finding("note", "store", "the embedded store does not exist yet", "`nabiz up` makes it")
        return
    store = open_store(settings.store_url)
    try:
        store.watermark()  # says which address does not answer; a query, which anybody may ask, does not
        yield from _counted(store.query, _shown(settings.store_url))
        yield from _accounted(sum(each.missing + each.lost for each in store.reconcile()))
    except StoreLocked:
        from pipeline.embedded.window import look_through

        look = partial(look_through, settings.data_dir)
        yield from _counted(look, "the store of the running nabiz")
        yield from _accounted(int(float(str(look(LAST_STOCK).rows[0][0] or 0))))
    finally:
        store.close()


def _counted(ask: Callable[[str], Table], name: str) -> Iterator[Finding]:
    rows = ask("SELECT count() FROM insights").rows[0][0]
    yield Finding("ok", "store", f"{name} answers, {rows} rows")


def _accounted(lost: int) -> Iterator[Finding]:
    if lost:
        yield Finding("wrong", "store", f"{lost} offsets did not land", 'see nabiz query "SELECT * FROM reconcile"')


def _model(settings: Settings) -> Iterator[Finding]:
    from pipeline.reading import model_of

    model = model_of(settings)
    reading = model.predict(["Kargo üç gündür gelmedi, kimse telefona bakmıyor."])[0]
    yield Finding(
        "ok", "model", f"{settings.model}, revision {model.revision}; a late parcel reads {reading.sentiment}"
    )


def _privacy(settings: Settings) -> Iterator[Finding]:
    author_key(settings)
    told = bool(settings.author_key.get_secret_value())
    hint = "" if told else "before a second machine joins, set NABIZ_AUTHOR_KEY to the content of author.key"
    yield Finding("ok", "privacy", "author key set" if told else "author key kept in the data directory", hint)


def _channels(settings: Settings) -> Iterator[Finding]:
    """Addresses and rules are read; nothing is sent: that is `nabiz alerts test`."""
    from pipeline.outlets import outlets_of

    found = outlets_of(settings)
    if not found.channels:
        yield Finding("note", "channels", "no one is notified", 'set NABIZ_CHANNELS, such as ["slack://..."]')
        return
    named = {name for route in found.routes.routes for name in route.to}
    idle = [channel.name for channel in found.channels if channel.name not in named]
    if idle:
        yield Finding("note", "channels", f"no route names {', '.join(idle)}", "they are told nothing: add a route")
    told = ", ".join(channel.name for channel in found.channels)
    yield Finding("ok", "channels", f"{told}; {len(found.routes.routes)} routes", "try them: nabiz alerts test")


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
