"""Where an alert stands: its row in the list, the head of its page, the three steps of the first hour. Pure."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from pipeline.desk.casework import Due, dues, next_due
from pipeline.spike.incidents import CRISES
from pipeline.spike.istanbul import ISTANBUL
from pipeline.spike.lifecycle import Alert
from pipeline.views.console.desk import naming, words
from pipeline.views.console.figures import ago, lasting, moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context
from pipeline.views.labels import ALERT_KINDS

LONG_AGO = 2 * 86_400  # seconds after which a deadline missed is told by its date


def row(context: Context, alert: Alert, now: datetime) -> Markup:
    """One alert in the list: what, how bad, since when, who has it, what next."""
    opened = alert.opened
    if opened.kind not in CRISES:
        return _notice(context, alert, now)
    facts = [
        context.say(ALERT_KINDS[opened.kind]),
        naming.channel_name(context, opened.channel) if opened.topic else "",
        ago(alert.risen_at, now, context.language),
        context.say(words.AGAIN) if alert.returns else "",
        context.say(words.CALM) if not alert.rising and not alert.closed else "",
    ]
    return Markup(
        '<a class="alert-row" href="{}">{}<span class="what"><b>{}</b><span>{}</span><span class="rates">{}</span>'
        '</span><span class="who-has"><i>{}</i>{}</span><span class="then">{}</span></a>'
    ).format(
        naming.address(alert),
        naming.badge(context, alert.newest),
        naming.title(context, alert),
        " · ".join(fact for fact in facts if fact),
        naming.rates(context, naming.risen(alert)),
        context.say(words.OWNER),
        naming.who(context, alert),
        _then(context, alert, now),
    )


def _notice(context: Context, alert: Alert, now: datetime) -> Markup:
    """One line: it wakes nobody, and nobody has it."""
    opened, ended = alert.opened, alert.closed or not alert.rising
    return Markup(
        '<a class="alert-row notice" href="{}"><span class="what"><b>{}</b><span>{}</span></span>'
        '<span class="rates">{}</span><span class="pill {}">{}</span></a>'
    ).format(
        naming.address(alert),
        naming.title(context, alert),
        f"{context.say(ALERT_KINDS[opened.kind])} · {ago(alert.risen_at, now, context.language)}",
        naming.rates(context, naming.risen(alert)),
        "" if ended else "warn",
        context.say(words.ENDED if ended else words.RISING),
    )


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


def head(context: Context, alert: Alert, now: datetime) -> Markup:
    """The alert in one look."""
    opened, step = alert.opened, naming.risen(alert)
    state = words.IS_CLOSED if alert.closed else words.RISING if alert.rising else words.CALM
    marks = [
        Markup('<span class="pill {}">{}</span>').format(
            "on" if alert.rising and not alert.closed else "", context.say(state)
        )
    ]
    marks.append(Markup('<span class="pill">{}</span>').format(context.say(ALERT_KINDS[opened.kind])))
    if alert.returns:
        marks.append(
            Markup('<span class="pill" title="{}">{}</span>').format(
                context.say(words.AGAIN_ABOUT).format(moment(opened.first_seen, context.language)),
                context.say(words.AGAIN),
            )
        )
    if step.low_confidence:
        marks.append(Markup('<span class="pill warn">{}</span>').format(context.say(words.LOW_CONFIDENCE)))
    return Markup(
        '<a class="back" href="/alerts" data-key="u">← {}</a><header class="alert-head">{}<div><h1>{}</h1>'
        '<p class="rates">{}</p><p class="marks">{}</p></div><dl><div><dt>{}</dt><dd>{}<small>{}</small></dd></div>'
        "<div><dt>{}</dt><dd>{}</dd></div></dl></header>"
    ).format(
        context.say(words.BACK),
        naming.badge(context, alert.newest),
        naming.title(context, alert),
        naming.rates(context, step),
        joined(marks),
        context.say(words.SINCE),
        *_since(context, alert.risen_at, now),
        context.say(words.OWNER),
        naming.who(context, alert),
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
                naming.clock_or_day(now, due.until, context.language),
            )
            for due in dues(alert)
        )
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
    left = abs(seconds) if abs(seconds) < 60 else 60 * round(abs(seconds) / 60)  # the page is not drawn every second
    return context.say(words.LATE_BY if seconds < 0 else words.LEFT).format(lasting(left, language))
