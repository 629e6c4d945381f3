"""One alert: what happened, how bad, since when, who has it, what next; and everything that helps to decide.

A page, found by PAGES; its address can be shared. It looks at the store again every few seconds and draws what
changed, every minute also what drives a crisis that goes on; what somebody is typing stands in a dialog and is left
alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from nicegui import ui

from pipeline.alert import Telling
from pipeline.desk import curve
from pipeline.desk.casework import Casework, read
from pipeline.desk.plan import proposed
from pipeline.desk.similar import similar
from pipeline.desk.statement import Names, draft
from pipeline.errors import NabizError
from pipeline.evidence import Explained, Lately
from pipeline.spike.evidence import Evidence, known
from pipeline.spike.lifecycle import Alert, Statement
from pipeline.spike.playbook import Playbook
from pipeline.storage.base import Store
from pipeline.views.console import wording
from pipeline.views.console.desk import course, naming, reasons, standing, trust, words
from pipeline.views.console.desk.deeds import Deeds
from pipeline.views.console.desk.look import dress
from pipeline.views.console.desk.picture import picture, spoken
from pipeline.views.console.page import Context, Page
from pipeline.views.console.saying import html, trouble
from pipeline.views.labels import TOPIC_NAMES
from pipeline.views.panel import Words

EVERY = 5.0
CHART_EVERY = 6  # looks between two drawings of the chart
LATELY_EVERY = 12  # looks between two readings of what is said now


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at the store brings."""

    alert: Alert
    work: Casework
    newest: datetime | None
    tellings: tuple[Telling, ...]
    lately: Lately | None = None  # where it goes on, what drives it now


def look(store: Store, name: str, now: datetime, held: Lately | None = None, *, afresh: bool = True) -> Seen | None:
    """`held`: what drove it at the last look, shown on where it is not read `afresh`."""
    work = read(store)
    alert = work.one(name)
    if alert is None:
        return None
    tellings = tuple(each for each in store.tellings(now, [name]) if each.alert == name and each.channel)
    newest = store.watermark()
    if newest is not None and (afresh or not alert.rising):
        held = Explained(store).lately(alert, newest)
    return Seen(alert, work, newest, tellings, held)


async def build(context: Context) -> None:
    dress()
    try:
        seen = await context.ask(look, context.parts["alert"], context.now())
    except NabizError as error:
        return trouble(context, wording.NO_STORE, error)
    if seen is None:
        ui.label(context.say(words.NO_SUCH)).classes("calm")
        return
    ui.page_title(f"{naming.title(context, seen.alert)} · Nabız")
    page = AlertPage(context, seen)
    await page.draw_chart()
    ui.timer(EVERY, page.refresh)


