"""Serves the console: beside a worker in a thread of its own, or alone. Called by `nabiz up` and `nabiz console`.

Its event loop is not the worker's, so that neither a page nor an open browser holds up the stream or its end. Makes
the first account, and gives its password to the caller alone; must never log it.
"""

from __future__ import annotations

import socket
import threading
import time
import warnings

import uvicorn

from pipeline.errors import SettingsError
from pipeline.settings import Settings
from pipeline.storage.base import Store
from pipeline.views.console.accounts import Accounts, made_password
from pipeline.views.console.app import build_console

START_SECONDS = 30.0
END_SECONDS = 3.0
FIRST = "admin"


class Console:
    """A running console. `close` ends it, whoever still has a page open."""

    def __init__(self, store: Store, settings: Settings) -> None:
        # NiceGUI looks at every object for the server it runs in; torch warns whoever looks at one of its own.
        warnings.filterwarnings("ignore", "`torch.distributed.reduce_op` is deprecated", FutureWarning)
        self._listening = _listen(settings.console_host, settings.console_port)
        config = uvicorn.Config(
            build_console(store, settings),
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=1,
            server_header=False,
            ws_ping_interval=None,
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="console", daemon=True)
        self._thread.start()
        self._await_start()

    @property
    def address(self) -> str:
        host, port = self._listening.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def wait(self) -> None:
        self._thread.join()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(END_SECONDS)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(END_SECONDS)
        self._listening.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._listening])

    def _await_start(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise SettingsError("the console did not start", hint="its reason is in the log above")
            time.sleep(0.02)


def first_account(settings: Settings, *, told: bool) -> str:
    """Where nobody can sign in yet: an administrator is made, and how to sign in, said this once. Else "".

    `told`: a person reads the answer, so the password is in it; else it lies in a file for the owner alone, and the
    answer, which may end in a log, says where.
    """
    accounts = Accounts(settings.data_dir)
    if settings.console_proxy_header or accounts.all():
        return ""
    password = made_password()
    accounts.add(FIRST, "admin", password)
    if told:
        return f"{FIRST} / {password} (shown this once)"
    file = accounts.keep_first(password)
    return f"{FIRST}, with the password in {file}; then: nabiz users add {FIRST} --role admin"


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        unknown = isinstance(error, socket.gaierror)
        port_hint = "set NABIZ_CONSOLE_PORT to another, or to 0 for any free one"
        hint = "correct NABIZ_CONSOLE_HOST" if unknown else port_hint
        raise SettingsError(f"the console cannot listen on {host}:{port}: {error.strerror}", hint=hint) from None
