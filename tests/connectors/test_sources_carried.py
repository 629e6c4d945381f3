"""Each source carried by the runner, through troubles, crashes and a broker that forgets: every statement arrives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from connectors.appstore import AppStore
from connectors.appstore import Options as StoreOptions
from connectors.asking import client
from connectors.base import Connector
from connectors.catalogue import find, options_of
from connectors.cursors import MemoryCursors
from connectors.fake import FakeStop, MemoryOutbox, memory_publisher
from connectors.imap_mailbox import Options as MailOptions
from connectors.imap_mailbox import connect as connect_mailbox
from connectors.mastodon import Mastodon
from connectors.mastodon import Options as PostOptions
from connectors.runner import Policy, Runner
from tests.connectors.imap_server import ImapServer
from tests.connectors.test_appstore import Feed
from tests.connectors.test_imap_mailbox import letter, options
from tests.connectors.test_mastodon import Instance

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@dataclass
class Source:
    """`put` adds a statement, `unwell` makes some next requests fail, `connect` is what a new process would open."""

    put: Callable[[int], None]
    unwell: Callable[[int], None]
    connect: Callable[[Callable[[], datetime]], Connector]


@pytest.fixture
def appstore(web_source) -> Source:
    feed = Feed(size=7)
    web_source.answer = feed.answer

    def connect(clock: Callable[[], datetime]) -> Connector:
        told = StoreOptions(brand="Kuzey Kargo", app="42", base_url=web_source.url)
        return AppStore(told, client(told.base_url), clock)

    def unwell(times: int) -> None:
        web_source.troubles += [(503, b"", {"Retry-After": "5"})] * times

    return Source(lambda number: feed.put(number, minutes=number), unwell, connect)


@pytest.fixture
def mastodon(web_source) -> Source:
    instance = Instance()
    instance.left = 10**9
    web_source.answer = instance.answer

    def connect(clock: Callable[[], datetime]) -> Connector:
        told = PostOptions(base_url=web_source.url, terms={"Kuzey Kargo": ("#kuzeykargo",)})
        return Mastodon(told, client(told.base_url), clock)

    def unwell(times: int) -> None:
        web_source.troubles += [(502, b"<html>", {}), (200, json.dumps(["x"]).encode()[:-1], {})][:times]

    return Source(lambda number: instance.put(number, minutes=number), unwell, connect)


@pytest.fixture
def mailbox() -> Iterator[Source]:
    server = ImapServer()
    stop = server.start()

    def put(number: int) -> None:
        server.put(number, letter(number))

    def unwell(times: int) -> None:
        server.refusals = {"EXAMINE": ["NO [INUSE] locked"] * times, "UID FETCH": ["NO later"] * times}

    def connect(clock: Callable[[], datetime]) -> Connector:
        return connect_mailbox(MailOptions.model_validate(options(server).model_dump()))

    yield Source(put, unwell, connect)
    stop()


def carry(source: Source, outbox: MemoryOutbox, cursors: MemoryCursors, stop: FakeStop, seconds: float) -> Runner:
    """A process that runs for a while and ends, as if killed: what it held in memory is gone."""
    connector = source.connect(stop.clock)
    runner = Runner(connector, memory_publisher(outbox, stop.clock), cursors, policy=Policy(), clock=stop.clock)
    end = stop.now + timedelta(seconds=seconds)
    inner = stop.during

    def during(waited: float) -> None:
        inner(waited)
        stop.stopped = stop.stopped or stop.now >= end

    stop.during, stop.stopped = during, False
    runner.run(stop)
    stop.during = inner
    if close := getattr(connector, "close", None):
        close()
    return runner


def numbers(outbox: MemoryOutbox) -> list[int]:
    told = [each.text.rpartition(" ")[2].strip() for each in outbox.feedback]
    return sorted(int(number) for number in told)


@pytest.mark.parametrize("kind", ["appstore", "mastodon", "mailbox"])
def test_every_statement_arrives_through_troubles_and_crashes(kind: str, request: pytest.FixtureRequest) -> None:
    source: Source = request.getfixturevalue(kind)
    outbox, cursors, stop = MemoryOutbox(), MemoryCursors(), FakeStop(NOON)
    number = 0
    for life in range(5):
        for _ in range(9):
            number += 1
            source.put(number)
        source.unwell(life % 3)
        outbox.failing = life == 2
        carry(source, outbox, cursors, stop, 1500)
    assert numbers(outbox) == list(range(1, number + 1))  # and, without a broker that fails to answer, each once


@pytest.mark.parametrize("kind", ["appstore", "mastodon", "mailbox"])
def test_what_an_embedded_broker_forgot_is_read_again(kind: str, request: pytest.FixtureRequest) -> None:
    source: Source = request.getfixturevalue(kind)
    outbox, cursors, stop = MemoryOutbox(), MemoryCursors(), FakeStop(NOON)
    for number in range(1, 30):
        source.put(number)
    carry(source, outbox, cursors, stop, 600)
    assert len(numbers(outbox)) == 29
    outbox.lose_all()
    connector = source.connect(stop.clock)
    runner = Runner(connector, memory_publisher(outbox, stop.clock), cursors, clock=stop.clock)
    runner.rewind()
    stop.during = lambda seconds: setattr(stop, "stopped", True)
    stop.stopped = False
    runner.run(stop)
    if close := getattr(connector, "close", None):
        close()
    assert numbers(outbox) == list(range(1, 30))


@pytest.mark.parametrize("kind", ["appstore", "mastodon", "mailbox"])
def test_what_is_published_twice_bears_the_same_id(kind: str, request: pytest.FixtureRequest) -> None:
    source: Source = request.getfixturevalue(kind)
    source.put(1)
    ids = set()
    for _ in range(2):
        outbox = MemoryOutbox()
        carry(source, outbox, MemoryCursors(), FakeStop(NOON), 300)
        ids.add(tuple(each.id for each in outbox.feedback))
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("appstore", ["brand=Kuzey", "app=284882215", 'countries=["tr", "de"]'], {"app": "284882215"}),
        ("mastodon", ["base_url=https://a.example", 'terms={"Kuzey": ["#kuzey"]}', "local=true"], {"local": True}),
        (
            "imap_mailbox",
            ["host=a", "user=b", "password=1e5", "brand=Kuzey", "since=2026-05-01", "page=7"],
            {"page": 7},
        ),
        ("webhook", ['keys=[{"name": "crm", "tokens": ["0123456789012345"]}]', "port=0"], {"port": 0}),
    ],
)
def test_options_are_taken_from_the_command_line(name: str, told: list[str], expected: dict[str, object]) -> None:
    module = find(name)
    options = options_of(module, told)
    assert expected.items() <= options.model_dump().items()
    if name == "imap_mailbox":
        assert options.password.get_secret_value() == "1e5"
