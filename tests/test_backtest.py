"""`nabiz backtest` over every kind of input, and the lines that it prints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
import pytest

from pipeline.backtest import backtest_asked, backtest_counts, backtest_insights, backtest_simulated, backtest_store
from pipeline.errors import BadRecord, SettingsError
from pipeline.feedback import Feedback, Insight, Position
from pipeline.spike.policy import SpikePolicy
from pipeline.spike.simulate import Scenario
from pipeline.storage import open_store
from tests.storage.insights import an_insight

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
FIELDS = {
    "brand",
    "topic",
    "state",
    "at",
    "observed",
    "expected",
    "ratio",
    "score",
    "severity",
    "window_minutes",
    "low_confidence",
}


def counts(hours: int = 36, crisis: int = 30):
    rng = np.random.default_rng(1)
    for minute in range(hours * 60):
        negative = rng.poisson(0.4) + (5 if crisis * 60 <= minute < crisis * 60 + 30 else 0)
        yield START + timedelta(minutes=minute), int(negative), int(rng.poisson(1.0))


def table(path: Path) -> Path:
    rows = [f"acme,network,{at.isoformat()},{negative},{other}" for at, negative, other in counts()]
    path.write_text("\n".join(["brand,topic,minute,negative,other", *rows]), "utf-8")
    return path


def test_a_table_of_counts_gives_lines_of_exactly_the_promised_fields(tmp_path):
    found = backtest_counts(table(tmp_path / "counts.csv"))
    lines = [msgspec.json.decode(line) for line in found.lines()]
    assert all(set(line) == FIELDS for line in lines)
    assert [line["state"] for line in lines if line["state"] != "escalated"] == ["opened", "resolved"]
    late = datetime.fromisoformat(lines[0]["at"]) - START - timedelta(hours=30)
    assert timedelta(0) < late <= timedelta(minutes=5)
    assert found.summary.alerts == found.summary.incidents == 1
    assert found.summary.coverage == 1.0
    assert msgspec.json.decode(found.told())["series"] == 1


def test_a_margin_is_tried_before_it_is_set(tmp_path):
    path = table(tmp_path / "counts.csv")
    usual, deaf = (backtest_counts(path, policy=SpikePolicy().stricter(margin)) for margin in (0.0, 300.0))
    assert (usual.summary.alerts, deaf.summary.alerts) == (1, 0)
    for margin in (-0.1, float("nan")):
        with pytest.raises(SettingsError):
            SpikePolicy().stricter(margin)


@pytest.mark.parametrize("bucket", [5, 15])
def test_coarser_buckets_find_the_same_crisis(tmp_path, bucket):
    found = backtest_counts(table(tmp_path / "c.csv"), bucket=bucket)
    assert found.transitions[0].state == "opened"


def test_a_bucket_that_does_not_divide_the_hour_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="bucket of 7"):
        backtest_counts(table(tmp_path / "c.csv"), bucket=7)


def test_a_file_that_is_not_there_and_one_that_is_wrong_say_so(tmp_path):
    with pytest.raises(SettingsError, match="cannot read"):
        backtest_counts(tmp_path / "none.csv")
    (tmp_path / "wrong.csv").write_text("brand,topic\n")
    with pytest.raises(BadRecord, match="line 1"):
        backtest_counts(tmp_path / "wrong.csv")
    (tmp_path / "latin.csv").write_bytes("brand,topic,minute,negative,other\nşişe,,1,1,1".encode("iso-8859-9"))
    with pytest.raises(SettingsError, match="UTF-8"):
        backtest_counts(tmp_path / "latin.csv")


def insights():
    number = 0
    for at, negative, other in counts():
        for sentiment in ["negative"] * negative + ["positive"] * other:
            number += 1
            feedback = Feedback(
                id=UUID(int=number),
                source="s",
                external_id=str(number),
                brand="acme",
                channel="social",
                occurred_at=at,
                text="",
            )
            yield Insight(
                feedback=feedback,
                language="tr",
                sentiment=sentiment,
                sentiment_scores=(1.0, 0.0, 0.0),
                topics=("network",) if number % 2 else (),
                topic_scores={},
                model="m",
                revision=1,
                position=Position("t", 0, number),
                ingested_at=START + timedelta(days=9),
            )


def test_classified_items_are_judged_by_event_time_and_count_once():
    items = list(insights())
    found = backtest_insights(items)
    again = backtest_insights([*reversed(items), *items[:500]])
    assert again.transitions == found.transitions
    assert found.summary.incidents == 1
    assert {each.series.topic for each in found.transitions} == {"", "network"}
    assert {each.series.channel for each in found.transitions} == {"", "social"}


def test_nothing_to_test_on_is_said():
    with pytest.raises(SettingsError, match="no feedback"):
        backtest_insights([])


def test_the_simulator_comes_with_the_truth():
    found = backtest_simulated(Scenario(series=3, weeks=1, calm_weeks=0.5, crises=4.0, factors=(10.0,)), seed=1)
    assert found.verdict is not None
    assert found.verdict.series_weeks == pytest.approx(3.0)
    assert {form.form for form in found.verdict.forms} <= {"step", "ramp", "up to an hour", "longer"}
    assert sum(form.crises for form in found.verdict.forms) == 2 * sum(each.crises for each in found.verdict.found) > 0
    assert [each.kind for each in found.verdict.harmless] == ["campaign", "burst", "shift", "outage"]
    rules = found.verdict.rules
    assert [rule.kind for rule in rules] == ["spike", "slow_burn", "sentiment_fall"]
    assert sum(rule.alerts for rule in rules) == found.verdict.alerts > 0
    assert sum(rule.false_alarms for rule in rules) == found.verdict.false_alarms
    assert "truth" in msgspec.json.decode(found.told())


def test_a_store_that_somebody_holds_is_judged_through_its_answers_as_the_store_itself(tmp_path):
    items = [
        an_insight(number, occurred_at=at, sentiment=sentiment, topics=("network",), brand="Lodos")
        for number, (at, sentiment) in enumerate(
            (at + timedelta(seconds=second), sentiment)
            for at, negative, other in counts(hours=31)
            for second, sentiment in enumerate(["negative"] * negative + ["positive"] * other)
        )
    ]
    store = open_store(f"chdb://{tmp_path / 'store'}")
    store.migrate()
    store.write([*items, an_insight(10**6, occurred_at=START + timedelta(hours=90), drill=True)], [])
    itself, asked = backtest_store(store, START + timedelta(hours=31), 2), backtest_asked(store.query, 2)
    store.close()
    assert itself.summary.alerts == 3, "of the brand, its topic, its channel"
    assert list(asked.lines()) == list(itself.lines())
