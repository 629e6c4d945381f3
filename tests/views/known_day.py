"""Two days of which every answer is known: nine items in customers' words, three answers to surveys that are none, two
items before them, one a week earlier, and what goes with them.

Counted by hand. Of the nine, seven are of Ada Kargo (ours), two of Çınar Market; four are negative, two neutral, three
positive, of which a person made one so. Filled by `test_known_answers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from pipeline.alert import AlertStep
from pipeline.feedback import Case, Insight, Rejected, Survey
from pipeline.spike.lifecycle import PEOPLE
from pipeline.storage import open_store
from pipeline.storage.base import Campaign, Evaluated, Measurement, Store
from tests.storage.insights import START, a_step, an_insight, landed
from tests.views.conftest import FILTERS

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CHOSEN = replace(FILTERS, own=("Ada Kargo",))
OURS, THEIRS = "Ada Kargo", "Çınar Market"
# What workers measure is kept for days only, so it is of this hour.
LATELY = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - HOUR
MEASURED = replace(CHOSEN, since=LATELY - HOUR, until=LATELY + HOUR, step_minutes=1)
SALE = Campaign(UUID(int=7), OURS, "Bahar", START, START + 3 * HOUR, "ayse", START)
COUNTERS = {  # of one worker, at LATELY and a minute later
    ("nabiz_items_total", "outcome", "stored"): (10.0, 70.0),
    ("nabiz_items_total", "outcome", "rejected"): (0.0, 6.0),
    ("nabiz_insert_seconds_count", "", ""): (5.0, 35.0),
    ("nabiz_batch_items_sum", "", ""): (0.0, 66.0),
    ("nabiz_batch_items_count", "", ""): (0.0, 6.0),
    ("nabiz_model_seconds_sum", "", ""): (1.0, 4.0),
    ("nabiz_model_seconds_count", "", ""): (0.0, 6.0),
    ("nabiz_model_texts_total", "language", "tr"): (0.0, 50.0),
    ("nabiz_model_texts_total", "language", "en"): (10.0, 20.0),
    ("nabiz_model_language_seconds_total", "language", "tr"): (0.0, 2.0),
    ("nabiz_model_language_seconds_total", "language", "en"): (0.0, 1.0),
    ("nabiz_rebalances_total", "", ""): (1.0, 3.0),
    ("nabiz_append_to_row_seconds_bucket", "le", "1.0"): (0.0, 0.0),
    ("nabiz_append_to_row_seconds_bucket", "le", "2.0"): (0.0, 60.0),
    ("nabiz_append_to_row_seconds_bucket", "le", "+Inf"): (0.0, 60.0),
    ("nabiz_notifications_total", "channel", "team"): (0.0, 3.0),
}
GAUGES = {
    ("nabiz_lag_messages", "partition", "0"): 18.0,
    ("nabiz_lag_seconds", "", ""): 2.5,
    ("process_resident_memory_bytes", "", ""): 4e8,
    ("nabiz_channel_failing", "channel", "team"): 0.0,
    ("nabiz_connector_away", "connector", "mastodon"): 0.0,
    ("nabiz_connector_cursor_age_seconds", "connector", "mastodon"): 12.0,
    ("nabiz_connector_requests_total", "connector", "mastodon"): 40.0,
    ("nabiz_connector_received_bytes_total", "connector", "mastodon"): 8_192.0,
    ("nabiz_connector_quota", "connector", "mastodon"): 300.0,
    ("nabiz_connector_quota_left", "connector", "mastodon"): 260.0,
    ("nabiz_connector_quota_resets_seconds", "connector", "mastodon"): (LATELY + 2 * HOUR).timestamp(),
    **{
        (f"nabiz_reconcile_{figure}", "topic", "voc.feedback.v1"): value
        for figure, value in (("landed", 13.0), ("stored", 12.0), ("rejected", 1.0), ("missing", 2.0), ("lost", 0.0))
    },
}


def stored(address: str) -> Iterator[Store]:
    """A store that holds all of it."""
    store = open_store(address)
    store.migrate()
    fill(store)
    yield store
    store.close()


def fill(store: Store) -> None:
    items = [*of_the_period(), *of_no_voice(), *of_before()]
    store.write(items, landed(items))
    assert store.correct(items[8].feedback.id, "positive", ("delivery",), "ayse", START)
    store.write_campaigns([SALE])
    store.write_alerts([*acted_on(), *risen_again(), *over()])
    store.write_evaluations([Evaluated(START, "fake@1", name, 100, 0.8, 0.75, 0.05) for name in ("", "tweets")])
    store.write_rejected([a_reject(number) for number in range(2)], LATELY)
    store.write_measurements(list(samples()))


def acted_on() -> list[AlertStep]:
    """Seen by one, given to another, and grown since."""
    return [
        a_step(), a_step(PEOPLE, at=START + MINUTE, state="acknowledged", by="veli"),
        a_step(PEOPLE + 1, at=START + 2 * MINUTE, state="assigned", by="veli", note="ayse"),
        a_step(1, at=START + 9 * MINUTE, state="escalated", observed=180.0, severity=9),
    ]  # fmt: skip


def risen_again() -> list[AlertStep]:
    """Resolved by the data and closed by a person, and risen under the same name after both."""
    return [
        a_step(id="again"), a_step(1, id="again", state="resolved"),
        a_step(PEOPLE, id="again", at=START + 3 * MINUTE, state="closed", by="veli", note="{}"),
        a_step(2, id="again", at=START + 8 * MINUTE, first_seen=START + 6 * MINUTE, state="escalated", severity=8),
    ]  # fmt: skip


def over() -> list[AlertStep]:
    """One that the data resolved, one that a person closed."""
    return [
        a_step(id="calm"), a_step(1, id="calm", state="resolved"), a_step(id="over"),
        a_step(PEOPLE, id="over", at=START + MINUTE, state="closed", by="veli", note="{}"),
    ]  # fmt: skip


def of_the_period() -> list[Insight]:
    waits = [
        an_insight(1, channel="complaint", occurred_at=START - 20 * HOUR, reach=1000, engagement=10, author="a1",
            url="https://forum.example/1", text="kargom gelmedi gelmedi", case=Case(contacts=2)),
        an_insight(2, channel="complaint", occurred_at=START - 2 * HOUR, reach=500, author="a2",
            topics=("delivery", "customer_service"), text="kuryeden haber gelmedi",
            case=Case(replied_at=START - HOUR, resolved=False, satisfaction=4.0, contacts=1, handle_seconds=300.0)),
        an_insight(3, channel="complaint", occurred_at=START + 22 * HOUR, sentiment="neutral", topics=()),
        an_insight(4, channel="complaint", occurred_at=START - 23 * HOUR,
            case=Case(replied_at=START + 3 * HOUR, resolved=True, contacts=3, handle_seconds=420.0)),
    ]  # fmt: skip
    return [
        *waits,
        an_insight(5, occurred_at=START, sentiment="positive", topics=("product_quality",), rating=5.0),
        an_insight(6, brand=THEIRS, channel="social", occurred_at=START, sentiment="positive", reach=3000,
            engagement=30, author="b1", topics=("campaign_contract",)),
        an_insight(7, brand=THEIRS, channel="survey", occurred_at=START + HOUR, sentiment="neutral", topics=(),
            survey=Survey(nps=9, csat=5.0, ces=6.0)),
        an_insight(8, channel="survey", occurred_at=START + HOUR, topics=("price_billing",), rating=2.0,
            survey=Survey(nps=3, csat=2.0, ces=3.0)),
        replace(an_insight(9, channel="social", occurred_at=START + 2 * HOUR, sentiment="neutral", reach=200,
            author="a2"), language="en"),
    ]  # fmt: skip


def of_no_voice() -> list[Insight]:
    """Of the period too, and in no figure of how much is said, how it sounds or who saw it: a customer's scores
    without a word, which are stars, NPS and CSAT all the same, an employee's answer in words, and one without."""
    return [
        an_insight(14, channel="survey", text="", sentiment="negative", topics=(), rating=5.0, reach=7000, author="a2",
            survey=Survey(nps=10, csat=5.0)),
        an_insight(15, brand=THEIRS, channel="survey", reach=9000, engagement=900, author="b1", rating=1.0,
            survey=Survey(enps=10, nps=0, csat=1.0, ces=1.0)),
        an_insight(16, channel="survey", text="", sentiment="neutral", topics=(), survey=Survey(enps=8)),
    ]  # fmt: skip


