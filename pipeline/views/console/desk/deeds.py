"""The buttons of an alert and the dialogs behind them: every step a person may take. Called by `alert`.

Who may is asked at the moment of the deed, not when the button was drawn; the number of the newest step that the
person saw goes along, so that whoever was second is told so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from pipeline.desk.acting import act
from pipeline.desk.casework import next_due
from pipeline.errors import NabizError
from pipeline.spike.lifecycle import CLASSES, Action, Alert, Refused, Statement
from pipeline.spike.playbook import PlaybookClass
from pipeline.views.console import wording
from pipeline.views.console.desk import words
from pipeline.views.console.page import Context
from pipeline.views.console.saying import button
from pipeline.views.panel import Words

Done = Callable[[], Awaitable[None]]
LONGEST = 4_000  # letters of a note


class Deeds:
    """`done` is called after every try, so that the page shows what is true now and tells it by `alert`.

    Dialogs are made once and outlive a redrawing of the page: what somebody types is never taken away.
    """

    def __init__(self, context: Context, alert: Alert, done: Done) -> None:
        self._context, self._done = context, done
        self.alert = alert
        self._pinned: int | None = None  # what was seen when the dialog was opened; None: what the page shows now
        self._assign = self._assigning()
        self._note = self._asking("noted", words.NOTE, {"note": words.NOTE})
        self._escalate = self._asking("escalated", words.ESCALATE, {"note": words.ESCALATE_WHY})
        fields = {"cause": words.CAUSE, "corrective": words.MEASURE}
        self._close = self._asking("closed", words.CLOSE, fields, lead=words.CLOSE_LEAD)
        self._say = self._stating()

    def build(self, kind: PlaybookClass, draft: Statement) -> None:
        """The buttons that the state of the alert and the role of the person leave; what is due next leads.

        `kind` and `draft`: the class and the statement as they stand.
        """
        context, alert = self._context, self.alert
        if not context.may("agent"):
            ui.label(context.say(words.READ_ONLY)).classes("read-only")
            return
        if not alert.closed:
            self._lead(kind, draft)
            button(context.say(words.ASSIGN), self._assign, key="s")
        button(context.say(words.NOTE), self._note, key="n")
        if not alert.closed:
            button(context.say(words.ESCALATE), self._escalate, key="e")
            due = alert.acknowledged_by and next_due(alert) is None
            button(context.say(words.CLOSE), self._close, key="c", classes="main" if due else "button")
        if alert.judgement is not True:
            self._plain("judged_true", context.say(words.JUDGE_TRUE))
        if alert.judgement is not False:
            self._plain("judged_false", context.say(words.JUDGE_FALSE))

    def _lead(self, kind: PlaybookClass, draft: Statement) -> None:
        """The next step of the first hour, in one press where it can be."""
        context, due = self._context, next_due(self.alert)
        if not self.alert.acknowledged_by:
            self._plain("acknowledged", context.say(words.ACKNOWLEDGE), classes="main", key="a")
        elif due and due.stage == "classify":
            self._plain("classified", context.say(words.TAKE_CLASS).format(kind), classes="main", note=kind)
        elif due and due.stage == "answer":
            button(context.say(words.PREPARE), lambda: self._say(draft), classes="main")

    def classes(self, now: PlaybookClass) -> None:
        """A, B or C; the proposal may be taken as it is, which counts as classified."""
        for number, kind in enumerate(CLASSES, start=1):
            made = self._class(kind, on=kind == now)
            made.props["data-key"] = str(number)
            made.props["aria-pressed"] = "true" if kind == now else "false"

    def edit(self, draft: Statement) -> None:
        """The button that opens the statement for editing."""
        button(self._context.say(words.EDIT), lambda: self._say(draft), key="d")

    def _seen(self) -> int:
        return self.alert.expected_sequence if self._pinned is None else self._pinned

    def _class(self, kind: str, *, on: bool) -> ui.element:
        async def pressed() -> None:
            await self.do("classified", self.alert.expected_sequence, note=kind)

        return button(kind, pressed, classes="kind on" if on else "kind")

    def _plain(self, action: Action, label: str, classes: str = "button", key: str = "", note: str = "") -> None:
        async def pressed() -> None:
            await self.do(action, self.alert.expected_sequence, note=note)

        button(label, pressed, classes=classes, key=key)

    def _asking(
        self, action: Action, label: Words, fields: Mapping[str, Words], *, lead: Words | None = None
    ) -> Callable[[], None]:
        """A dialog that asks for these; answers what opens it."""
        context = self._context
        with ui.dialog() as dialog, ui.card():
            ui.label(context.say(label)).classes("dialog-title")
            if lead:
                ui.label(context.say(lead)).classes("dialog-lead")
            inputs = {name: _input(context.say(each), name) for name, each in fields.items()}
            next(iter(inputs.values())).props("autofocus")

            async def save() -> None:
                said = {name: str(each.value or "").strip()[:LONGEST] for name, each in inputs.items()}
                done = await self.do(
                    action,
                    self._seen(),
                    note=said.get("note", ""),
                    cause=said.get("cause", ""),
                    corrective=said.get("corrective", ""),
                )
                if done:
                    dialog.close()

            with ui.element("div").classes("dialog-ends"):
                button(context.say(words.CANCEL), dialog.close)
                button(context.say(words.SAVE), save, classes="main")

        def show() -> None:
            self._pinned = self.alert.expected_sequence
            for each in inputs.values():
                each.value = ""
            dialog.open()

        return show

    def _assigning(self) -> Callable[[], None]:
        """A choice of those who may act; oneself with one press."""
        context = self._context
        with ui.dialog() as dialog, ui.card():
            ui.label(context.say(words.ASSIGN)).classes("dialog-title")
            chosen = ui.select([], label=context.say(words.ASSIGN_TO)).classes("wide-field")
            chosen.props("outlined autofocus name=owner")

            async def save(owner: str) -> None:
                if await self.do("assigned", self._seen(), owner=owner):
                    dialog.close()

            with ui.element("div").classes("dialog-ends"):
                button(context.say(words.CANCEL), dialog.close)
                button(context.say(words.TO_ME), lambda: save(context.person.name))
                button(context.say(words.SAVE), lambda: save(str(chosen.value or "")), classes="main")

        def show() -> None:
            self._pinned = self.alert.expected_sequence
            chosen.set_options(self._colleagues(), value=None)
            dialog.open()

        return show

    def _colleagues(self) -> list[str]:
        return [person.name for person in self._context.people() if person.may("agent")]

    def _stating(self) -> Callable[[Statement], None]:
        """The statement in both languages, to edit; then kept as a draft, or marked as published."""
        context = self._context
        with ui.dialog() as dialog, ui.card().classes("wide"):
            ui.label(context.say(words.STATEMENT)).classes("dialog-title")
            ui.label(context.say(words.STATEMENT_ABOUT)).classes("dialog-lead")
            turkish = _input(context.say(words.TURKISH), "tr").props("autofocus")
            english = _input(context.say(words.ENGLISH), "en")

            async def keep(action: Action) -> None:
                told = Statement(str(turkish.value or "")[:LONGEST], str(english.value or "")[:LONGEST])
                if await self.do(action, self._seen(), statement=told):
                    dialog.close()

            with ui.element("div").classes("dialog-ends"):
                button(context.say(words.CANCEL), dialog.close)
                button(context.say(words.SAVE_DRAFT), lambda: keep("drafted"))
                button(context.say(words.PUBLISH), lambda: keep("answered"), classes="main")

        def show(draft: Statement) -> None:
            self._pinned = self.alert.expected_sequence
            turkish.value, english.value = draft.tr, draft.en
            dialog.open()

        return show

    async def do(
        self,
        action: Action,
        seen: int,
        *,
        owner: str = "",
        note: str = "",
        cause: str = "",
        corrective: str = "",
        statement: Statement | None = None,
    ) -> bool:
        """Whether the dialog may close: a step that is refused leaves it open, with what was typed."""
        context = self._context
        if not context.may("agent"):
            ui.notify(context.say(words.NOT_ALLOWED), type="negative")
            return False
        try:
            answer = await context.ask(
                act,
                self.alert.opened.id,
                action,
                by=context.person.name,
                at=context.now(),
                seen=seen,
                owner=owner,
                note=note,
                cause=cause,
                corrective=corrective,
                statement=statement,
                people=self._colleagues(),
            )
        except NabizError as error:
            ui.notify(f"{context.say(wording.NO_STORE)}: {error.message}", type="negative")
            return False
        if isinstance(answer, Refused):
            ui.notify(context.say(words.REFUSALS[answer.reason]), type="warning", timeout=8_000)
        else:
            ui.notify(context.say(words.SAVED), type="positive")
        self._pinned = None  # whoever was told to look again has the newest before him
        await self._done()
        return not isinstance(answer, Refused)


def _input(label: str, name: str) -> ui.textarea:
    made = ui.textarea(label)
    made.classes("wide-field").props(f"outlined autogrow name={name} maxlength={LONGEST}")
    return made
