"""Rehearsing a crisis: drill. Called through `pipeline.cli`."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

import typer
from msgspec.structs import replace

from pipeline.cli.feeding import at_hand
from pipeline.cli.inspecting import ask
from pipeline.errors import NabizError, SettingsError
from pipeline.settings import Settings, load_settings
from pipeline.storage.base import Table

if TYPE_CHECKING:
    from connectors.simulation.scenarios import Scenario
    from connectors.simulation.stream import Arrival
    from pipeline.desk.casework import Casework
    from pipeline.desk.scoring import Sheet
    from pipeline.spike.lifecycle import Alert

LEAST_HOURS = 1.5  # of history without which the detector says nothing
TICK = 1.0  # seconds between two looks at what has to be sent
LOOK = 10.0  # seconds between two looks at whether it was found
Ask: TypeAlias = Callable[[str], Table]

CRISES_NOW = """
SELECT brand, id FROM alert_steps FINAL
WHERE NOT drill AND by = 'detector' AND kind IN ('spike', 'slow_burn', 'sentiment_fall')
GROUP BY brand, id HAVING argMax(state, sequence) != 'resolved'
"""
# Negative items a minute of the last three hours, and how many of the last 24 hours had items.
LATELY = """
SELECT brand, countIf(sentiment = 'negative' AND occurred_at > now() - INTERVAL 3 HOUR) / 180,
    dateDiff('minute', min(occurred_at), now()) / 60
FROM items WHERE NOT drill AND occurred_at > now() - INTERVAL 1 DAY GROUP BY brand
"""
RAISED = """
SELECT brand, id, toUnixTimestamp(min(at)) AS opened FROM alert_steps FINAL
WHERE drill AND state = 'opened' GROUP BY brand, id ORDER BY opened DESC
"""
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
    score: Annotated[
        bool, typer.Option("--score", help="The score sheet of the newest drill, of --brand if named.")
    ] = False,
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
        return _print_score(settings, brand)
    if list_ or not scenario:
        return _print_scenarios()
    from connectors.simulation.scenarios import invented
    from connectors.simulation.scenarios import scenario as found

    plan = found(scenario)
    if plan is None:
        raise SettingsError(f"there is no scenario {scenario!r}", hint="nabiz drill --list names them")
    settings = at_hand(settings, told=data_dir)
    brand = brand or invented(plan).name
    before = standing(partial(ask, settings.data_dir), brand)
    plan = replace(plan, rate=max(plan.rate, plan.louder * before.usual))
    _run(settings, plan, brand, minutes or plan.minutes, timedelta(minutes=begun))


class Standing(NamedTuple):
    """How it stands with a brand before its drill."""

    usual: float  # negative items a minute, of late


def standing(ask: Ask, brand: str) -> Standing:
    """Raises SettingsError where a drill would stay silent: in a real crisis, or without a history to rise above."""
    for name, alert in ask(CRISES_NOW).rows:
        if name == brand:
            raise SettingsError(
                f"{brand} has a real crisis ({alert}): while it goes on, a drill of that brand stays silent",
                hint="rehearse with another brand: --brand, or when it is over",
            )
    known = {str(row[0]): (float(str(row[1])), float(str(row[2]))) for row in ask(LATELY).rows}
    usual, hours = known.get(brand, (0.0, 0.0))
    if hours < LEAST_HOURS:
        others = [name for name, (_, lasted) in known.items() if lasted >= LEAST_HOURS]
        raise SettingsError(
            f"the detector has heard of {brand} for {hours:.1f} hours: it would say nothing yet",
            hint=f"it needs {LEAST_HOURS} hours; brands with a history: {', '.join(sorted(others)[:8]) or 'none'}",
        )
    return Standing(usual)


def raised(ask: Ask, brand: str, since: datetime) -> str:
    """The id of the alert that the drill of this brand raised since then; "" where there is none yet."""
    found = ask(RAISED).rows
    return next((str(row[1]) for row in found if row[0] == brand and int(str(row[2])) >= since.timestamp()), "")


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
    desk = settings.console_url or (found and found.console) or settings.desk_address
    watching = Looking(partial(ask, settings.data_dir), brand, start, desk)
    sent = 0
    try:
        while sent < len(arrivals):
            due = _due(arrivals[sent:], datetime.now(UTC))
            if due:
                sent += publisher.deliver([arrival.record for arrival in due]).accepted
            watching.look(time.monotonic())
            time.sleep(TICK if sent < len(arrivals) else 0)
    except KeyboardInterrupt:
        typer.echo("ended early", err=True)
    finally:
        publisher.close()
    watching.look(time.monotonic(), last=True)
    typer.echo(f"{sent} items sent. The team's score: nabiz drill --score")


class Looking:
    """Says once that the drill was found and where to work it, or in the end that it was not and why that may be."""

    def __init__(self, ask: Ask, brand: str, start: datetime, desk: str) -> None:
        self._ask, self._brand, self._start, self._desk = ask, brand, start, desk
        self._next, self._found = 0.0, ""

    def look(self, now: float, *, last: bool = False) -> None:
        if self._found or (now < self._next and not last):
            return
        self._next = now + LOOK
        try:
            self._found = raised(self._ask, self._brand, self._start)
        except NabizError as error:
            return typer.echo(f"the store cannot be asked: {error.message}", err=True) if last else None
        if self._found:
            typer.echo(f"[DRILL] found. Work it at {self._desk}/alerts/{self._found}")
        elif last:
            typer.echo(
                "[DRILL] not found: too short, joined to an earlier drill that goes on, or beside a real crisis?",
                err=True,
            )


def _due(arrivals: list[Arrival], now: datetime) -> list[Arrival]:
    return [arrival for arrival in arrivals if arrival.at <= now]


def _print_scenarios() -> None:
    from connectors.simulation.scenarios import SCENARIOS

    for each in SCENARIOS:
        typer.echo(f"{each.name:16} {each.about} ({each.minutes} min)")


def _print_score(settings: Settings, brand: str) -> None:
    import msgspec

    from pipeline.alert import AlertStep
    from pipeline.desk.casework import casework
    from pipeline.desk.scoring import score

    fields = ", ".join(AlertStep.__struct_fields__)
    table = ask(settings.data_dir, f"SELECT {fields} FROM alert_steps FINAL WHERE drill")  # noqa: S608 - our names
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    work = casework(msgspec.convert(row, AlertStep, strict=False) for row in rows)
    typer.echo("\n".join(told(score(newest(work, brand)), settings.language)))


def newest(work: Casework, brand: str) -> Alert:
    """The drill that was raised last, of this brand where one is named."""
    drills = [alert for alert in work.all if alert.opened.drill and brand in ("", alert.opened.brand)]
    if not drills:
        which = f"no drill of {brand}" if brand else "no drill"
        raise SettingsError(f"{which} has raised an alert yet", hint="start one: nabiz drill --scenario network_outage")
    return max(drills, key=lambda alert: alert.opened.at)


def told(sheet: Sheet, language: str) -> list[str]:
    """The sheet as lines of text."""
    from pipeline.views.labels import TOPIC_NAMES
    from pipeline.views.panel import Words

    names, opened = NAMES[language], sheet.alert.opened
    topic = TOPIC_NAMES.get(opened.topic, Words(opened.topic, opened.topic)).in_("tr" if language == "tr" else "en")
    detected = (opened.at - opened.first_seen).total_seconds() / 60
    lines = [
        f"[{'TATBİKAT' if language == 'tr' else 'DRILL'}] {' · '.join(filter(None, (opened.brand, topic, opened.id)))}"
    ]
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
