"""Before a drill begins it is said whether it would stay silent, and while it runs whether it was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cli.drilling import Looking, standing
from pipeline.errors import SettingsError
from pipeline.storage import open_store
from pipeline.storage.base import Store
from tests.storage.insights import a_step, an_insight

HOURS = timedelta(hours=1)


@pytest.fixture(scope="module")
def now() -> datetime:
    """When these tests begin: they may be read in a quarter of an hour before."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Iterator[Store]:
    opened: Store = open_store(f"chdb://{tmp_path_factory.mktemp('drill') / 'store'}")
    opened.migrate()
    said = [an_insight(n, brand="Lodos", occurred_at=now - n * HOURS / 20) for n in range(100)]
    said += [an_insight(900, brand="Yeni", occurred_at=now - HOURS / 4)]
    opened.write([*said, *(an_insight(n, brand="Krizde", occurred_at=now - n * HOURS / 20) for n in range(100))], [])
    opened.write_alerts([a_step(id="real", brand="Krizde", at=now), a_step(id="over", brand="Lodos", at=now)])
    opened.write_alerts([a_step(1, id="over", brand="Lodos", state="resolved", at=now)])
    yield opened
    opened.close()


def test_a_brand_with_a_history_and_no_crisis_can_rehearse(store: Store) -> None:
    assert standing(store.query, "Lodos").usual == pytest.approx(60 / 180, rel=0.05)


def test_a_brand_in_a_real_crisis_cannot(store: Store) -> None:
    with pytest.raises(SettingsError, match=r"real crisis \(real\)"):
        standing(store.query, "Krizde")


def test_neither_can_a_brand_that_the_detector_hardly_knows(store: Store) -> None:
    with pytest.raises(SettingsError, match="heard of Yeni for") as refused:
        standing(store.query, "Yeni")
    assert "Krizde, Lodos" in refused.value.hint


def test_it_is_said_once_that_the_drill_was_found(
    store: Store, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    looking = Looking(store.query, "Lodos", now, "http://desk")
    looking.look(0.0)
    assert capsys.readouterr().out == ""
    store.write_alerts([a_step(id="drill-1", brand="Lodos", drill=True, at=now + HOURS / 60)])
    looking.look(5.0)
    assert capsys.readouterr().out == ""
    for moment in (10.0, 30.0):
        looking.look(moment)
    assert capsys.readouterr().out == "[DRILL] found. Work it at http://desk/alerts/drill-1\n"


def test_a_drill_that_nothing_came_of_says_so(store: Store, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    Looking(store.query, "Lodos", now + HOURS, "").look(0.0, last=True)
    assert "not found" in capsys.readouterr().err
