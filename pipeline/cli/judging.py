"""The crisis detector outside the stream: backtest. Called through `pipeline.cli`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import SettingsError, StoreLocked
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.backtest import Backtest
    from pipeline.feedback import Insight
    from pipeline.spike.policy import SpikePolicy


def register(app: typer.Typer) -> None:
    app.command()(backtest)


def backtest(
    feed: Annotated[str, typer.Argument(metavar="[FEED]", help="JSON Lines or CSV of feedback, read first.")] = "",
    counts: Annotated[Path | None, typer.Option(help="CSV of brand,topic,minute,negative,other[,covered].")] = None,
    bucket: Annotated[int, typer.Option(min=1, max=1440, help="Minutes of one row of --counts.")] = 1,
    store: Annotated[int, typer.Option(metavar="DAYS", min=0, help="Judge the store's last days instead.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the simulator, which is judged where no data is named.")] = 1,
    weeks: Annotated[int, typer.Option(min=3, max=60, help="Weeks that the simulator makes.")] = 6,
    series: Annotated[int, typer.Option(min=1, max=500, help="Series that the simulator makes.")] = 100,
    crises: Annotated[float, typer.Option(min=0, help="Crises a week and series in the simulator.")] = 0.25,
    margin: Annotated[
        float | None,
        typer.Option(min=0, max=20, help="NABIZ_ALERT_MARGIN to try. [default: as it is set]"),
    ] = None,
    notices: Annotated[bool, typer.Option("--notices", help="Print volume notices and silent sources too.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")] = None,
    model: Annotated[str | None, typer.Option(help="Model that classifies FEED. [default: NABIZ_MODEL]")] = None,
) -> None:
    """Run the detector of the watch over what has been: transitions as JSON Lines, then a summary on standard error.

    Example: nabiz backtest --counts counts.csv --bucket 15
    """
    from pipeline.backtest import backtest_counts, backtest_insights, backtest_simulated
    from pipeline.spike.policy import SpikePolicy
    from pipeline.spike.simulate import Scenario

    if sum(map(bool, (feed, counts, store))) > 1:
        raise SettingsError("name one thing to judge", hint="a feed, --counts, or --store")
    settings = load_settings(model=model, data_dir=data_dir)
    policy = SpikePolicy().stricter(settings.alert_margin if margin is None else margin)
    if counts:
        found = backtest_counts(counts, bucket=bucket, policy=policy)
    elif feed:
        found = backtest_insights(_classified(feed, settings), policy)
    elif store:
        found = _of_the_store(settings, store, policy)
    else:
        found = backtest_simulated(Scenario(series=series, weeks=weeks, crises=crises), seed, policy)
    for line in found.lines(notices=notices):
        typer.echo(line)
    typer.echo(found.told(), err=True)


def _of_the_store(settings: Settings, days: int, policy: SpikePolicy) -> Backtest:
    """The store itself, or the running process that holds it."""
    from pipeline.backtest import backtest_asked, backtest_store
    from pipeline.embedded.window import look_through
    from pipeline.storage import open_store

    store = open_store(settings.store_url)
    try:
        newest = store.watermark()
        if newest is None:
            raise SettingsError("the store is empty", hint="`nabiz up` fills it")
        return backtest_store(store, newest + timedelta(minutes=1), days, policy)
    except StoreLocked:
        return backtest_asked(partial(look_through, settings.data_dir), days, policy)
    finally:
        store.close()


def _classified(feed: str, settings: Settings) -> Iterator[Insight]:
    """Every good line of a feed, as the worker would read it; nothing is stored."""
    from connectors.desk import Desk, Taken
    from connectors.files import Options, connect, listed
    from models.language import identify
    from pipeline.enrich import enrich
    from pipeline.feedback import Position
    from pipeline.reading import model_of
    from pipeline.wire import FEEDBACK, Message

    listed([feed])
    files, desk = connect(Options(paths=(feed,))), Desk(b"nothing is kept of a backtest")
    model = model_of(settings)
    cursor, done, now = "", False, datetime.now(UTC)
    while not done:
        page = files.fetch(cursor)
        cursor, done = page.cursor, page.done
        taken = [desk.take(item, now) for item in page.items]
        values = [each.message.value for each in taken if isinstance(each, Taken)]
        messages = [Message(Position(FEEDBACK, 0, number), now, value, {}) for number, value in enumerate(values)]
        yield from enrich(messages, model, identify).insights
