"""Every page in a real browser, on a desk and on a phone, in both languages and themes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from pipeline.views.catalogue import dashboard, dashboards
from pipeline.views.console.charts import clock
from pipeline.views.console.figures import lasting
from pipeline.views.console.palette import DARK, LIGHT
from tests.browser.conftest import Open

PATHS = ["/", *(f"/boards/{board.name}" for board in dashboards()), "/items"]

ALL_OPEN = "document.querySelectorAll('details.data').forEach(data => { data.open = true; })"
# Every panel asks again, as it does while it is seen; true once the one that tells the time has.
REFRESHED = """silent => {
    document.querySelectorAll("[data-live]").forEach(panel => panel.dispatchEvent(new CustomEvent("seen")));
    return [...document.querySelectorAll(".card:has(#freshness) td")].at(-1).innerText !== silent;
}"""


def loaded(page: Page) -> None:
    """Every panel in sight shows something."""
    page.wait_for_function("window.nabizFigure && !document.querySelector('.skeleton')")


def whole(page: Page) -> None:
    """Every panel of the page, seen from top to bottom."""
    for card in page.locator("[data-live]").all():
        card.scroll_into_view_if_needed()
    loaded(page)


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_whole_and_fits_the_window(window: Open, path: str, size: str) -> None:
    page = window(path, size=size)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("main")).to_have_attribute("id", "content")
    whole(page)
    assert page.locator(".trouble").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing hangs over the edge"


@pytest.mark.parametrize(("language", "title"), [("tr", "Pazarlama"), ("en", "Marketing")])
def test_pages_speak_the_readers_language(window: Open, language: str, title: str) -> None:
    page = window("/boards/marketing", language=language)
    expect(page.locator("h1")).to_have_text(title)
    assert page.evaluate("document.documentElement.lang") == language


def test_the_switch_changes_the_language_and_keeps_the_filters(window: Open) -> None:
    page = window("/boards/marketing?brand=Sepetk%C3%B6y&period=7d")
    page.click(".switches a[lang=en]")
    expect(page.locator("h1")).to_have_text("Marketing")
    assert "brand=Sepetk" in page.url
    assert "period=7d" in page.url


def test_a_number_is_the_one_of_the_store_and_follows_the_filters(window: Open) -> None:
    page = window("/boards/marketing")
    volume = page.locator(".card.number .value").first
    expect(volume).to_have_text("132")
    page.goto(page.url.split("?")[0] + "?brand=Sepetk%C3%B6y")
    expect(volume).to_have_text("65")


def test_choosing_a_brand_makes_a_link_that_shows_the_same_to_others(window: Open) -> None:
    page = window("/boards/marketing")
    page.locator(".pick summary", has_text="Marka").click()
    page.locator(".pick[open] label", has_text="Sepetköy").click()
    page.locator(".pick[open] button.main").click()
    page.wait_for_url(re.compile("brand=Sepetk"))
    other = window(page.url[page.url.index("/boards") :], name="veli")
    expect(other.locator(".card.number .value").first).to_have_text("65")


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_pages_are_dark_or_light_as_the_reader_is_used_to(window: Open, theme: str, palette: dict[str, str]) -> None:
    page = window("/items", theme=theme)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", rgb(palette["page"]))


def test_the_theme_is_switched_and_remembered(window: Open) -> None:
    page = window("/items")
    page.click("[data-theme]")
    expect(page.locator("body")).to_have_class(re.compile("body--dark"))
    page.reload()
    expect(page.locator("body")).to_have_class(re.compile("body--dark"))


def test_each_chart_says_what_it_is_and_has_its_data_as_a_table(window: Open) -> None:
    page = window("/boards/marketing")
    whole(page)
    charts = page.locator(".nicegui-echart")
    assert charts.count() >= 4
    for chart in charts.all():
        assert chart.get_attribute("role") == "img"
        assert chart.get_attribute("aria-label")
    data = page.locator("details.data").first
    data.locator("summary").click()
    expect(data.locator("table tbody tr").first).to_be_visible()


def test_the_keyboard_reaches_the_content_and_the_filters(window: Open) -> None:
    page = window("/boards/marketing")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".pick summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".pick[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".pick[open]")).to_have_count(0)


def test_a_period_in_which_nothing_happened_says_what_to_do(window: Open) -> None:
    page = window("/items?since=2001-01-01&until=2001-01-02")
    expect(page.locator(".empty")).to_contain_text("Dönemi genişletin")


def test_a_click_on_a_bar_leads_to_the_items_behind_it(window: Open) -> None:
    board = dashboard("marketing")
    assert board is not None
    page = window("/boards/marketing?period=7d")
    card = page.locator(".card", has=page.locator("#share-of-voice"))
    card.scroll_into_view_if_needed()
    bar = card.locator("svg path[fill='var(--series-1)']").first
    bar.click()
    page.wait_for_url(re.compile("/items.*brand="))
    expect(page.locator(".narrow")).to_contain_text("Ses payı")
    assert "period=7d" in page.url


def test_a_number_and_a_row_of_a_charts_data_lead_to_their_items_by_keyboard(window: Open) -> None:
    page = window("/boards/marketing?period=7d")
    page.locator(".card", has=page.locator("#volume")).locator(".value a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/items.*panel=marketing%2Fvolume"))
    page.go_back()
    card = page.locator(".card", has=page.locator("#channels"))
    card.scroll_into_view_if_needed()
    card.locator("summary").click()
    card.locator(".data td a").first.click()
    page.wait_for_url(re.compile("/items.*channel="))
    expect(page.locator(".narrow")).to_contain_text("Kanallar")
    expect(page.locator(".item").first).to_be_visible()


def test_on_paper_a_dark_page_is_white_and_nothing_is_cut(window: Open) -> None:
    page = window("/boards/complaints", theme="dark")
    whole(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", rgb(LIGHT["ink"]))
    expect(page.locator(".rows").last).to_have_css("overflow-y", "visible")
    assert page.locator(".nicegui-echart svg").first.get_attribute("viewBox")
    assert page.evaluate("[...document.querySelectorAll('.nicegui-echart svg')].every(svg => svg.clientHeight > 80)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".nicegui-echart svg").first.get_attribute("viewBox") is None


def test_a_panel_that_is_filled_anew_keeps_what_is_open_and_focused(window: Open) -> None:
    page = window("/boards/complaints")
    whole(page)
    fresh = page.locator(".card", has=page.locator("#freshness"))
    fresh.evaluate(f"card => {ALL_OPEN}")
    fresh.locator("td a").focus()
    silent = fresh.locator("td").last.inner_text()  # for how long a source has been: another with each second
    page.wait_for_function(REFRESHED, arg=silent, polling=500)
    expect(fresh.locator("td a")).to_be_focused()
    assert page.evaluate("[...document.querySelectorAll('details.data')].every(data => data.open)")


@pytest.mark.parametrize(("language", "told"), [("tr", "08.11.2015 03:59"), ("en", "8 Nov 2015 03:59")])
def test_a_chart_tells_the_time_of_istanbul_wherever_its_reader_is(window: Open, language: str, told: str) -> None:
    """In the night in which Istanbul's clock went back; the reader is where it does so at another time."""
    page = window("/items", language=language, zone="America/New_York")
    at = clock(datetime(2015, 11, 8, 1, 59, tzinfo=UTC))
    page.wait_for_function("window.nabizMoment")
    assert page.evaluate(f"window.nabizMoment({at}, '{language}')") == told


