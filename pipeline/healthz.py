"""What operators and probes ask a worker over HTTP: /healthz, /metrics, and the paths that somebody adds.

Started by `app` and `embedded` (127.0.0.1 unless told otherwise). In a thread of its own, so that it answers even when
the event loop is stuck; what is not added only reads, so it is open.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any, TypeAlias
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import msgspec
from prometheus_client import make_wsgi_app

from pipeline.errors import SettingsError
from pipeline.telemetry import Telemetry

MAX_BODY = 100_000  # bytes


class Asked(msgspec.Struct, frozen=True):
    """A POST to a path that somebody added to the server."""

    body: bytes
    authorization: str


class Answer(msgspec.Struct, frozen=True):
    status: str  # "200 OK"
    body: bytes  # JSON


Post: TypeAlias = Callable[[Asked], Answer]


def serve(
    telemetry: Telemetry, host: str, port: int, posts: Mapping[str, Post] | None = None
) -> tuple[WSGIServer, str]:
    """Start the HTTP server in a daemon thread; the server (call shutdown() to end it) and its address.

    `posts` adds paths that take a POST; each checks for itself who asks.
    """
    metrics = make_wsgi_app(telemetry.registry)

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if path == "/metrics":
            return metrics(environ, start)  # type: ignore[no-any-return]
        if environ.get("REQUEST_METHOD") == "POST" and path in (posts or {}):
            said = (posts or {})[path](_asked(environ))
        elif path == "/healthz":
            pulse = telemetry.pulse()
            said = Answer("503 Service Unavailable" if pulse.problem else "200 OK", msgspec.json.encode(pulse))
        else:
            said = Answer("404 Not Found", b'{"error": "see /healthz and /metrics"}')
        start(said.status, [("Content-Type", "application/json"), ("Content-Length", str(len(said.body)))])
        return [said.body]

    try:
        server = make_server(host, port, answer, server_class=_Server, handler_class=_Silent)
    except OSError as error:
        unknown = isinstance(error, socket.gaierror)
        hint = "correct NABIZ_HOST" if unknown else "set NABIZ_PORT to another, or to 0 for any free one"
        raise SettingsError(f"health and metrics cannot listen on {host}:{port}: {error.strerror}", hint=hint) from None
    threading.Thread(target=server.serve_forever, name="telemetry", daemon=True).start()
    return server, f"http://{host}:{server.server_port}"


def _asked(environ: Mapping[str, Any]) -> Asked:
    """Of a body that is too long, or whose length nobody knows, nothing is read."""
    length = environ.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdigit() else 0
    body = environ["wsgi.input"].read(size) if 0 < size <= MAX_BODY else b""
    return Asked(body, environ.get("HTTP_AUTHORIZATION", ""))


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        pass
