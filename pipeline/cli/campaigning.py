"""Campaigns that a team ran: `nabiz campaign add`, `list`, `remove`. Called through `pipeline.cli`.

They stand in charts over time and beside what was said before, during and after. While `nabiz up` holds the embedded
store, it is handed what is noted.
"""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer
from msgspec.structs import replace

from pipeline.cli.notebook import notebook
from pipeline.errors import SettingsError
from pipeline.spike.istanbul import ISTANBUL
from pipeline.views.noting import campaign, known

DataDir = Annotated[Path | None, typer.Option(help="Data directory of the embedded store.")]


def register(app: typer.Typer) -> None:
    told = "Campaigns, shown beside what people say.\n\nExample: nabiz campaign list"
    group = typer.Typer(no_args_is_help=True, help=told)
    group.command()(add)
    group.command("list")(list_campaigns)
    group.command()(remove)
    app.add_typer(group, name="campaign")


def add(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    since: Annotated[str, typer.Option(help="Day or time it began, Istanbul: 2026-11-20 or 2026-11-20T09:00.")],
    until: Annotated[str, typer.Option(help="Day (to its end) or time it ended.")],
    brand: Annotated[str, typer.Option(help="Brand it was for. [default: all brands]")] = "",
    data_dir: DataDir = None,
) -> None:
    """Note a campaign. It stands in the charts at once.

    Example: nabiz campaign add "Bahar indirimi" --brand "Lodos Mobil" --since 2026-03-01 --until 2026-03-07
    """
    new = campaign(uuid4(), name, brand, since, until, getpass.getuser(), datetime.now(UTC))
    with notebook(data_dir) as store:
        store.write_campaigns([new])
    typer.echo(f"{new.id}\t{new.name}")


def list_campaigns(data_dir: DataDir = None) -> None:
    """The campaigns noted, one a line: id, brand, times of Istanbul, name.

    Example: nabiz campaign list
    """
    with notebook(data_dir) as store:
        for each in known(store):
            span = " - ".join(f"{at.astimezone(ISTANBUL):%Y-%m-%d %H:%M}" for at in (each.since, each.until))
            typer.echo(f"{each.id}\t{each.brand or '*'}\t{span}\t{each.name}")


def remove(
    noted: Annotated[UUID, typer.Argument(metavar="CAMPAIGN", help="Its id, as `nabiz campaign list` says.")],
    data_dir: DataDir = None,
) -> None:
    """Take a campaign away.

    Example: nabiz campaign remove 8c0e4b1c-3a4f-4a2e-9a55-0d6f3f0a1b2c
    """
    with notebook(data_dir) as store:
        found = [each for each in known(store) if each.id == noted]
        if not found:
            raise SettingsError("there is no such campaign", hint="nabiz campaign list says their ids")
        gone = replace(found[0], at=datetime.now(UTC), removed=True)
        store.write_campaigns([gone])
    typer.echo(f"{gone.name} is removed")
