"""A small IMAP server for tests: the commands that a reading client sends, answered as RFC 3501 writes them.

It holds mails by UID, counts what would change the mailbox (nothing should), and can be told to fail.
"""

from __future__ import annotations

import base64
import contextlib
import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

ARGUMENT = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^\s"]+)')


@dataclass
class Held:
    raw: bytes
    received: datetime


@dataclass
class ImapServer:
    """`refusals`: command -> what is answered instead, each once. `drop_after`: fetches until the line goes dead."""

    user: str = "destek"
    password: str = "parola 1"
    folder: str = "INBOX"
    validity: int = 7
    mails: dict[int, Held] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    vanishing: set[int] = field(default_factory=set)  # found by a search, deleted before they are fetched
    drop_after: int | None = None
    chatty: bool = False  # sends news of other mails in between, as servers may at any time
    context: ssl.SSLContext | None = None
    port: int = 0

    def put(self, uid: int, raw: bytes, received: datetime = datetime(2026, 5, 1, 9, tzinfo=UTC)) -> None:
        self.mails[uid] = Held(raw, received)

    def start(self) -> Callable[[], None]:
        """Listens on a free port; what it returns stops it."""
        outer = self

        class Session(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def setup(self) -> None:
                if outer.context:
                    self.request = outer.context.wrap_socket(
                        self.request, server_side=True, do_handshake_on_connect=False
                    )
                super().setup()

            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    if outer.context:
                        self.request.do_handshake()
                    _Talk(outer, self).run()

            def finish(self) -> None:
                super().finish()
                self.request.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def handle_error(self, *_: object) -> None:
                pass

        server = Server(("127.0.0.1", 0), Session)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop


class _Talk:
    def __init__(self, server: ImapServer, session: socketserver.StreamRequestHandler) -> None:
        self.server, self.session = server, session
        self.open = True

    def run(self) -> None:
        self.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
        while self.open and (line := self.session.rfile.readline()):
            tag, _, rest = line.strip().partition(b" ")
            words = [quoted or plain for quoted, plain in ARGUMENT.findall(rest)]
            name = words[0].decode().upper()
            if name == "UID":
                name, words = f"UID {words[1].decode().upper()}", words[1:]
            self.server.said.append(name if name == "LOGIN" else rest.decode())
            told = self.server.refusals.get(name)
            answer = told.pop(0) if told else getattr(self, "do_" + name.replace(" ", "_").lower())(words[1:])
            if answer is None:
                return
            self.send(f"{tag.decode()} {answer}")

    def send(self, line: str) -> None:
        self.session.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, _: list[bytes]) -> str:
        self.send("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
        return "OK done"

    def do_login(self, words: list[bytes]) -> str:
        right = [word.decode() for word in words] == [self.server.user, self.server.password]
        return "OK logged in" if right else "NO [AUTHENTICATIONFAILED] wrong password"

    def do_authenticate(self, _: list[bytes]) -> str:
        self.send("+ ")
        told = base64.b64decode(self.session.rfile.readline()).decode().split("\0")[1:]
        return "OK logged in" if told == [self.server.user, self.server.password] else "NO [AUTHENTICATIONFAILED] no"

    def do_examine(self, words: list[bytes]) -> str:
        if words[0].decode() != self.server.folder:
            return "NO [NONEXISTENT] no such folder"
        self.send(f"* {len(self.server.mails)} EXISTS")
        self.send("* 0 RECENT")
        self.send(r"* FLAGS (\Seen \Deleted)")
        self.send(f"* OK [UIDVALIDITY {self.server.validity}] UIDs valid")
        self.send(f"* OK [UIDNEXT {max(self.server.mails, default=0) + 1}] next")
        return "OK [READ-ONLY] examined"

    def do_uid_search(self, words: list[bytes]) -> str:
        """`UID n:*`, where * is the newest mail even if that is before n (RFC 3501, 6.4.8), and `SINCE`."""
        wanted = [word.decode().upper() for word in words]
        first = int(wanted[wanted.index("UID") + 1].partition(":")[0])
        newest = max(self.server.mails, default=0)
        low, high = sorted((first, newest))
        found = {uid for uid in self.server.mails if low <= uid <= high}
        if "SINCE" in wanted:
            day = datetime.strptime(wanted[wanted.index("SINCE") + 1], "%d-%b-%Y").date()
            found = {uid for uid in found if self.server.mails[uid].received.date() >= day}
        self.send(" ".join(["* SEARCH", *map(str, sorted(found))]))
        return "OK done"

    def do_uid_fetch(self, words: list[bytes]) -> str | None:
        if self.server.drop_after is not None:
            self.server.drop_after -= 1
            if self.server.drop_after < 0:
                return None
        uid = int(words[0])
        asked = b" ".join(words[1:]).decode()
        limit = int(re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", asked)[1])  # type: ignore[index]
        held = self.server.mails.get(uid)
        if self.server.chatty:
            self.send(r"* 1 FETCH (FLAGS (\Seen))")
        if held is not None and uid not in self.server.vanishing:
            part = held.raw[:limit]
            received = held.received.strftime("%d-%b-%Y %H:%M:%S %z")
            head = (
                f'* 2 FETCH (UID {uid} INTERNALDATE "{received}" RFC822.SIZE {len(held.raw)} BODY[]<0> {{{len(part)}}}'
            )
            self.session.wfile.write(head.encode() + b"\r\n" + part + b")\r\n")
        return "OK done"

    def do_logout(self, _: list[bytes]) -> str:
        self.send("* BYE see you")
        self.open = False
        return "OK done"
