"""The post-mortem of an alert: as a page that prints well, and as Markdown. A page, found by PAGES."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup
from nicegui import ui

from pipeline.desk import curve
from pipeline.desk.casework import read
from pipeline.desk.postmortem import PostMortem, post_mortem
from pipeline.errors import NabizError
from pipeline.spike.evidence import known
from pipeline.spike.explain import ANSWER, CLASSIFY, CONFIRM
from pipeline.spike.lifecycle import Alert
from pipeline.views.console import wording
from pipeline.views.console.desk import course, naming, words
from pipeline.views.console.desk.look import dress
from pipeline.views.console.desk.picture import picture, spoken
from pipeline.views.console.figures import decimal, lasting, moment
from pipeline.views.console.frame import joined
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import button, html, trouble
from pipeline.views.labels import ALERT_KINDS
from pipeline.views.panel import Words

Facts = Sequence[tuple[str, str]]


async def build(context: Context) -> None:
    dress()
    try:
        work = await context.ask(read)
        alert = work.one(context.parts["alert"])
        if alert is None:
            ui.label(context.say(words.NO_SUCH)).classes("calm")
            return
        seen = await context.ask(curve.read, alert, context.now())
    except NabizError as error:
        return trouble(context, wording.NO_STORE, error)
    found = post_mortem(alert, known(alert), curve.size_of(alert, seen))
    _show(context, found)
    with ui.element("section").classes("card report-chart"):
        html(course.heading(context, words.CURVE, course.curve_about(alert)))
        drawn = ui.echart(dict(picture(seen, alert, context.language)), renderer="svg").style("height:260px")
        drawn.props("role=img").props["aria-label"] = spoken(alert, context.language)
    with ui.element("section").classes("card"):
        html(course.heading(context, words.STEPS, None))
        html(course.thread(context, alert))


def _show(context: Context, found: PostMortem) -> None:
    html(
        Markup(
            '<a class="back" href="{}" data-key="u">← {}</a>'
            '<header class="head"><div><h1>{}</h1><p>{}: {}</p></div><p>{} · {}</p></header>'
        ).format(
            naming.address(found.alert),
            context.say(words.ALERTS),
            naming.title(context, found.alert),
            context.say(words.REPORT),
            context.say(words.REPORT_ABOUT),
            context.say(ALERT_KINDS[found.alert.opened.kind]),
            _lasting(context, found.alert),
        )
    )
    if found.alert.returns:
        ui.label(_again(context, found.alert)).classes("read-only again")
    name = f"nabiz-{found.alert.opened.id}.md"

    def save() -> None:
        ui.download.content(markdown(context, found).encode(), name, "text/markdown")

    with ui.element("div").classes("deeds"):
        button(context.say(words.MARKDOWN), save, classes="main")
        button(context.say(words.PRINT), lambda: ui.run_javascript("window.print()"))
    sections = ((words.TIMELINE, _times(context, found)), (words.SIZE, _size(context, found)), _learnt(context, found))
    with ui.element("div").classes("grid report"):
        for title, facts in sections:
            with ui.element("section").classes("card wide-4"):
                html(course.heading(context, title, None))
                html(_list(facts))


def _lasting(context: Context, alert: Alert) -> str:
    """From the first sign to the end in the data, where there is one."""
    begun, end = alert.opened.first_seen, alert.resolved_at
    told = moment(begun, context.language)
    return f"{told} – {naming.clock_or_day(begun, end, context.language)}" if end else told


def _again(context: Context, alert: Alert) -> str:
    """That it rose more than once, and of which rise the times tell."""
    return context.say(words.RISES).format(alert.returns + 1, moment(alert.risen_at, context.language))


def _list(facts: Facts) -> Markup:
    rows = joined(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in facts)
    return Markup('<dl class="facts">{}</dl>').format(rows)


def _times(context: Context, found: PostMortem) -> Facts:
    told: tuple[tuple[Words, timedelta | None, timedelta | None], ...] = (
        (words.DETECT, found.detect, None),
        (words.ACK_TIME, found.acknowledge, CONFIRM),
        (words.CLASS_TIME, found.classify, CLASSIFY),
        (words.ANSWER_TIME, found.answer, ANSWER),
        (words.RESOLVE_TIME, found.resolve, None),
        (words.CLOSE_TIME, found.close, None),
    )
    missing = context.say(words.NOT_DONE if found.alert.closed else words.NOT_YET)
    return [(context.say(name), _lasted(context, took, target, missing)) for name, took, target in told]


def _lasted(context: Context, took: timedelta | None, target: timedelta | None, missing: str) -> str:
    told = missing if took is None else lasting(took.total_seconds(), context.language)
    if target is None:
        return told
    missed = words.TARGET_MISSED if took is not None and took > target else words.TARGET
    return f"{told} ({context.say(missed).format(lasting(target.total_seconds(), context.language))})"


def _size(context: Context, found: PostMortem) -> Facts:
    size, language = found.size, context.language
    return [
        (context.say(words.PEAK), f"{found.peak}/10"),
        (context.say(words.VOLUME), decimal(size.negative, 0, language)),
        (context.say(words.EXCESS), decimal(size.above, 0, language)),
        (context.say(words.REACH), decimal(size.reach, 0, language)),
    ]


def _learnt(context: Context, found: PostMortem) -> tuple[Words, Facts]:
    alert, nothing = found.alert, context.say(words.NOT_YET)
    judged = {True: words.JUDGE_TRUE, False: words.JUDGE_FALSE}
    verdict = context.say(judged[alert.judgement]) if alert.judgement is not None else nothing
    return words.LEARNT, [
        (context.say(words.CLASS), f"{found.kind}: {context.say(words.CLASSES[found.kind])}"),
        (context.say(words.CAUSE), alert.cause or nothing),
        (context.say(words.MEASURE), alert.action or nothing),
        (context.say(words.JUDGEMENT), verdict),
    ]


def markdown(context: Context, found: PostMortem) -> str:
    """The report as a file; what people wrote is kept from being read as markup."""
    alert, language = found.alert, context.language
    name, facts = _learnt(context, found)
    lines = [f"# {context.say(words.REPORT)}: {_plain(naming.title(context, alert))}", ""]
    lines += [f"{context.say(words.SINCE)}: {moment(alert.opened.first_seen, language)} (Europe/Istanbul)", ""]
    if alert.returns:
        lines += [_again(context, alert), ""]
    for title, told in ((words.TIMELINE, _times(context, found)), (words.SIZE, _size(context, found)), (name, facts)):
        lines += [f"## {context.say(title)}", "", *(f"- {key}: {_plain(value)}" for key, value in told), ""]
    if alert.statement:
        said = alert.statement.tr if language == "tr" else alert.statement.en
        lines += [f"## {context.say(words.STATEMENT)}", "", *(f"> {_plain(line)}" for line in said.splitlines()), ""]
    lines += [f"## {context.say(words.STEPS)}", ""]
    for step in alert.steps:
        who = _plain(context.say(words.DETECTOR) if step.by == "detector" else step.by)
        note = f": {_plain(step.note)}" if step.state in ("noted", "assigned", "escalated") and step.note else ""
        lines.append(f"- {moment(step.at, language)} · {who} {context.say(naming.deed(alert, step))}{note}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in text)
    return " ".join(escaped.split())


PAGES = (Page(path="/alerts/{alert}/report", title=words.REPORT, build=build),)
