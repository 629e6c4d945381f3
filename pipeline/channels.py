"""Where alerts are told: one Apprise URL a channel (Slack, Teams, Telegram, e-mail, webhooks, SMS gateways, ...).

Called by the `notifying` agent. A channel that fails never blocks the others; addresses hold secrets and are
never logged. No customer text leaves here but what an alert's masked evidence holds.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import apprise

from pipeline.alert import AlertStep
from pipeline.errors import ChannelError

ISTANBUL = ZoneInfo("Europe/Istanbul")
Language = Literal["tr", "en"]
TOLD = ("opened", "escalated", "resolved")
HEADLINES = {
    ("tr", "opened"): "Kriz uyarısı",
    ("tr", "escalated"): "Kriz büyüyor",
    ("tr", "resolved"): "Kriz sona erdi",
    ("en", "opened"): "Crisis alert",
    ("en", "escalated"): "Crisis grows",
    ("en", "resolved"): "Crisis over",
}


@runtime_checkable
class Channel(Protocol):
    @property
    def name(self) -> str: ...

    def tell(self, title: str, body: str) -> None:
        """Raises ChannelError when the message did not get through."""


class AppriseChannel:
    """One Apprise URL. `name` is its scheme and number, which is safe to show."""

    def __init__(self, url: str, number: int) -> None:
        self.name = f"{url.split(':', 1)[0]}-{number}"
        self._apprise = apprise.Apprise()
        if not self._apprise.add(url):
            raise ChannelError(f"channel {number} is not an Apprise URL", hint="mend NABIZ_CHANNELS")

    def tell(self, title: str, body: str) -> None:
        if not self._apprise.notify(title=title, body=body):
            raise ChannelError(f"channel {self.name} did not take the message", hint="check its address and token")


class MemoryChannel:
    """The fake: keeps what it was told, fails on demand."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.told: list[tuple[str, str]] = []
        self.broken = False

    def tell(self, title: str, body: str) -> None:
        if self.broken:
            raise ChannelError(f"channel {self.name} is broken")
        self.told.append((title, body))


def open_channels(urls: Sequence[str]) -> list[Channel]:
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses, which hold tokens
    return [AppriseChannel(url, number) for number, url in enumerate(urls, start=1)]


def headline(step: AlertStep, language: Language) -> str:
    topic = f" / {step.topic}" if step.topic else ""
    drill = {"tr": "[TATBİKAT] ", "en": "[DRILL] "}[language] if step.drill else ""
    return f"{drill}{HEADLINES[language, step.state]}: {step.brand}{topic} ({step.severity}/10)"


def message(step: AlertStep, language: Language) -> str:
    """Numbers a person acts on, in the reader's language; times in Europe/Istanbul."""
    at = step.at.astimezone(ISTANBUL)
    if language == "tr":
        expected = f"{step.expected:.1f}".replace(".", ",")
        return (
            f"{at:%d.%m.%Y %H.%M}: son {step.window_minutes} dakikada {step.observed:.0f} olumsuz ileti, "
            f"beklenen {expected}."
        )
    return (
        f"{at:%Y-%m-%d %H:%M} (Istanbul): {step.observed:.0f} negative items in the last {step.window_minutes} "
        f"minutes, {step.expected:.1f} expected."
    )


def tell_all(channels: Sequence[Channel], step: AlertStep, language: Language) -> list[str]:
    """Tell every channel of a step; the names of those that failed."""
    if step.state not in TOLD:
        return []
    failed = []
    for channel in channels:
        try:
            channel.tell(headline(step, language), message(step, language))
        except ChannelError:
            failed.append(channel.name)
    return failed
