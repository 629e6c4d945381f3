"""Running things: up, worker. Called through `pipeline.cli`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.settings import load_settings


def register(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(worker)


def up(
    feed: Annotated[
        str, typer.Option(help="JSON Lines or CSV file (gzip too) to replay. [default: the simulator]")
    ] = "",
    speed: Annotated[
        float | None, typer.Option(min=0.001, help="Replay in event time, this many times faster. [default: at once]")
    ] = None,
    until_drained: Annotated[
        bool, typer.Option("--until-drained", help="End when all is stored; print one JSON summary.")
    ] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept. [default: NABIZ_DATA_DIR]")] = None,
    model: Annotated[str | None, typer.Option(help="Model to use. [default: NABIZ_MODEL]")] = None,
    brand: Annotated[str, typer.Option(help="Brand of lines that name none.")] = "",
    broker_port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the broker; 0: 9092 or a free one.")] = 0,
    days: Annotated[float, typer.Option(min=0, max=60, help="Days of history the simulator begins with.")] = 1.5,
    seed: Annotated[int, typer.Option(help="Seed of the simulator.", min=0)] = 0,
) -> None:
    """Run everything on this machine: broker, worker, store and a feed.

    Example: nabiz up --feed reviews.jsonl.gz --speed 600
    """
    from pipeline.embedded.feeds import file_feed, simulated_feed
    from pipeline.embedded.run import EmbeddedRun, Plan
    from pipeline.embedded.terminal import open_view
    from pipeline.loglines import set_up_logging

    settings = load_settings(data_dir=data_dir, model=model)
    set_up_logging(settings.log_level, settings.log_json)
    connector = file_feed(feed, brand) if feed else simulated_feed(days, seed, live=not until_drained)
    plan = Plan(
        connector=connector,
        speed=speed,
        until_drained=until_drained,
        port=broker_port,
        console=not until_drained,
        told=sys.stderr.isatty(),
    )
    with open_view() as view:
        summary = asyncio.run(EmbeddedRun(settings, plan, view).run())
    if until_drained:
        typer.echo(json.dumps({name: getattr(summary, name) for name in summary.__struct_fields__}))


def worker(
    port: Annotated[int | None, typer.Option(help="Port of health and metrics. [default: NABIZ_PORT]")] = None,
) -> None:
    """One Faust worker against the Kafka and the store of the settings. Start as many as there are partitions.

    Example: NABIZ_BROKER=kafka:9092 NABIZ_STORE=clickhouse://nabiz:secret@db:8123/nabiz nabiz worker
    """
    if port is not None:
        os.environ["NABIZ_PORT"] = str(port)
    import faust

    from pipeline.app import build_worker

    # Our logging stands: Faust's own would say more than a log may, and cut into lines what others print.
    running = faust.Worker(build_worker(), override_logging=False, quiet=True)
    running.spinner = None  # it writes the codes of a terminal wherever the output goes
    running.execute_from_commandline()
