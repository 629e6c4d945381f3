"""Where alerts are told: one Apprise URL a channel (Slack, Teams, Telegram, e-mail, webhooks, SMS gateways, ...).

Called by the `notifying` agent. A channel that fails never blocks the others; addresses hold secrets and are
never logged. No customer text leaves here but what an alert's masked evidence holds.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import apprise

from models.taxonomy import load_taxonomy
from pipeline.alert import AlertStep
from pipeline.errors import ChannelError
from pipeline.spike.explain import Evidence, evidence_of
from pipeline.spike.istanbul import ISTANBUL

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

# What is no crisis is never called one.
NOTICES = {
    ("tr", "volume_notice"): "Konuşma arttı (kriz değil)",
    ("tr", "no_data"): "Kaynaktan veri gelmiyor",
    ("en", "volume_notice"): "More is said than usual (no crisis)",
    ("en", "no_data"): "A source is silent",
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
    evidence = evidence_of(step)
    severity = evidence.severity if evidence else step.severity
    topic = f" / {step.topic}" if step.topic else ""
    drill = {"tr": "[TATBİKAT] ", "en": "[DRILL] "}[language] if step.drill else ""
    name = NOTICES[language, step.kind] if (language, step.kind) in NOTICES else HEADLINES[language, step.state]
    return f"{drill}{name}: {step.brand}{topic} ({severity}/10)"


def message(step: AlertStep, language: Language) -> str:
    """Numbers a person acts on, what drives them and what to do first, in the reader's language; Istanbul time."""
    return "\n".join([_numbers(step, language), *_reasons(evidence_of(step), language)])


def _numbers(step: AlertStep, language: Language) -> str:
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


def _reasons(evidence: Evidence | None, language: Language) -> list[str]:
    """No sample is sent: a customer's words are read at the desk."""
    if evidence is None:
        return []
    names = {topic.id: topic.tr if language == "tr" else topic.en for topic in load_taxonomy()}
    percent = "%{:.0f}" if language == "tr" else "{:.0f}%"
    topics = ", ".join(
        f"{names.get(each.topic, each.topic)} {percent.format(100 * each.share)}" for each in evidence.topics[:3]
    )
    words = ", ".join(term.term for term in evidence.terms[:5])
    first = evidence.playbook.steps[0]
    said = evidence.concentration
    if language == "tr":
        flood = f"Dikkat: {said.items} iletinin ardında {said.authors} yazar var." if evidence.flood else ""
        lines = ("Sürükleyen", topics), ("Öne çıkan sözler", words), ("İlk adım", first.tr), ("", flood)
    else:
        flood = f"Note: {said.authors} authors are behind {said.items} items." if evidence.flood else ""
        lines = ("Driven by", topics), ("Words that stand out", words), ("First step", first.en), ("", flood)
    return [f"{name}: {told}" if name else told for name, told in lines if told]


def tell_all(channels: Sequence[Channel], step: AlertStep, language: Language) -> list[str]:
    """Tell every channel of a step; the names of those that failed."""
    if step.state not in TOLD or not channels:
        return []
    title, body, failed = headline(step, language), message(step, language), []
    for channel in channels:
        try:
            channel.tell(title, body)
        except ChannelError:
            failed.append(channel.name)
    return failed
