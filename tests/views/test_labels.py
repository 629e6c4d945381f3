"""A company's own topics have their names wherever topics are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import TaxonomyBroken
from pipeline.views.catalogue import dashboards
from pipeline.views.labels import SENTIMENT_NAMES, TOPIC_NAMES, name_own
from pipeline.views.panel import Words


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "own.yaml"
    path.write_text("- {id: loan, tr: Konut kredisi, en: Housing loans, seeds: {tr: [konut kredisi]}}\n")
    yield path
    name_own(None)


def test_own_topics_are_called_by_their_names_in_every_panel_that_names_topics(own: Path) -> None:
    name_own(own)
    assert TOPIC_NAMES["loan"] == Words("Konut kredisi", "Housing loans")
    panels = [panel for board in dashboards() for panel in board.panels if "delivery" in panel.names]
    assert panels
    assert all(panel.names["loan"].tr == "Konut kredisi" for panel in panels)
    assert (TOPIC_NAMES | SENTIMENT_NAMES)["loan"].en == "Housing loans"


def test_another_file_replaces_the_names_and_no_file_takes_them_away(own: Path) -> None:
    name_own(own)
    name_own(None)
    assert "loan" not in TOPIC_NAMES
    assert "delivery" in TOPIC_NAMES


def test_a_broken_file_leaves_the_names_as_they_were(own: Path) -> None:
    name_own(own)
    with pytest.raises(TaxonomyBroken):
        name_own(own.with_name("none.yaml"))
    assert "loan" in TOPIC_NAMES
