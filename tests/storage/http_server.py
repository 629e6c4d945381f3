"""ClickHouse's HTTP interface on a local port, answered by chDB in a process of its own.

Enough of the interface for clickhouse-connect: queries and parameters in URL, body or form, Native in and out,
compressed inserts, settings, basic authentication, error codes. So what our store does over HTTP is really done over
HTTP, on the real engine. Tests can make it busy, full, frozen, or kill it and start it again on the same port.

    with serving(tmp_path) as server:
        store = open_store(server.url("some_database"))

By hand: python -m tests.storage.http_server --path /tmp/some/directory --port 8123
"""

from __future__ import annotations

import argparse
import base64
import email.parser
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

USER, PASSWORD = "nabiz", "s3cret:@/ü"
# URL parameters that are no settings of the engine.
TRANSPORT = {"query", "database", "user", "password", "session_id", "session_timeout", "query_id", "quota_key", "role"}
TRANSPORT |= {"wait_end_of_query", "compress", "decompress", "buffer_size", "client_protocol_version", "default_format"}
TRANSPORT |= {"send_progress_in_http_headers", "http_headers_progress_interval_ms", "enable_http_compression"}
STATUS = {36: 400, 60: 404, 81: 404, 62: 400, 47: 404, 497: 403, 516: 403, 192: 403, 159: 408}
READS = ("select", "with", "show", "desc", "exists", "explain", "(", "from")
# What a server in trouble answers: HTTP status, ClickHouse code, body.
TROUBLES = {
    "unavailable": (503, None, "upstream connect error"),
    "bad_gateway": (502, None, "<html>Bad Gateway</html>"),
    "too_many_parts": (500, 252, "Code: 252. DB::Exception: Too many parts (3000). (TOO_MANY_PARTS)"),
    "no_space": (500, 243, "Code: 243. DB::Exception: Cannot reserve 1.00 MiB. (NOT_ENOUGH_SPACE)"),
    "memory": (500, 241, "Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)"),
}


