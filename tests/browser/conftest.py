"""A running console and a real browser, once for all tests of this folder; each test gets a window of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.serving import PASSWORD

HERE = Path(__file__).parent
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PATIENCE = 90_000  # milliseconds; a slow machine is no failure, and an open page looks again after five seconds
expect.set_options(timeout=PATIENCE)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address."""
    with served("tests.browser.serving", tmp_path_factory.mktemp("console")) as address:
        yield address


@contextmanager
def served(module: str, folder: Path) -> Iterator[str]:
    """A process that runs `module`, which prints its address first and then nothing."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("NABIZ_")}
    command = [sys.executable, "-m", module, str(folder)]
    with (folder / "said.txt").open("w") as said:
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, text=True, cwd=HERE.parents[1], env=settings
        )
    assert running.stdout is not None
    try:
        address = running.stdout.readline().strip()
        assert address, (folder / "said.txt").read_text()
        yield address
        assert (folder / "said.txt").read_text() == "", "a quiet console says nothing"
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(20)
        running.stdout.close()


@pytest.fixture(scope="module")  # while Playwright lives its loop counts as running, and no test of asyncio can
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "these tests drive Debian's Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the windows of a test complained of, and what they asked of other machines: nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def window(browser: Browser, console: str, faults: list[str]) -> Iterator[Open]:
    """Opens a window: signed in as `name` unless that is empty."""
    contexts = []

    def open_window(
        path: str = "/",
        *,
        name: str = "ayse",
        size: str = "desktop",
        language: str = "tr",
        theme: str = "light",
        zone: str = "Europe/Istanbul",
    ) -> Page:
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme, timezone_id=zone)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "nabiz_language", "value": language, "url": console}])
        page = context.new_page()
        _watch(page, console, faults)
        page.goto(console + path)
        if name:
            sign_in(page, name)
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.wait_for_function("window.did_handshake")  # from here on the page and the console talk to each other
        return page

    yield open_window
    for context in contexts:
        context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click("button.main")
    page.wait_for_load_state("load")


def _watch(page: Page, console: str, faults: list[str]) -> None:
    own = (console, console.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda asked: asked.url.startswith(own) or faults.append(f"asked for {asked.url}"))
    page.on("websocket", lambda asked: asked.url.startswith(own) or faults.append(f"spoke to {asked.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: said.type in ("error", "warning") and faults.append(said.text))
