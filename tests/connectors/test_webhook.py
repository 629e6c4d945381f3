"""The webhook receiver: what is answered, and that 202 means that the broker has it."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import ValidationError

from connectors.base import Record
from connectors.fake import MemoryOutbox, memory_publisher
from connectors.publisher import Receipt
from connectors.webhook import PATH, Deliverer, Options, build_receiver, serve, server_of
from connectors.webhook_keys import HEADER, Key, sign
from pipeline.errors import SettingsError
from pipeline.feedback import Rejected

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECRET, TOKEN = "sir-olarak-saklanan-1", "jeton-jeton-jeton-1"
KEYS = (
    Key(name="crm", secrets=(SECRET,), brand="Kuzey Kargo", channel="complaint"),
    Key(name="anket", tokens=(TOKEN,), brand="Kuzey Kargo", channel="survey", fields={"text": "data.comment"}),
)
JSON = {"Content-Type": "application/json"}


def options(**more: object) -> Options:
    return Options.model_validate({"keys": KEYS, **more})


def clock() -> datetime:
    return NOW


@pytest.fixture
def outbox() -> MemoryOutbox:
    return MemoryOutbox()


@pytest.fixture
async def web(outbox: MemoryOutbox) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(memory_publisher(outbox, clock), options()) as client:
        yield client


def asking(publisher: Deliverer, told: Options) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build_receiver(publisher, told, clock))
    return httpx.AsyncClient(transport=transport, base_url="http://receiver")


def signed(body: bytes, **more: str) -> dict[str, str]:
    return {**JSON, HEADER: sign(SECRET, body, key="crm", at=int(NOW.timestamp())), **more}


async def post(web: httpx.AsyncClient, value: object, **more: str) -> httpx.Response:
    body = json.dumps(value).encode()
    return await web.post(PATH, content=body, headers=signed(body, **more))


def problem(response: httpx.Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, object] = response.json()
    assert told["status"] == response.status_code
    assert told["title"]
    assert told["detail"]
    return told


async def test_what_is_answered_202_is_with_the_broker(web: httpx.AsyncClient, outbox: MemoryOutbox) -> None:
    answer = await post(web, {"text": "Kargom gelmedi", "external_id": "S-1"})
    assert answer.status_code == 202
    (held,) = outbox.feedback
    assert (held.source, held.brand, held.channel, held.external_id) == ("crm", "Kuzey Kargo", "complaint", "S-1")
    assert answer.json() == {"accepted": [str(held.id)], "rejected": []}


async def test_part_of_a_batch_may_be_refused(web: httpx.AsyncClient, outbox: MemoryOutbox) -> None:
    answer = await post(web, [{"text": "bir"}, {"text": 5}, "yanlış", {"text": "iki"}, {"text": "x", "rating": 99}])
    told = answer.json()
    assert answer.status_code == 202
    assert told["accepted"] == [str(each.id) for each in outbox.feedback]
    assert [(each["index"], each["reason"]) for each in told["rejected"]] == [
        (1, "wrong_type"),
        (2, "not_object"),
        (4, "out_of_range"),
    ]
    assert all(each["detail"] for each in told["rejected"])
    assert len(outbox.rejected) == 3  # kept as dead letters, to be taken after a fix


async def test_the_same_posted_twice_has_the_same_ids(web: httpx.AsyncClient) -> None:
    batch = [{"text": "Kargom gelmedi"}, {"text": "Kurye kaba", "external_id": "S-2"}]
    assert (await post(web, batch)).json() == (await post(web, batch)).json()


async def test_lines_are_taken(web: httpx.AsyncClient, outbox: MemoryOutbox) -> None:
    body = b'{"text": "bir"}\n{"text": "iki"}\n'
    answer = await web.post(PATH, content=body, headers=signed(body, **{"Content-Type": "application/x-ndjson"}))
    assert answer.status_code == 202
    assert [each.text for each in outbox.feedback] == ["bir", "iki"]


async def test_a_tool_that_cannot_sign_posts_its_own_shape_with_a_token(
    web: httpx.AsyncClient, outbox: MemoryOutbox
) -> None:
    body = json.dumps({"data": {"comment": "Anket cevabı", "phone": "0532 000 00 00"}})
    answer = await web.post(PATH, content=body, headers={**JSON, "Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 202
    (held,) = outbox.feedback
    assert (held.source, held.text, held.extra) == ("anket", "Anket cevabı", "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer bilinmeyen-jeton-1"},
        {"Authorization": f"Bearer {SECRET}"},
        {HEADER: "key=crm,t=1,v1=" + "0" * 64},
        {HEADER: sign("yanlış-yanlış-yanlış", b"{}", key="crm", at=int(NOW.timestamp()))},
        {HEADER: sign(SECRET, b"{}", key="anket", at=int(NOW.timestamp()))},
    ],
)
async def test_who_proves_no_key_is_told_how(
    web: httpx.AsyncClient, outbox: MemoryOutbox, headers: dict[str, str]
) -> None:
    answer = await web.post(PATH, content=b"{}", headers={**JSON, **headers})
    assert answer.status_code == 401
    assert problem(answer)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert not outbox.feedback


async def test_a_wrong_signature_is_not_mended_by_a_good_token(web: httpx.AsyncClient) -> None:
    headers = {**JSON, HEADER: "v1=x", "Authorization": f"Bearer {TOKEN}"}
    assert (await web.post(PATH, content=b"{}", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=windows-1254"},
        {**JSON, "Content-Encoding": "gzip"},
    ],
)
async def test_another_type_is_named_with_those_taken(web: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await web.post(PATH, content=b"{}", headers={**signed(b"{}"), **headers})
    assert answer.status_code == 415
    assert problem(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"7", b"\xff"])
async def test_a_body_that_is_no_json_is_refused(web: httpx.AsyncClient, body: bytes) -> None:
    answer = await web.post(PATH, content=body, headers=signed(body))
    assert answer.status_code == 400
    assert problem(answer)


async def test_a_large_body_is_refused_by_what_it_announces_and_by_what_it_sends(outbox: MemoryOutbox) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * 1000

    async with asking(memory_publisher(outbox, clock), options(max_body=2000)) as web:
        for content in (b" " * 2001, stream()):
            answer = await web.post(PATH, content=content, headers=signed(b""))
            assert answer.status_code == 413
            assert problem(answer)
        assert (await web.post(PATH, content=(b := b"{}" + b" " * 1998), headers=signed(b))).status_code == 202


async def test_too_many_items_are_refused(outbox: MemoryOutbox) -> None:
    async with asking(memory_publisher(outbox, clock), options(max_items=2)) as web:
        answer = await post(web, [{"text": "x"}] * 3)
        assert answer.status_code == 413
        assert "2 items" in str(problem(answer)["detail"])
        assert not outbox.feedback


async def test_a_body_that_never_ends_is_timed_out(outbox: MemoryOutbox) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async with asking(memory_publisher(outbox, clock), options(body_seconds=0.05)) as web:
        answer = await web.post(PATH, content=endless(), headers=signed(b"{"))
        assert answer.status_code == 408
        assert problem(answer)


async def test_other_methods_and_paths_are_named(web: httpx.AsyncClient) -> None:
    answer = await web.get(PATH)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert problem(answer)
    assert problem(await web.post("/"))["status"] == 404


async def test_a_broker_that_is_away_is_a_503_and_the_same_again_is_taken(
    web: httpx.AsyncClient, outbox: MemoryOutbox
) -> None:
    outbox.failing = True
    answer = await post(web, {"text": "Kargom gelmedi"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert problem(answer)
    assert (await web.get("/healthz")).status_code == 503
    outbox.failing = False
    assert (await post(web, {"text": "Kargom gelmedi"})).status_code == 202
    assert (await web.get("/healthz")).json() == {"status": "ok", "requests": 0}
    assert len(outbox.feedback) == 1


async def test_a_broker_that_halts_is_a_503(outbox: MemoryOutbox) -> None:
    outbox.halted = True
    async with asking(memory_publisher(outbox, clock), options(deliver_seconds=0.05)) as web:
        assert (await post(web, {"text": "Kargom gelmedi"})).status_code == 503


class Gate:
    """A publisher that takes its time."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.entered = threading.Semaphore(0)

    def deliver(self, items: Sequence[Record | Rejected], seconds: float = 0) -> Receipt:
        self.entered.release()
        self.open.wait(20)
        return Receipt(len(items), 0, (), {})


