"""Campaigns in a real browser: noted by agents, seen in the charts, not for viewers to change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.serving import HOSTILE_TEXT


def fill(page: Page, name: str, since: str, until: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=since]", since)
    page.fill("[name=until]", until)
    page.click(".noting button.main")


def test_an_agent_notes_a_campaign_and_takes_it_away(window: Open) -> None:
    day, page = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}", window("/campaigns")
    fill(page, HOSTILE_TEXT, day, f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}")
    expect(page.locator("tbody td").first).to_have_text(HOSTILE_TEXT)
    page.goto(page.url.replace("/campaigns", "/boards/marketing"))
    card = page.locator(".card", has=page.locator("#campaigns"))
    card.scroll_into_view_if_needed()
    expect(card.locator("tbody td").first).to_have_text(HOSTILE_TEXT)
    page.goto(page.url.replace("/boards/marketing", "/campaigns"))
    page.locator("tbody button").click()
    expect(page.locator(".empty")).to_have_text("Henüz kampanya yok")  # no filter would help
    assert page.evaluate("window.hacked") is None


def test_a_campaign_that_ends_before_it_begins_is_refused_in_words(window: Open) -> None:
    page = window("/campaigns", size="phone")
    fill(page, "Bahar", "2026-03-09", "2026-03-07")
    expect(page.get_by_role("alert")).to_contain_text("bitişi başlangıcından önce")
    expect(page.locator("[name=name]")).to_have_value("Bahar")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_viewer_sees_campaigns_and_changes_none(window: Open, faults: list[str]) -> None:
    page = window("/campaigns", name="veli")
    expect(page.locator("h1")).to_have_text("Kampanyalar")
    assert page.locator(".noting").count() == 0
    sent = page.evaluate("fetch('/campaigns', {method: 'POST', body: 'name=x'}).then(answer => answer.status)")
    assert sent == 403
    faults[:] = [fault for fault in faults if "403" not in fault]  # the browser says what the server answered
