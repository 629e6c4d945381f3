"""Settings -> routes and open channels. Called by `pipeline.outlets`.

Two ways to say whom to tell: NABIZ_CHANNELS, a list of addresses that hear of everything; NABIZ_ROUTES, a file of
named channels and rules. One of them, or it would not be clear who is told twice.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from models.taxonomy import load_taxonomy
from models.topics.company import load_company
from pipeline.channels.annotation import GrafanaAnnotation
from pipeline.channels.apprised import AppriseChannel
from pipeline.channels.door import Channel, Language
from pipeline.channels.reading import Target, read_routes
from pipeline.channels.routes import Route, Routes
from pipeline.channels.webhook import SignedWebhook
from pipeline.channels.wording import Names
from pipeline.errors import SettingsError


class Outlets(msgspec.Struct, frozen=True):
    """Everything that telling needs beside a store."""

    channels: tuple[Channel, ...] = ()
    routes: Routes = Routes()
    names: Names = Names()
    language: Language = "tr"


def open_outlets(
    urls: list[str],
    file: Path | None,
    *,
    taxonomy: Path | None = None,
    desk: str = "",
    language: Language = "tr",
    variables: Mapping[str, str] | None = None,
) -> Outlets:
    """Raises SettingsError that names what is wrong, and no secret."""
    if urls and file:
        raise SettingsError("both NABIZ_CHANNELS and NABIZ_ROUTES are set", hint="move the addresses into the file")
    own = load_company(taxonomy) if taxonomy else ()
    topics = {topic.id: (topic.tr, topic.en) for topic in (*load_taxonomy(), *own)}
    names = Names(topics, desk.rstrip("/"))
    if file:
        targets, routes = read_routes(file, variables or {}, topics)
    else:
        targets = {f"{url.split(':', 1)[0]}-{number}": Target(url=url) for number, url in enumerate(urls, start=1)}
        routes = Routes((Route(to=tuple(targets)),) if targets else ())
    channels = tuple(_open(name, target, names, language) for name, target in targets.items())
    return Outlets(channels, routes, names, language)


def _open(name: str, target: Target, names: Names, language: Language) -> Channel:
    if target.webhook:
        return SignedWebhook(name, target.webhook, target.secret, names, time.time)
    if target.grafana:
        return GrafanaAnnotation(name, target.grafana, target.token, names, target.language or language)
    return AppriseChannel(name, target.url, target.language)
