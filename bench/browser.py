"""A page of the built site in a Chromium, on a host of its own."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from macros.load import ROOT
from runtime.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
SITE = ROOT / "site"


def chromium() -> str | None:
    """The Chromium of the system; None for Playwright's own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def opened(path: str, site: Path = SITE, **context: Any) -> Iterator[tuple[Page, Host]]:
    """A new tab of a new browser, at a page of a site."""
    with sync_playwright() as playwright, Host([site]) as host:
        quiet = ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=quiet)
        page = browser.new_context(bypass_csp=True, **context).new_page()
        page.goto(host.url + path, timeout=120_000)
        yield page, host
        browser.close()
