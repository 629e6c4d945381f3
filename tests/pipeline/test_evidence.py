"""What an alert says of itself comes from the store: drivers, terms, samples, and what is usual at that hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pipeline.alert import AlertStep
from pipeline.evidence import Explained
from pipeline.feedback import Insight
from pipeline.intake import feedback_of
from pipeline.spike.evidence import evidence_of
from pipeline.spike.lifecycle import PEOPLE, Alert, Closing, fold
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.storage.fake import InMemoryStore
from tests.storage.insights import an_insight

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"chdb://{tmp_path / 'store'}")
    opened.migrate()
    yield opened
    opened.close()


def said(number: int, at: datetime, text: str, topics: tuple[str, ...], sentiment: str = "negative") -> Insight:
    fields = {"text": text, "brand": "Lodos", "external_id": number, "occurred_at": at, "author": f"a{number % 40}"}
    feedback = feedback_of(fields, now=AT + DAY, key=b"k" * 32)
    return msgspec.structs.replace(an_insight(1), feedback=feedback, sentiment=sentiment, topics=topics)


def an_outage(store: Store) -> None:
    """Bills are complained of every day at this hour; today the network is gone, and one more hour is of no concern."""
    rows = []
    for day in range(1, 6):
        rows += [
            said(
                day * 100 + n, AT - day * DAY - timedelta(minutes=n + 1), "fatura çok yüksek geldi", ("price_billing",)
            )
            for n in range(4)
        ]
        rows += [
            said(day * 100 + 50 + n, AT - day * DAY - timedelta(minutes=n + 1), "güzel", (), "positive")
            for n in range(4)
        ]
        rows += [said(day * 100 + 90, AT - day * DAY - timedelta(hours=5), "kargo gelmedi", ("delivery",))]
    rows += [
        said(1000 + n, AT - timedelta(seconds=30 + 10 * n), f"şebeke çekmiyor {n} saattir", ("network",))
        for n in range(30)
    ]
    rows += [
        said(2000 + n, AT - timedelta(minutes=n, seconds=1), "fatura çok yüksek geldi", ("price_billing",))
        for n in range(4)
    ]
    store.write(rows, [])


def opened(**more: object) -> AlertStep:
    told = {
        "id": "a1",
        "brand": "Lodos",
        "topic": "network",
        "state": "opened",
        "at": AT,
        "window_minutes": 15,
        "severity": 6,
    }
    return AlertStep(**told | {"first_seen": AT - timedelta(minutes=5)} | more)


def test_an_outage_is_explained_by_its_topic_and_its_words(store: Store) -> None:
    an_outage(store)
    evidence = evidence_of(Explained(store).step(opened(), []))
    assert evidence.topics[0].topic == "network"
    assert (evidence.topics[0].observed, evidence.topics[0].expected) == (30, 0)
    assert evidence.topics[0].share == pytest.approx(30 / 33), "of bills one in a quarter of an hour is usual, 4 came"
    assert "şebeke çekmiyor" in [term.term for term in evidence.terms]
    assert all("fatura" not in term.term for term in evidence.terms)
    assert evidence.negative_share == 1.0
    assert evidence.usual_share == pytest.approx(0.5)
    assert evidence.newest == AT - timedelta(seconds=1)
    assert 1 <= len(evidence.samples) <= 5


def test_counts_are_of_all_also_where_texts_are_read_of_some(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    an_outage(store)
    monkeypatch.setattr("pipeline.evidence.MOST_ITEMS", 7)
    told = evidence_of(Explained(store).step(opened(), []))
    assert (told.topics[0].observed, told.concentration.items) == (30, 7)
    assert told.sources == {"file": 34}
    assert told.usual_share == pytest.approx(0.5)


def test_what_is_usual_in_five_minutes_is_told_by_the_hour_of_the_days_before(store: Store) -> None:
    hours = [said(n, AT - DAY - timedelta(minutes=n), "fatura yüksek", ("price_billing",)) for n in range(1, 61)]
    store.write([*hours, said(900, AT - timedelta(minutes=1), "fatura yüksek", ("price_billing",))], [])
    told = evidence_of(Explained(store).step(opened(window_minutes=5), []))
    assert told.topics == [], "one in five minutes is fewer than the usual five"
    more = [said(1000 + n, AT - timedelta(seconds=30 * n + 9), "fatura", ("price_billing",)) for n in range(9)]
    store.write(more, [])
    assert evidence_of(Explained(store).step(opened(window_minutes=5), [])).topics[0].expected == pytest.approx(5)


def test_without_a_day_before_the_last_hours_are_what_is_usual(store: Store) -> None:
    early = [said(n, AT - timedelta(minutes=60 + 5 * n), "fatura yüksek", ("price_billing",)) for n in range(24)]
    now = [said(100 + n, AT - timedelta(minutes=1 + n % 10), "fatura yüksek", ("price_billing",)) for n in range(10)]
    store.write(early + now, [])
    evidence = evidence_of(Explained(store).step(opened(), []))
    assert evidence.topics[0].expected == pytest.approx(24 * 15 / 360)


def test_a_drill_is_explained_by_its_own_items_against_what_is_really_usual(store: Store) -> None:
    an_outage(store)
    drilled = [
        said(5000 + n, AT - timedelta(seconds=30 + 10 * n), f"modem yanmıyor {n} gündür", ("network",))
        for n in range(30)
    ]
    marked = [msgspec.structs.replace(x, feedback=msgspec.structs.replace(x.feedback, drill=True)) for x in drilled]
    store.write(marked, [])
    evidence = evidence_of(Explained(store).step(opened(drill=True), []))
    assert evidence.usual_share == pytest.approx(0.5)
    assert evidence.concentration is not None
    assert evidence.concentration.items == 30
    assert any("modem" in term.term for term in evidence.terms)


def test_one_author_who_floods_is_named(store: Store) -> None:
    rows = [said(40 * n, AT - timedelta(seconds=n + 1), f"berbat firma {n}", ()) for n in range(30)]
    store.write(rows, [])
    evidence = evidence_of(Explained(store).step(opened(), []))
    assert evidence.flood
    assert evidence.concentration.top_author_share == 1.0
    assert evidence.severity < 6
    step = Explained(store).step(opened(), [])
    assert (step.severity, step.measured) == (evidence.severity, 6)


def test_what_comes_again_and_again_gets_the_playbook_of_recurrence(store: Store) -> None:
    an_outage(store)
    past = [opened(id=f"p{n}", at=AT - n * DAY) for n in range(1, 4)]
    evidence = evidence_of(Explained(store).step(opened(), past))
    assert evidence.playbook.kind == "C"


def test_a_brand_that_is_a_statement_is_only_a_name(store: Store) -> None:
    an_outage(store)
    evidence = evidence_of(Explained(store).step(opened(brand="'; DROP TABLE insights --"), []))
    assert evidence.topics == []
    assert store.watermark() is not None


def test_an_alert_whose_facts_cannot_be_read_goes_out_all_the_same() -> None:
    step = opened(evidence='{"parts":[]}')
    assert Explained(InMemoryStore(away=True)).step(step, []) == step
    assert not evidence_of(step).explained


@pytest.mark.parametrize("more", [{"kind": "no_data"}, {"kind": "volume_notice"}, {"state": "resolved"}])
def test_only_the_rise_of_a_crisis_is_explained(store: Store, more: dict[str, object]) -> None:
    an_outage(store)
    assert Explained(store).step(opened(**more), []) == opened(**more)


def placed(number: int, **where: object) -> Insight:
    fields = {"text": f"şebeke çekmiyor {number} saattir", "brand": "Lodos", "external_id": number} | where
    fields["occurred_at"] = AT - timedelta(seconds=5 + number % 600)
    feedback = feedback_of(fields, now=AT + DAY, key=b"k" * 32)
    return msgspec.structs.replace(an_insight(1), feedback=feedback, sentiment="negative", topics=("network",))


def test_regions_are_named_where_records_tell_them_one_spelling_each_and_none_of_which_few_speak(store: Store) -> None:
    rows = [placed(n, il=("İstanbul", "İSTANBUL", "İstanbul")[n % 3], country="TR") for n in range(9)]
    rows += [placed(100 + n, city="Ankara") for n in range(4)]
    rows += [placed(200 + n, city="Gizli Mah. Saklı Sok. No 5 Daire 3, arka bahçe girişi") for n in range(5)]
    rows += [placed(300, region="Bozcaada"), placed(301, il={"ad": "Bursa"}), placed(302, il=34), placed(303)]
    store.write(rows, [])
    assert evidence_of(Explained(store).step(opened(), [])).regions == {"İstanbul": 9, "Ankara": 4}


def test_where_no_record_tells_a_region_none_is_named(store: Store) -> None:
    an_outage(store)
    assert evidence_of(Explained(store).step(opened(), [])).regions == {}


def test_what_rose_for_hours_has_its_first_hour_from_the_opening_on_also_when_it_grows(store: Store) -> None:
    an_outage(store)
    first = opened(kind="slow_burn", first_seen=AT - timedelta(hours=9))
    later = msgspec.structs.replace(first, state="escalated", sequence=1, at=AT + timedelta(hours=2))
    for step, past in ((first, []), (later, [first])):
        due = evidence_of(Explained(store).step(step, past)).deadlines
        assert due is not None
        assert due.confirm == AT + timedelta(minutes=10)
    assert evidence_of(Explained(store).step(opened(), [])).deadlines.confirm == AT + timedelta(minutes=5)
    again = msgspec.structs.replace(later, first_seen=AT + timedelta(hours=1))
    assert evidence_of(Explained(store).step(again, [first])).deadlines.confirm == later.at + timedelta(minutes=10)


def test_the_brands_own_name_is_no_telling_word(store: Store) -> None:
    usual = [said(n, AT - DAY - timedelta(minutes=n), "uçak geç kalktı", ("booking_schedule",)) for n in range(1, 40)]
    now = [said(100 + n, AT - timedelta(seconds=9 * n + 5), "LODOS'ta valizim yok", ("delivery",)) for n in range(30)]
    store.write(usual + now, [])
    found = [term.term for term in evidence_of(Explained(store).step(opened(), [])).terms]
    assert any("valizim" in term for term in found)
    assert "lodos" not in found


def going_on(store: Store, *later: AlertStep) -> Alert:
    """Opened five minutes after the network went; forty minutes on people speak of an app that shows no bill."""
    told = Explained(store).step(opened(), [])
    after = [
        said(7000 + n, AT + timedelta(minutes=15, seconds=20 * n), f"uygulama açılmıyor {n}", ("app",))
        for n in range(60)
    ]
    store.write(after, [])
    alert = fold([told, *later])
    assert alert is not None
    return alert


def test_a_crisis_that_goes_on_is_explained_by_what_is_said_now(store: Store) -> None:
    an_outage(store)
    alert = going_on(store)
    until = AT + timedelta(minutes=36)
    now = Explained(store).lately(alert, until)
    assert now is not None
    assert (now.since, now.until) == (AT - timedelta(minutes=5), until), "from its first sign, an hour at most"
    assert now.evidence.topics[0].topic == "app"
    assert now.negative == 28 + 4 + 60
    assert "uygulama açılmıyor" in [term.term for term in now.evidence.terms]
    told = evidence_of(alert.opened)
    assert told.topics[0].topic == "network"
    assert (now.evidence.deadlines, now.evidence.playbook) == (told.deadlines, told.playbook), "these stay as told"
    later = Explained(store).lately(alert, AT + timedelta(minutes=80))
    assert later is not None
    assert later.since == AT + timedelta(minutes=20)


def test_on_a_first_day_what_is_usual_is_read_from_before_the_rise_also_hours_later(store: Store) -> None:
    quiet = [said(n, AT - timedelta(minutes=10 + 5 * n), "fatura yüksek", ("price_billing",)) for n in range(72)]
    store.write(quiet, [])
    now = Explained(store).lately(going_on(store), AT + timedelta(minutes=80))
    assert now is not None
    assert [share.expected for share in now.evidence.topics if share.topic == "app"] == [0.0]
    assert now.evidence.usual_share == 1.0


def test_what_is_over_or_silent_is_explained_as_it_was_told(store: Store) -> None:
    an_outage(store)
    later = AT + timedelta(minutes=36)
    calm = opened(state="resolved", sequence=1, at=later, evidence="")
    closing = msgspec.json.encode(Closing("kazı", "yedek hat")).decode()
    closed = opened(state="closed", sequence=PEOPLE, by="ayse", at=later, note=closing)
    for steps, until in (([], AT), ([], AT + timedelta(hours=9)), ([calm], later + MINUTE), ([closed], later + MINUTE)):
        alert = fold([opened(), *steps])
        assert alert is not None
        assert Explained(store).lately(alert, until) is None
