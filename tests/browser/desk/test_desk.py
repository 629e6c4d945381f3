"""The desk in a real browser: an alert is opened, read and worked off; two who act at once both know where they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def said(page: Page, button: str, **fields: str) -> None:
    """Press a button, fill in its dialog, save."""
    page.get_by_role("button", name=button, exact=True).click()
    for name, text in fields.items():
        page.locator(f".q-dialog [name={name}]").fill(text)
    page.locator(".q-dialog").get_by_role("button", name="Kaydet").click()
    expect(page.locator(".q-dialog__inner")).to_have_count(0)


def test_the_list_says_what_how_bad_whose_and_what_is_next_and_is_walked_by_keys(window: Open) -> None:
    page = window("/alerts")
    rows = page.locator(".alert-row")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("Lodos Mobil · Şebeke ve internet")
    expect(rows.first.locator(".severity")).to_have_text("8/10")
    expect(rows.first).to_contain_text("84 olumsuz ileti")
    expect(rows.nth(1)).to_contain_text("[TATBİKAT]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/alerts/outage$"))


def test_an_alert_shows_its_evidence_and_no_script_of_a_customer_runs(window: Open) -> None:
    page = window("/alerts/outage", name="veli")
    expect(page.locator("h1")).to_have_text("Lodos Mobil · Şebeke ve internet")
    expect(page.locator("blockquote")).to_have_count(5)
    expect(page.locator("blockquote").filter(has_text="<script>")).to_contain_text("{{7*7}}")
    expect(page.locator(".bars li").first).to_contain_text("Şebeke ve internet")
    expect(page.locator(".past")).to_contain_text("Yedek hat devreye alındı")
    expect(page.locator(".nicegui-echart svg path").first).to_be_attached()
    day_where_midnight_lies_between = r"(\d\d\.\d\d\.\d{4} )?"
    told = rf"^{day_where_midnight_lies_between}\d\d:\d\d–\d\d:\d\d arası, 9\d olumsuz ileti$"
    expect(page.locator(".as-of")).to_have_text(re.compile(told))
    expect(page.locator(".chips").filter(has_text="Türkçe")).to_contain_text(re.compile(r"9\d"))
    expect(page.locator(".facts")).to_contain_text("18,4")
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.locator("blockquote footer a").count() == 5, "each leads to where it was said, or to the item"
    everything = page.locator("a.all").get_attribute("href") or ""
    assert everything.startswith("/items?brand=Lodos+Mobil&topic=network&sentiment=negative&since=")
    assert page.evaluate("window.hacked") is None


def test_what_is_over_shows_the_reasons_that_were_told(window: Open) -> None:
    page = window("/alerts/past")
    expect(page.locator(".as-of")).to_contain_text("Uyarının son yükseldiği an")
    expect(page.locator(".chips").filter(has_text="Türkçe")).to_contain_text("84")
    expect(page.locator(".chips").filter(has_text="Kocaeli")).to_have_text("İstanbul 30Kocaeli 28")


def test_no_script_in_a_name_runs_on_any_page_of_the_desk(window: Open) -> None:
    page = window("/alerts")
    expect(page.locator(".alert-row").filter(has_text="<script>")).to_have_count(1)
    for path in ("/alerts/hostile", "/alerts/hostile/report"):
        page.goto(page.url.split("/alerts")[0] + path)
        expect(page.locator("h1")).to_contain_text("<script>")
        expect(page.locator(".thread")).to_be_visible()
    page.go_back()
    said(page, "Not ekle", note="<script>window.hacked=1</script> {{7*7}}")
    expect(page.locator(".thread")).to_contain_text("<script>window.hacked=1</script> {{7*7}}")
    expect(page.locator(".chips").filter(has_text="onerror").first).to_be_visible()
    assert page.locator("a[href^=javascript], .thread script, .thread img, main img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_viewer_reads_and_cannot_act(window: Open) -> None:
    page = window("/alerts/outage", name="veli")
    expect(page.locator(".read-only")).to_be_visible()
    assert page.get_by_role("button", name="Ata", exact=True).count() == 0
    assert page.locator(".kind").count() == 0


def test_an_alert_is_worked_off_from_acknowledging_to_the_report(window: Open) -> None:
    page = window("/alerts/outage")
    page.keyboard.press("a")
    expect(page.locator(".stages li").first).to_have_class(re.compile("done"))
    due = page.locator(".deeds .main")
    expect(due).to_have_text("Sınıf A: onayla")
    page.get_by_role("button", name="Ata", exact=True).click()
    page.locator(".q-dialog .q-select").click()
    expect(page.locator(".q-menu .q-item")).to_have_text(["ayse", "deniz", "kemal"])
    page.locator(".q-menu .q-item", has_text="deniz").click()
    page.locator(".q-dialog").get_by_role("button", name="Kaydet").click()
    expect(page.locator(".q-dialog__inner")).to_have_count(0)
    expect(page.locator(".alert-head dl")).to_contain_text("deniz")
    page.keyboard.press("n")
    expect(page.locator(".q-dialog [name=note]")).to_be_focused()
    page.keyboard.type("Saha ekibi yolda <b>acil</b>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".q-dialog__inner")).to_have_count(0)
    expect(page.locator(".thread")).to_contain_text("Saha ekibi yolda <b>acil</b>")
    page.keyboard.press("2")
    expect(page.locator(".kind.on")).to_have_text("B")
    expect(page.locator(".statement")).to_contain_text("mağduriyet")

    expect(due).to_have_text("Açıklamayı hazırla")
    page.keyboard.press("d")
    publish = page.get_by_role("button", name="Yayımlandı olarak işaretle")
    publish.click()
    expect(page.get_by_text("Köşeli ayraçların içini doldurun.")).to_be_visible()
    page.locator(".q-dialog [name=tr]").fill("Arıza giderildi, bedeller iade edildi.")
    page.locator(".q-dialog [name=en]").fill("The fault is mended, and fees are refunded.")
    publish.click()
    expect(page.locator(".statement h3")).to_have_text("Yayımlandı")
    expect(due).to_have_text("Kapat")

    said(page, "Kapat", cause="Fiber kesintisi", corrective="İkinci güzergâh")
    expect(page.get_by_role("button", name="Kapat", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Gerçek uyarıydı").click()
    expect(page.get_by_role("button", name="Gerçek uyarıydı")).to_have_count(0)

    page.keyboard.press("r")
    page.wait_for_url(re.compile("/alerts/outage/report$"))
    expect(page.locator(".report")).to_contain_text("Fiber kesintisi")
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown indir").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "İkinci güzergâh" in text
    assert "Saha ekibi yolda \\<b\\>acil" in text

    assert text.startswith("# Olay sonrası rapor: Lodos Mobil · Şebeke ve internet")
    assert "> Arıza giderildi, bedeller iade edildi." in text
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.get_by_role("button", name="Markdown indir")).to_be_hidden()
    expect(page.locator(".thread")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="screen")

    page.goto(page.url.replace("/outage/report", ""))
    expect(page.locator(".precision")).to_contain_text("Değerlendirilen 1 uyarıdan 1")
    expect(page.locator(".precision")).to_contain_text("Eşik şimdi")


def test_of_two_who_act_at_once_the_second_is_told_and_sees_the_newest_state(window: Open) -> None:
    first, second = window("/alerts/drill", name="ayse"), window("/alerts/drill", name="deniz")
    for page in (first, second):
        page.get_by_role("button", name="Not ekle", exact=True).click()
    first.locator(".q-dialog [name=note]").fill("Ben bakıyorum")
    second.locator(".q-dialog [name=note]").fill("Ben de bakıyorum")
    for page in (first, second):
        page.locator(".q-dialog").get_by_role("button", name="Kaydet").click()
    thread = second.locator(".thread")
    expect(second.get_by_text("Siz yazarken başka biri adım attı")).to_be_visible()
    expect(thread).to_contain_text("Ben bakıyorum")
    expect(second.locator(".q-dialog [name=note]")).to_have_value("Ben de bakıyorum")
    second.locator(".q-dialog").get_by_role("button", name="Kaydet").click()
    expect(thread).to_contain_text("Ben de bakıyorum")
    expect(first.locator(".thread")).to_contain_text("Ben de bakıyorum")


def test_a_role_that_was_taken_away_ends_with_the_next_deed_though_the_page_stands_open(
    window: Open, folder: Path
) -> None:
    page = window("/alerts/drill", name="kemal")
    page.get_by_role("button", name="Not ekle", exact=True).click()
    page.locator(".q-dialog [name=note]").fill("Artık yazamam")
    file = folder / "accounts.json"
    known = json.loads(file.read_text())
    known["kemal"]["role"] = "viewer"
    file.write_text(json.dumps(known))
    page.locator(".q-dialog").get_by_role("button", name="Kaydet").click()
    expect(page.get_by_text("Rolünüz buna izin vermiyor.")).to_be_visible()
    assert "Artık yazamam" not in page.locator(".thread").inner_text()


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "crm iletiyi almadı: 503 (nedeni karşı"), ("en", "crm answered 503 (its log says why)")],
)
def test_a_channel_that_fails_is_named_in_the_language_of_who_reads(window: Open, language: str, said: str) -> None:
    expect(window("/alerts", language=language).locator(".failing")).to_contain_text(said)


@pytest.mark.parametrize("path", ["/alerts", "/alerts/past", "/alerts/past/report"])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_desk_fits_a_phone_in_both_languages(window: Open, path: str, language: str) -> None:
    page = window(path, size="phone", language=language)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_alert_that_does_not_exist_is_said_to_be_none(window: Open) -> None:
    page = window("/alerts/%3Cscript%3E", language="en")
    expect(page.get_by_text("There is no such alert")).to_be_visible()
