"""What a channel is and what it is given. Implemented by `apprised`, `webhook` and `annotation`; called by the teller.

A channel may block and may fail; it must never show an address or a token, not in an error either.
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

import msgspec

from pipeline.alert import AlertStep
from pipeline.errors import ChannelError
from pipeline.spike.lifecycle import Alert

Language = Literal["tr", "en"]


class About(msgspec.Struct, frozen=True):
    """One incident in a message: the alert as it is now, and those of its steps that are news, oldest first."""

    alert: Alert
    steps: tuple[AlertStep, ...]

    @property
    def newest(self) -> AlertStep:
        return self.steps[-1]


class Message(msgspec.Struct, frozen=True):
    """`key` names the telling: where it is sent again after a crash, whoever takes it can know it by that."""

    key: str
    title: str
    body: str
    about: tuple[About, ...] = ()


@runtime_checkable
class Channel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def language(self) -> Language | None:
        """None: the language of the settings."""

    @property
    def gathers(self) -> bool:
        """Whether several steps may come in one message: people want that, machines do not."""

    def tell(self, message: Message) -> None:
        """Raises ChannelError when the message did not get through."""


class MemoryChannel:
    """The fake: keeps what it was told, fails on demand."""

    def __init__(self, name: str = "memory", *, gathers: bool = True, language: Language | None = None) -> None:
        self.name, self.gathers, self.language = name, gathers, language
        self.told: list[Message] = []
        self.broken = False

    def tell(self, message: Message) -> None:
        if self.broken:
            raise ChannelError(f"channel {self.name} is broken", hint="mend it")
        self.told.append(message)
