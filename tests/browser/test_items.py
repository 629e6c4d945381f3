"""Items in a real browser: searching, paging, downloads, corrections, and words that mean harm."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect

from pipeline.views.console.finding import label_of
from tests.browser.conftest import Open
from tests.browser.serving import FORMULA, HOSTILE_BRAND, HOSTILE_TEXT


def test_words_of_customers_and_names_of_brands_are_shown_and_never_run(window: Open) -> None:
    page = window("/items")
    expect(page.locator(".item .said").first).to_have_text(HOSTILE_TEXT)
    expect(page.locator(".item .facts b").first).to_have_text(HOSTILE_BRAND)
    page.goto(page.url.replace("/items", "/boards/marketing"))
    page.locator(".card", has=page.locator("#share-of-voice")).scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.hacked") is None


def test_an_address_that_means_harm_is_only_words(window: Open) -> None:
    page = window(
        "/items?q=%22%3E%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E&brand=%3Cimg+src%3Dx+onerror%3Dhacked%3D1%3E"
    )
    expect(page.locator("[name=q]")).to_have_value('"><script>window.hacked=1</script>')
    assert page.evaluate("window.hacked") is None


def test_a_search_minds_neither_case_nor_turkish_letters(window: Open) -> None:
    page = window("/items?q=cagri+MERKEZİ+sikayet")
    expect(page.locator(".item")).to_have_count(50)
    page.fill("[name=q]", "ÇAĞRI 17 kez")
    page.press("[name=q]", "Enter")
    page.wait_for_url(re.compile("17"))
    expect(page.locator(".item")).to_have_count(2)  # 17 and 117
    page.goto(page.url.split("?")[0] + "?q=bulunmayacak")
    expect(page.locator(".empty")).to_be_visible()


def test_one_persons_way_across_the_channels_is_a_click_away(window: Open) -> None:
    page = window("/items?q=20+kez")
    page.locator(".item").first.get_by_text("Bu kişinin öbür kayıtları").click()
    expect(page.locator(".item")).to_have_count(2)
    expect(page.locator(".item .facts").first).to_contain_text("Değerlendirme")
    expect(page.locator(".item .facts").last).to_contain_text("Sosyal medya")
    expect(page.locator(".narrow")).to_contain_text(label_of("u1"))
    page.locator(".narrow a").click()
    expect(page.locator(".item")).to_have_count(50)


def test_pages_of_items_follow_each_other_without_gap_or_repetition(window: Open) -> None:
    page = window("/items")
    texts: list[str] = []
    while True:
        expect(page.locator(".item").first).to_be_visible()
        texts += page.locator(".item .said").all_inner_texts()
        older = page.locator(".pager a", has_text="Daha eski")
        if not older.count():
            break
        page.goto(page.url.split("/items")[0] + str(older.get_attribute("href")))
    assert len(texts) == len(set(texts)) == 132


def test_a_download_holds_all_items_and_nothing_that_runs_in_a_spreadsheet(window: Open) -> None:
    page = window("/items")
    with page.expect_download() as saved:
        page.locator(".pager a[download]").click()
    assert saved.value.suggested_filename == "nabiz-items.csv"
    rows = list(csv.DictReader(saved.value.path().read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 132
    assert f"'{FORMULA}" in {row["text"] for row in rows}
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_behind_a_survey_figure_stand_the_scores_and_no_sentiment_where_nothing_was_written(window: Open) -> None:
    facts = window("/items?panel=marketing/nps&period=90d").locator(".item", has_text="Metin yok")
    for said in ("NPS 9", "CSAT 4,5", "★ 4,5"):
        expect(facts).to_contain_text(said)
    expect(facts.locator(".feeling")).to_have_count(0)
    expect(facts.locator("[data-correct]")).to_have_count(0)


def test_an_agent_corrects_an_item_and_it_counts_at_once(window: Open) -> None:
    page = window("/items?q=42+kez")
    expect(page.locator(".item .feeling")).to_have_text("Olumsuz")
    page.locator("[data-correct]").click()
    page.locator(".correction .q-radio", has_text="Olumlu").click()
    page.locator(".correction button", has_text="Kaydet").click()
    expect(page.locator(".item .feeling")).to_have_text("Olumlu")
    expect(page.locator(".item .ends")).to_contain_text("Düzeltildi")


def test_a_viewer_corrects_nothing(window: Open) -> None:
    page = window("/items", name="veli")
    expect(page.locator(".item").first).to_be_visible()
    assert page.locator("[data-correct]").count() == 0


def test_of_two_people_who_judge_one_item_the_second_is_told_and_keeps_what_they_chose(window: Open) -> None:
    first, second = window("/items?q=45+kez"), window("/items?q=45+kez", name="can")
    for page, feeling in ((first, "Nötr"), (second, "Olumlu")):
        page.locator("[data-correct]").first.click()
        page.locator(".correction .q-radio", has_text=feeling).click()
    first.locator(".correction button.main").click()
    expect(first.locator(".item .ends").first).to_contain_text("Düzeltildi · ayse")
    second.locator(".correction button.main").click()
    expect(second.locator(".correction .told")).to_contain_text("Bu arada değişti (ayse): Nötr")
    second.locator(".correction button.main").click()
    expect(second.locator(".item .ends").first).to_contain_text("Düzeltildi · can")
    expect(second.locator(".item .feeling").first).to_have_text("Olumlu")
