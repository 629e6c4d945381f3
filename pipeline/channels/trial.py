"""A message that says it is a trial, to see whether a channel takes it. Called by `nabiz alerts`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipeline.alert import AlertStep
from pipeline.channels.door import About, Language, Message
from pipeline.channels.opening import Outlets
from pipeline.channels.wording import body, headline
from pipeline.errors import ChannelError
from pipeline.spike.lifecycle import fold

TITLE = {"tr": "[DENEME] Nabız bildirimi", "en": "[TRIAL] A notification by Nabız"}
LEAD = {
    "tr": "Bu bir denemedir: kriz yok, bir şey yapmanız gerekmez. Gerçek bir uyarı şöyle görünür:",
    "en": "This is a trial: there is no crisis and nothing to do. A real alert looks like this:",
}


def opened(
    at: datetime, *, brand: str, topic: str = "", severity: int = 5, name: str = "trial", drill: bool = False
) -> AlertStep:
    """An alert that nobody has."""
    return AlertStep(
        id=name, brand=brand, topic=topic, state="opened", at=at, first_seen=at - timedelta(minutes=4),
        observed=42, expected=3.5, ratio=12, score=9, severity=severity, window_minutes=15, drill=drill,
    )  # fmt: skip


def tried(outlets: Outlets, now: datetime, only: str = "") -> Iterator[tuple[str, str]]:
    """Each channel's name, and why it was not told; "" when it was."""
    for channel in outlets.channels:
        if only in ("", channel.name):
            try:
                channel.tell(trial(outlets, channel.language or outlets.language, now))
            except ChannelError as error:
                yield channel.name, str(error)
            else:
                yield channel.name, ""


def trial(outlets: Outlets, language: Language, now: datetime) -> Message:
    """Marked as a drill besides, so that a machine that takes it raises no alarm."""
    step = opened(now, brand="Nabız", name=f"trial-{int(now.timestamp())}", drill=True)
    alert = fold([step])
    assert alert is not None
    about = About(alert, (step,))
    sample = f"{headline(step, language, outlets.names)}\n{body(about, language, outlets.names)}"
    return Message(f"{step.id}/0", TITLE[language], f"{LEAD[language]}\n\n{sample}", (about,))
