"""The simulated stream: deterministic in any pieces, with the rhythm, crises and variety that it promises."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.fake import KEY
from connectors.simulation.rhythm import Surge
from connectors.simulation.stream import Arrival, World, simulate
from pipeline.feedback import CHANNELS
from pipeline.intake import feedback_of
from pipeline.text.pii import redaction

DAY = datetime(2026, 5, 5, tzinfo=UTC)  # a Tuesday
WORLD = World(rate=0.2, labelled=True)


def hours(first: float, last: float, world: World = WORLD) -> list[Arrival]:
    return list(simulate(DAY + timedelta(hours=first), DAY + timedelta(hours=last), world))


@pytest.fixture(scope="module")
def day() -> list[Arrival]:
    return hours(0, 24)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3_600_000), min_size=1, max_size=5))
def test_in_any_pieces_the_same_arrives(cuts: list[int]) -> None:
    start, until = DAY + timedelta(hours=9), DAY + timedelta(hours=10)
    edges = [start, *(start + timedelta(milliseconds=cut) for cut in sorted(cuts)), until]
    pieces = [arrival for first, last in pairwise(edges) for arrival in simulate(first, last, WORLD)]
    assert pieces == list(simulate(start, until, WORLD))


def test_arrivals_are_in_order_and_ids_differ(day: list[Arrival]) -> None:
    assert [arrival.at for arrival in day] == sorted(arrival.at for arrival in day)
    assert len({arrival.record.fields["external_id"] for arrival in day}) == len(day)


def test_another_seed_is_another_world() -> None:
    one, other = hours(9, 10), hours(9, 10, World(seed=5, rate=0.2))
    assert not {a.record.fields["external_id"] for a in one} & {a.record.fields["external_id"] for a in other}
    assert {a.record.fields.get("text") for a in one} != {a.record.fields.get("text") for a in other}


def test_the_mean_is_the_rate_and_evenings_are_livelier_than_nights(day: list[Arrival]) -> None:
    assert len(day) == pytest.approx(0.2 * 86_400, rel=0.15)
    by_hour = Counter((arrival.at + timedelta(hours=3)).hour for arrival in day)
    assert by_hour[21] > 5 * by_hour[3]


def test_counts_scatter_more_than_chance_alone() -> None:
    arrivals = hours(10, 14, World(rate=2.0))
    quarters = Counter(
        (arrival.record.fields["brand"], arrival.at.hour * 4 + arrival.at.minute // 15) for arrival in arrivals
    )
    bank = [count for (brand, _), count in quarters.items() if brand == "Sarnıç Bank"]
    mean = sum(bank) / len(bank)
    assert sum((count - mean) ** 2 for count in bank) / len(bank) > 2 * mean


def test_channels_languages_topics_and_moods_are_all_there(day: list[Arrival]) -> None:
    fields = [arrival.record.fields for arrival in day]
    assert {told["channel"] for told in fields} == set(CHANNELS) - {"other"}
    assert {"tr", "en", "de", "ar", "ru"} <= {told.get("lang") for told in fields}
    topics, moods = zip(*(str(told["simulated"]).split("/") for told in fields), strict=True)
    assert len(set(topics)) == 16
    assert min(Counter(moods).values()) > 0.1 * len(fields)


def test_texts_are_as_varied_as_people(day: list[Arrival]) -> None:
    texts = [arrival.record.fields["text"] for arrival in day if arrival.record.fields.get("text")]
    assert len(set(texts)) > 0.85 * len(texts)
    assert Counter(texts).most_common(1)[0][1] < 0.01 * len(texts)
    assert not [text for text in texts if any(mark in str(text) for mark in "{}[]|")]


def test_stars_and_scores_agree_with_what_is_said(day: list[Arrival]) -> None:
    for arrival in day:
        told = arrival.record.fields
        mood = str(told["simulated"]).split("/")[1]
        if "rating" in told:
            assert {"negative": (1, 2), "neutral": (3,), "positive": (4, 5)}[mood].count(told["rating"]) == 1
        if "nps" in told:
            assert (told["nps"] <= 6) == (mood == "negative")
            assert (told["nps"] >= 9) == (mood == "positive")


def test_reach_has_a_long_tail(day: list[Arrival]) -> None:
    reach = sorted(a.record.fields["reach"] for a in day if a.record.fields["channel"] == "social")
    assert reach[-1] > 100 * reach[len(reach) // 2]


def test_cases_tell_their_times_in_order_and_never_of_the_future(day: list[Arrival]) -> None:
    answered = [arrival for arrival in day if "reply" in arrival.record.fields]
    assert len(answered) > 100
    for arrival in answered:
        told = arrival.record.fields
        assert told["occurred_at"] < told["replied_at"] <= told.get("resolved_at", arrival.at) <= arrival.at


def test_everything_can_be_taken_and_personal_data_is_found(day: list[Arrival]) -> None:
    found: Counter[str] = Counter()
    for arrival in day[::3]:
        feedback_of(arrival.record.fields, now=DAY + timedelta(days=1), key=KEY)
        found.update(redaction(str(arrival.record.fields.get("text", ""))).counts)
    assert {"tckn", "phone", "iban", "email", "card", "plate"} <= {str(kind).lower() for kind in found}


def test_a_crisis_multiplies_the_negatives_on_its_topic_alone() -> None:
    crisis = Surge("crisis", "Lodos Mobil", DAY + timedelta(hours=12), 40, 10.0, "network")
    usual, worse = hours(12, 12.66), hours(12, 12.66, World(rate=0.2, surges=(crisis,), labelled=True))
    assert {a.record.fields["external_id"] for a in usual} < {a.record.fields["external_id"] for a in worse}
    more = [a.record.fields for a in worse if a not in usual]
    assert {(told["brand"], told["simulated"]) for told in more} == {("Lodos Mobil", "network/negative")}
    before = sum(
        a.record.fields["simulated"] == "network/negative" for a in hours(10, 12, World(rate=0.2, labelled=True))
    )
    assert len(more) > 4 * before / 3


def test_a_campaign_leaves_the_shares_as_they_are() -> None:
    campaign = Surge("campaign", "Sepetköy", DAY + timedelta(hours=9), 180, 3.0)
    loud = World(rate=1.0, surges=(campaign,), labelled=True)

    def negative(world: World) -> tuple[int, float]:
        said = [a.record.fields for a in hours(9, 12, world) if a.record.fields["brand"] == "Sepetköy"]
        return len(said), sum(str(told["simulated"]).endswith("negative") for told in said) / len(said)

    (few, share), (many, same) = negative(World(rate=1.0, labelled=True)), negative(loud)
    assert many > 2.3 * few
    assert same == pytest.approx(share, abs=0.05)


def test_a_campaigns_text_is_passed_on_word_for_word() -> None:
    campaign = Surge("campaign", "Sepetköy", DAY + timedelta(hours=9), 120, 3.0)
    said = hours(9, 11, World(rate=1.0, surges=(campaign,)))
    keys = Counter(feedback_of(a.record.fields, now=DAY + timedelta(days=1), key=KEY).copy_key for a in said)
    keys.pop("", None)
    assert keys.most_common(1)[0][1] > 30
