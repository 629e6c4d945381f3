"""A page of HTML as a PDF, by the Chromium of this machine. Called by `nabiz digest`.

The page is whole in itself: the browser is given no network to fetch anything with.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import SettingsError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120


def write_pdf(page: str, output: Path) -> None:
    """Raises SettingsError where no browser is there, or it makes no PDF."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SettingsError(
            "a PDF is printed by Chromium, which is not installed",
            hint="apt-get install chromium; or give --output a name with .html and print it in any browser",
        )
    with tempfile.TemporaryDirectory(prefix="nabiz-print-") as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, "utf-8")
        _run(browser, Path(folder), source, made)
        if not made.is_file():
            raise SettingsError("Chromium made no PDF", hint="write .html instead and print it in any browser")
        shutil.copyfile(made, output)


def _run(browser: str, folder: Path, source: Path, made: Path) -> None:
    command = [
        browser, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--proxy-server=127.0.0.1:9",
        f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", source.as_uri(),
    ]  # fmt: skip
    if os.geteuid() == 0:  # Chromium refuses its sandbox to root
        command.insert(1, "--no-sandbox")
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        raise SettingsError("Chromium did not print", hint="write .html instead and print it in any browser") from None
