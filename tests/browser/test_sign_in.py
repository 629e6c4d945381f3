"""Signing in and out in a real browser."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import Open, sign_in


def test_a_link_asks_who_one_is_and_then_leads_where_it_should(window: Open) -> None:
    page = window("/items?q=kez", name="")
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, "ayse")
    expect(page).to_have_url(re.compile(r"/items\?q=kez"))
    expect(page.locator(".who")).to_contain_text("Temsilci")


def test_who_signs_out_is_out(window: Open) -> None:
    page = window("/items")
    page.locator(".self form button").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.go_back()
    page.reload()
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_wrong_password_is_told_in_the_readers_language(window: Open, faults: list[str]) -> None:
    page = window("/items", name="", language="en", size="phone")
    sign_in(page, "nobody", "nothing")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    faults[:] = [fault for fault in faults if "401" not in fault]  # the browser says what the server answered


def test_a_health_check_needs_no_sign_in(console: str) -> None:
    assert httpx.get(f"{console}/healthz").text == "ok"
    assert httpx.get(f"{console}/items").status_code == 401
