"""How far an alert is to be believed, and who was told of it. Called by the desk's pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from markupsafe import Markup

from pipeline.alert import Telling
from pipeline.channels import trouble
from pipeline.spike.evidence import Evidence
from pipeline.spike.lifecycle import Alert
from pipeline.views.console.desk import naming, words
from pipeline.views.console.figures import ago, decimal, figure, moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context
from pipeline.views.labels import ALERT_KINDS
from pipeline.views.panel import Words

NOTHING = Markup("")


def trust(
    context: Context,
    alert: Alert,
    evidence: Evidence,
    newest: datetime | None,
    now: datetime,
    tellings: Sequence[Telling] = (),
) -> Markup:
    """How fresh the data are, how many people speak, which rule says so, and who was told."""
    language, voices_ = context.language, evidence.concentration
    told: list[tuple[Words, str]] = []
    if newest is not None:
        told.append((words.FRESH, ago(newest, now, language)))
    if evidence.negative_share is not None:
        usual = context.say(words.USUALLY).format(figure(evidence.usual_share, "share", language))
        told.append((words.NEGATIVE_SHARE, f"{figure(evidence.negative_share, 'share', language)} ({usual})"))
    if evidence.reach:
        told.append((words.REACH, decimal(evidence.reach, 0, language)))
    if voices_ is not None:
        told.append((words.AUTHORS, str(voices_.authors)))
        told.append((words.TOP_AUTHOR, figure(voices_.top_author_share, "share", language)))
        told.append((words.COPIED, f"{voices_.copies} / {voices_.items}"))
    start, end = alert.risen_at, alert.newest.at
    told.append((words.WINDOW, f"{moment(start, language)} – {naming.clock_or_day(start, end, language)}"))
    told.append((words.IN_UTC, _in_utc(start, end)))
    told.append((words.SCORE, decimal(naming.risen(alert).score, 1, language)))
    if evidence.rule:
        told.append((words.RULE, _rule(context, evidence.rule)))
    if evidence.models:
        told.append((words.MODEL, ", ".join(evidence.models)))
    if tellings:
        told.append((words.TOLD_TO, _channels_told(context, tellings)))
    rows = joined(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(context.say(name), value) for name, value in told)
    flood = Markup('<p class="flood">{}</p>').format(context.say(words.FLOOD)) if evidence.flood else NOTHING
    return Markup('{}<dl class="facts">{}</dl>').format(flood, rows)


def _in_utc(start: datetime, end: datetime) -> str:
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    return f"{start:%Y-%m-%d %H:%M} – {end:{'%H:%M' if start.date() == end.date() else '%Y-%m-%d %H:%M'}}"


def _rule(context: Context, rule: str) -> str:
    kind, _, revision = rule.partition(" ")
    named = {str(each): names for each, names in ALERT_KINDS.items()}
    return f"{context.say(named[kind])} ({context.say(words.REVISION).format(revision)})" if kind in named else rule


def _channels_told(context: Context, tellings: Sequence[Telling]) -> str:
    """Each channel by what became of the last thing it was to be told."""
    last = {each.channel: each for each in sorted(tellings, key=lambda each: (each.since, each.sequence))}
    return ", ".join(_channel_told(context, each) for each in last.values())


def _channel_told(context: Context, telling: Telling) -> str:
    if telling.state == "told":
        return telling.channel
    failed = telling.state == "given_up" or telling.tries
    return context.say(words.NOT_TOLD if failed else words.WAITING_TO_BE_TOLD).format(telling.channel)


def failing(context: Context, tellings: Iterable[Telling]) -> Markup:
    """Channels that could not be told, and what to do about it."""
    last = {
        each.channel: trouble.told(each.channel, each.problem, context.language)
        for each in tellings
        if each.problem and each.state != "told"
    }
    if not last:
        return NOTHING
    return Markup('<div class="failing" role="status"><b>{}</b><ul>{}</ul><p>{}</p></div>').format(
        context.say(words.FAILING),
        joined(Markup("<li>{}</li>").format(problem) for problem in last.values()),
        context.say(words.FAILING_ABOUT),
    )
