"""The made-up rows of `nabiz bench --queries` are rows that panels count; every panel, page and search is timed."""

from __future__ import annotations

from pathlib import Path

from pipeline.bench.queries import FILTERS, SEARCHES, ask, fill, sum_up
from pipeline.storage import open_store
from pipeline.views.answers import answer
from pipeline.views.catalogue import dashboard, dashboards, panel


def test_every_made_up_row_is_counted_before_and_after_it_is_summed_up(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path / 'store'}"
    store = open_store(url)
    store.migrate()
    fill(url, 2_000)
    board = dashboard("marketing")
    assert board is not None
    volume = panel(board, "volume")
    assert volume is not None
    assert answer(store, volume, FILTERS).rows[0][0] == 2_000
    sum_up(store)
    assert answer(store, volume, FILTERS).rows[0][0] == 2_000
    timed = {(each.page, each.panel) for each in ask(store, 2_000)}
    assert timed == {
        (each.name, one) for each in dashboards() for one in ("", *(panel.name for panel in each.panels))
    } | {("items", name) for name in SEARCHES}
    store.close()
