"""Rules: who is told of what, at which hour; files of rules with every mistake named and no secret shown."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
import pytest

from pipeline.channels.opening import open_outlets
from pipeline.channels.routes import Hours, Route, Routes
from pipeline.errors import SettingsError
from pipeline.spike.lifecycle import fold
from tests.storage.insights import a_step

NOON = datetime(2026, 3, 14, 9, tzinfo=UTC)  # a Saturday, 12:00 in Istanbul
NIGHT = datetime(2026, 3, 14, 0, 30, tzinfo=UTC)  # 03:30 in Istanbul

FILE = """
channels:
  team: json://127.0.0.1:9/team
  night: {url: "json://127.0.0.1:9/night", language: en}
  crm: {webhook: "https://crm.example.com/nabiz", secret: "${CRM_SECRET}"}
  boards: {grafana: "https://grafana.example.com", token: "glsa_1"}
cool_down: 20
digest: {more_than: 3, within: 10}
routes:
  - {to: [crm, boards]}
  - {to: team, hours: "08:00-20:00", severity: 3}
  - {to: night, hours: "20:00-08:00", severity: 8, kinds: [spike], drills: never}
  - {to: team, brands: [Lodos Mobil], topics: [network], steps: [acknowledged, closed]}
"""
SECRET = {"CRM_SECRET": "0123456789abcdef"}


def whom(routes: Routes, now: datetime, told: tuple[str, ...] = (), **changes: object) -> list[str]:
    step = a_step(**changes)
    alert = fold([msgspec.structs.replace(step, state="opened", sequence=0), step])
    assert alert is not None
    return routes.channels(alert, step, now, told)


@pytest.fixture
def routes(tmp_path: Path) -> Routes:
    return opened(tmp_path, FILE)


def opened(folder: Path, text: str) -> Routes:
    file = folder / "routes.yaml"
    file.write_text(text, encoding="utf-8")
    return open_outlets([], file, variables=SECRET).routes


def test_by_day_the_team_is_told_and_by_night_only_of_what_is_bad(routes: Routes) -> None:
    assert whom(routes, NOON, severity=7) == ["crm", "boards", "team"]
    assert whom(routes, NIGHT, severity=7) == ["crm", "boards"]
    assert whom(routes, NIGHT, severity=8) == ["crm", "boards", "night"]
    assert whom(routes, NIGHT, severity=8, drill=True) == ["crm", "boards"]
    assert whom(routes, NIGHT, severity=8, kind="slow_burn") == ["crm", "boards"]
    assert whom(routes, NOON, severity=2) == ["crm", "boards"]


def test_a_route_may_name_brands_topics_and_other_steps(routes: Routes) -> None:
    closed = {"state": "acknowledged", "by": "deniz", "sequence": 1_000_000}
    assert whom(routes, NIGHT, brand="Lodos Mobil", topic="network", **closed) == ["team"]
    assert whom(routes, NIGHT, brand="Lodos Mobil", topic="delivery", **closed) == []
    assert whom(routes, NIGHT, brand="Öteki", topic="network", **closed) == []


def test_a_topic_that_rose_with_it_is_reason_enough() -> None:
    routes = Routes((Route(to=("net",), topics=("network",)),))
    assert whom(routes, NOON, topic="", evidence='{"parts":[{"topic":"network"}]}') == ["net"]
    assert whom(routes, NOON, topic="", evidence='{"parts":[{"topic":"delivery"}]}') == []


def test_who_was_told_of_a_crisis_is_told_of_its_end_and_nobody_else_is(routes: Routes) -> None:
    over = {"state": "resolved", "sequence": 2, "severity": 9, "evidence": ""}
    assert whom(routes, NOON, ("night", "crm"), **over) == ["night", "crm"]
    assert whom(routes, NOON, (), **over) == []


def test_hours_end_before_their_end_and_may_go_over_midnight() -> None:
    day, night = Hours(time(8), time(20)), Hours(time(20), time(8))
    for at, by_day in (
        (time(7, 59), False),
        (time(8), True),
        (time(19, 59), True),
        (time(20), False),
        (time(0), False),
    ):
        assert (day.holds(at), night.holds(at)) == (by_day, not by_day)


def test_days_are_those_of_istanbul() -> None:
    late = datetime(2026, 3, 13, 22, tzinfo=UTC)  # Friday in UTC, Saturday in Istanbul
    assert whom(Routes((Route(to=("weekend",), days=("sat", "sun")),)), late) == ["weekend"]


def test_plain_addresses_are_told_of_every_crisis_and_of_no_campaign() -> None:
    routes = open_outlets(["json://127.0.0.1:9", "json://127.0.0.1:8"], None).routes
    assert whom(routes, NIGHT, severity=1) == ["json-1", "json-2"]
    assert whom(routes, NIGHT, severity=9, kind="volume_notice") == []


def test_notices_are_told_where_a_route_names_them() -> None:
    routes = Routes((Route(to=("operators",), kinds=("no_data",)),))
    assert whom(routes, NIGHT, kind="no_data") == ["operators"]
    assert whom(routes, NIGHT, kind="spike") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: 3", "severty: 3", "severty"),
        ("severity: 3", "severity: 11", "10"),
        ("to: team, hours", "to: tema, hours", "route 2 names the channel 'tema'"),
        ("[network]", "[netwrok]", "route 4 names the topic 'netwrok'"),
        ('"08:00-20:00"', '"8-20"', "route 2: '8-20' are no hours"),
        ("to: [crm, boards]", "to: []", "route 1 tells nobody"),
        ("[acknowledged, closed]", "[shut]", "shut"),
        ("CRM_SECRET", "OTHER", "OTHER"),
        (', secret: "${CRM_SECRET}"', ', secret: "short-secret"', "16 characters"),
        (', token: "glsa_1"', "", "token"),
        ("channels:", "channels: [", "no YAML, line"),
        ('webhook: "https', 'url: "x://y", webhook: "https', "one of url, webhook and grafana"),
        ('webhook: "https', 'webhook: "ftp', "no http address"),
        ("json://127.0.0.1:9/team", "nonsense://token-that-is-secret", "team is no Apprise URL"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_no_secret(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(SettingsError) as refused:
        opened(tmp_path, FILE.replace(old, new, 1))
    told = str(refused.value)
    assert said in told
    assert refused.value.hint
    assert not any(secret in told for secret in ("short-secret", "token-that-is-secret", *SECRET.values()))


def test_a_file_that_is_not_there_and_two_settings_at_once_are_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        open_outlets([], tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match="both"):
        open_outlets(["json://127.0.0.1:9"], tmp_path / "none.yaml")
