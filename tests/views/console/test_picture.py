"""The chart of an alert marks each time that it was raised."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from pipeline.desk.curve import Curve
from pipeline.spike.lifecycle import fold
from pipeline.views.console.charts import Options, clock
from pipeline.views.console.desk.picture import picture, spoken
from tests.storage.insights import START, a_step

MINUTE = timedelta(minutes=1)
FLAT = Curve(tuple(START + n * 5 * MINUTE for n in range(40)), *((0,) * 40 for _ in range(5)))


def test_a_crisis_that_calmed_and_rose_again_is_marked_at_each_rise() -> None:
    calm, again = a_step(40, state="resolved"), a_step(90, state="escalated", first_seen=START + 80 * MINUTE)
    alert = fold([a_step(), calm, again, a_step(95, state="escalated", first_seen=again.first_seen, severity=9)])
    assert alert is not None
    marks = cast(Options, cast(list[Options], picture(FLAT, alert, "tr")["series"])[-1]["markLine"])["data"]
    assert marks == [
        {"xAxis": clock(START), "name": "Uyarı"},
        {"xAxis": clock(again.at), "name": "Yeniden"},
    ]
    assert spoken(alert, "en") == "Negative items. Alert: 14 Mar 2026 12:26, Again: 14 Mar 2026 13:56"
