"""The measures keep their definitions: bounds, symmetry, known examples; and the SQL of the views says the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import metrics
from pipeline.metrics import Estimate
from pipeline.storage import open_store
from pipeline.views import measures

COUNT = st.integers(0, 10_000)


def inside(estimate: Estimate | None, low: float, high: float) -> bool:
    return estimate is None or low <= estimate.low <= estimate.value <= estimate.high <= high


@given(COUNT, COUNT, COUNT)
def test_three_counts_give_measures_within_their_scales(plus: int, middle: int, minus: int) -> None:
    assert inside(metrics.nps(plus, middle, minus), -100, 100)
    assert inside(metrics.net_sentiment(plus, middle, minus), -100, 100)
    assert inside(metrics.survey_free(plus, middle, minus), 0, 100)


@given(COUNT, COUNT, COUNT)
def test_praise_and_blame_mirror_each_other(plus: int, middle: int, minus: int) -> None:
    one, other = metrics.net_sentiment(plus, middle, minus), metrics.net_sentiment(minus, middle, plus)
    if one is None or other is None:
        assert plus + middle + minus == 0
    else:
        assert one.value == pytest.approx(-other.value)
        assert one.low == pytest.approx(-other.high)


@given(st.integers(0, 500), st.integers(1, 500))
def test_more_answers_of_the_same_share_narrow_the_interval(hits: int, more: int) -> None:
    few, many = metrics.share(hits, hits + more), metrics.share(10 * hits, 10 * (hits + more))
    assert few is not None
    assert many is not None
    assert inside(few, 0, 1)
    assert many.high - many.low < few.high - few.low


@given(COUNT, COUNT, COUNT)
def test_one_more_positive_never_lowers_the_survey_free_score(plus: int, middle: int, minus: int) -> None:
    before, after = metrics.survey_free(plus, middle, minus), metrics.survey_free(plus + 1, middle, minus)
    assert after is not None
    assert before is None or after.value >= before.value


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_a_mean_lies_within_its_values_and_its_interval(values: list[float]) -> None:
    found = metrics.frt(sum(values), sum(value * value for value in values), len(values))
    assert found is not None
    assert found.low <= found.value <= found.high
    assert min(values) - 1e-6 <= found.value <= max(values) + 1e-6


def test_nothing_answered_is_no_answer() -> None:
    assert metrics.nps(0, 0, 0) is None
    assert metrics.csat(0, 0) is None
    assert metrics.ces(0, 0, 0) is None
    assert metrics.fcr(0, 0) is None
    assert metrics.aht(0, 0, 0) is None
    assert metrics.survey_free(0, 0, 0) is None


def test_known_examples() -> None:
    """Wilson's interval of 5 of 10 is .2366 to .7634; 60 promoters, 20 passives and 20 detractors make an NPS of 40."""
    half = metrics.share(5, 10)
    assert half is not None
    assert (half.low, half.high) == (pytest.approx(0.2366, abs=5e-5), pytest.approx(0.7634, abs=5e-5))
    score = metrics.nps(60, 20, 20)
    assert score is not None
    assert score.value == pytest.approx(40)
    assert (score.high - score.low) / 2 == pytest.approx(100 * 1.96 * (0.64 / 100) ** 0.5, rel=1e-3)


@pytest.mark.parametrize("counts", [(0, 0, 0), (1, 0, 0), (0, 0, 7), (60, 20, 20), (3, 900, 41), (12_345, 6, 7_890)])
def test_the_sql_of_the_views_says_the_same(tmp_path: Path, counts: tuple[int, int, int]) -> None:
    plus, middle, minus = counts
    rows = " UNION ALL ".join(
        f"SELECT '{name}' AS sentiment, 'review' AS channel, {n} AS voices, {n} AS csat_answers, "
        f"{plus} * (sentiment = 'positive') AS satisfied, {plus} * (sentiment = 'positive') AS promoters, "
        f"{middle} * (sentiment = 'neutral') AS passives, {minus} * (sentiment = 'negative') AS detractors"
        for name, n in (("positive", plus), ("neutral", middle), ("negative", minus))
    )
    wanted = ("NET", "NET_LOW", "NET_HIGH", "NEGATIVE_SHARE", "NEGATIVE_LOW", "NEGATIVE_HIGH", "SURVEY_FREE")
    wanted += ("NPS", "NPS_LOW", "NPS_HIGH", "CSAT", "CSAT_LOW", "CSAT_HIGH")
    columns = ", ".join(f"{getattr(measures, name)} AS {name.lower()}" for name in wanted)
    with closing(open_store(f"chdb://{tmp_path / 'store'}")) as store:
        store.migrate()
        [found] = store.query(f"SELECT {columns} FROM ({rows})").rows
    n = sum(counts)
    expected = [
        *three(metrics.net_sentiment(plus, middle, minus)),
        *three(metrics.share(minus, n)),
        three(metrics.survey_free(plus, middle, minus))[0],
        *three(metrics.nps(plus, middle, minus)),
        *three(metrics.csat(plus, n)),
    ]
    for name, ours, said in zip(wanted, expected, found, strict=True):
        assert said == (None if ours is None else pytest.approx(ours, abs=1e-9)), name


def three(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)
