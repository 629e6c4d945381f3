"""The App Store connector against a local feed that behaves as Apple's does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from connectors.appstore import AppStore, Options, connect, parse
from connectors.asking import client
from connectors.base import Connector, Record
from pipeline.errors import SettingsError, SourceAway, SourceRefused
from pipeline.feedback import Rejected

SAMPLE = Path(__file__).parent / "samples" / "appstore.json"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def entry(number: int, minutes: float = 0, text: str = "Kargo gelmedi") -> dict[str, dict[str, object]]:
    return {
        "author": {"name": {"label": f"yazan{number}"}},
        "updated": {"label": (NOON + timedelta(minutes=minutes)).isoformat()},
        "im:rating": {"label": "1"},
        "id": {"label": str(number)},
        "title": {"label": "Berbat"},
        "content": {"label": f"{text} {number}"},
    }


class Feed:
    """One app's reviews by country: newest first, in pages, at most ten of them, with an ETag each."""

    def __init__(self, size: int = 50) -> None:
        self.size = size
        self.reviews: dict[str, dict[int, dict[str, dict[str, object]]]] = {}
        self.empty: set[int] = set()  # pages that are empty for a while

    def put(self, number: int, minutes: float = 0, country: str = "tr", text: str = "Kargo gelmedi") -> None:
        self.reviews.setdefault(country, {})[number] = entry(number, minutes, text)

    def answer(self, asked) -> tuple[int, bytes, dict[str, str]]:
        _, country, _, _, page_part, app, _, _ = asked.path.split("/")
        page = int(page_part.removeprefix("page="))
        held = sorted(self.reviews.get(country, {}).values(), key=lambda e: str(e["updated"]["label"]), reverse=True)
        shown = held[(page - 1) * self.size : page * self.size] if page <= 10 and page not in self.empty else []
        last = min(10, max(1, -(-len(held) // self.size)))
        href = f"https://itunes.apple.com/{country}/rss/customerreviews/page={last}/{app}/sortby=mostrecent/xml?urlDesc"
        feed: dict[str, object] = {"link": [{"attributes": {"rel": "last", "href": href}}]}
        if shown:
            feed["entry"] = shown[0] if len(shown) == 1 else shown
        body = json.dumps({"feed": feed}).encode()
        etag = f'"{sha256(body).hexdigest()}"'
        unchanged = asked.headers.get("if-none-match") == etag
        return (304, b"", {"ETag": etag}) if unchanged else (200, body, {"ETag": etag})


def opened(options: Options) -> AppStore:
    return AppStore(options, client(options.base_url), lambda: NOON + timedelta(days=60))


@pytest.fixture
def feed(web_source) -> Feed:
    source = Feed()
    web_source.answer = source.answer
    return source


@pytest.fixture
def store(web_source) -> Iterator[AppStore]:
    connector = opened(Options(brand="Kuzey Kargo", app="42", base_url=web_source.url, reread_days=1))
    yield connector
    connector.close()


def round_of(connector: AppStore, cursor: str) -> tuple[list[str], str]:
    """One round as the runner goes it: until there is no more at once."""
    ids: list[str] = []
    while True:
        page = connector.fetch(cursor)
        cursor = page.cursor
        ids += [str(item.fields["external_id"]) for item in page.items if isinstance(item, Record)]
        if not page.more:
            return ids, cursor


def test_the_sample_reads_as_reviews_without_the_app_itself() -> None:
    items = parse(SAMPLE.read_bytes(), Options(brand="Kuzey Kargo", app="42"))
    first = items[0]
    assert len(items) == 2
    assert isinstance(first, Record)
    assert first.fields == {
        "source": "appstore",
        "external_id": "90000001",
        "brand": "Kuzey Kargo",
        "channel": "review",
        "occurred_at": "2026-05-01T02:10:00-07:00",
        "updated_at": "2026-05-01T02:10:00-07:00",
        "title": "Kargom kayıp",
        "text": "Üç gündür takip ekranı güncellenmiyor, canlı desteğe ulaşılmıyor.",
        "author": "örnek kullanıcı",
        "rating": "1",
        "url": "https://apps.apple.com/tr/review?id=42",
        "version": "4.2.0",
        "country": "tr",
        "app": "42",
    }


def test_it_is_a_connector() -> None:
    connector = connect(Options(brand="Kuzey Kargo", app="42"))
    assert isinstance(connector, Connector)
    connector.close()


def test_everything_is_read_once_over_all_pages(feed: Feed, store: AppStore) -> None:
    for number in range(130):
        feed.put(number, minutes=-number)
    ids, cursor = round_of(store, "")
    assert sorted(ids, key=int) == [str(number) for number in range(130)]
    assert round_of(store, cursor)[0] == []


def test_a_feed_without_news_costs_one_request_that_carries_no_body(feed: Feed, store: AppStore, web_source) -> None:
    feed.put(1)
    _, cursor = round_of(store, "")
    web_source.asked.clear()
    assert round_of(store, cursor) == ([], cursor)
    assert [asked.headers.get("if-none-match") is not None for asked in web_source.asked] == [True]


def test_a_restart_reads_only_what_is_new(feed: Feed, store: AppStore, web_source) -> None:
    for number in range(60):
        feed.put(number, minutes=-number)
    _, cursor = round_of(store, "")
    feed.put(100, minutes=5)
    again = opened(Options(brand="Kuzey Kargo", app="42", base_url=web_source.url, reread_days=1))
    assert round_of(again, cursor)[0] == ["100"]
    again.close()


def test_paging_stops_where_the_known_days_begin(feed: Feed, store: AppStore, web_source) -> None:
    for number in range(400):
        feed.put(number, minutes=-number * 60)  # 400 hours
    _, cursor = round_of(store, "")
    web_source.asked.clear()
    feed.put(1000, minutes=5)
    assert round_of(store, cursor)[0] == ["1000"]
    assert len(web_source.asked) == 2  # the page with the window's end, and the first that lies before it


def test_a_review_that_appears_late_is_read(feed: Feed, store: AppStore) -> None:
    feed.put(1, minutes=0)
    _, cursor = round_of(store, "")
    feed.put(2, minutes=-600)
    assert round_of(store, cursor)[0] == ["2"]


def test_an_edited_review_is_read_again_under_its_id_and_time(feed: Feed, store: AppStore) -> None:
    feed.put(1)
    _, cursor = round_of(store, "")
    feed.put(2, minutes=60 * 24 * 30)
    _, cursor = round_of(store, cursor)
    feed.put(1, minutes=60 * 24 * 31, text="Özür dilediler, düzeldi")
    page = store.fetch(cursor)
    (item,) = page.items
    assert isinstance(item, Record)
    assert item.fields["external_id"] == "1"
    assert item.fields["occurred_at"] == NOON.isoformat()  # a later time would make it count twice
    assert item.fields["updated_at"] == (NOON + timedelta(days=31)).isoformat()


def test_a_crash_between_pages_loses_nothing(feed: Feed, store: AppStore, web_source) -> None:
    for number in range(120):
        feed.put(number, minutes=-number)
    first = store.fetch("")
    feed.put(200, minutes=9)  # shifts every page by one
    again = opened(Options(brand="Kuzey Kargo", app="42", base_url=web_source.url, reread_days=1))
    rest, cursor = round_of(again, first.cursor)
    late, _ = round_of(again, cursor)
    again.close()
    read = [str(item.fields["external_id"]) for item in first.items if isinstance(item, Record)] + rest + late
    assert sorted(read, key=int) == [*(str(number) for number in range(120)), "200"]


def test_a_page_that_is_empty_for_a_while_loses_nothing(feed: Feed, store: AppStore) -> None:
    for number in range(130):
        feed.put(number, minutes=-number * 600)  # most of it before the re-read window
    feed.empty = {2}
    first, cursor = round_of(store, "")
    feed.empty = set()
    second, cursor = round_of(store, cursor)
    assert sorted(first + second, key=int) == [str(number) for number in range(130)]
    assert round_of(store, cursor)[0] == []


def test_countries_are_walked_in_turn_and_remembered_apart(feed: Feed, web_source) -> None:
    store = opened(Options(brand="Kuzey Kargo", app="42", countries=("tr", "de", "cy"), base_url=web_source.url))
    feed.put(1, country="tr")
    feed.put(2, minutes=-90_000, country="de")
    ids, cursor = round_of(store, "")
    assert ids == ["1", "2"]
    feed.put(3, minutes=-89_999, country="de")
    assert round_of(store, cursor)[0] == ["3"]
    store.close()


def test_a_clock_that_runs_ahead_hides_no_later_review(feed: Feed, store: AppStore) -> None:
    feed.put(1, minutes=60 * 24 * 365 * 70)
    _, cursor = round_of(store, "")
    feed.put(2)
    feed.put(3, minutes=1)
    assert sorted(round_of(store, cursor)[0]) == ["2", "3"]


def test_it_waits_as_long_as_the_feed_asks(feed: Feed, store: AppStore, web_source) -> None:
    web_source.troubles = [(429, b"", {"Retry-After": "37"})]
    with pytest.raises(SourceAway) as caught:
        store.fetch("")
    assert caught.value.retry_after == 37
    feed.put(1)
    assert round_of(store, "")[0] == ["1"]


@pytest.mark.parametrize(
    "trouble",
    [
        (500, b"", {}),
        (502, b"<html>bad gateway</html>", {"Content-Type": "text/html"}),
        (200, b"<!DOCTYPE html><title>Connecting to iTunes</title>", {"Content-Type": "text/html"}),
        (200, b'{"feed": {"entry": [{"id": {"la', {}),
        (200, b'{"feed": {', {"Cut": "100"}),
        (200, b"\xff\xfe", {}),
    ],
    ids=["500", "502", "html", "truncated", "cut off", "not text"],
)
def test_an_unwell_feed_is_asked_again_and_loses_nothing(feed: Feed, store: AppStore, web_source, trouble) -> None:
    feed.put(1)
    _, cursor = round_of(store, "")
    feed.put(2, minutes=1)
    web_source.troubles = [trouble, trouble]
    for _ in range(2):
        with pytest.raises(SourceAway):
            store.fetch(cursor)
    assert round_of(store, cursor)[0] == ["2"]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_says_what_to_do(store: AppStore, web_source, status: int) -> None:
    web_source.troubles = [(status, b"", {})]
    with pytest.raises(SourceRefused) as caught:
        store.fetch("")
    assert str(status) in caught.value.message
    assert caught.value.hint


def test_nobody_home_is_a_source_that_is_away() -> None:
    store = opened(Options(brand="Kuzey Kargo", app="42", base_url="http://127.0.0.1:9"))
    with pytest.raises(SourceAway):
        store.fetch("")
    store.close()


def test_a_review_that_cannot_be_read_is_rejected_alone() -> None:
    broken = {**entry(1), "updated": {"label": "yesterday"}}
    payload = json.dumps({"feed": {"entry": [broken, entry(2), {"im:rating": {"label": "1"}}, "nonsense"]}}).encode()
    items = parse(payload, Options(brand="Kuzey Kargo", app="42"))
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert [item.reason for item in rejected] == ["unreadable"] * 3
    assert msgspec.json.decode(rejected[0].raw) == broken
    assert [item.fields["external_id"] for item in items if isinstance(item, Record)] == ["2"]


@pytest.mark.parametrize("payload", [b"{}", b"[]", b'{"feed": {}}', b'{"feed": {"entry": null}}', b'"x"', b"7"])
def test_a_feed_without_reviews_is_empty(payload: bytes) -> None:
    assert parse(payload, Options(brand="Kuzey Kargo", app="42")) == ()


def test_a_damaged_cursor_says_what_to_do(store: AppStore) -> None:
    with pytest.raises(SettingsError, match="cursor"):
        store.fetch("{")


def test_a_cursor_of_another_country_list_starts_a_new_walk(feed: Feed, store: AppStore, web_source) -> None:
    for number in range(120):
        feed.put(number, minutes=-number, country="de")
        feed.put(number + 1000, minutes=-number, country="tr")
    cursor = store.fetch("").cursor  # page 2 of tr is next
    other = opened(Options(brand="Kuzey Kargo", app="42", countries=("de",), base_url=web_source.url))
    assert len(round_of(other, cursor)[0]) == 120
    other.close()
