"""Crises on Grafana's dashboards: an annotation where one opens, a region from its begin to its end once it is over.

By Grafana's HTTP API (`/api/annotations`), with a service account that may write annotations. Dashboards of ours show
what bears the tag `nabiz`. An annotation is found again by a tag with the alert's id, so telling twice changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import httpx

from pipeline.alert import AlertStep
from pipeline.channels.door import Language, Message
from pipeline.channels.trouble import trouble, unanswered
from pipeline.channels.wording import Names, headline, link
from pipeline.errors import SettingsError

TAG = "nabiz"
SECONDS = 10.0
Fields: TypeAlias = dict[str, str | int | list[str]]


class GrafanaAnnotation:
    gathers = False

    def __init__(self, name: str, url: str, token: str, names: Names, language: Language) -> None:
        if not url.startswith(("https://", "http://")):
            raise SettingsError(f"{name} has no http address of a Grafana", hint="such as http://127.0.0.1:3000")
        self.name, self.language, self._names = name, language, names
        self._url = url.rstrip("/") + "/api/annotations"
        self._headers = {"Authorization": f"Bearer {token}"}

    def tell(self, message: Message) -> None:
        for about in message.about:
            self._mark(about.alert.opened, about.newest)

    def _mark(self, opened: AlertStep, step: AlertStep) -> None:
        fields: Fields = {"time": _ms(opened.first_seen), "text": self._text(step), "tags": tags(step)}
        if step.state == "resolved":
            fields["timeEnd"] = _ms(step.at)
        found = self._ask("GET", "", {"tags": [TAG, _own(step)], "type": "annotation", "limit": 1})
        known = found.json()
        if known:
            self._ask("PATCH", f"/{int(known[0]['id'])}", fields=fields)
        else:
            self._ask("POST", "", fields=fields)

    def _text(self, step: AlertStep) -> str:
        return "\n".join(filter(None, (headline(step, self.language, self._names), link(step, self._names))))

    def _ask(self, method: str, path: str, asked: Fields | None = None, fields: Fields | None = None) -> httpx.Response:
        try:
            answer = httpx.request(
                method, self._url + path, params=asked, json=fields, headers=self._headers, timeout=SECONDS
            )
        except httpx.HTTPError as error:
            raise unanswered(self.name, error) from None
        if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise trouble(self.name, "token", str(answer.status_code))
        if not answer.is_success:
            raise trouble(self.name, "answered", f"{answer.status_code} ({method})")
        return answer


def tags(step: AlertStep) -> list[str]:
    told = [TAG, _own(step), f"brand:{step.brand}", f"severity:{step.severity}", step.kind]
    return [*told, *([f"topic:{step.topic}"] if step.topic else []), *(["drill"] if step.drill else [])]


def _own(step: AlertStep) -> str:
    return f"alert:{step.id}"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
