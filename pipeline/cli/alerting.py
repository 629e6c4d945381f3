"""Who is told of alerts: alerts test, alerts who. Called through `pipeline.cli`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline.errors import SettingsError
from pipeline.settings import load_settings

alerts = typer.Typer(
    help="Who is told of alerts, and whether they can be.\n\nExample: nabiz alerts test", no_args_is_help=True
)
Brand = Annotated[str, typer.Option(help="Brand of the alert.")]
Topic = Annotated[str, typer.Option(help="Topic's id. [default: the brand as a whole]")]
Severity = Annotated[int, typer.Option(min=1, max=10, help="From 1 to 10.")]


def register(app: typer.Typer) -> None:
    app.add_typer(alerts, name="alerts")


@alerts.command("test")
def try_channels(channel: Annotated[str, typer.Option(help="Only this one. [default: all]")] = "") -> None:
    """Send every channel a message that says it is a trial, as a crisis would come. Ends with 7 where one fails.

    Example: nabiz alerts test --channel team
    """
    from pipeline.channels.trial import tried
    from pipeline.outlets import outlets_of

    settings = load_settings()
    outlets = outlets_of(settings)
    names = [each.name for each in outlets.channels]
    if not names:
        raise SettingsError(
            "nobody is told of alerts", hint='set NABIZ_CHANNELS, such as ["slack://..."], or NABIZ_ROUTES'
        )
    if channel and channel not in names:
        raise SettingsError(f"there is no channel {channel!r}", hint=", ".join(names))
    failed = False
    for name, problem in tried(outlets, datetime.now(UTC), only=channel):
        typer.echo(f"{'failed' if problem else 'told':7} {name}" + (f": {problem}" if problem else ""))
        failed = failed or bool(problem)
    raise typer.Exit(7 if failed else 0)


@alerts.command()
def who(
    brand: Brand = "",
    topic: Topic = "",
    severity: Severity = 5,
    hour: Annotated[str, typer.Option(help="Time of day in Istanbul, such as 03:30. [default: now]")] = "",
) -> None:
    """Whom a crisis would be told to, by the routes as they are; nothing is sent.

    Example: nabiz alerts who --brand "Lodos Mobil" --topic network --severity 8 --hour 03:30
    """
    from pipeline.channels.trial import opened
    from pipeline.outlets import outlets_of
    from pipeline.spike.lifecycle import fold

    outlets = outlets_of(load_settings())
    now = _at(hour)
    step = opened(now, brand=brand, topic=topic, severity=severity)
    alert = fold([step])
    found = outlets.routes.channels(alert, step, now) if alert else []
    typer.echo("\n".join(found) or "nobody")


def _at(hour: str) -> datetime:
    from pipeline.spike.istanbul import ISTANBUL

    now = datetime.now(UTC)
    if not hour:
        return now
    try:
        told = datetime.strptime(hour, "%H:%M")
    except ValueError:
        raise SettingsError(f"{hour!r} is no time of day", hint="such as 03:30") from None
    return now.astimezone(ISTANBUL).replace(hour=told.hour, minute=told.minute).astimezone(UTC)
