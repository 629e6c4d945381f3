"""Bringing feedback in: connect, replay-rejected. Called through `pipeline.cli`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from pipeline.errors import SettingsError
from pipeline.loglines import set_up_logging
from pipeline.owning import own
from pipeline.settings import Settings, author_key, load_settings

if TYPE_CHECKING:
    from connectors.base import Connector
    from connectors.broker import Security
    from connectors.cursors import CursorStore
    from connectors.progress import Progress
    from connectors.publisher import Publisher


DataDir = Annotated[
    Path | None, typer.Option(help="Of the `nabiz up` to send to; cursors are kept there. [default: NABIZ_DATA_DIR]")
]


def register(app: typer.Typer) -> None:
    app.command()(connect)
    app.command("replay-rejected")(replay_rejected)


def connect(
    name: Annotated[str, typer.Argument(help="files, webhook, appstore, mastodon, ...; --list names them all.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="key=value, JSON where it is more than a word.")] = None,
    options_file: Annotated[
        Path | None,
        typer.Option("--options", help="YAML or JSON file of options: for secrets, which --option would show."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Name the connectors.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="List the options of this connector.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read from the beginning; nothing counts twice.")] = False,
    speed: Annotated[
        float | None, typer.Option(min=0.001, help="Replay in event time, this many times faster.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Carry a source to Kafka until it is read to its end or Ctrl-C; goes on where it was when started again.

    Example: nabiz connect appstore --option app=310633997 --option brand=Lodos --option 'countries=["tr","de"]'
    """
    from connectors import catalogue

    if list_ or not name:
        return _print_connectors()
    module = catalogue.find(name)
    if explain:
        return _print_options(catalogue.explain(module))
    settings = at_hand(load_settings(data_dir=data_dir), told=data_dir)
    set_up_logging(settings.log_level, settings.log_json)
    options = catalogue.options_of(module, option or (), options_file)
    create_topics_of(settings)  # says at once when no broker answers
    own(settings.data_dir)
    if hasattr(module, "serve"):
        return _listen(settings, module, options)
    from connectors.cursors import FileCursors

    progress = carry(settings, module.connect(options), FileCursors(settings.data_dir / "cursors"), again, speed)
    typer.echo(f"{progress.received} read: {progress.accepted} taken, {progress.rejected} set aside")


def replay_rejected(
    reason: Annotated[
        list[str] | None, typer.Option(help="Only dead letters with this reason; may be repeated.")
    ] = None,
    stage: Annotated[list[str] | None, typer.Option(help="Only of this stage: connector, decode, model.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only rejected at or after this time (UTC).")] = None,
    data_dir: DataDir = None,
) -> None:
    """Offer again what could not be taken, after a fix. What still cannot be taken is set aside anew.

    Example: nabiz replay-rejected --reason unknown_channel --since 2026-03-01
    """
    from connectors.cursors import MemoryCursors
    from connectors.dead_letters import Options, connect

    settings = at_hand(load_settings(data_dir=data_dir), told=data_dir)
    set_up_logging(settings.log_level, settings.log_json)
    create_topics_of(settings)
    own(settings.data_dir)
    letters = connect(
        Options(
            bootstrap=settings.broker, security=security_of(settings), reasons=tuple(reason or ()),
            stages=tuple(stage or ()), since=since.replace(tzinfo=since.tzinfo or UTC) if since else None,
        )
    )  # fmt: skip
    progress = carry(settings, letters, MemoryCursors())
    typer.echo(f"{progress.received} offered again: {progress.accepted} taken, {progress.rejected} set aside anew")
    for name, count in sorted(progress.reasons.items()):
        typer.echo(f"  {name}: {count}")
    if letters.passed_over:
        typer.echo(f"{letters.passed_over} were too large to carry; their origin in `rejected` says where they are")


def at_hand(settings: Settings, told: Path | None = None) -> Settings:
    """With the broker of the `nabiz up` that runs on this data directory, where no other is named.

    Raises SettingsError where none runs on a directory that was `told` on the command line: the default address may be
    that of another, and its authors would be hashed with another key.
    """
    from pipeline.embedded.window import running

    named = "broker" in settings.model_fields_set or not settings.embedded_store
    here = None if named else running(settings.data_dir)
    if told and not named and not here:
        hint = f"start it (nabiz up --data-dir {told}), name its directory, or name another broker in NABIZ_BROKER"
        raise SettingsError(f"no `nabiz up` runs on {told}", hint=hint)
    return settings.model_copy(update={"broker": here.broker}) if here and here.broker else settings


def carry(
    settings: Settings, connector: Connector, cursors: CursorStore, again: bool = False, speed: float | None = None
) -> Progress:
    """Run a connector in this process; Ctrl-C and SIGTERM end it in order. Speaks of progress in a terminal."""
    from connectors.runner import Policy, Runner

    publisher = publisher_of(settings)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, frame: stop.set())
    console = Console(stderr=True, highlight=False)
    with console.status("") as status:

        def report(progress: Progress) -> None:
            status.update(
                f"{progress.name}: {progress.state}, {progress.received:,} read, {progress.accepted:,} taken, "
                f"{progress.rejected:,} set aside {escape(progress.problem)}"
            )

        runner = Runner(connector, publisher, cursors, policy=Policy(speed=speed), report=report)
        if again:
            runner.rewind()
        try:
            return runner.run(stop)
        finally:
            publisher.close()


def publisher_of(settings: Settings) -> Publisher:
    from connectors.broker import KafkaOutbox
    from connectors.publisher import Publisher

    return Publisher(KafkaOutbox(settings.broker, security_of(settings)), author_key(settings))


def create_topics_of(settings: Settings) -> None:
    from connectors.broker import create_topics

    create_topics(
        settings.broker,
        partitions=settings.partitions,
        replication=settings.replication,
        security=security_of(settings),
    )


def security_of(settings: Settings) -> Security:
    from connectors.broker import Security

    return Security(
        tls=settings.broker_tls,
        ca=str(settings.broker_ca or ""),
        user=settings.broker_user,
        password=settings.broker_password,
        mechanism=settings.broker_mechanism,
    )


def _listen(settings: Settings, module: ModuleType, options: BaseModel) -> None:
    publisher = publisher_of(settings)
    try:
        module.serve(publisher, options, lambda: datetime.now(UTC))
    finally:
        publisher.close()


def _print_connectors() -> None:
    from connectors import catalogue

    grid = Grid("connector", "what it reads", box=None, pad_edge=False)
    for name, module in catalogue.modules().items():
        grid.add_row(name, (module.__doc__ or "").strip().splitlines()[0])
    Console(highlight=False).print(grid)


def _print_options(options: Mapping[str, tuple[str, str]]) -> None:
    grid = Grid("option", "default", "meaning", box=None, pad_edge=False)
    for name, (default, meaning) in options.items():
        grid.add_row(name, escape(default), escape(meaning))
    Console(highlight=False).print(grid)
