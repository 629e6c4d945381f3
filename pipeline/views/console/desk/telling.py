"""Markup of the desk: an alert in a row, its head, evidence, deadlines and thread. Called by the desk's pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

import msgspec
from markupsafe import Markup

from pipeline.alert import AlertStep, Telling
from pipeline.desk.casework import Due, dues, next_due
from pipeline.desk.curve import step_of
from pipeline.desk.similar import Similar
from pipeline.spike.evidence import Evidence, counted
from pipeline.spike.incidents import CRISES
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import DETECTOR, Alert, Closing, Statement
from pipeline.spike.playbook import Playbook, PlaybookClass
from pipeline.views.console.desk import words
from pipeline.views.console.figures import ago, decimal, figure, lasting, moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context
from pipeline.views.labels import ALERT_KINDS, ALERT_STATES, CHANNEL_NAMES, LANGUAGE_NAMES, TOPIC_NAMES
from pipeline.views.panel import Language, Words

NOTHING = Markup("")
MOST_TIMES = 100  # above it, how many times as much says nothing
LONG_AGO = 2 * 86_400  # seconds after which a deadline missed is told by its date


def topic_name(context: Context, topic: str) -> str:
    if not topic:
        return context.say(words.WHOLE)
    return context.say(TOPIC_NAMES[topic]) if topic in TOPIC_NAMES else topic


def title(context: Context, alert: Alert) -> str:
    drill = f"[{context.say(words.DRILL)}] " if alert.opened.drill else ""
    return f"{drill}{alert.opened.brand} · {topic_name(context, alert.opened.topic)}"


def address(alert: Alert) -> str:
    return f"/alerts/{quote(alert.opened.id, safe='')}"


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


def row(context: Context, alert: Alert, now: datetime) -> Markup:
    """One alert in the list: what, how bad, since when, who has it, what next."""
    opened = alert.opened
    facts = [
        context.say(ALERT_KINDS[opened.kind]),
        context.say(CHANNEL_NAMES[opened.channel]) if opened.channel in CHANNEL_NAMES else opened.channel,
        ago(opened.first_seen, now, context.language),
        context.say(words.CALM) if not alert.rising and not alert.closed else "",
    ]
    return Markup(
        '<a class="alert-row" href="{}">{}<span class="what"><b>{}</b><span>{}</span><span class="rates">{}</span>'
        '</span><span class="who-has"><i>{}</i>{}</span><span class="then">{}</span></a>'
    ).format(
        address(alert),
        badge(context, alert.newest),
        title(context, alert),
        " · ".join(fact for fact in facts if fact),
        rates(context, _told(alert)),
        context.say(words.OWNER),
        _who(context, alert),
        _then(context, alert, now),
    )


def _who(context: Context, alert: Alert) -> str:
    closer = alert.closed_by if alert.closed else None
    return alert.owner or alert.acknowledged_by or closer or context.say(words.NOBODY)


def _told(alert: Alert) -> AlertStep:
    """The newest step that tells of the rise; the resolving one tells of calm."""
    up = [step for step in alert.steps if step.by == DETECTOR and step.state != "resolved"]
    return up[-1] if up else alert.newest


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
        told = f"{_channel(context, channel) if channel else topic_name(context, topic)}: {told[0].lower()}{told[1:]}"
    return f"{told} ({_times(context, step.ratio)})"


def _times(context: Context, ratio: float) -> str:
    if ratio > MOST_TIMES:
        return context.say(words.MORE_TIMES).format(MOST_TIMES)
    return context.say(words.TIMES).format(decimal(ratio, 1 if ratio < 10 else 0, context.language))


def _then(context: Context, alert: Alert, now: datetime) -> Markup:
    if alert.closed:
        return Markup('<span class="pill">{}</span>').format(context.say(words.IS_CLOSED))
    due = next_due(alert)
    if due is None:
        calm = words.RISING if alert.rising else words.CALM
        return Markup('<span class="pill">{}</span>').format(context.say(calm))
    return Markup('<i>{}</i><b>{}</b><span class="{}">{}</span>').format(
        context.say(words.NEXT),
        context.say(words.STAGES[due.stage]),
        _pace(due, now),
        _when(context, due, now),
    )


def _pace(due: Due, now: datetime) -> str:
    return "late" if due.late(now) else "soon" if due.done is None and (due.until - now).total_seconds() < 300 else "ok"


def _when(context: Context, due: Due, now: datetime) -> str:
    language = context.language
    if due.done is not None:
        at = f"{due.done.astimezone(ISTANBUL):%H:%M}"
        if due.late(now):
            late = lasting((due.done - due.until).total_seconds(), language)
            return context.say(words.DONE_LATE).format(at, late)
        return context.say(words.DONE_AT).format(at)
    seconds = (due.until - now).total_seconds()
    if seconds < -LONG_AGO:
        return context.say(words.OVERDUE)
    return context.say(words.LATE_BY if seconds < 0 else words.LEFT).format(lasting(abs(seconds), language))


def head(context: Context, alert: Alert, now: datetime) -> Markup:
    """The alert in one look."""
    opened, step = alert.opened, _told(alert)
    state = words.IS_CLOSED if alert.closed else words.RISING if alert.rising else words.CALM
    marks = [Markup('<span class="pill {}">{}</span>').format("on" if alert.rising else "", context.say(state))]
    marks.append(Markup('<span class="pill">{}</span>').format(context.say(ALERT_KINDS[opened.kind])))
    if step.low_confidence:
        marks.append(Markup('<span class="pill warn">{}</span>').format(context.say(words.LOW_CONFIDENCE)))
    return Markup(
        '<a class="back" href="/alerts" data-key="u">← {}</a><header class="alert-head">{}<div><h1>{}</h1>'
        '<p class="rates">{}</p><p class="marks">{}</p></div><dl><div><dt>{}</dt><dd>{}<small>{}</small></dd></div>'
        "<div><dt>{}</dt><dd>{}</dd></div></dl></header>"
    ).format(
        context.say(words.BACK),
        badge(context, alert.newest),
        title(context, alert),
        rates(context, step),
        joined(marks),
        context.say(words.SINCE),
        *_since(context, opened.first_seen, now),
        context.say(words.OWNER),
        _who(context, alert),
    )


def _since(context: Context, at: datetime, now: datetime) -> tuple[str, str]:
    """How long ago, and when; the time alone where it is long ago."""
    told, exact = ago(at, now, context.language), moment(at, context.language)
    return told, "" if told == exact else exact


def stages(context: Context, alert: Alert, now: datetime) -> Markup:
    """The first hour as three steps."""
    return Markup('<ol class="stages">{}</ol>').format(
        joined(
            Markup('<li class="{} {}"><b>{}</b><span>{}</span><i>{}</i></li>').format(
                "done" if due.done else "waiting",
                _pace(due, now) if due.done or not alert.closed else "",
                context.say(words.STAGES[due.stage]),
                _when(context, due, now) if due.done or not alert.closed else "–",
                _end(now, due.until, context.language),
            )
            for due in dues(alert)
        )
    )


def drivers(context: Context, evidence: Evidence) -> Markup:
    """Topics by their share of the excess, words, sources."""
    language = context.language
    bars = joined(
        Markup('<li><span>{}</span><b style="--part:{}%"></b><i>{}</i></li>').format(
            topic_name(context, share.topic), round(100 * share.share), figure(share.share, "share", language)
        )
        for share in evidence.topics[:6]
    )
    parts = joined(
        Markup("<li><span>{}</span><i>{}</i></li>").format(
            topic_name(context, part.topic) if part.topic or not part.channel else _channel(context, part.channel),
            f"{decimal(part.observed, 0, language)} / {decimal(part.expected, 1, language)}",
        )
        for part in evidence.parts[:8]
    )
    chips = joined(Markup('<span class="chip">{}</span>').format(term.term) for term in evidence.terms[:14])
    tongues = {
        context.say(LANGUAGE_NAMES[name]) if name in LANGUAGE_NAMES else name: count
        for name, count in evidence.languages.items()
    }
    told = (
        (words.TOPICS, Markup('<ul class="bars">{}</ul>').format(bars) if bars else NOTHING),
        (words.PARTS, Markup('<ul class="parts">{}</ul>').format(parts) if parts and not bars else NOTHING),
        (words.TERMS, chips),
        (words.SOURCES, _tallied(evidence.sources)),
        (words.LANGUAGES, _tallied(tongues)),
    )
    found = joined(
        Markup('<h3>{}</h3><div class="chips">{}</div>').format(context.say(name), content)
        for name, content in told
        if content
    )
    return found or Markup("<p>{}</p>").format(context.say(words.NO_EVIDENCE))


def _tallied(counts: Mapping[str, int]) -> Markup:
    return joined(
        Markup('<span class="chip">{} <b>{}</b></span>').format(name, count) for name, count in list(counts.items())[:8]
    )


def _channel(context: Context, channel: str) -> str:
    return context.say(CHANNEL_NAMES[channel]) if channel in CHANNEL_NAMES else channel


def voices(context: Context, evidence: Evidence) -> Markup:
    """The samples. What customers wrote is only ever escaped text here."""
    return joined(
        Markup("<blockquote><p>{}</p><footer><span>{}</span>{}{}</footer></blockquote>").format(
            sample.text,
            sample.source,
            Markup('<span class="chip">{}</span>').format(context.say(words.COPIES).format(sample.copies))
            if sample.copies > 1
            else NOTHING,
            Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
                sample.url, context.say(words.ORIGINAL)
            )
            if sample.url and urlsplit(sample.url).scheme in ("http", "https")
            else NOTHING,
        )
        for sample in evidence.samples
    ) or Markup("<p>{}</p>").format(context.say(words.NO_EVIDENCE))


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
    start, end = alert.opened.first_seen, alert.newest.at
    told.append((words.WINDOW, f"{moment(start, language)} – {_end(start, end, language)} ({start:%H:%M} UTC)"))
    told.append((words.SCORE, decimal(_told(alert).score, 1, language)))
    if evidence.rule:
        told.append((words.RULE, _rule(context, evidence.rule)))
    if evidence.models:
        told.append((words.MODEL, ", ".join(evidence.models)))
    if tellings:
        told.append((words.TOLD_TO, _channels_told(context, tellings)))
    rows = joined(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(context.say(name), value) for name, value in told)
    flood = Markup('<p class="flood">{}</p>').format(context.say(words.FLOOD)) if evidence.flood else NOTHING
    return Markup('{}<dl class="facts">{}</dl>').format(flood, rows)


def _end(start: datetime, end: datetime, language: Language) -> str:
    """The time alone on the same day."""
    same = start.astimezone(ISTANBUL).date() == end.astimezone(ISTANBUL).date()
    return f"{end.astimezone(ISTANBUL):%H:%M}" if same else moment(end, language)


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
    last = {each.channel: each.problem for each in tellings if each.problem and each.state != "told"}
    if not last:
        return NOTHING
    return Markup('<div class="failing" role="status"><b>{}</b><ul>{}</ul><p>{}</p></div>').format(
        context.say(words.FAILING),
        joined(Markup("<li>{}</li>").format(problem) for problem in last.values()),
        context.say(words.FAILING_ABOUT),
    )


def thread(context: Context, alert: Alert) -> Markup:
    """Every step, the newest first."""
    return Markup('<ol class="thread">{}</ol>').format(
        joined(
            Markup('<li class="{}"><p><b>{}</b> {}<time>{}</time></p>{}</li>').format(
                step.state,
                context.say(words.DETECTOR) if step.by == DETECTOR else step.by,
                context.say(ALERT_STATES[step.state]),
                moment(step.at, context.language),
                _content(context, step),
            )
            for step in reversed(alert.steps)
        )
    )


def _content(context: Context, step: AlertStep) -> Markup:
    if step.by == DETECTOR:
        return NOTHING if step.state == "resolved" else Markup("<p>{}</p>").format(rates(context, step))
    if step.state == "closed":
        closing = msgspec.json.decode(step.note, type=Closing)
        return Markup("<p>{}: {}</p><p>{}: {}</p>").format(
            context.say(words.CAUSE), closing.cause, context.say(words.MEASURE), closing.action
        )
    if step.state in ("drafted", "answered"):
        statement = msgspec.json.decode(step.note, type=Statement)
        return Markup('<p class="said">{}</p>').format(statement.tr if context.language == "tr" else statement.en)
    return Markup('<p class="said">{}</p>').format(step.note) if step.note else NOTHING


def past(context: Context, found: list[Similar]) -> Markup:
    if not found:
        return Markup("<p>{}</p>").format(context.say(words.NO_SIMILAR))
    return Markup('<ul class="past">{}</ul>').format(
        joined(
            Markup('<li><a href="{}">{}</a><span>{}</span>{}</li>').format(
                address(each.alert),
                title(context, each.alert),
                moment(each.alert.opened.at, context.language),
                Markup("<p><b>{}:</b> {}</p><p><b>{}:</b> {}</p>").format(
                    context.say(words.CAUSE), each.alert.cause, context.say(words.MEASURE), each.alert.action
                )
                if each.alert.cause
                else NOTHING,
            )
            for each in found
        )
    )


def curve_about(alert: Alert) -> Words:
    minutes = int(step_of(alert).total_seconds() // 60)
    return Words(words.CURVE_ABOUT.tr.format(minutes), words.CURVE_ABOUT.en.format(minutes))


def heading(context: Context, name: Words, about: Words | None) -> Markup:
    return Markup("<h2>{}</h2>{}").format(
        context.say(name), Markup("<p>{}</p>").format(context.say(about)) if about else NOTHING
    )


def links(context: Context, alert: Alert) -> Markup:
    return Markup(
        '<a class="button" data-key="r" href="{}/report">{}</a><a class="button" data-copy href="{}">{}</a>'
    ).format(address(alert), context.say(words.REPORT), address(alert), context.say(words.LINK))


def class_line(context: Context, alert: Alert, kind: PlaybookClass) -> Markup:
    how = words.CHOSEN if alert.chosen else words.PROPOSED
    return Markup("<p><b>{} {}</b> ({}): {}</p>").format(
        context.say(words.CLASS), kind, context.say(how), context.say(words.CLASSES[kind])
    )


def plan(context: Context, playbook: Playbook) -> Markup:
    steps = joined(
        Markup("<li>{}</li>").format(step.tr if context.language == "tr" else step.en) for step in playbook.steps
    )
    return Markup('<ol class="plan">{}</ol>').format(steps)


def statement(context: Context, alert: Alert, told: Statement) -> Markup:
    name = words.PUBLISHED if alert.answered_at else words.STATEMENT
    return Markup('<div class="statement"><h3>{}</h3><p lang="tr">{}</p><p lang="en">{}</p></div>').format(
        context.say(name), told.tr, told.en
    )


def keys(context: Context) -> Markup:
    return Markup('<p class="keys">{}</p>').format(context.say(words.ACT_KEYS))
