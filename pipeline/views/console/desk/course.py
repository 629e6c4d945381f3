"""What is done about an alert: thread, playbook, statement, links. Called by the desk's pages. Pure."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from pipeline.alert import AlertStep
from pipeline.desk.curve import step_of
from pipeline.spike.judgement import JUDGED
from pipeline.spike.lifecycle import DETECTOR, Alert, Closing, Statement
from pipeline.spike.playbook import Playbook, PlaybookClass
from pipeline.views.console.desk import naming, words
from pipeline.views.console.figures import moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context
from pipeline.views.panel import Words

NOTHING = Markup("")


def thread(context: Context, alert: Alert) -> Markup:
    """Every step, the newest first."""
    return Markup('<ol class="thread">{}</ol>').format(
        joined(
            Markup('<li class="{}"><p><b>{}</b> {}<time>{}</time></p>{}</li>').format(
                step.state,
                context.say(words.DETECTOR) if step.by == DETECTOR else step.by,
                context.say(naming.deed(alert, step)),
                moment(step.at, context.language),
                _content(context, step),
            )
            for step in reversed(alert.steps)
        )
    )


def _content(context: Context, step: AlertStep) -> Markup:
    if step.by == DETECTOR:
        return NOTHING if step.state == "resolved" else Markup("<p>{}</p>").format(naming.rates(context, step))
    if step.state == "closed":
        closing = msgspec.json.decode(step.note, type=Closing)
        return Markup("<p>{}: {}</p><p>{}: {}</p>").format(
            context.say(words.CAUSE), closing.cause, context.say(words.MEASURE), closing.action
        )
    if step.state in ("drafted", "answered"):
        statement = msgspec.json.decode(step.note, type=Statement)
        return Markup('<p class="said">{}</p>').format(statement.tr if context.language == "tr" else statement.en)
    if step.state in JUDGED:
        return NOTHING
    return Markup('<p class="said">{}</p>').format(step.note) if step.note else NOTHING


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
    ).format(naming.address(alert), context.say(words.REPORT), naming.address(alert), context.say(words.LINK))


def keys(context: Context) -> Markup:
    return Markup('<p class="keys">{}</p>').format(context.say(words.ACT_KEYS))