async def test_more_requests_than_can_be_worked_on_are_asked_to_wait() -> None:
    gate = Gate()
    async with asking(gate, options(max_requests=2)) as web:
        under_way = [asyncio.create_task(post(web, {"text": "x"})) for _ in range(2)]
        for _ in range(2):
            await asyncio.to_thread(gate.entered.acquire, timeout=10)
        turned_away = await post(web, {"text": "x"})
        gate.open.set()
        answers = await asyncio.gather(*under_way)
        assert turned_away.status_code == 429
        assert turned_away.headers["retry-after"] == "1"
        assert [answer.status_code for answer in answers] == [202, 202]
        assert (await post(web, {"text": "x"})).status_code == 202


async def test_our_own_mistakes_show_nothing_of_the_post(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def deliver(self, items: Sequence[Record | Rejected], seconds: float = 0) -> Receipt:
            raise ValueError(str(items))

    with caplog.at_level(logging.DEBUG):
        async with asking(Broken(), options()) as web:
            answer = await post(web, {"text": "gizli şikâyet"})
    assert answer.status_code == 500
    assert problem(answer)
    assert "gizli" not in caplog.text
    assert "ValueError at" in caplog.text


async def test_no_word_of_a_post_is_logged(web: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await post(web, [{"text": "gizli şikâyet"}, {"text": "gizli", "rating": "gizli"}])
        await web.post(PATH, content=b"gizli", headers=signed(b"gizli"))
    assert "gizli" not in caplog.text
    assert SECRET not in caplog.text
    assert "key crm: 1 accepted, 1 rejected" in caplog.text


def test_two_keys_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="same name"):
        options(keys=(KEYS[0], KEYS[0]))


@pytest.fixture
def served(outbox: MemoryOutbox) -> Iterator[tuple[str, int]]:
    """The receiver on a port of its own, as `serve` runs it."""
    server = server_of(memory_publisher(outbox, clock), options(port=0, body_seconds=1), clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join(20)


def test_it_serves_over_a_real_socket(served: tuple[str, int], outbox: MemoryOutbox) -> None:
    body = b'{"text": "Kargom gelmedi"}'
    url = f"http://{served[0]}:{served[1]}"
    with httpx.Client(base_url=url) as web:
        assert web.post(PATH, content=body, headers=signed(body)).status_code == 202
        answer = web.get("/healthz")
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert len(outbox.feedback) == 1


def test_a_sender_that_hangs_up_halfway_disturbs_nobody(served: tuple[str, int], outbox: MemoryOutbox) -> None:
    with socket.create_connection(served) as half:
        half.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode())
        half.sendall(f"Authorization: Bearer {TOKEN}\r\nContent-Length: 100\r\n\r\n{{".encode())
    test_it_serves_over_a_real_socket(served, outbox)


def test_a_port_that_is_taken_says_so(outbox: MemoryOutbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="cannot listen"):
        serve(memory_publisher(outbox, clock), options(port=taken.getsockname()[1]), clock)
