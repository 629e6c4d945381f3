"""A teller over a store on disk and a webhook, until all is told: the process that `test_telling_killed` kills."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from pipeline.channels.opening import Outlets
from pipeline.channels.routes import Route, Routes
from pipeline.channels.webhook import SignedWebhook
from pipeline.channels.wording import Names
from pipeline.storage import open_store
from pipeline.teller import Teller

SECRET = "0123456789abcdef"


def main(store_url: str, hook: str) -> None:
    store = open_store(store_url)
    channel = SignedWebhook("crm", hook, SECRET, Names(), time.time)
    teller = Teller(store, Outlets((channel,), Routes((Route(to=("crm",)),))), lambda *_: None)
    while teller.round(datetime.now(UTC), final=True):
        pass
    teller.close()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
