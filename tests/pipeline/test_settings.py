"""Settings are read once, complain by name, and README tells all of them."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings, author_key, load_settings, settings_table, unknown_variables

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_readme_tells_every_setting_as_it_is() -> None:
    assert settings_table() in README.read_text(encoding="utf-8")


def test_every_default_that_readme_shows_is_taken_as_it_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    without = load_settings()
    for variable, default in re.findall(r"^\| `(NABIZ_\w+)` \| `(.+?)` \|", settings_table(), re.MULTILINE):
        monkeypatch.setenv(variable, default)
    assert load_settings() == without


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABIZ_PARTITIONS", "many")
    with pytest.raises(SettingsError, match="NABIZ_PARTITIONS"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CHANNELS", "slack://token", 'NABIZ_CHANNELS is no JSON list, such as ["one", "two"]'),
        ("OWN_BRANDS", "Lodos", "NABIZ_OWN_BRANDS is no JSON list"),
        ("CHANNELS", "[1]", "NABIZ_CHANNELS: "),
        ("BROKER", "http://kafka:9092", "NABIZ_BROKER: must be host:port"),
        ("BROKER", "kafka", "NABIZ_BROKER: must be host:port"),
        ("BROKER", "kafka:port", "NABIZ_BROKER: must be host:port"),
        ("BROKER", "kafka-1:9092,", "NABIZ_BROKER: must be host:port"),
        ("BROKER_CA", "/nowhere/ca.pem", "NABIZ_BROKER_CA: there is no file /nowhere/ca.pem"),
        ("CONSOLE_URL", "nabiz.example", "NABIZ_CONSOLE_URL: must begin with https://"),
        ("CONSOLE_PROXY_HEADER", "X User", "NABIZ_CONSOLE_PROXY_HEADER: "),
        ("AUTHOR_KEY", "short", "NABIZ_AUTHOR_KEY: must have at least 32 characters"),
        ("LATENESS_SECONDS", "nan", "NABIZ_LATENESS_SECONDS: "),
        ("LATENESS_SECONDS", "1e20", "NABIZ_LATENESS_SECONDS: "),
        ("WATCH_SECONDS", "inf", "NABIZ_WATCH_SECONDS: "),
        ("STOP_SECONDS", "inf", "NABIZ_STOP_SECONDS: "),
        ("RETENTION_DAYS", "99999999999999999999", "NABIZ_RETENTION_DAYS: "),
        ("THREADS", "99999999999999999999", "NABIZ_THREADS: "),
        ("GROUP", "  ", "NABIZ_GROUP: "),
    ],
)
def test_a_wrong_value_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"NABIZ_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.message.startswith(said)
    assert "token" not in str(refused.value)


@pytest.mark.parametrize("broker", ["kafka:9092", "kafka-1:9092, kafka-2:9093", "[::1]:9092", "10.0.0.1:1"])
def test_an_address_of_a_broker_is_taken(monkeypatch: pytest.MonkeyPatch, broker: str) -> None:
    monkeypatch.setenv("NABIZ_BROKER", broker)
    assert load_settings().broker == broker


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As compose files and shells make them."""
    usual = load_settings()
    monkeypatch.setenv(f"NABIZ_{name.upper()}", "")
    assert load_settings() == usual


def test_a_misspelt_variable_is_found() -> None:
    found = unknown_variables(["NABIZ_BROKERS", "NABIZ_FLAVOUR", "NABIZ_STORE", "nabiz_group", "PATH"])
    assert found == {"NABIZ_BROKERS": "NABIZ_BROKER", "NABIZ_FLAVOUR": ""}


def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABIZ_AUTHOR_KEY", "short-and-secret")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "short-and-secret" not in str(refused.value)


def test_the_embedded_author_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "data")
    key = author_key(settings)
    assert author_key(settings) == key
    assert len(key) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "author.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("left", ["", "\n", "0123456789"])
def test_a_key_that_was_cut_off_when_it_was_made_is_refused_and_says_what_to_do(tmp_path: Path, left: str) -> None:
    (tmp_path / "author.key").write_text(left)
    with pytest.raises(SettingsError, match=r"author\.key holds no key") as refused:
        author_key(load_settings(data_dir=tmp_path))
    assert "delete it" in refused.value.hint
    assert (tmp_path / "author.key").read_text() == left


def test_all_who_ask_for_the_key_at_once_get_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`nabiz up` and `nabiz connect` started together: the slower one meets the key of the other."""
    settings, others = load_settings(data_dir=tmp_path), []
    made = os.fsync

    def meanwhile(descriptor: int) -> None:
        made(descriptor)
        monkeypatch.setattr("os.fsync", made)
        others.append(author_key(settings))

    monkeypatch.setattr("os.fsync", meanwhile)
    assert [author_key(settings)] == others
    assert [each.name for each in tmp_path.iterdir()] == ["author.key"]


def test_a_full_disk_leaves_no_half_key_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings = load_settings(data_dir=tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            author_key(settings)
    assert not [*tmp_path.iterdir()]
    assert len(author_key(settings)) >= 32


def test_a_folder_that_knows_no_links_holds_a_key_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(source: str, link: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    key = author_key(load_settings(data_dir=tmp_path))
    assert len(key) >= 32
    assert author_key(load_settings(data_dir=tmp_path)) == key
    assert [each.name for each in tmp_path.iterdir()] == ["author.key"]


def test_the_end_of_a_line_is_no_part_of_a_key_or_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it comes along from a file of secrets: another key would make another author of everybody."""
    monkeypatch.setenv("NABIZ_AUTHOR_KEY", f"{'k' * 32}\n")
    monkeypatch.setenv("NABIZ_GROUP", " voices\n")
    settings = load_settings()
    assert (author_key(settings), settings.group) == (b"k" * 32, "voices")


def test_machines_that_share_a_store_must_share_the_key() -> None:
    with pytest.raises(SettingsError, match="NABIZ_AUTHOR_KEY"):
        author_key(load_settings(store="clickhouse://localhost:8123/nabiz"))


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NABIZ_DATA_DIR", "/elsewhere")
    assert load_settings(data_dir=tmp_path).data_dir == tmp_path