class AlertPage:
    def __init__(self, context: Context, seen: Seen) -> None:
        self._context, self._seen, self._looks = context, seen, 0
        self._chart: ui.echart | None = None
        self._deeds = Deeds(context, seen.alert, self.refresh)
        self._head = html(standing.head(context, seen.alert, context.now()))
        self._stages = html(standing.stages(context, seen.alert, context.now()))
        self._bar = ui.element("div").classes("deeds")
        with ui.element("div").classes("grid desk"):
            with ui.element("div").classes("left"):
                self._curve = self._card(words.CURVE, course.curve_about(seen.alert))
                self._why, self._said = self._card(words.WHY), self._card(words.SAID, words.SAID_ABOUT)
                self._past = self._card(words.SIMILAR)
            with ui.element("div").classes("right"):
                self._plan, self._thread = self._card(words.PLAYBOOK), self._card(words.THREAD)
                self._facts = self._card(words.FACTS)
        html(course.keys(context))
        self._draw()

    async def refresh(self) -> None:
        """Look again, and draw what changed; a store that is away for a moment changes nothing."""
        self._looks += 1
        before, afresh = self._seen, self._looks % LATELY_EVERY == 0
        try:
            seen = await self._context.ask(
                look, before.alert.opened.id, self._context.now(), before.lately, afresh=afresh
            )
        except NabizError:
            return
        if seen is None or self._bar.is_deleted:
            return
        shown = self._seen  # by another look meanwhile, perhaps: that of a deed
        if len(seen.alert.steps) < len(shown.alert.steps):
            return
        changed = (seen.alert.steps, seen.tellings) != (shown.alert.steps, shown.tellings)
        self._seen, self._deeds.alert = seen, seen.alert
        now = self._context.now()
        self._head.set_content(standing.head(self._context, seen.alert, now))
        self._stages.set_content(standing.stages(self._context, seen.alert, now))
        if changed:
            self._draw()
        elif seen.lately != shown.lately:
            self._draw_reasons()
        if changed or self._looks % CHART_EVERY == 0:
            await self.draw_chart()

    async def draw_chart(self) -> None:
        alert, context = self._seen.alert, self._context
        try:
            seen = await context.ask(curve.read, alert, context.now())
        except NabizError as error:
            self._curve.clear()
            self._chart = None
            with self._curve:
                trouble(context, wording.FAILED, error)
            return
        options = dict(picture(seen, alert, context.language))
        if self._chart is None:
            self._curve.clear()
            with self._curve:
                self._chart = ui.echart(options, renderer="svg").style("height:280px").props("role=img")
        self._chart.options.update(options)
        self._chart.props["aria-label"] = spoken(alert, context.language)
        self._chart.update()

    def _card(self, title: Words, about: Words | None = None) -> ui.element:
        with ui.element("section").classes("card"):
            with ui.element("header"), ui.element("div"):
                html(course.heading(self._context, title, about))
            return ui.element("div").classes("body")

    def _draw(self) -> None:
        context, seen = self._context, self._seen
        evidence = known(seen.alert)
        plan, statement = proposed(seen.alert, evidence), self._statement(seen.alert, evidence)
        self._bar.clear()
        with self._bar:
            self._deeds.build(plan.kind, statement)
            html(course.links(context, seen.alert))
        self._draw_reasons()
        _fill(self._thread, course.thread(context, seen.alert))
        _fill(self._past, reasons.past(context, similar(seen.alert, seen.work.all)))
        self._plan.clear()
        with self._plan:
            self._playbook(seen.alert, plan, statement)

    def _draw_reasons(self) -> None:
        """Of now where it goes on, else of its newest rise."""
        context, seen = self._context, self._seen
        evidence = seen.lately.evidence if seen.lately else known(seen.alert)
        facts = trust.trust(context, seen.alert, evidence, seen.newest, context.now(), seen.tellings)
        _fill(self._why, reasons.as_of(context, seen.alert, seen.lately) + reasons.drivers(context, evidence))
        _fill(self._said, reasons.voices(context, seen.alert, evidence))
        _fill(self._facts, facts)

    def _statement(self, alert: Alert, evidence: Evidence) -> Statement:
        """What was written last, else the draft of the class."""
        names = TOPIC_NAMES.get(alert.opened.topic)
        about = Names(names.tr, names.en) if names else Names()
        return alert.statement or draft(alert, proposed(alert, evidence).kind, about)

    def _playbook(self, alert: Alert, plan: Playbook, told: Statement) -> None:
        context = self._context
        acts = context.may("agent") and not alert.closed
        with ui.element("div").classes("kinds").props("role=group"):
            if acts:
                self._deeds.classes(plan.kind)
            html(course.class_line(context, alert, plan.kind))
        html(course.plan(context, plan))
        html(course.statement(context, alert, told))
        if acts and not alert.answered_at:
            self._deeds.edit(told)


def _fill(place: ui.element, content: Markup) -> None:
    place.clear()
    with place:
        html(content)


PAGES = (Page(path="/alerts/{alert}", title=words.ALERTS, build=build),)
