import shutil

import pytest
from counting import Counting
from playwright.sync_api import sync_playwright

from macros.load import ROOT
from runtime.host import Host

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


@pytest.fixture(scope="session")
def chromium():
    """The Chromium of the system, else Playwright's own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served():
    """The built site on a plain static host; gives the host, whose `url` is the site's."""
    with Host([ROOT / "site"]) as host:
        yield host


def pytest_configure(config):
    config.pluginmanager.register(Counting(), "counting")
