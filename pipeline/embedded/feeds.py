"""What feeds an embedded run, and the thread that carries it to the broker."""

from __future__ import annotations

import threading
from collections.abc import Callable

from connectors.base import Connector
from connectors.broker import KafkaOutbox
from connectors.cursors import MemoryCursors
from connectors.progress import Progress
from connectors.publisher import Publisher
from connectors.runner import Policy, Runner

JOIN_SECONDS = 10.0


def file_feed(path: str, brand: str = "") -> Connector:
    """Replays a file of JSON Lines or CSV, plain or gzip. Raises SourceRefused where there is none."""
    from connectors.files import Options, connect, listed

    listed([path])
    return connect(Options(paths=(path,), brand=brand))


def simulated_feed(days: float, seed: int, *, live: bool) -> Connector:
    """Invented brands: `days` of history, then, where `live`, the present."""
    from connectors.simulator import Options, connect

    return connect(Options(days=days, seed=seed, live=live))


class Feed:
    """A runner in a thread. Its cursors are in memory, as the broker's messages are: each start reads all again."""

    def __init__(
        self,
        connector: Connector,
        broker: str,
        key: bytes,
        speed: float | None,
        failed: Callable[[BaseException], None],
        report: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self._publisher = Publisher(KafkaOutbox(broker), key)
        self._runner = Runner(connector, self._publisher, MemoryCursors(), policy=Policy(speed=speed), report=report)
        self._failed = failed
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        return self._runner.progress

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to read, or begin anew where the broker lost what was read."""
        if self._thread is None or not self._runner.rewind():
            self._end()
            self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._end()
        self._publisher.close()

    def _end(self) -> None:
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        try:
            self._runner.run(self._stop)
        except BaseException as error:
            self._failed(error)
