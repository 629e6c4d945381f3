"""Crises on Grafana's dashboards: an annotation where one opens, a region from its begin to its end once it is over;
one each time that it rises again.

By Grafana's HTTP API (`/api/annotations`), with a service account that may write annotations. Dashboards of ours show
what bears the tag `nabiz`. An annotation is found again by a tag with the alert's id, and from the second rise on its
number, so telling twice changes nothing.
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
from pipeline.spike.lifecycle import Alert

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
            self._mark(about.alert, about.newest)

    def _mark(self, alert: Alert, step: AlertStep) -> None:
        number = max((place for place, rise in enumerate(alert.rises, 1) if rise.step.at <= step.at), default=1)
        fields: Fields = {
            "time": _ms(alert.rises[number - 1].begun),
            "text": self._text(step),
            "tags": tags(step, number),
        }
        if step.state == "resolved":
            fields["timeEnd"] = _ms(step.at)
        found = self._ask("GET", "", {"tags": [TAG, _own(step, number)], "type": "annotation", "limit": 1})
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


def tags(step: AlertStep, rise: int = 1) -> list[str]:
    """`rise`: which one of the alert, counted from 1."""
    told = [TAG, _own(step, rise), f"brand:{step.brand}", f"severity:{step.severity}", step.kind]
    return [*told, *([f"topic:{step.topic}"] if step.topic else []), *(["drill"] if step.drill else [])]


def _own(step: AlertStep, rise: int) -> str:
    return f"alert:{step.id}" if rise == 1 else f"alert:{step.id}:{rise}"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
