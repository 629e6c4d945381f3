"""A console over a store with alerts in it, as a process of its own. Started by `conftest`.

One crisis goes on since eight minutes, one of yesterday was closed with a cause, one is a drill; the customers' words
in the evidence are hostile.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from pipeline.alert import AlertStep, Telling
from pipeline.feedback import Insight
from pipeline.settings import load_settings
from pipeline.spike.explain import Item, Now, Usual, explain
from pipeline.spike.lifecycle import PEOPLE, Closing
from pipeline.storage import open_store
from pipeline.text.terms import terms
from pipeline.views.console.accounts import Accounts
from tests.browser.serving import PASSWORD, stand
from tests.storage.insights import an_insight, landed

BRAND = "Lodos Mobil"
MINUTE = timedelta(minutes=1)
SCRIPT = "\"><img src=x onerror='window.hacked=1'><script>window.hacked=1</script>{{constructor.constructor('x')()}}"
WORDS = (
    "Kadıköy'de şebeke tamamen gitti, arama bile yapamıyorum",
    "Üç saattir internet yok, müşteri hizmetleri de açmıyor",
    "Telefon çekmiyor <img src=x onerror='window.hacked=1'><script>window.hacked=1</script> {{7*7}}",
    "Evden çalışıyorum, bağlantı sürekli kopuyor, bu kaçıncı arıza",
    "Baz istasyonu arızalı deniyor ama hiçbir duyuru yok",
)


def main(folder: Path) -> None:
    settings = load_settings(data_dir=folder, console_port=0)
    store = open_store(settings.store_url)
    store.migrate()
    now = datetime.now(UTC)
    store.write(items := list(_items(now)), landed(items))
    store.write_alerts(list(_steps(now)))
    store.write_tellings([_failing(now)])
    accounts = Accounts(folder)
    for name, role in (("ayse", "agent"), ("deniz", "agent"), ("veli", "viewer"), ("kemal", "agent")):
        accounts.add(name, role, PASSWORD)  # type: ignore[arg-type]
    stand(store, settings)


def _items(now: datetime) -> Iterator[Insight]:
    """Two days of quiet, then eight minutes that are not."""
    rng, number = Random(4), 0
    for minute in range(2 * 1440, -1, -1):
        for _ in range((rng.random() < 0.2) + (rng.randrange(9, 17) if minute < 8 else 0)):
            number += 1
            at = now - minute * MINUTE - timedelta(seconds=rng.randrange(60))
            yield an_insight(number, brand=BRAND, text=rng.choice(WORDS), topics=("network",), occurred_at=at)


def _steps(now: datetime) -> Iterator[AlertStep]:
    risen = now - 8 * MINUTE
    yield _opened("outage", risen, "network", severity=8)
    yield msgspec.structs.replace(_opened("drill", risen, "price_billing", severity=5), drill=True)
    yield _hostile(risen)
    past = _opened("past", now - timedelta(days=1), "network", severity=7)
    note = msgspec.json.encode(Closing("Fiber hattı kazıda koptu", "Yedek hat devreye alındı")).decode()
    yield past
    yield msgspec.structs.replace(past, state="resolved", sequence=1, at=past.at + 40 * MINUTE, evidence="")
    yield msgspec.structs.replace(
        past, state="closed", sequence=PEOPLE, by="deniz", at=past.at + 50 * MINUTE, note=note, evidence=""
    )


def _hostile(risen: datetime) -> AlertStep:
    """Every word that a source may choose is a script; so is the name of whoever wrote a note."""
    item = Item(id="1", text=SCRIPT, source=SCRIPT, url="javascript:window.hacked=1", terms=(SCRIPT,), topics=(SCRIPT,))
    counts = {SCRIPT: 40}
    now = Now(
        items=[item] * 40, negative=40, all_items=50, topics=counts, sources=counts, languages=counts, regions=counts
    )
    told = explain(now, Usual(), severity=2, begun=risen, kind="spike", rule=SCRIPT, models=[SCRIPT])
    return msgspec.structs.replace(
        _opened("hostile", risen, SCRIPT, severity=2),
        brand=SCRIPT,
        channel=SCRIPT,
        drill=True,
        evidence=msgspec.json.encode(told).decode(),
    )


def _failing(now: datetime) -> Telling:
    """The machine that takes webhooks answered 503."""
    return Telling(
        alert="outage", sequence=0, channel="crm", state="waiting", since=now, at=now, tries=1, problem="answered 503"
    )


def _opened(name: str, risen: datetime, topic: str, severity: int) -> AlertStep:
    at = risen + 3 * MINUTE
    items = [
        Item(
            id=str(number),
            text=WORDS[number % len(WORDS)],
            source=("microblog", "app-store")[number % 3 == 0],
            url=("https://example.com/1", "javascript:window.hacked=1")[number % 2],
            author=str(number % 40),
            copy_key=str(number % len(WORDS)),
            reach=120 * number,
            terms=tuple(terms(WORDS[number % len(WORDS)])),
            topics=(topic,),
        )
        for number in range(84)
    ]
    now = Now(
        items=items,
        negative=84,
        all_items=110,
        reach=sum(item.reach for item in items),
        topics={topic: 70, "customer_service": 14},
        sources={"microblog": 56, "app-store": 28},
        languages={"tr": 84},
        regions={"İstanbul": 30, "Kocaeli": 28, "Yalova": 2},
        newest=at,
    )
    usual = Usual(topics={topic: 2.0, "customer_service": 1.0}, terms={"telefon": 4}, negative_share=0.31)
    told = explain(now, usual, severity=severity, begun=at, kind="spike", rule="spike@1", models=["compact@1"])
    return AlertStep(
        id=name,
        brand=BRAND,
        topic=topic,
        state="opened",
        at=at,
        first_seen=risen,
        observed=84.0,
        expected=3.2,
        ratio=26.3,
        score=18.4,
        severity=severity,
        window_minutes=15,
        evidence=msgspec.json.encode(told).decode(),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