class Server:
    """The running process, seen from a test."""

    def __init__(self, path: Path, port: int = 0) -> None:
        self.path, self.port = path, port
        self._process: subprocess.Popen[str] | None = None

    def url(self, database: str = "nabiz", password: str = PASSWORD) -> str:
        secret = urllib.request.quote(password, safe="")
        return f"clickhouse://{USER}:{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        command = [sys.executable, __file__, "--path", str(self.path), "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"TZ": "UTC"})
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("listening "), "the server did not start"
        self.port = int(line.split()[1])
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=5).close()
                return
            time.sleep(0.02)

    def kill(self) -> None:
        """As kill -9: the port refuses connections afterwards."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def freeze(self) -> None:
        """It accepts connections and never answers, until `thaw`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def trouble(self, kind: str = "") -> None:
        """Answer every request with one of TROUBLES; "" ends it."""
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/trouble?{kind}", data=b"", timeout=5).close()

    @property
    def requests(self) -> int:
        """How many requests it has answered."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/requests", timeout=5) as answer:
            return int(answer.read())


@contextmanager
def serving(path: Path, port: int = 0) -> Iterator[Server]:
    server = Server(path, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()


# ---- the process itself -----------------------------------------------------------------------------------------


class Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Engine:
    """Runs one request on a handle of its own, so that its database and settings are its own."""

    def __init__(self, path: str) -> None:
        import chdb

        self._chdb, self._path = chdb, path
        self._keep = chdb.connect(path)  # as long as one handle is open the engine lives

    def answer(self, sql: bytes, data: bytes, told: dict[str, str]) -> tuple[bytes, str]:
        """The result and the name of its format; "" where a statement gives none."""
        handle = self._chdb.connect(self._path)
        try:
            self._prepare(handle, told)
            parameters = {name[6:]: value for name, value in told.items() if name.startswith("param_")}
            head, inline = _insert(sql)
            if head:
                return self._store(handle, head, inline + data), ""
            text = sql.decode()
            found = re.search(r"\bFORMAT\s+(\w+)\s*;?\s*$", text, re.I)
            kind = found.group(1) if found else "TabSeparated"
            result = handle.query(text, kind, params=parameters).bytes() or b""
            return result, kind if text.lstrip().lower().startswith(READS) else ""
        except Exception as error:
            message = str(error)
            code = re.search(r"Code: (\d+)", message)
            raise Refused(int(code.group(1)) if code else 1002, message) from None
        finally:
            handle.close()

    def _prepare(self, handle: object, told: dict[str, str]) -> None:
        handle.query(f"USE `{told.get('database') or 'default'}`")
        settings = {k: v for k, v in told.items() if k not in TRANSPORT and not k.startswith("param_")}
        for name, value in sorted(settings.items(), key=lambda pair: pair[0] == "readonly"):  # readonly last
            quoted = value.replace("\\", "\\\\").replace("'", "\\'")
            handle.query(f"SET {name} = '{quoted}'")

    def _store(self, handle: object, head: str, data: bytes) -> bytes:
        with tempfile.NamedTemporaryFile(suffix=".native") as file:
            file.write(data)
            file.flush()
            statement, kind = head.rsplit(" FORMAT ", 1)
            handle.query(f"{statement} FROM INFILE '{file.name}' FORMAT {kind}")
        return b""


def _insert(sql: bytes) -> tuple[str, bytes]:
    """The head of an INSERT ... FORMAT X and the data that follow it in the same body."""
    found = re.match(rb"\s*(INSERT INTO [^\n]* FORMAT (?!Values)\w+)[ \t]*(\n|$)", sql, re.I)
    return (found.group(1).decode(), sql[found.end() :]) if found else ("", b"")


def _body(raw: bytes, encoding: str) -> bytes:
    if encoding == "lz4":
        import lz4.frame

        return lz4.frame.decompress(raw)
    if encoding == "zstd":
        from backports import zstd

        return zstd.decompress(raw)
    return raw


def _form(raw: bytes, content_type: str) -> dict[str, str]:
    message = email.parser.BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True).decode()
        for part in message.get_payload()
    }


def _allowed(header: str) -> bool:
    expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    return header == f"Basic {expected}"


def application(engine: Engine) -> object:
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    state = {"trouble": "", "requests": 0}

    def refusal(code: int | None, message: str, status: int) -> Response:
        headers = {} if code is None else {"X-ClickHouse-Exception-Code": str(code)}
        return PlainTextResponse(message + "\n", status, headers)

    async def statement(request: Request) -> Response:
        raw = await request.body()
        state["requests"] += 1
        if state["trouble"]:
            status, code, message = TROUBLES[state["trouble"]]
            return refusal(code, message, status)
        if not _allowed(request.headers.get("authorization", "")):
            return refusal(516, "Code: 516. DB::Exception: Authentication failed (AUTHENTICATION_FAILED)", 403)
        told = dict(request.query_params)
        content = request.headers.get("content-type", "")
        if content.startswith("multipart/form-data"):
            told |= _form(raw, content)
            raw = b""
        body = _body(raw, request.headers.get("content-encoding", ""))
        query = told.pop("query", "").encode()
        try:
            result, kind = await run_in_threadpool(engine.answer, query or body, body if query else b"", told)
        except Refused as error:
            return refusal(error.code, f"{error} (version 26.9.2.1 (official build))", STATUS.get(error.code, 500))
        headers = {"X-ClickHouse-Timezone": "UTC", "X-ClickHouse-Summary": json.dumps({"written_rows": "0"})}
        return Response(result, headers=headers | ({"X-ClickHouse-Format": kind} if kind else {}))

    async def ping(request: Request) -> Response:
        return PlainTextResponse("Ok.\n")

    async def trouble(request: Request) -> Response:
        state["trouble"] = request.url.query
        return PlainTextResponse("Ok.\n")

    async def requests(request: Request) -> Response:
        return PlainTextResponse(str(state["requests"]))

    return Starlette(
        routes=[
            Route("/ping", ping),
            Route("/trouble", trouble, methods=["POST"]),
            Route("/requests", requests),
            Route("/", statement, methods=["GET", "POST"]),
        ]
    )


def main() -> None:
    import uvicorn

    options = argparse.ArgumentParser()
    options.add_argument("--path", required=True)
    options.add_argument("--port", type=int, default=0)
    chosen = options.parse_args()
    app = application(Engine(chosen.path))
    listener = socket.create_server(("127.0.0.1", chosen.port), reuse_port=False)
    print(f"listening {listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")).run(sockets=[listener])


if __name__ == "__main__":
    main()
