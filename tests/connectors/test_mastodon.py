"""The Mastodon connector against a local instance that behaves as docs.joinmastodon.org says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from pydantic import ValidationError

from connectors.asking import client
from connectors.base import Connector, Record
from connectors.mastodon import Line, Mastodon, Options, connect, parse, step
from connectors.mastodon_posts import PUBLIC, Search
from pipeline.errors import SettingsError, SourceAway, SourceRefused
from pipeline.feedback import Rejected

SAMPLE = Path(__file__).parent / "samples" / "mastodon.json"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TERMS = {"Kuzey Kargo": ("#kuzeykargo", "kuzey kargo"), "Ege Kargo": ("#egekargo", "ege kargo")}


def snowflake(when: datetime, salt: int = 0) -> int:
    return (int(when.timestamp() * 1000) << 16) + salt


class Instance:
    """Timelines as Mastodon serves them: newest first, `min_id` pages forward, 404 for a hashtag nobody used."""

    def __init__(self) -> None:
        self.now = NOON
        self.posts: dict[int, dict[str, object]] = {}
        self.left = 300

    def put(self, number: int, minutes: float = 0, *, tags: tuple[str, ...] = ("kuzeykargo",), **changes) -> None:
        """`minutes`: when it was written, which also makes its id, however late it arrives."""
        when = NOON + timedelta(minutes=minutes)
        ident = snowflake(when, number)
        self.posts[ident] = {
            "id": str(ident),
            "uri": f"https://uzak.example/statuses/{number}",
            "url": f"https://uzak.example/@biri/{number}",
            "created_at": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "content": f"<p>Kargo gelmedi {number}</p>",
            "visibility": "public",
            "account": {"acct": "biri@uzak.example", "followers_count": 10},
            "tags": [{"name": tag} for tag in tags],
            **changes,
        }

    def answer(self, asked) -> tuple[int, bytes, dict[str, str]]:
        self.left -= 1
        reset = (self.now + timedelta(seconds=90)).isoformat()
        limits = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(self.left), "X-RateLimit-Reset": reset}
        if self.left < 0:
            return 429, b'{"error": "Too many requests"}', limits
        tag = unquote(asked.path.rpartition("/tag/")[2]) if "/tag/" in asked.path else ""
        held = sorted(i for i, p in self.posts.items() if not tag or {"name": tag} in p["tags"])
        if tag and not held:
            return 404, b'{"error": "Record not found"}', limits
        limit = min(int(asked.query.get("limit", 20)), 40)
        newer = [ident for ident in held if ident > int(asked.query.get("min_id", 0))]
        shown = newer[:limit] if "min_id" in asked.query else newer[-limit:]
        if shown:
            limits["Link"] = (
                f'<http://x{asked.path}?limit=40&max_id={shown[0]}>; rel="next", '
                f'<http://x{asked.path}?limit=40&min_id={shown[-1]}>; rel="prev"'
            )
        return 200, json.dumps([self.posts[ident] for ident in reversed(shown)]).encode(), limits


@pytest.fixture
def instance(web_source) -> Instance:
    held = Instance()
    web_source.answer = held.answer
    return held


@pytest.fixture
def source(web_source, instance) -> Iterator[Mastodon]:
    options = Options(base_url=web_source.url, terms={"Kuzey Kargo": ("#kuzeykargo",)})
    connector = Mastodon(options, client(options.base_url), lambda: instance.now)
    yield connector
    connector.close()


def round_of(connector: Mastodon, cursor: str) -> tuple[list[str], str]:
    found: list[str] = []
    for _ in range(200):
        page = connector.fetch(cursor)
        cursor = page.cursor
        found += [str(i.fields["external_id"]).rpartition("/")[2] for i in page.items if isinstance(i, Record)]
        if not page.more:
            return found, cursor
    raise AssertionError("the round does not end")


def test_the_sample_reads_as_a_record_for_each_brand() -> None:
    items = parse(SAMPLE.read_bytes(), Options(base_url="https://sosyal.example", terms=TERMS))
    records = [item for item in items if isinstance(item, Record)]
    assert [(r.fields["brand"], r.fields["external_id"]) for r in records] == [
        ("Kuzey Kargo", "https://baska.example/users/haber/statuses/1"),
        ("Ege Kargo", "https://baska.example/users/haber/statuses/1"),
        ("Kuzey Kargo", "https://sosyal.example/users/ayse/statuses/2"),
    ]
    assert records[2].fields == {
        "source": "mastodon",
        "external_id": "https://sosyal.example/users/ayse/statuses/2",
        "brand": "Kuzey Kargo",
        "channel": "social",
        "occurred_at": "2026-05-01T09:05:00.000Z",
        "updated_at": "2026-05-01T09:20:00.000Z",
        "title": "Kargo şikâyeti",
        "text": "Üç gündür bekliyorum.\nKuzey Kargo'dan ses yok! #rezalet\n\nhttps://kargo.example/takip/uzun/adres",
        "author": "ayse@sosyal.example",
        "url": "https://sosyal.example/@ayse/2",
        "lang": "tr",
        "reach": 130,
        "favourites": 7,
        "boosts": 3,
        "replies": 1,
        "sensitive": True,
    }
    assert records[0].fields["bot"] is True
    assert records[0].fields["author"] == "haber@baska.example"


def test_it_is_a_connector(source: Mastodon) -> None:
    assert isinstance(source, Connector)


def test_a_flood_is_read_page_by_page_and_each_post_once(instance: Instance, source: Mastodon) -> None:
    instance.put(1, minutes=-1)
    first, cursor = round_of(source, "")
    for number in range(2, 200):
        instance.put(number, minutes=number / 100)
    rest, cursor = round_of(source, cursor)
    assert first == ["1"]
    assert rest == [str(number) for number in range(2, 200)]  # in the order they were written
    assert round_of(source, cursor)[0] == []


def test_the_first_reading_begins_with_the_newest_page(instance: Instance, source: Mastodon) -> None:
    for number in range(100):
        instance.put(number, minutes=number - 200)
    assert round_of(source, "")[0] == [str(number) for number in range(60, 100)]


def test_a_post_that_federates_late_is_read(instance: Instance, source: Mastodon) -> None:
    instance.put(1, minutes=0)
    _, cursor = round_of(source, "")
    instance.put(2, minutes=-10)  # its id lies before what was read
    assert round_of(source, cursor)[0] == []
    instance.now += timedelta(minutes=15)
    found, cursor = round_of(source, cursor)
    found += round_of(source, cursor)[0]
    assert found == ["2"]


def test_an_edited_post_is_read_again_with_the_time_of_the_edit(instance: Instance, source: Mastodon) -> None:
    instance.put(1, minutes=0)
    _, cursor = round_of(source, "")
    instance.put(1, minutes=0, content="<p>Düzeldi</p>", edited_at="2026-05-01T12:05:00.000Z")
    instance.now += timedelta(minutes=15)
    _, cursor = round_of(source, cursor)
    page = source.fetch(cursor)
    assert [item.fields["updated_at"] for item in page.items if isinstance(item, Record)] == [
        "2026-05-01T12:05:00.000Z"
    ]


def test_rereading_brings_nothing_that_was_read(instance: Instance, source: Mastodon) -> None:
    for number in range(30):
        instance.put(number, minutes=-number)
    found, cursor = round_of(source, "")
    for _ in range(12):
        instance.now += timedelta(minutes=5)
        again, cursor = round_of(source, cursor)
        found += again
    assert len(found) == len(set(found)) == 30


def test_a_restart_after_a_crash_between_pages_loses_nothing(instance: Instance, source: Mastodon, web_source) -> None:
    _, cursor = round_of(source, "")
    instance.put(0, minutes=-60)
    _, cursor = round_of(source, cursor)
    for number in range(1, 100):
        instance.put(number, minutes=number / 10)
    first = source.fetch(cursor)
    other = Mastodon(
        Options(base_url=web_source.url, terms={"Kuzey Kargo": ("#kuzeykargo",)}),
        client(web_source.url),
        lambda: instance.now,
    )
    rest, _ = round_of(other, first.cursor)
    other.close()
    assert len(first.items) + len(rest) == 99


def test_a_post_on_two_timelines_is_one_record_a_brand(instance: Instance, web_source) -> None:
    options = Options(base_url=web_source.url, terms=TERMS)
    source = Mastodon(options, client(options.base_url), lambda: instance.now)
    instance.put(1, tags=("kuzeykargo", "egekargo"), content="<p>Kuzey Kargo mu, Ege Kargo mu?</p>")
    page_items = []
    cursor = ""
    while True:
        page = source.fetch(cursor)
        page_items += [item.fields["brand"] for item in page.items if isinstance(item, Record)]
        cursor = page.cursor
        if not page.more:
            break
    source.close()
    assert page_items == ["Kuzey Kargo", "Ege Kargo"]
    assert {asked.path for asked in web_source.asked} == {
        "/api/v1/timelines/tag/kuzeykargo",
        "/api/v1/timelines/tag/egekargo",
        "/api/v1/timelines/public",
    }


def test_boosts_private_posts_and_pictures_are_skipped(instance: Instance, source: Mastodon) -> None:
    instance.put(1, reblog={"id": "5"})
    instance.put(2, visibility="private")
    instance.put(3, content="<p></p>")
    instance.put(4)
    assert round_of(source, "")[0] == ["4"]


def test_a_spent_rate_limit_waits_until_it_resets(instance: Instance, source: Mastodon) -> None:
    instance.left = 0
    with pytest.raises(SourceAway) as caught:
        source.fetch("")
    assert caught.value.retry_after == pytest.approx(90)
    assert source.spent is not None
    assert (source.spent.requests, source.spent.quota) == (1, 300)


@pytest.mark.parametrize("status", [401, 403, 422])
def test_an_instance_that_wants_a_token_says_how_to_get_one(source: Mastodon, web_source, status: int) -> None:
    web_source.troubles = [(status, b'{"error": "This method requires an authenticated user"}', {})]
    with pytest.raises(SourceRefused, match="read:statuses"):
        source.fetch("")


def test_the_token_is_sent_and_never_shown(instance: Instance, web_source) -> None:
    options = Options(base_url=web_source.url, terms=TERMS, token="gizli-anahtar")
    source = connect(options)
    source.fetch("")
    source.close()
    assert web_source.asked[0].headers["authorization"] == "Bearer gizli-anahtar"
    assert "gizli" not in repr(options)


@pytest.mark.parametrize(
    "trouble",
    [(500, b"", {}), (200, b"<html>", {}), (200, b'[{"id": "1', {}), (200, b'{"error": "x"}', {}), (503, b"", {})],
    ids=["500", "html", "truncated", "no list", "503"],
)
def test_an_unwell_instance_is_asked_again_and_loses_nothing(instance, source, web_source, trouble) -> None:
    instance.put(1)
    _, cursor = round_of(source, "")
    instance.put(2, minutes=1)
    web_source.troubles = [trouble]
    with pytest.raises(SourceAway):
        source.fetch(cursor)
    assert round_of(source, cursor)[0] == ["2"]


def test_a_server_that_does_not_know_min_id_ends_the_round(instance: Instance, source: Mastodon, web_source) -> None:
    instance.put(1)

    def deaf(asked) -> tuple[int, bytes, dict[str, str]]:
        asked.query.pop("min_id", None)
        return instance.answer(asked)

    web_source.answer = deaf
    found, cursor = round_of(source, "")
    assert found == ["1"]
    assert round_of(source, cursor)[0] == []


def test_ids_that_are_no_numbers_are_paged_but_not_reread() -> None:
    line, ended = step(Line("A1b2", reread=100), "", now=10_000, window=900)
    assert (line.position, ended) == ("A1b2", True)


def test_a_status_that_cannot_be_read_is_rejected_alone() -> None:
    good = {
        "uri": "https://x.example/1",
        "created_at": "2026-05-01T09:00:00Z",
        "content": "<p>kuzey kargo</p>",
        "account": None,
        "tags": None,
    }
    payload = json.dumps(["nonsense", {"id": "1", "created_at": 5}, good]).encode()
    items = parse(payload, Options(base_url="https://sosyal.example", terms=TERMS))
    assert [type(item) for item in items] == [Record, Rejected, Rejected]


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("KUZEY KARGO berbat", ["Kuzey Kargo"]),
        ("kuzey kargo'nun kuryesi", ["Kuzey Kargo"]),
        ("kuzey kargocular", []),
        ("Işık Market kapalıydı", ["Işık"]),
        ("ISIK MARKETTEN aldım", ["Işık"]),
        ("karışık marketler", []),
    ],
)
def test_keywords_are_found_whatever_their_case_and_accents(text: str, brands: list[str]) -> None:
    search = Search({"Kuzey Kargo": ("kuzey kargo",), "Işık": ("ışık market*",)})
    assert search.brands(text, (), PUBLIC) == brands


@pytest.mark.parametrize("url", ["http://sosyal.example", "ftp://sosyal.example", "http://127.0.0.1.example"])
def test_only_encrypted_addresses_are_taken(url: str) -> None:
    with pytest.raises(ValidationError):
        Options(base_url=url, terms=TERMS)


@pytest.mark.parametrize("terms", [{}, {"Kuzey": ()}, {"Kuzey": ("#",)}, {"Kuzey": ("*",)}])
def test_a_brand_without_a_term_is_refused(terms: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValidationError):
        Options(base_url="https://sosyal.example", terms=terms)


def test_a_damaged_cursor_says_what_to_do(source: Mastodon) -> None:
    with pytest.raises(SettingsError, match="cursor"):
        source.fetch("?")


def test_a_hashtag_with_turkish_letters_is_asked_for_as_it_is_written(instance: Instance, web_source) -> None:
    source = Mastodon(
        Options(base_url=web_source.url, terms={"Işık": ("#ışık",)}),
        httpx.Client(base_url=web_source.url),
        lambda: NOON,
    )
    instance.put(1, tags=("ışık",))
    assert round_of(source, "")[0] == ["1"]
    source.close()
