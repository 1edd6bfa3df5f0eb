import shutil

import pytest
from counting import Counting
from playwright.sync_api import sync_playwright

from macros.load import ROOT
from runtime.host import Host

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


class Watched:
    """A browser that notes whatever any of its pages does against the policy of the site."""

    def __init__(self, browser):
        self.browser = browser
        self.offences = []

    def new_context(self, **options):
        context = self.browser.new_context(**options)
        context.on("console", self._heard)
        context.on("request", self._asked)
        return context

    def new_page(self, **options):
        """A page that ends its context with itself."""
        page = self.new_context(**options).new_page()
        page.on("close", lambda _: page.context.close())
        return page

    def _heard(self, message):
        if "Content Security Policy" in message.text or "This document requires" in message.text:
            self.offences.append(message.text)

    def _asked(self, request):
        if not request.url.startswith(("http://127.0.0.1:", "blob:", "data:", "about:")):
            self.offences.append(f"asked for {request.url}")

    def taken(self):
        """What was noted since the last time."""
        noted, self.offences = self.offences, []
        return noted


@pytest.fixture(scope="session")
def chromium():
    """The Chromium of the system, else Playwright's own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield Watched(browser)
        browser.close()


@pytest.fixture(autouse=True)
def _nothing_offends_the_policy(request):
    """No journey in any test breaks the policy of a page, or asks another host for anything."""
    browser = request.getfixturevalue("chromium") if "chromium" in request.fixturenames else None
    yield
    if browser:
        assert browser.taken() == []


@pytest.fixture(scope="session")
def served():
    """The built site on a plain static host; gives the host, whose `url` is the site's."""
    with Host([ROOT / "site"]) as host:
        yield host


def pytest_configure(config):
    config.pluginmanager.register(Counting(), "counting")
