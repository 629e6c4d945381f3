"""The signed webhook and Grafana's annotations, against local servers that behave as documented."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from pipeline.channels.annotation import TAG, GrafanaAnnotation, tags
from pipeline.channels.apprised import AppriseChannel
from pipeline.channels.door import About, Message
from pipeline.channels.webhook import SignedWebhook
from pipeline.channels.wording import Names
from pipeline.errors import ChannelError
from pipeline.spike.explain import Item, Now, Usual, explain
from pipeline.spike.lifecycle import PEOPLE, fold
from pipeline.views.catalogue import dashboard
from pipeline.views.grafana.drawing import draw
from tests.storage.insights import START, a_step

SECRET, TOKEN = "0123456789abcdef", "glsa_secret"
NAMES = Names(desk="https://nabiz.example.com")


class Taking(BaseHTTPRequestHandler):
    """Takes webhooks at /hook; keeps annotations as Grafana does at /api/annotations."""

    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), body))
        if self.server.status != 200:
            return self._answer(self.server.status, {})
        if not self.path.startswith("/api/annotations"):
            return self._answer(200, {})
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._answer(401, {"message": "Invalid API key"})
        self.server.annotations.append(json.loads(body) | {"id": len(self.server.annotations) + 1})
        self._answer(200, {"message": "Annotation added", "id": len(self.server.annotations)})

    def do_PATCH(self) -> None:
        found = self.server.annotations[int(self.path.rsplit("/", 1)[1]) - 1]
        found.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(200, {"message": "Annotation patched"})

    def do_GET(self) -> None:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._answer(401, {"message": "Invalid API key"})
        wanted = set(parse_qs(urlsplit(self.path).query)["tags"])
        self._answer(200, [each for each in self.server.annotations if wanted <= set(each["tags"])])

    def _answer(self, status: int, said: object) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.annotations: list[dict[str, object]] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server(running: Server) -> Server:
    running.asked, running.annotations, running.status = [], [], 200
    return running


def message(*steps: object) -> Message:
    now = Now(
        items=[Item(id="7", text="Hat yok", source="social")], topics={"network": 1}, negative=1, all_items=2,
        sources={"social": 1}, languages={"tr": 1},
    )  # fmt: skip
    told = explain(now, Usual(), severity=7, begun=START, kind="spike", rule="spike 1", models=["compact@1"])
    opened = a_step(topic="network", evidence=msgspec.json.encode(told).decode())
    alert = fold([opened, *steps])  # type: ignore[list-item]
    assert alert is not None
    newest = (*steps, opened)[0] if steps else opened
    return Message("alert-1/0", "Kriz", "metin", (About(alert, (newest,)),))  # type: ignore[arg-type]


def test_the_webhook_carries_the_whole_alert_and_its_signature_is_checked_as_readme_says(server: Server) -> None:
    note = a_step(PEOPLE, state="noted", by="deniz", note="Müşteri 0532 123 45 67 aradı", evidence="", at=START)
    hook = SignedWebhook("crm", f"{server.address}/hook", SECRET, NAMES, lambda: 1_773_480_000.9)
    about = message(note).about[0]
    hook.tell(Message("alert-1/0", "", "", (About(about.alert, (about.alert.opened,)),)))
    headers, body = server.asked[0]
    stamp = headers["X-Nabiz-Timestamp"]
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    assert headers["X-Nabiz-Signature"] == f"v1={expected}"
    assert (stamp, headers["X-Nabiz-Delivery"], headers["X-Nabiz-Event"]) == ("1773480000", "alert-1/0", "opened")
    alert = json.loads(body)["alert"]
    assert alert["window"]["from"] == {"utc": "2026-03-14T09:11:00+00:00", "istanbul": "2026-03-14T12:11:00+03:00"}
    assert alert["samples"] == [{"text": "Hat yok", "source": "social", "url": None, "copies": 1, "id": "7"}]
    for name in (
        "id", "brand", "topic", "channel", "languages", "observed", "expected", "ratio", "score", "severity",
        "negative_share", "usual_share", "reach", "topics", "terms", "sources", "concentration", "newest", "rule",
        "models", "first_seen", "deadlines", "playbook", "link", "parts",
    ):  # fmt: skip
        assert name in alert, name
    assert alert["link"] == "https://nabiz.example.com/alerts/alert-1"
    assert "532 123" not in body.decode()


def test_what_readme_gives_to_check_a_signature_takes_ours_and_nothing_else(server: Server) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```python\n(def genuine.*?)```", readme, re.S)
    known: dict[str, object] = {"hmac": hmac, "hashlib": hashlib}
    exec(snippet, known)
    genuine = known["genuine"]
    assert callable(genuine)
    SignedWebhook("crm", f"{server.address}/hook", SECRET, NAMES, lambda: 1000.0).tell(message())
    headers, body = server.asked[0]
    assert genuine(headers, body, SECRET, 1299.0)
    assert not genuine(headers, body, SECRET, 1301.0)
    assert not genuine(headers, body, "another secret....", 1000.0)
    assert not genuine(headers, body + b" ", SECRET, 1000.0)
    assert not genuine(headers | {"X-Nabiz-Timestamp": "1001"}, body, SECRET, 1000.0)


@pytest.mark.parametrize("status", [302, 400, 401, 500])
def test_a_webhook_that_does_not_take_it_is_a_failure_that_shows_no_address(server: Server, status: int) -> None:
    server.status = status
    hook = SignedWebhook("crm", f"{server.address}/hook?key=hidden", SECRET, NAMES, lambda: 0.0)
    with pytest.raises(ChannelError, match=f"crm answered {status}") as failed:
        hook.tell(message())
    assert "hidden" not in str(failed.value)
    assert failed.value.hint
    assert len(server.asked) == 1


def test_a_crisis_becomes_an_annotation_and_a_region_once_it_is_over(server: Server) -> None:
    board = GrafanaAnnotation("boards", server.address + "/", TOKEN, NAMES, "tr")
    board.tell(message())
    board.tell(message())
    [mark] = server.annotations
    assert mark["time"] == int(START.timestamp() * 1000)
    assert "timeEnd" not in mark
    assert {"nabiz", "alert:alert-1", "brand:Ada Kargo", "topic:network"} <= set(mark["tags"])  # type: ignore[call-overload]
    assert "https://nabiz.example.com/alerts/alert-1" in str(mark["text"])
    over = a_step(40, topic="network", state="resolved", evidence="")
    board.tell(message(over))
    assert server.annotations[0]["timeEnd"] == int((START + timedelta(minutes=40)).timestamp() * 1000)
    assert len(server.annotations) == 1
    assert "sona erdi" in str(server.annotations[0]["text"])


def test_a_crisis_that_rises_again_becomes_an_annotation_of_its_own(server: Server) -> None:
    board = GrafanaAnnotation("boards", server.address, TOKEN, NAMES, "tr")
    calm, again = a_step(40, state="resolved"), a_step(90, state="escalated", first_seen=START + timedelta(minutes=80))
    worse, over = a_step(95, state="escalated", first_seen=again.first_seen), a_step(130, state="resolved")
    steps = [a_step(), calm, again, worse, over]
    for number, step in enumerate(steps, 1):
        alert = fold(steps[:number])
        assert alert is not None
        board.tell(Message(f"alert-1/{step.sequence}", "", "", (About(alert, (step,)),)))
    late = fold(steps)  # tried again after all that
    assert late is not None
    board.tell(Message("alert-1/40", "", "", (About(late, (calm,)),)))
    regions = [(mark["time"], mark["timeEnd"]) for mark in server.annotations]
    assert regions == [
        tuple(int((START + timedelta(minutes=minute)).timestamp() * 1000) for minute in rise)
        for rise in ((0, 40), (80, 130))
    ]


def test_our_dashboards_show_what_bears_the_tag() -> None:
    board = dashboard("complaints")
    assert board is not None
    shown = [each for each in draw(board, "en")["annotations"]["list"] if each.get("target", {}).get("tags") == [TAG]]
    assert [each["enable"] for each in shown] == [True]
    assert TAG in tags(a_step())


def test_a_token_that_grafana_refuses_is_said_and_not_shown(server: Server) -> None:
    with pytest.raises(ChannelError, match="refuses the token") as failed:
        GrafanaAnnotation("boards", server.address, "wrong-token", NAMES, "en").tell(message())
    assert "wrong-token" not in str(failed.value)


def test_what_does_not_answer_is_a_failure_with_a_hint() -> None:
    for channel in (
        SignedWebhook("crm", "http://127.0.0.1:9/secret-path", SECRET, NAMES, lambda: 0.0),
        GrafanaAnnotation("boards", "http://127.0.0.1:9/secret-path", TOKEN, NAMES, "en"),
        AppriseChannel("team", "json://127.0.0.1:9/secret-path"),
    ):
        with pytest.raises(ChannelError) as failed:
            channel.tell(message())
        assert failed.value.hint
        assert "secret-path" not in str(failed.value)


def test_apprise_posts_title_and_text(server: Server) -> None:
    AppriseChannel("team", server.address.replace("http", "json")).tell(message())
    told = json.loads(server.asked[0][1])
    assert (told["title"], told["message"]) == ("Kriz", "metin")
