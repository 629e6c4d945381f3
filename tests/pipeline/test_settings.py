"""Settings are read once, complain by name, and README tells all of them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings, author_key, load_settings, settings_table

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NABIZ_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_readme_tells_every_setting_as_it_is() -> None:
    assert settings_table() in README.read_text(encoding="utf-8")


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABIZ_PARTITIONS", "many")
    with pytest.raises(SettingsError, match="NABIZ_PARTITIONS"):
        load_settings()


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


def test_machines_that_share_a_store_must_share_the_key() -> None:
    with pytest.raises(SettingsError, match="NABIZ_AUTHOR_KEY"):
        author_key(load_settings(store="clickhouse://localhost:8123/nabiz"))


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NABIZ_DATA_DIR", "/elsewhere")
    assert load_settings(data_dir=tmp_path).data_dir == tmp_path
