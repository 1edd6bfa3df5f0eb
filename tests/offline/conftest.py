import re
import shutil
import time

import pytest

from macros import offline
from macros.load import ROOT
from runtime.host import Host

SITE = ROOT / "site"


class Reader:
    """A browser of its own, and what its tabs complain about."""

    def __init__(self, context, host):
        self.context = context
        self.host = host
        self.said = []

    def tab(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def read(self, path, kept="page"):
        """Open a page in a new tab, and wait until it says that it is kept."""
        page = self.tab()
        page.goto(self.host.url + path)
        if kept:
            page.wait_for_selector(f"[data-says={kept}]:not([hidden])", state="attached")
        return page

    def judge(self, path="checklist/", kept="checklist"):
        """Open the checklist in a new tab, and wait for its first verdicts."""
        page = self.read(path, kept=None)
        judged(page)
        if kept:
            page.wait_for_selector(f"[data-says={kept}]:not([hidden])", state="attached")
        return page

    def cut(self):
        """Cut the network, and stop the host too."""
        self.context.set_offline(True)
        self.host.__exit__(None, None, None)

    def until(self, page, expression):
        """Wait until it is true. Playwright's own way evaluates text, which the policy forbids."""
        until(lambda: page.evaluate(f"async () => Boolean(await ({expression}))"))

    def keys(self, page):
        return page.evaluate(
            "async () => (await (await caches.open('img-field-guide')).keys()).map(one => one.url)"
        )


def judged(page, seconds=90):
    page.wait_for_selector("#checklist[data-engine=ready]", timeout=seconds * 1000)
    page.wait_for_selector("[data-outcome][data-state=unknown]", state="attached")


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@pytest.fixture
def reader(chromium):
    if not (SITE / "sw.js").exists():
        pytest.fail("there is no site/: run `make test`, which builds it first")
    with Host([SITE]) as host:
        context = chromium.new_context()
        context.set_default_timeout(60_000)
        reader = Reader(context, host)
        yield reader
        context.close()
        assert reader.said == []


@pytest.fixture(scope="session")
def newer(tmp_path_factory):
    """The site of the next version: other words on every page, other scripts, another archive."""
    folder = tmp_path_factory.mktemp("newer") / "site"
    shutil.copytree(SITE, folder)
    renamed = {}
    for path in [*folder.glob("assets/**/*-*.mjs"), *folder.glob("assets/runtime/engine-*")]:
        if "glue" not in path.name:
            other = path.with_name(re.sub(r"-\w{12}\.", "-0123456789ab.", path.name))
            renamed[path.name] = other.name
            path.rename(other)
    for path in [*folder.rglob("*.html"), *folder.rglob("*.mjs"), *folder.rglob("manifest.json")]:
        text = path.read_text(encoding="utf-8").replace("<title>", "<title>Newer: ")
        for name, other in renamed.items():
            text = text.replace(name, other)
        path.write_text(text, encoding="utf-8")
    offline.write_worker(folder)
    return folder
