"""What an alert is called: its title, address, colour, and what was counted in numbers that one look takes in. Pure.

Called by the other modules of markup and by the pages.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from pipeline.alert import AlertStep
from pipeline.spike.evidence import counted
from pipeline.spike.incidents import CRISES
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import DETECTOR, Alert
from pipeline.views.console.desk import words
from pipeline.views.console.figures import decimal, lasting, moment
from pipeline.views.console.page import Context
from pipeline.views.labels import CHANNEL_NAMES, TOPIC_NAMES
from pipeline.views.panel import Language, Words

MOST_TIMES = 100  # above it, how many times as much says nothing


def topic_name(context: Context, topic: str) -> str:
    if not topic:
        return context.say(words.WHOLE)
    return context.say(TOPIC_NAMES[topic]) if topic in TOPIC_NAMES else topic


def title(context: Context, alert: Alert) -> str:
    drill = f"[{context.say(words.DRILL)}] " if alert.opened.drill else ""
    return f"{drill}{alert.opened.brand} · {part_name(context, alert.opened.topic, alert.opened.channel)}"


def address(alert: Alert) -> str:
    return f"/alerts/{quote(alert.opened.id, safe='')}"


def channel_name(context: Context, channel: str) -> str:
    return context.say(CHANNEL_NAMES[channel]) if channel in CHANNEL_NAMES else channel


def part_name(context: Context, topic: str, channel: str) -> str:
    """A series of a brand, by its topic or its channel."""
    return channel_name(context, channel) if channel and not topic else topic_name(context, topic)


def gravity(severity: int) -> str:
    """The name of a colour."""
    return "high" if severity >= 7 else "middle" if severity >= 4 else "low"


def badge(context: Context, step: AlertStep) -> Markup:
    """What is no crisis has no severity to be afraid of."""
    if step.kind not in CRISES:
        return Markup('<span class="severity notice" aria-hidden="true"><b>i</b></span>')
    return Markup('<span class="severity {}" title="{}"><b>{}</b><i>/10</i></span>').format(
        gravity(step.severity), context.say(words.SEVERITY), step.severity
    )


def rates(context: Context, step: AlertStep) -> str:
    """What was counted, in numbers that somebody can take in at a glance."""
    language = context.language
    if step.kind == "no_data":
        return context.say(words.SILENT).format(lasting(step.window_minutes * 60, language))
    topic, channel = counted(step)
    told = context.say(words.SAID_RATES if step.kind == "volume_notice" else words.RATES).format(
        lasting(step.window_minutes * 60, language),
        decimal(step.observed, 0, language),
        decimal(step.expected, 1 if step.expected >= 0.1 else 2, language),
    )
    if (topic, channel) != (step.topic, step.channel):
        told = f"{part_name(context, topic, channel)}: {told[0].lower()}{told[1:]}"
    return f"{told} ({_times(context, step.ratio)})"


def _times(context: Context, ratio: float) -> str:
    if ratio > MOST_TIMES:
        return context.say(words.MORE_TIMES).format(MOST_TIMES)
    return context.say(words.TIMES).format(decimal(ratio, 1 if ratio < 10 else 0, context.language))


def risen(alert: Alert) -> AlertStep:
    """The newest step that tells of the rise; the resolving one tells of calm."""
    up = [step for step in alert.steps if step.by == DETECTOR and step.state != "resolved"]
    return up[-1] if up else alert.newest


def deed(alert: Alert, step: AlertStep) -> Words:
    """What was done in this step, to be said after the name of who did it."""
    again = any(rise.step is step for rise in alert.rises[1:])
    return words.RETURNED if again else words.DEEDS[step.state]


def who(context: Context, alert: Alert) -> str:
    closer = alert.closed_by if alert.closed else None
    return alert.owner or alert.acknowledged_by or closer or context.say(words.NOBODY)


def clock_or_day(start: datetime, end: datetime, language: Language) -> str:
    """The time alone on the same day."""
    same = start.astimezone(ISTANBUL).date() == end.astimezone(ISTANBUL).date()
    return f"{end.astimezone(ISTANBUL):%H:%M}" if same else moment(end, language)
