"""Who passes the gate: sessions, proxies, other sites, and tries at the sign-in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.requests import HTTPConnection, Request
from starlette.types import Message, Receive, Scope, Send

from pipeline.settings import Settings
from pipeline.views.console import gate
from pipeline.views.console.accounts import Accounts
from pipeline.views.console.attempts import MOST, MOST_ADDRESS, MOST_NAME, WITHIN, Attempts
from pipeline.views.console.gate import Gate, person_of, proxied
from pipeline.views.console.page import Person
from pipeline.views.console.serving import first_account
from pipeline.views.console.sessions import COOKIE, Sessions
from pipeline.views.console.signin import add_sign_in, inside

HERE = "http://desk.example"
PASSWORD = "uzun bir parola"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path, QUICK)
    made.add("ayse", "agent", PASSWORD)
    return made


def app_of(accounts: Accounts, sessions: Sessions) -> FastAPI:
    app = FastAPI()
    add_sign_in(app, accounts, sessions, "en")

    @app.get("/who")
    async def who(request: Request) -> str:
        person = person_of(request)
        return f"{person.name} {person.role}"

    return app


def browser(app: Gate) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE, headers={"origin": HERE})


@pytest.fixture
async def client(accounts: Accounts, tmp_path: Path):
    sessions = Sessions(tmp_path, accounts)

    def find(asked: HTTPConnection):
        return sessions.person(asked.cookies.get(COOKIE, ""))

    async with browser(Gate(app_of(accounts, sessions), find)) as opened:
        yield opened


async def sign_in(client: httpx.AsyncClient, password: str = PASSWORD, wanted: str = "/who") -> httpx.Response:
    return await client.post("/sign-in", data={"name": "ayse", "password": password, "next": wanted})


async def test_a_page_leads_to_the_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/who?brand=x", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fwho%3Fbrand%3Dx")
    answer = await sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/who")
    assert (await client.get("/who")).json() == "ayse agent"


async def test_the_cookie_is_closed_to_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    cookie = (await sign_in(client)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_behind_tls_the_cookie_is_secure(client: httpx.AsyncClient) -> None:
    client.headers["x-forwarded-proto"] = "https"
    assert "secure" in (await sign_in(client)).headers["set-cookie"].lower()


async def test_a_wrong_password_opens_nothing_and_names_nobody(client: httpx.AsyncClient) -> None:
    wrong = await sign_in(client, "something else")
    nobody = await client.post("/sign-in", data={"name": "nobody", "password": "x"})
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert "set-cookie" not in wrong.headers
    assert (await client.get("/who")).status_code == 401


async def test_after_some_failures_even_the_right_password_has_to_wait(client: httpx.AsyncClient) -> None:
    for _ in range(MOST):
        await sign_in(client, "guess")
    assert (await sign_in(client)).status_code == 429


async def test_who_mistypes_locks_out_nobody_behind_the_same_proxy(client: httpx.AsyncClient, accounts) -> None:
    accounts.add("deniz", "viewer", PASSWORD)
    for _ in range(MOST + 1):
        await sign_in(client, "guess")
    assert (await sign_in(client)).status_code == 429
    answer = await client.post("/sign-in", data={"name": "deniz", "password": PASSWORD})
    assert (answer.status_code, (await client.get("/who")).json()) == (303, "deniz viewer")


def test_many_names_tried_from_one_address_have_to_wait_and_others_do_not() -> None:
    attempts = Attempts()
    for number in range(MOST_ADDRESS):
        attempts.failed(f"name{number}", "10.0.0.1", float(number))
    assert attempts.wait("ayse", "10.0.0.1", 100.0) == WITHIN - 100.0
    assert attempts.wait("ayse", "10.0.0.2", 100.0) == 0.0


def test_one_name_tried_from_many_addresses_has_to_wait() -> None:
    attempts = Attempts()
    for number in range(MOST_NAME):
        attempts.failed("ayse", f"10.0.0.{number}", 0.0)
    assert attempts.wait("ayse", "10.0.1.1", 1.0) > 0
    assert attempts.wait("deniz", "10.0.0.1", 1.0) == 0.0


def test_signing_in_oneself_does_not_clear_the_guesses_at_other_names() -> None:
    attempts = Attempts()
    for number in range(MOST_ADDRESS):
        if number % MOST == 0:
            attempts.failed("own", "10.0.0.1", number - 0.5)
            attempts.succeeded("own", "10.0.0.1", number - 0.5)
        attempts.failed(f"name{number}", "10.0.0.1", float(number))
    assert attempts.wait("next", "10.0.0.1", 150.0) > 0


def test_who_signs_in_often_never_has_to_wait() -> None:
    attempts = Attempts()
    for number in range(2 * MOST_ADDRESS):
        assert attempts.wait("ayse", "10.0.0.1", float(number)) == 0.0
        attempts.failed("ayse", "10.0.0.1", float(number))
        attempts.succeeded("ayse", "10.0.0.1", float(number))


async def test_another_site_can_neither_write_nor_read(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    client.headers["origin"] = "http://elsewhere.example"
    assert (await client.get("/who")).status_code == 403
    assert (await client.post("/sign-out")).status_code == 403


async def test_who_writes_must_say_from_where(client: httpx.AsyncClient) -> None:
    del client.headers["origin"]
    assert (await sign_in(client)).status_code == 403


async def test_sockets_need_a_session_and_their_own_site(accounts: Accounts, tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, accounts)
    gate = Gate(app_of(accounts, sessions), lambda asked: sessions.person(asked.cookies.get(COOKIE, "")))
    person = accounts.person("ayse")
    assert person is not None
    cookie = (b"cookie", f"{COOKIE}={sessions.open(person)}".encode())
    host, own, other = (b"host", b"desk.example"), (b"origin", HERE.encode()), (b"origin", b"http://elsewhere.example")
    for headers in ([host, own], [host, cookie], [host, cookie, other]):
        assert await refused(gate, headers) == {"type": "websocket.close", "code": 1008}


async def refused(gate: Gate, headers: list[tuple[bytes, bytes]]) -> dict[str, object]:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message) -> None:
        sent.append(dict(message))

    scope = {"type": "websocket", "path": "/_nicegui_ws/", "query_string": b"", "headers": headers, "scheme": "ws"}
    await gate(scope, receive, send)
    return sent[0]


async def test_a_new_password_ends_the_sessions_of_the_old(client: httpx.AsyncClient, accounts: Accounts) -> None:
    await sign_in(client)
    accounts.add("ayse", "agent", "another password")
    assert (await client.get("/who")).status_code == 401


async def test_a_removed_account_is_out_at_once(client: httpx.AsyncClient, accounts: Accounts) -> None:
    await sign_in(client)
    accounts.remove("ayse")
    assert (await client.get("/who")).status_code == 401


async def test_a_cookie_made_by_hand_opens_nothing(client: httpx.AsyncClient) -> None:
    client.cookies.set(COOKIE, "WyJheXNlIiwiIl0.aaaa.bbbb")
    assert (await client.get("/who")).status_code == 401


@pytest.mark.parametrize("wanted", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\nb"])
def test_a_sign_in_never_leads_elsewhere(wanted: str) -> None:
    assert inside(wanted) == "/"


def test_a_proxy_is_believed_only_from_its_own_address(accounts: Accounts) -> None:
    find = proxied("X-Forwarded-User", ["10.0.0.1"], accounts.person)

    def asked(peer: str, name: str) -> HTTPConnection:
        return HTTPConnection({"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-user", name.encode())]})

    known, stranger, spoofed = (
        find(asked(*each)) for each in (("10.0.0.1", "ayse"), ("10.0.0.1", "veli"), ("10.0.0.9", "ayse"))
    )
    assert known is not None
    assert known.role == "agent"
    assert stranger is not None
    assert stranger.role == "viewer"
    assert spoofed is None


def test_the_file_of_accounts_holds_no_password_and_is_for_its_owner_alone(accounts: Accounts, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    assert PASSWORD not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "console.key").exists() is False


async def test_what_a_browser_may_load_is_told_with_every_answer(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/sign-in")).headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in policy


def test_the_first_password_is_shown_to_a_person_or_kept_for_the_owner_alone(tmp_path: Path) -> None:
    shown = Settings(data_dir=tmp_path / "shown")
    password = first_account(shown, told=True).split()[2]
    assert Accounts(shown.data_dir).check("admin", password)
    kept = Settings(data_dir=tmp_path / "kept")
    said = first_account(kept, told=False)
    file = kept.data_dir / "first-password"
    assert str(file) in said
    assert file.stat().st_mode & 0o777 == 0o600
    first = file.read_text().strip()
    assert first not in said
    assert Accounts(kept.data_dir).check("admin", first)
    assert first_account(kept, told=False) == "", "said once"
    Accounts(kept.data_dir).add("admin", "admin", PASSWORD)
    assert not file.exists(), "a chosen password ends the first"


async def leaving() -> Message:
    return {"type": "http.disconnect"}


async def waiting() -> Message:
    return await asyncio.Future()


def gate_before(fault: Exception) -> Gate:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise fault

    return Gate(app, lambda _: Person("ayse", "agent"))


ASKED: Scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
NONE_RETURNED = RuntimeError("No response returned.")


async def said(message: Message) -> None:
    raise AssertionError("nobody is there to be answered")


async def test_a_browser_that_leaves_before_its_answer_is_no_fault() -> None:
    await gate_before(NONE_RETURNED)(dict(ASKED), leaving, said)


@pytest.mark.parametrize(("fault", "receive"), [(RuntimeError("a bug"), leaving), (NONE_RETURNED, waiting)])
async def test_a_fault_of_ours_is_raised(fault: Exception, receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LEAVING", 0.01)
    with pytest.raises(RuntimeError, match=str(fault)):
        await gate_before(fault)(dict(ASKED), receive, said)
