"""What feeds an embedded run: a file, or the simulator."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base import Connector


def file_feed(path: str, brand: str) -> Callable[[], Connector]:
    """Replays a file of JSON Lines or CSV, plain or gzip."""
    from connectors.files import Options, connect

    return lambda: connect(Options(paths=(path,), brand=brand))


def simulated_feed(days: float, seed: int, *, live: bool) -> Callable[[], Connector]:
    """Invented brands: `days` of history, then, where `live`, the present."""
    from connectors.simulator import Options, connect

    return lambda: connect(Options(days=days, seed=seed, live=live))
