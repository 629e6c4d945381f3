"""Keeps a running Grafana equal to what is drawn here: folder, data source, dashboards, health rules, contact point.

Called by `nabiz grafana publish`. By httpx and not by grafana-client, whose releases bring an HTTP stack that replaces
urllib3 under other libraries: a handful of calls does not need it. Only what bears our uid and lies in our folder is
ever changed, and nothing is ever deleted. Publishing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx

from pipeline.errors import NabizError, SettingsError
from pipeline.views.catalogue import dashboards
from pipeline.views.grafana.drawing import FOLDER, SOURCE, draw
from pipeline.views.grafana.rules import RULES, draw_rule
from pipeline.views.panel import Language

TITLE = "Nabız"
CONTACT = "nabiz-webhook"
SECONDS = 15.0
IGNORED = frozenset({"id", "version", "updated", "provenance", "orgID"})  # what Grafana adds
EDITABLE = {"X-Disable-Provenance": "true"}  # so that people may still silence and pause rules


class Grafana:
    """Grafana's HTTP API. Raises NabizError with what to do; never shows the token."""

    def __init__(self, url: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise SettingsError("Grafana's address cannot be read", hint="for example http://127.0.0.1:3000")
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=SECONDS)

    def __enter__(self) -> Grafana:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, path: str) -> Any:
        """None where there is none."""
        answer = self._ask("GET", path)
        return None if answer.status_code == httpx.codes.NOT_FOUND else answer.json()

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        answer = self._ask(method, path, body)
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NabizError(f"Grafana has no {path}", hint="is its version 11 or newer?")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        try:
            answer = self._client.request(method, path, json=body, headers=EDITABLE if body is not None else None)
        except httpx.HTTPError as error:
            raise NabizError(f"Grafana does not answer: {type(error).__name__}", hint="check GRAFANA_URL") from error
        if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise NabizError("Grafana refuses the token", hint="a service account with the role Admin is needed")
        if answer.is_error and answer.status_code != httpx.codes.NOT_FOUND:
            raise NabizError(f"Grafana answered {answer.status_code} to {method} {path}", hint="its log says more")
        return answer


def publish(grafana: Grafana, language: Language, *, webhook: str = "", dry_run: bool = False) -> list[str]:
    """What was changed, or with `dry_run` would be, in words."""
    _source(grafana)
    changes = [*_folder(grafana, dry_run), *_dashboards(grafana, language, dry_run)]
    changes += _rules(grafana, language, dry_run)
    return changes + (_contact(grafana, webhook, dry_run) if webhook else [])


def _source(grafana: Grafana) -> None:
    """The data source holds a password, so it comes from a file (deploy/grafana/provisioning) or a person."""
    if grafana.get(f"/api/datasources/uid/{SOURCE['uid']}") is None:
        raise NabizError(
            f"Grafana has no data source with the uid {SOURCE['uid']}",
            hint="provision deploy/grafana/provisioning/datasources, or add a ClickHouse source with that uid",
        )


def _folder(grafana: Grafana, dry_run: bool) -> list[str]:
    if grafana.get(f"/api/folders/{FOLDER}") is not None:
        return []
    if not dry_run:
        grafana.send("POST", "/api/folders", {"uid": FOLDER, "title": TITLE})
    return [f"create folder {TITLE}"]


def _dashboards(grafana: Grafana, language: Language, dry_run: bool) -> list[str]:
    changes = []
    for drawn in (draw(board, language) for board in dashboards()):
        uid = drawn["uid"]
        known = grafana.get(f"/api/dashboards/uid/{uid}")
        if known is not None:
            _ours(f"dashboard {uid}", known["meta"].get("folderUid"))
            different = differences(known["dashboard"], drawn)
            if not different:
                continue
        if not dry_run:
            body = {"dashboard": drawn, "folderUid": FOLDER, "overwrite": True, "message": "nabiz grafana publish"}
            grafana.send("POST", "/api/dashboards/db", body)
        changes.append(
            f"create dashboard {uid}" if known is None else f"update dashboard {uid}: {', '.join(different)}"
        )
    return changes


def _rules(grafana: Grafana, language: Language, dry_run: bool) -> list[str]:
    changes, path = [], "/api/v1/provisioning/alert-rules"
    for drawn in (draw_rule(rule, language) for rule in RULES):
        known = grafana.get(f"{path}/{drawn['uid']}")
        if known is None:
            if not dry_run:
                grafana.send("POST", path, drawn)
            changes.append(f"create rule {drawn['uid']}")
            continue
        _ours(f"rule {drawn['uid']}", known.get("folderUID"))
        different = differences(known, {name: value for name, value in drawn.items() if name != "isPaused"})
        if different:
            if not dry_run:  # a person's pause stays
                grafana.send("PUT", f"{path}/{drawn['uid']}", drawn | {"isPaused": known.get("isPaused", False)})
            changes.append(f"update rule {drawn['uid']}: {', '.join(different)}")
    return changes


def _contact(grafana: Grafana, webhook: str, dry_run: bool) -> list[str]:
    path = "/api/v1/provisioning/contact-points"
    wanted = {"uid": CONTACT, "name": TITLE, "type": "webhook", "settings": {"url": webhook}}
    known = next((point for point in grafana.get(path) or [] if point["uid"] == CONTACT), None)
    if known is None:
        if not dry_run:
            grafana.send("POST", path, wanted)
        return [f"create contact point {TITLE}"]
    different = differences(known, wanted)
    if different and not dry_run:
        grafana.send("PUT", f"{path}/{CONTACT}", wanted)
    return [f"update contact point {TITLE}: {', '.join(different)}"] if different else []


def differences(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """The names of what is to be otherwise. What Grafana knows beyond what we say is its own affair."""
    return [name for name, value in wanted.items() if name not in IGNORED and not _holds(known.get(name), value)]


def _holds(known: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(known, Mapping) and all(_holds(known.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return (
            isinstance(known, list)
            and len(known) == len(wanted)
            and all(_holds(one, other) for one, other in zip(known, wanted, strict=True))
        )
    return bool(known == wanted)


def _ours(what: str, folder: str | None) -> None:
    if folder != FOLDER:
        raise NabizError(
            f"the {what} is in another folder, so it is not ours to change",
            hint=f"move it into the folder {TITLE}, or give it another uid",
        )
