"""The week in brief: the numbers of that week, whole in itself, in the reader's language; brands stay text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from pipeline.cli.digesting import last_week
from pipeline.errors import SettingsError
from pipeline.storage.base import Campaign
from pipeline.views.digest import digest, week_of
from tests.storage.insights import an_insight
from tests.views.conftest import Filled

WEEK = week_of("2026-W11")
HOSTILE = "<script>'; DROP TABLE--"


def test_a_week_goes_from_monday_to_monday_in_istanbul() -> None:
    began, ended = WEEK
    assert began == datetime(2026, 3, 8, 21, tzinfo=UTC)
    assert ended == datetime(2026, 3, 15, 21, tzinfo=UTC)
    assert last_week(datetime(2026, 3, 16, 0, 30, tzinfo=UTC)) == "2026-W11"
    assert last_week(datetime(2026, 3, 15, 20, 30, tzinfo=UTC)) == "2026-W10"
    with pytest.raises(SettingsError, match="no week"):
        week_of("mart")


def test_the_page_has_the_weeks_numbers_and_fetches_nothing(filled: Filled) -> None:
    inside = [
        an_insight(n, occurred_at=WEEK[0] + timedelta(hours=n), brand=("Ada Kargo", HOSTILE)[n % 2]) for n in range(44)
    ]
    store = filled([*inside, an_insight(99, occurred_at=WEEK[1])])
    page = digest(store, WEEK, "tr")
    assert '<p class="value ">44</p>' in page
    assert "09.03.2026 – 15.03.2026" in page
    assert "Ses payı" in page
    assert "%50,0" in page
    assert "<svg" in page
    assert '<td>09.03.2026</td><td class="number">24</td>' in page, "for a mail program that shows no picture"
    assert not re.search(r"https?://|<script|src=|url\(", page)
    assert "The week in brief" in digest(store, WEEK, "en")


def test_the_headline_is_of_our_own_brands_and_competitors_stand_beside_them(filled: Filled) -> None:
    brands = ["Lodos"] * 6 + ["Rakip"] * 3 + ["Poyraz"]
    store = filled([an_insight(n, occurred_at=WEEK[0] + timedelta(hours=n), brand=b) for n, b in enumerate(brands)])
    for asked, of, volume in (
        ({"own": ["Lodos"]}, "Lodos", 6),
        ({"own": ["Lodos"], "brands": ["Poyraz"]}, "Poyraz", 1),
    ):
        page = digest(store, WEEK, "tr", **asked)
        assert f'<p class="value ">{volume}</p>' in page
        assert f"15.03.2026 · {of}<" in page
        assert [share in page for share in ("%60,0", "%30,0", "%10,0")] == [True] * 3
    page = digest(store, WEEK, "tr")
    assert '<p class="value ">10</p>' in page
    assert "NABIZ_OWN_BRANDS" in page


def test_a_brand_nobody_ever_spoke_of_is_a_mistake_not_an_empty_page(filled: Filled) -> None:
    store = filled([an_insight(1, brand="Lodos Mobil")])
    with pytest.raises(SettingsError, match="Lodos Mobil"):
        digest(store, WEEK, "tr", brands=["Lodos mobil"])


def test_a_campaign_of_the_week_stands_beside_what_was_said_before_it(filled: Filled) -> None:
    """Though that was the week before; one that was over by then is not told of."""
    began = WEEK[0] + timedelta(hours=24)
    store = filled([an_insight(n, occurred_at=began - timedelta(hours=5 * n)) for n in range(1, 9)])
    sale = Campaign(UUID(int=1), "", "Bahar", began, began + timedelta(hours=48), "ayse", began)
    over = replace(sale, id=UUID(int=2), name="Kış", since=began - timedelta(days=9), until=began - timedelta(days=3))
    store.write_campaigns([sale, over])
    page = digest(store, WEEK, "tr")
    assert "Bahar" in page
    assert "Kış" not in page
    row = page[page.index("Bahar") :]
    assert re.findall(r'<td class="number">([^<]*)</td>', row)[0] == "8"


def test_an_empty_week_is_a_page_too(filled: Filled) -> None:
    assert "Haftanın özeti" in digest(filled([]), WEEK, "tr")
