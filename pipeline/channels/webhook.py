"""The whole alert as JSON, posted and signed: for tickets, chat bots and whatever a company has of its own.

    X-Nabiz-Delivery    names the telling; the same where it is sent again
    X-Nabiz-Event       opened, escalated, resolved, ...
    X-Nabiz-Timestamp   seconds since 1970, when it was sent
    X-Nabiz-Signature   v1= and the hex HMAC-SHA256, with the secret, of TIMESTAMP.BODY

Whoever takes it refuses a wrong signature, a time more than five minutes off, and a delivery it has seen before.
Opened by `opening`. Follows no redirect: a signed alert goes where it was told to and nowhere else.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256

import httpx

from pipeline.channels.document import document
from pipeline.channels.door import Message
from pipeline.channels.trouble import trouble, unanswered
from pipeline.channels.wording import Names, link
from pipeline.errors import SettingsError

SECONDS = 10.0


class SignedWebhook:
    gathers = False
    language = None

    def __init__(self, name: str, url: str, secret: str, names: Names, clock: Callable[[], float]) -> None:
        if not url.startswith(("https://", "http://")):
            raise SettingsError(f"the webhook {name} has no http address", hint="such as https://crm.example.com/nabiz")
        self.name, self._url, self._secret = name, url, secret
        self._names, self._clock = names, clock

    def tell(self, message: Message) -> None:
        for about in message.about:
            body = document(about, message.key, link(about.newest, self._names))
            self._post(body, message.key, about.newest.state)

    def _post(self, body: bytes, delivery: str, event: str) -> None:
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "X-Nabiz-Delivery": delivery,
            "X-Nabiz-Event": event,
            "X-Nabiz-Timestamp": timestamp,
            "X-Nabiz-Signature": signature(self._secret, timestamp, body),
        }
        try:
            answer = httpx.post(self._url, content=body, headers=headers, timeout=SECONDS)
        except httpx.HTTPError as error:
            raise unanswered(self.name, error) from None
        if not answer.is_success:
            refused = answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
            raise trouble(self.name, "secret" if refused else "answered", str(answer.status_code))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
