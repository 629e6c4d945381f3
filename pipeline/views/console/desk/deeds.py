"""The buttons of an alert and the dialogs behind them: every step a person may take. Called by `alert`.

Who may is asked at the moment of the deed, not when the button was drawn; the number of the newest step that the
person saw goes along, so that whoever was second is told so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from pipeline.desk.acting import act
from pipeline.errors import NabizError
from pipeline.spike.lifecycle import Action, Alert, Refused, Statement
from pipeline.spike.playbook import PlaybookClass
from pipeline.views.console import wording
from pipeline.views.console.desk import words
from pipeline.views.console.page import Context
from pipeline.views.panel import Words

Done = Callable[[], Awaitable[None]]
LONGEST = 4_000  # letters of a note


def button(label: str, pressed: Callable[[], object], *, classes: str = "button", key: str = "") -> ui.element:
    made = ui.element("button").classes(classes).props("type=button")
    if key:
        made.props["data-key"] = key
    with made:
        ui.label(label)
    made.on("click", pressed)
    return made


class Deeds:
    """`done` is called after every try, so that the page shows what is true now."""

    def __init__(self, context: Context, done: Done) -> None:
        self._context, self._done = context, done

    def build(self, alert: Alert) -> None:
        context = self._context
        if not context.may("agent"):
            ui.label(context.say(words.READ_ONLY)).classes("read-only")
            return
        if not alert.closed:
            self._open(alert)
        for action, label in (("judged_true", words.JUDGE_TRUE), ("judged_false", words.JUDGE_FALSE)):
            if alert.judgement is not (action == "judged_true"):
                self._plain(alert, "judged_true" if action == "judged_true" else "judged_false", label)

    def _open(self, alert: Alert) -> None:
        main = "main" if not alert.acknowledged_by else "button"
        if not alert.acknowledged_by:
            self._plain(alert, "acknowledged", words.ACKNOWLEDGE, classes=main, key="a")
        self._asking(alert, "assigned", words.ASSIGN, {"owner": words.ASSIGN_TO}, key="s", me=True)
        self._asking(alert, "noted", words.NOTE, {"note": words.NOTE}, key="n")
        self._asking(alert, "escalated", words.ESCALATE, {"note": words.ESCALATE_WHY}, key="e")
        fields = {"cause": words.CAUSE, "corrective": words.MEASURE}
        done = "main" if alert.answered_at or not alert.rising else "button"
        self._asking(alert, "closed", words.CLOSE, fields, key="c", classes=done, lead=words.CLOSE_LEAD)

    def _plain(self, alert: Alert, action: Action, label: Words, classes: str = "button", key: str = "") -> None:
        async def pressed() -> None:
            await self.do(alert, action)

        button(self._context.say(label), pressed, classes=classes, key=key)

    def _asking(
        self,
        alert: Alert,
        action: Action,
        label: Words,
        fields: Mapping[str, Words],
        *,
        key: str = "",
        classes: str = "button",
        lead: Words | None = None,
        me: bool = False,
    ) -> None:
        context = self._context
        with ui.dialog() as dialog, ui.card():
            ui.label(context.say(label)).classes("dialog-title")
            if lead:
                ui.label(context.say(lead)).classes("dialog-lead")
            inputs = {name: _input(context.say(each), name, long=name != "owner") for name, each in fields.items()}

            async def save() -> None:
                said = {name: str(each.value or "").strip()[:LONGEST] for name, each in inputs.items()}
                if await self.do(
                    alert,
                    action,
                    owner=said.get("owner", ""),
                    note=said.get("note", ""),
                    cause=said.get("cause", ""),
                    corrective=said.get("corrective", ""),
                ):
                    dialog.close()

            async def mine() -> None:
                if await self.do(alert, action, owner=context.person.name):
                    dialog.close()

            with ui.element("div").classes("dialog-ends"):
                button(context.say(words.CANCEL), dialog.close)
                if me:
                    button(context.say(words.TO_ME), mine)
                button(context.say(words.SAVE), save, classes="main")
        button(context.say(label), dialog.open, classes=classes, key=key)

    def statement(self, alert: Alert, draft: Statement) -> None:
        """The statement in both languages, to edit; then kept as a draft, or marked as published."""
        context = self._context
        with ui.dialog() as dialog, ui.card().classes("wide"):
            ui.label(context.say(words.STATEMENT)).classes("dialog-title")
            ui.label(context.say(words.STATEMENT_ABOUT)).classes("dialog-lead")
            turkish = _input(context.say(words.TURKISH), "tr", long=True, value=draft.tr)
            english = _input(context.say(words.ENGLISH), "en", long=True, value=draft.en)

            async def keep(action: Action) -> None:
                told = Statement(str(turkish.value or "")[:LONGEST], str(english.value or "")[:LONGEST])
                if await self.do(alert, action, statement=told):
                    dialog.close()

            async def save() -> None:
                await keep("drafted")

            async def publish() -> None:
                await keep("answered")

            with ui.element("div").classes("dialog-ends"):
                button(context.say(words.CANCEL), dialog.close)
                button(context.say(words.SAVE_DRAFT), save)
                button(context.say(words.PUBLISH), publish, classes="main")
        button(context.say(words.EDIT), dialog.open, key="d")

    def classes(self, alert: Alert, now: PlaybookClass) -> None:
        """A, B or C; the proposal may be taken as it is, which counts as classified."""
        for kind in ("A", "B", "C"):
            self._class(alert, kind, on=kind == now)

    def _class(self, alert: Alert, kind: str, *, on: bool) -> None:
        async def pressed() -> None:
            await self.do(alert, "classified", note=kind)

        made = button(kind, pressed, classes="kind on" if on else "kind")
        made.props["aria-pressed"] = "true" if on else "false"

    async def do(
        self,
        alert: Alert,
        action: Action,
        *,
        owner: str = "",
        note: str = "",
        cause: str = "",
        corrective: str = "",
        statement: Statement | None = None,
    ) -> bool:
        """Whether the dialog may close: a step that is refused for what it lacks leaves it open."""
        context = self._context
        if not context.may("agent"):
            ui.notify(context.say(words.NOT_ALLOWED), type="negative")
            return False
        try:
            answer = await context.ask(
                act,
                alert.opened.id,
                action,
                by=context.person.name,
                at=context.now(),
                seen=alert.expected_sequence,
                owner=owner,
                note=note,
                cause=cause,
                corrective=corrective,
                statement=statement,
            )
        except NabizError as error:
            ui.notify(f"{context.say(wording.NO_STORE)}: {error.message}", type="negative")
            return False
        if isinstance(answer, Refused):
            ui.notify(context.say(words.REFUSALS[answer.reason]), type="warning", timeout=8_000)
            if answer.reason in ("stale", "not_open", "already"):
                await self._done()
            return False
        ui.notify(context.say(words.SAVED), type="positive")
        await self._done()
        return True


def _input(label: str, name: str, *, long: bool, value: str = "") -> ui.input | ui.textarea:
    made = ui.textarea(label, value=value) if long else ui.input(label, value=value)
    made.classes("wide-field").props(f"outlined name={name} maxlength={LONGEST}")
    if long:
        made.props("autogrow")
    return made
