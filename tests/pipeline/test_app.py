"""The composition root at its start: what it waits for, and what ends it."""

from __future__ import annotations

from pathlib import Path

import faust
import pytest

from pipeline.app import build_parts, say_whose_store, shut_fausts_web
from pipeline.errors import StoreAway, StoreError
from pipeline.settings import Settings
from tests.storage.test_faults import answering, page


def test_a_worker_whose_store_is_something_else_ends_at_its_start(tmp_path: Path) -> None:
    port = answering(page("200 OK"))
    settings = Settings(store=f"clickhouse://nabiz@127.0.0.1:{port}/nabiz", data_dir=tmp_path)
    with pytest.raises(StoreError, match=f"127.0.0.1:{port}") as raised:
        build_parts(settings, lambda error: None, wait=True)
    assert not isinstance(raised.value, StoreAway), "no waiting mends it"


def test_no_web_server_of_fausts_is_started_though_its_command_turns_one_on() -> None:
    app = faust.App("shut", web_enabled=False, store="memory://")
    shut_fausts_web(app)
    app.conf.web_enabled = True  # what `faust -A pipeline.app worker` does
    assert list(app.boot_strategy.web_server()) == []


@pytest.mark.parametrize(
    ("store", "said"), [("", "set NABIZ_STORE"), ("clickhouse://nabiz@db:8123/nabiz", "")], ids=["its own", "shared"]
)
def test_a_worker_with_a_store_of_its_own_says_that_it_shares_with_nobody(
    store: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Workers of one group part the messages: what one of them reads is missing in every other store."""
    say_whose_store(Settings(store=store, data_dir=tmp_path))
    assert said in caplog.text
    assert bool(said) == bool(caplog.records)
