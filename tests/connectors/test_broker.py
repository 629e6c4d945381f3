"""What a broker's address answers is told apart before the library is let at it: it would wait, some of it for ever."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from connectors import broker
from connectors.broker import Security, topics_there
from pipeline.errors import BrokerError


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Takes connections and never answers, as Tansu does to whoever greets it in TLS."""
    monkeypatch.setattr(broker, "KNOCK_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def curt() -> Iterator[str]:
    """Closes every connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def close_each() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=close_each)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("kind", ["deaf", "curt"])
def test_a_broker_that_does_not_speak_tls_is_named(kind: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(kind)
    with pytest.raises(BrokerError, match=f"{address} does not speak TLS") as refused:
        topics_there(address, Security(tls=True))
    assert "NABIZ_BROKER_TLS" in refused.value.hint


def test_one_that_lets_nobody_in_is_told_from_one_that_is_not_there(curt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "LOOK_MS", 300)
    with pytest.raises(BrokerError, match="listens, but does not let us in") as refused:
        topics_there(curt, Security())
    assert "_PASSWORD" in refused.value.hint
    with pytest.raises(BrokerError, match="no broker answers"):
        topics_there("127.0.0.1:1", Security())
