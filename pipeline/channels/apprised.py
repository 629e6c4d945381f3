"""A channel that is one Apprise URL: chat, e-mail, SMS gateways and a hundred more. Opened by `opening`."""

from __future__ import annotations

import logging

import apprise

from pipeline.channels.door import Language, Message
from pipeline.channels.trouble import trouble
from pipeline.errors import SettingsError


class AppriseChannel:
    gathers = True

    def __init__(self, name: str, url: str, language: Language | None = None) -> None:
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses, which hold tokens
        self.name, self.language = name, language
        self._apprise = apprise.Apprise()
        if not self._apprise.add(url):
            raise SettingsError(f"the address of channel {name} is no Apprise URL", hint="such as slack://TOKENS")

    def tell(self, message: Message) -> None:
        """As plain text: Apprise escapes it where the service takes markup."""
        took = self._apprise.notify(
            title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False
        )
        if not took:
            raise trouble(self.name, "not_taken")