def test_durations_are_written_in_charts_as_they_are_in_tables(window: Open) -> None:
    page = window("/items")
    page.wait_for_function("window.nabizFigure")
    for seconds in (0, 7, 59, 90, 600, 5400, 90_061, 864_000):
        for language in ("tr", "en"):
            told = page.evaluate(f"window.nabizFigure({seconds}, 'lasting', '{language}', true)")
            assert told == lasting(seconds, language).replace(",0", "").replace(".0", ""), seconds
    ticks = [page.evaluate(f"window.nabizFigure({tick}, 'lasting', 'tr', true)") for tick in (0.05, 0.1, 0.15)]
    assert ticks == ["0,05 sn", "0,1 sn", "0,15 sn"]


def test_on_a_phone_the_menu_shows_where_one_is(window: Open) -> None:
    page = window("/items", size="phone")
    here = page.locator(".menu a[aria-current]")
    expect(here).to_have_text("Kayıtlar")
    expect(here).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("language", "said"), [("tr", "Bağlantı koptu."), ("en", "Connection lost.")])
def test_a_socket_that_drops_is_told_in_the_readers_language(window: Open, language: str, said: str) -> None:
    page = window("/items", language=language)
    page.evaluate("window.socket.disconnect()")
    expect(page.locator("#popup")).to_be_visible()
    expect(page.locator("#popup span").first).to_have_text(said)
