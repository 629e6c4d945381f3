"""Who is told, asked at the command line; a trial says that it is one; the doctor reads the file of routes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.channels.door import MemoryChannel
from pipeline.channels.opening import Outlets
from pipeline.channels.trial import tried
from pipeline.cli import app
from pipeline.cli.diagnosis import _channels
from pipeline.errors import SettingsError
from pipeline.settings import load_settings
from tests.storage.insights import START

ROUTES = """
channels: {team: "json://127.0.0.1:9/a", night: "json://127.0.0.1:9/b", spare: "json://127.0.0.1:9/c"}
routes:
  - {to: team, brands: [Lodos Mobil], hours: "08:00-20:00"}
  - {to: night, severity: 8, hours: "20:00-08:00"}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "routes.yaml"
    found.write_text(ROUTES, encoding="utf-8")
    monkeypatch.setenv("NABIZ_ROUTES", str(found))
    return found


@pytest.mark.parametrize(
    ("brand", "severity", "hour", "told"),
    [
        ("Lodos Mobil", "5", "12:00", "team"),
        ("Lodos Mobil", "5", "03:30", "nobody"),
        ("Öteki", "9", "03:30", "night"),
    ],
)
def test_it_is_answered_whom_a_crisis_would_be_told_to(
    file: Path, brand: str, severity: str, hour: str, told: str
) -> None:
    command = ["alerts", "who", "--brand", brand, "--severity", severity, "--hour", hour]
    assert CliRunner().invoke(app, command).stdout.strip() == told


def test_every_channel_that_does_not_take_the_trial_is_named(file: Path) -> None:
    result = CliRunner().invoke(app, ["alerts", "test", "--channel", "team"])
    assert result.exit_code == 7
    assert result.stdout.startswith("failed  team: team did not take the message")


def test_without_a_channel_it_is_said_how_to_set_one() -> None:
    with pytest.raises(SettingsError, match="nobody is told"):
        CliRunner().invoke(app, ["alerts", "test"], catch_exceptions=False)


@pytest.mark.parametrize(("language", "mark"), [("tr", "[DENEME]"), ("en", "[TRIAL]")])
def test_a_trial_says_that_it_is_one_to_people_and_to_machines(language: str, mark: str) -> None:
    channel = MemoryChannel(language=language)  # type: ignore[arg-type]
    assert list(tried(Outlets((channel,)), START)) == [("memory", "")]
    [message] = channel.told
    assert message.title.startswith(mark)
    assert message.about[0].newest.drill


def test_the_doctor_names_channels_that_no_route_tells_anything(file: Path) -> None:
    idle, fine = _channels(load_settings())
    assert (idle.verdict, "spare" in idle.text) == ("note", True)
    assert fine.text == "team, night, spare; 2 routes"


def test_the_doctor_reads_the_file(file: Path) -> None:
    file.write_text(ROUTES.replace("severity", "severty"), encoding="utf-8")
    with pytest.raises(SettingsError, match="severty"):
        list(_channels(load_settings()))
