"""A local web server with state, for the sources that connectors ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case


Reply = tuple[int, bytes, dict[str, str]]  # status, body, headers; a header "Cut" promises bytes that never come


@dataclass
class WebSource:
    """`answer` is the source; what stands in `troubles` is answered first, one a request."""

    answer: Callable[[Asked], Reply] = lambda _: (404, b"", {})
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    troubles: list[Reply] = field(default_factory=list)

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.troubles.pop(0) if self.troubles else self.answer(asked)


@pytest.fixture
def web_source() -> Iterator[WebSource]:
    source = WebSource()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            asked = Asked(parts.path, query, {name.lower(): value for name, value in self.headers.items()})
            status, body, headers = source.reply(asked)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + int(headers.get("Cut", 0))))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = "Cut" in headers

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    source.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield source
    server.shutdown()
    server.server_close()
    thread.join()
