"""Routes out of a YAML file; every mistake is named with its place and what to write instead. Called by `opening`.

Secrets are best kept out of the file: `${NAME}` in an address, a token or a secret stands for a variable of the
environment. Errors show neither addresses nor what a variable holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated

import msgspec
import yaml

from pipeline.alert import AlertKind, AlertState
from pipeline.channels.door import Language
from pipeline.channels.routes import CRISES, RISES, Day, Drills, Hours, Pace, Route, Routes
from pipeline.errors import SettingsError

VARIABLE = re.compile(r"\$\{(\w+)\}")
HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) *- *(?:(24):(00)|([01]?\d|2[0-3]):([0-5]\d))")
NAME = r"^[\w-]{1,40}$"
HINT = "README's section on notifications shows a file"


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A channel as it is written down: one of `url`, `webhook` (with a secret), `grafana` (with a token)."""

    url: str = ""
    webhook: str = ""
    secret: str = ""
    grafana: str = ""
    token: str = ""
    language: Language | None = None


Severity = Annotated[int, msgspec.Meta(ge=1, le=10)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1440)]


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str | list[str]
    brands: list[str] = []
    topics: list[str] = []
    kinds: tuple[AlertKind, ...] = CRISES
    severity: Severity = 1
    steps: tuple[AlertState, ...] = RISES
    hours: str = ""
    days: list[Day] = []
    drills: Drills = "too"


class _Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    more_than: Count = Pace().most
    within: Count = Pace().within


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    channels: dict[Annotated[str, msgspec.Meta(pattern=NAME)], str | Target]
    routes: list[_Rule]
    cool_down: Annotated[int, msgspec.Meta(ge=0, le=1440)] = Pace().cool_down
    digest: _Digest = _Digest()
    urgent: Severity = Pace().urgent


def read_routes(path: Path, variables: Mapping[str, str], topics: Collection[str]) -> tuple[dict[str, Target], Routes]:
    """Raises SettingsError. `topics`: the ids that there are."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        file = msgspec.convert(said, _File)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", hint="see NABIZ_ROUTES") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"{path} is no YAML{where}", hint=HINT) from None
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}", hint=HINT) from None
    targets = {name: _target(path, name, each, variables) for name, each in file.channels.items()}
    routes = tuple(_route(path, number, rule, targets, topics) for number, rule in enumerate(file.routes, start=1))
    pace = Pace(cool_down=file.cool_down, most=file.digest.more_than, within=file.digest.within, urgent=file.urgent)
    return targets, Routes(routes, pace)


def _target(path: Path, name: str, said: str | Target, variables: Mapping[str, str]) -> Target:
    target = Target(url=said) if isinstance(said, str) else said
    filled = {field: _filled(path, name, getattr(target, field), variables) for field in _SECRET}
    target = msgspec.structs.replace(target, **filled)
    if sum(map(bool, (target.url, target.webhook, target.grafana))) != 1:
        raise SettingsError(f"{path}: channel {name} needs one of url, webhook and grafana", hint=HINT)
    if target.webhook and len(target.secret) < 16:
        raise SettingsError(
            f"{path}: the webhook {name} needs a secret of 16 characters or more", hint="openssl rand -hex 32"
        )
    if target.grafana and not target.token:
        raise SettingsError(
            f"{path}: {name} needs the token of a service account", hint="Grafana: Administration, Service accounts"
        )
    return target


_SECRET = ("url", "webhook", "secret", "grafana", "token")


def _filled(path: Path, name: str, text: str, variables: Mapping[str, str]) -> str:
    for variable in VARIABLE.findall(text):
        if variable not in variables:
            raise SettingsError(f"{path}: channel {name} names ${{{variable}}}", hint=f"export {variable}=...")
    return VARIABLE.sub(lambda found: variables[found[1]], text)


def _route(path: Path, number: int, rule: _Rule, targets: Collection[str], topics: Collection[str]) -> Route:
    where = f"{path}: route {number}"
    to = [rule.to] if isinstance(rule.to, str) else rule.to
    _known(where, "channel", to, targets)
    _known(where, "topic", rule.topics, topics)
    if not to:
        raise SettingsError(f"{where} tells nobody", hint=f"to: {', '.join(targets)}")
    return Route(
        to=tuple(to),
        brands=tuple(rule.brands),
        topics=tuple(rule.topics),
        kinds=rule.kinds,
        severity=rule.severity,
        steps=rule.steps,
        hours=_hours(where, rule.hours),
        days=tuple(rule.days),
        drills=rule.drills,
    )


def _known(where: str, what: str, named: Sequence[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            raise SettingsError(f"{where} names the {what} {name!r}, which there is not", hint=", ".join(sorted(known)))


def _hours(where: str, said: str) -> Hours | None:
    if not said:
        return None
    found = HOURS.fullmatch(said.strip())
    if not found:
        raise SettingsError(f"{where}: {said!r} are no hours", hint='such as "08:00-20:00", or "20:00-08:00" by night')
    begin, end = time(int(found[1]), int(found[2])), time.max
    return Hours(begin, end if found[3] else time(int(found[5]), int(found[6])))