def of_before() -> list[Insight]:
    """Two of the period before, and one at the clock of the first item, a week earlier."""
    return [
        an_insight(11, channel="complaint", occurred_at=START - 30 * HOUR),
        an_insight(12, brand=THEIRS, channel="social", occurred_at=START - 40 * HOUR, sentiment="positive", reach=100),
        an_insight(13, occurred_at=START - 20 * HOUR - timedelta(weeks=1)),
    ]


def a_reject(number: int) -> Rejected:
    origin = f"file:{number}"
    return Rejected(stage="intake", reason="no_text", detail="text is missing", raw=b"{}", origin=origin, digest=origin)


def samples() -> list[Measurement]:
    counted = [
        Measurement("w1", LATELY + timedelta(minutes=minute), metric, {label: name} if label else {}, values[minute])
        for (metric, label, name), values in COUNTERS.items()
        for minute in (0, 1)
    ]
    outcome = {("nabiz_notifications_total",): "sent"}
    told = [
        replace(each, labels={**each.labels, "outcome": outcome[(each.metric,)]}) if (each.metric,) in outcome else each
        for each in counted
    ]
    taken = [
        Measurement("w1", LATELY, metric, {label: name} if label else {}, value)
        for (metric, label, name), value in GAUGES.items()
    ]
    accepted = {"connector": "mastodon", "outcome": "accepted"}
    return [*told, *taken, Measurement("w1", LATELY, "nabiz_connector_items_total", accepted, 35.0)]
