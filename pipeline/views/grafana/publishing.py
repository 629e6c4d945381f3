"""Keeps a running Grafana equal to what is drawn here: data source, folder, dashboards, health rules, contact point.

Called by `nabiz grafana publish`. Only what bears our uid and lies in our folder is ever changed, and nothing is ever
deleted. Publishing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import NabizError
from pipeline.storage.address import Address
from pipeline.views.catalogue import dashboards
from pipeline.views.grafana.access import Grafana
from pipeline.views.grafana.drawing import FOLDER, SOURCE, draw
from pipeline.views.grafana.rules import RULES, draw_rule
from pipeline.views.panel import Language

TITLE = "Nabız"
CONTACT = "nabiz-webhook"
IGNORED = frozenset({"id", "version", "updated", "provenance", "orgID"})  # what Grafana adds


def publish(
    grafana: Grafana, language: Language, *, webhook: str = "", store: Address | None = None, dry_run: bool = False
) -> list[str]:
    """What was changed, or with `dry_run` would be, in words. `store`: what a missing data source is made of."""
    changes = [*_source(grafana, store, dry_run), *_folder(grafana, dry_run)]
    changes += [*_dashboards(grafana, language, dry_run), *_rules(grafana, language, dry_run)]
    return changes + (_contact(grafana, webhook, dry_run) if webhook else [])


def _source(grafana: Grafana, store: Address | None, dry_run: bool) -> list[str]:
    """It holds a password that Grafana never tells, so one that is there is left as it is."""
    known = grafana.source(SOURCE["uid"])
    if known is not None:
        if known.get("type", SOURCE["type"]) != SOURCE["type"]:
            raise NabizError(f"the data source {SOURCE['uid']} is of another type", hint="give it another uid")
        return []
    if store is None:
        raise NabizError(
            f"Grafana has no data source with the uid {SOURCE['uid']}",
            hint="set GRAFANA_STORE to clickhouse://USER:PASSWORD@HOST:9000/nabiz_masked as Grafana reaches it, or "
            "provision deploy/grafana/provisioning/datasources",
        )
    if not dry_run:
        grafana.create_source(drawn_source(store))
    return [f"create data source {SOURCE['uid']}"]


def drawn_source(store: Address) -> dict[str, Any]:
    """As Grafana's API takes it; the address is the native protocol's."""
    return {
        "uid": SOURCE["uid"],
        "name": TITLE,
        "type": SOURCE["type"],
        "access": "proxy",
        "jsonData": {
            "host": store.host,
            "port": store.port,
            "protocol": "native",
            "secure": store.secure,
            "username": store.user,
            "defaultDatabase": store.database,
            "dialTimeout": "5",
            "queryTimeout": "30",
        },
        "secureJsonData": {"password": store.password},
    }


def _folder(grafana: Grafana, dry_run: bool) -> list[str]:
    if grafana.folder(FOLDER) is not None:
        return []
    if not dry_run:
        grafana.create_folder(FOLDER, TITLE)
    return [f"create folder {TITLE}"]


def _dashboards(grafana: Grafana, language: Language, dry_run: bool) -> list[str]:
    changes = []
    for drawn in (draw(board, language) for board in dashboards()):
        uid = drawn["uid"]
        known = grafana.dashboard(uid)
        if known is not None:
            _ours(f"dashboard {uid}", known["meta"].get("folderUid"))
            different = differences(known["dashboard"], drawn)
            if not different:
                continue
        if not dry_run:
            body = {"dashboard": drawn, "folderUid": FOLDER, "overwrite": True, "message": "nabiz grafana publish"}
            grafana.put_dashboard(body)
        changes.append(
            f"create dashboard {uid}" if known is None else f"update dashboard {uid}: {', '.join(different)}"
        )
    return changes


def _rules(grafana: Grafana, language: Language, dry_run: bool) -> list[str]:
    changes = []
    for drawn in (draw_rule(rule, language) for rule in RULES):
        known = grafana.rule(drawn["uid"])
        if known is None:
            if not dry_run:
                grafana.put_rule(drawn, new=True)
            changes.append(f"create rule {drawn['uid']}")
            continue
        _ours(f"rule {drawn['uid']}", known.get("folderUID"))
        different = differences(known, {name: value for name, value in drawn.items() if name != "isPaused"})
        if different:
            if not dry_run:  # a person's pause stays
                grafana.put_rule(drawn | {"isPaused": known.get("isPaused", False)}, new=False)
            changes.append(f"update rule {drawn['uid']}: {', '.join(different)}")
    return changes


def _contact(grafana: Grafana, webhook: str, dry_run: bool) -> list[str]:
    wanted = {"uid": CONTACT, "name": TITLE, "type": "webhook", "settings": {"url": webhook}}
    known = next((point for point in grafana.contact_points() if point["uid"] == CONTACT), None)
    different = differences(known, wanted) if known is not None else []
    if known is not None and not different:
        return []
    if not dry_run:
        grafana.put_contact_point(wanted, new=known is None)
    return [
        f"create contact point {TITLE}" if known is None else f"update contact point {TITLE}: {', '.join(different)}"
    ]


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
