"""A console over a small store with hostile words in it, as a process of its own. Started by `conftest`.

The embedded engine is one a process, and NiceGUI is too: so this is not the process of the tests.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.feedback import Insight, Sentiment, Survey
from pipeline.settings import Settings, load_settings
from pipeline.storage import open_store
from pipeline.storage.base import Store
from pipeline.views.console.accounts import Accounts
from pipeline.views.console.serving import Console
from tests.storage.insights import an_insight, landed

PASSWORD = "tarayıcı sınaması"
HOSTILE_BRAND = "<script>window.hacked=1</script>'; DROP TABLE--"
HOSTILE_TEXT = "Kargom gelmedi <img src=x onerror='window.hacked=1'><script>window.hacked=1</script> {{7*7}}"
FORMULA = "=cmd|' /C calc'!A0 iade edilmedi"
ITEMS = 130


def main(folder: Path) -> None:
    settings = load_settings(data_dir=folder, console_port=0)
    store = open_store(settings.store_url)
    store.migrate()
    now = datetime.now(UTC)
    store.write(items := list(_items(now)), landed(items))
    accounts = Accounts(folder)
    accounts.add("ayse", "agent", PASSWORD)
    accounts.add("can", "agent", PASSWORD)
    accounts.add("veli", "viewer", PASSWORD)
    stand(store, settings)


def stand(store: Store, settings: Settings) -> None:
    """Serve the console and say where, until interrupted: also where this was begun in the background of a shell, which
    has its jobs ignore interruptions."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    console = Console(store, settings)
    print(console.address, flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.close()
        store.close()


def _items(now: datetime) -> Iterator[Insight]:
    moods: Sequence[Sentiment] = ("negative", "neutral", "positive")
    for number in range(ITEMS):
        yield an_insight(
            number,
            occurred_at=now - timedelta(minutes=5 + 7 * number),
            brand=("Lodos Mobil", "Sepetköy")[number % 2],
            text=f"Şikâyetim var, ÇAĞRI merkezi beni {number} kez bekletti",
            sentiment=moods[number % 3],
            channel="social" if number == 101 else "review",
            author="u1" if number in (20, 101) else None,
        )
    yield an_insight(900, occurred_at=now - timedelta(minutes=1), brand=HOSTILE_BRAND, text=HOSTILE_TEXT)
    yield an_insight(
        902, occurred_at=now - timedelta(days=40), brand="Sepetköy", text="", channel="survey", rating=4.5,
        sentiment="neutral", survey=Survey(nps=9, csat=4.5),
    )  # fmt: skip
    yield an_insight(901, occurred_at=now - timedelta(minutes=2), brand="Lodos Mobil", text=FORMULA)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
