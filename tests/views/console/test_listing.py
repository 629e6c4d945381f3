"""What the desk's list says where no alert is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.views.console.desk.listing import none_open

NOW = datetime(2026, 3, 14, 14, 5, tzinfo=UTC)


def test_an_empty_list_calls_it_calm_only_while_items_keep_coming() -> None:
    assert "calm" in none_open(NOW - timedelta(minutes=2), NOW, "en")
    behind = none_open(NOW - timedelta(hours=3), NOW, "en")
    assert "calm" not in behind
    assert "3 h ago" in behind
    assert "sakin" not in none_open(NOW - timedelta(hours=3), NOW, "tr")
    assert "calm" not in none_open(None, NOW, "en")
