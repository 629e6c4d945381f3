"""Rehearsing a crisis: drill. Called through `pipeline.cli`."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from pipeline.errors import NabizError, SettingsError
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from connectors.simulation.scenarios import Scenario
    from connectors.simulation.stream import Arrival
    from pipeline.desk.scoring import Sheet

LOUDER = 2.0  # a drill brings at least so many times the negatives that its brand usually has
LATELY = 180  # minutes that tell what is usual
TICK = 1.0  # seconds between two looks at what has to be sent
NAMES = {
    "tr": {
        "confirm": "Doğrulama (gördüm)", "assign": "Sorumlu atama", "classify": "Sınıflandırma", "answer": "Yanıt",
        "close": "Neden ve önlemle kapatma", "judge": "Değerlendirme", "detect": "Dedektörün fark etmesi",
        "missed": "yapılmadı", "late": "geç", "total": "Toplam", "min": "dk", "target": "hedef",
    },
    "en": {
        "confirm": "Confirmed (acknowledged)", "assign": "Owner assigned", "classify": "Classified",
        "answer": "Answered", "close": "Closed with cause and measure", "judge": "Judged",
        "detect": "Detected", "missed": "missed", "late": "late", "total": "Total", "min": "min", "target": "target",
    },
}  # fmt: skip


def register(app: typer.Typer) -> None:
    app.command()(drill)


def drill(
    scenario: Annotated[str, typer.Option(help="What happens; --list names the scenarios.")] = "",
    brand: Annotated[str, typer.Option(help="To whom. [default: the invented brand of the scenario]")] = "",
    minutes: Annotated[int, typer.Option(min=0, max=720, help="How long; 0: as the scenario says.")] = 0,
    begun: Annotated[int, typer.Option(min=0, max=60, help="Minutes ago that it began; they are sent at once.")] = 0,
    score: Annotated[bool, typer.Option("--score", help="The score sheet of the newest drill.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Name the scenarios.")] = False,
    data_dir: Annotated[
        Path | None, typer.Option(help="Of the `nabiz up` to rehearse in. [default: NABIZ_DATA_DIR]")
    ] = None,
) -> None:
    """A simulated crisis, marked as a drill, through the real path; the team works it at the desk. Ctrl-C ends it.

    Example: nabiz drill --scenario network_outage --brand "Lodos Mobil"
    """
    settings = load_settings(data_dir=data_dir)
    if score:
        return _print_score(settings)
    if list_ or not scenario:
        return _print_scenarios()
    from connectors.simulation.scenarios import invented
    from connectors.simulation.scenarios import scenario as found

    plan = found(scenario)
    if plan is None:
        raise SettingsError(f"there is no scenario {scenario!r}", hint="nabiz drill --list names them")
    brand = brand or invented(plan).name
    plan = replace(plan, rate=max(plan.rate, LOUDER * _usual(settings, brand)))
    _run(settings, plan, brand, minutes or plan.minutes, timedelta(minutes=begun))


def _usual(settings: Settings, brand: str) -> float:
    """Negative items a minute that the brand had of late; 0 where it is unknown, or the store cannot be asked."""
    from pipeline.cli.inspecting import ask

    sql = f"SELECT brand, count() / {LATELY} FROM items WHERE sentiment = 'negative' AND NOT drill AND "  # noqa: S608
    try:
        table = ask(settings.data_dir, f"{sql} occurred_at > now() - INTERVAL {LATELY} MINUTE GROUP BY brand")
    except NabizError:
        return 0.0
    return next((float(str(row[1])) for row in table.rows if row[0] == brand), 0.0)


def _run(settings: Settings, plan: Scenario, brand: str, minutes: int, begun: timedelta) -> None:
    from connectors.simulation.scenarios import rehearse
    from pipeline.cli.feeding import publisher_of
    from pipeline.embedded.window import running

    found = running(settings.data_dir) if settings.embedded_store else None
    settings = settings.model_copy(update={"broker": (found and found.broker) or settings.broker})
    start = datetime.now(UTC) - begun
    arrivals = list(rehearse(plan, brand, start, minutes, f"{int(start.timestamp())}"))
    typer.echo(f"[DRILL] {plan.name}: {plan.about}; {len(arrivals)} items over {minutes} minutes, to {settings.broker}")
    publisher = publisher_of(settings)
    sent = 0
    try:
        while sent < len(arrivals):
            due = _due(arrivals[sent:], datetime.now(UTC))
            if due:
                sent += publisher.deliver([arrival.record for arrival in due]).accepted
            time.sleep(TICK if sent < len(arrivals) else 0)
    except KeyboardInterrupt:
        typer.echo("ended early", err=True)
    finally:
        publisher.close()
    typer.echo(f"{sent} items sent. The team's score: nabiz drill --score")


def _due(arrivals: list[Arrival], now: datetime) -> list[Arrival]:
    return [arrival for arrival in arrivals if arrival.at <= now]


def _print_scenarios() -> None:
    from connectors.simulation.scenarios import SCENARIOS

    for each in SCENARIOS:
        typer.echo(f"{each.name:16} {each.about} ({each.minutes} min)")


def _print_score(settings: Settings) -> None:
    import msgspec

    from pipeline.alert import AlertStep
    from pipeline.cli.inspecting import ask
    from pipeline.desk.casework import casework
    from pipeline.desk.scoring import score

    fields = ", ".join(AlertStep.__struct_fields__)
    table = ask(settings.data_dir, f"SELECT {fields} FROM alert_steps FINAL WHERE drill")  # noqa: S608 - our names
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    work = casework(msgspec.convert(row, AlertStep, strict=False) for row in rows)
    drills = sorted((*work.open, *work.closed), key=lambda alert: alert.opened.at)
    if not drills:
        raise SettingsError("no drill has raised an alert yet", hint="start one: nabiz drill --scenario network_outage")
    typer.echo("\n".join(told(score(drills[-1]), settings.language)))


def told(sheet: Sheet, language: str) -> list[str]:
    """The sheet as lines of text."""
    names, opened = NAMES[language], sheet.alert.opened
    detected = (opened.at - opened.first_seen).total_seconds() / 60
    lines = [f"[{'TATBİKAT' if language == 'tr' else 'DRILL'}] {opened.brand} · {opened.topic} · {opened.id}"]
    lines.append(f"  {names['detect']:32} {detected:6.0f} {names['min']}")
    for line in sheet.lines:
        took = f"{line.took.total_seconds() / 60:6.0f} {names['min']}" if line.took is not None else names["missed"]
        target = ""
        if line.within is not None:
            target = f" ({names['target']} {line.within.total_seconds() / 60:.0f})"
        late = f" {names['late']}" if line.late else ""
        lines.append(f"  {names[line.step]:32} {took:>9}{target}{late}  {line.points}/{line.most}")
    lines.append(f"  {names['total']}: {sheet.points}/{sum(line.most for line in sheet.lines)}")
    return lines
