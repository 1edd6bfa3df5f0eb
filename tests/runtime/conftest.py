import json
import shutil
import time
from pathlib import Path

import pytest

from runtime.build import ROOT, Builder
from runtime.host import Host

PAGE = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self';
 worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'">
<title>Engine</title>
<script type="module" src="try.mjs"></script>
"""

# Notes everything that the engine says.
SCRIPT = """
import { Engine } from "./assets/checklist/engine.mjs";
window.engine = new Engine();
window.heard = [];
for (const type of ["progress", "ready", "failed", "state"]) {
  engine.on(type, (said) => heard.push([type, said]));
}
window.ended = () => ["ready", "failed"].includes(engine.state);
"""


def wait_until(tab, expression, seconds=60):
    """Playwright's own way of waiting evaluates text, which the page's policy forbids."""
    end = time.monotonic() + seconds
    while not tab.evaluate(f"() => Boolean({expression})"):
        assert time.monotonic() < end, f"never: {expression}"
        tab.wait_for_timeout(20)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The runtime, built into a folder of its own."""
    engine = ROOT / "checklist_py"
    if not (engine / "guide.json").exists():
        pytest.skip("the guide has not been compiled: python -m macros compile")
    site = tmp_path_factory.mktemp("site")
    builder = Builder(out=site / "assets" / "runtime", cache=tmp_path_factory.mktemp("cache"))
    builder.manifest = builder.build()
    return builder


@pytest.fixture(scope="session")
def site(built):
    """A site of one page: the runtime, our two scripts and a page that notes what they say."""
    folder = built.out.parent.parent
    scripts = ROOT / "docs" / "assets" / "checklist"
    for name in ("engine.mjs", "worker.mjs"):
        target = folder / "assets" / "checklist" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(scripts / name, target)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "try.mjs").write_text(SCRIPT, encoding="utf-8")
    return folder


@pytest.fixture
def host(site):
    with Host([site]) as host:
        yield host


@pytest.fixture
def tab(chromium):
    """An empty tab on the site. What it logs as an error or warning is in `tab.said`."""
    context = chromium.new_context()
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def opened(tab, host):
    tab.goto(host.url)
    wait_until(tab, "window.engine")
    return tab


@pytest.fixture
def until():
    return wait_until


@pytest.fixture
def start():
    """Starts the engine of a tab and gives what it said until it was ready or failed."""

    def start(tab, timeout=20_000, urls="{}"):
        tab.evaluate(f"void engine.start({urls}, {{ timeout: {timeout} }})")
        wait_until(tab, "ended()")
        return tab.evaluate("heard")

    return start


@pytest.fixture
def manifest(built):
    return json.loads(Path(built.out, "manifest.json").read_text(encoding="utf-8"))
