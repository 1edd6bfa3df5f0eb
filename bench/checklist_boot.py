"""Time and bytes to a ready checklist, beside a page that boots stock Pyodide, in one run.

`python -m bench.checklist_boot [--runs 5] [--profile none fast slow]`

Each page runs the same engine and stops at its first answer. `ours` is a bare page with our worker,
`page` the built site's own checklist page, to the verdicts on it (with the service worker, so its
second visit comes from there). The peers boot the newest Pyodide as npm ships it, with its own lock
file and standard library, and get the engine as sources: `stock` in a module worker, `pyscript`
through PyScript, told to take that Pyodide (not on the slow line, where it takes minutes). `limit`
only fetches and compiles our WebAssembly: nothing that runs it can be faster. All come from one
loopback host that gzips as GitHub Pages does. The line is slowed in the host (one shared rate, a
delay before each response), the processor by stopping the browser's processes for three quarters of
the time: unlike the browser's own switches, both also reach the worker and the compilation of
WebAssembly.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from runtime.build import ROOT, Builder
from runtime.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

STOCK = "314.0.7"
PYSCRIPT = "0.7.31"
NAMES = ("stock", "pyscript", "ours", "page", "limit")
RUNS = 5
PATIENCE = 120_000
"""Milliseconds after which a visit has failed."""

PATHS = {"page": "checklist/"}
REQUEST = json.dumps({"version": 1, "today": "2026-11-23", "answers": {}})


@dataclass(frozen=True)
class Profile:
    """A line and a processor: bytes a second, seconds of delay, how many times slower."""

    rate: float
    delay: float
    slowdown: int


PROFILES = {
    "none": Profile(0, 0, 1),
    "fast": Profile(9e6 / 8, 0.06, 4),
    "slow": Profile(1.6e6 / 8, 0.15, 4),
}

PAGE = '<!doctype html><meta charset="utf-8"><title>Boot</title><script type="module">{}</script>'

OURS = """
import {{ Engine }} from "./assets/checklist/engine.mjs";
const engine = new Engine();
engine.on("failed", (said) => {{ window.failed = said; }});
engine.start({{}}, {{ timeout: 300000 }});
engine.ask({request}).then((text) => {{ window.answer = text; window.ms = performance.now(); }});
"""

STOCK_PAGE = """
const worker = new Worker("stock.mjs", {{ type: "module" }});
worker.onmessage = ({{ data }}) => {{ window.answer = data; window.ms = performance.now(); }};
worker.postMessage({request});
"""

STOCK_WORKER = """
import { loadPyodide } from "./stock/pyodide.mjs";
const asked = new Promise((resolve) => { self.onmessage = ({ data }) => resolve(data); });
const pyodide = await loadPyodide();
const engine = await (await fetch("engine.json")).json();
pyodide.FS.mkdirTree("/home/pyodide/checklist_py");
for (const [name, text] of Object.entries(engine)) {
  pyodide.FS.writeFile(`/home/pyodide/checklist_py/${name}`, text);
}
self.postMessage(pyodide.pyimport("checklist_py.bridge").respond(await asked));
"""


LIMIT = """
await WebAssembly.compileStreaming(fetch("assets/runtime/{wasm}"));
window.answer = "compiled";
window.ms = performance.now();
"""

PYSCRIPT_PAGE = """<!doctype html><meta charset="utf-8"><title>Boot</title>
<link rel="stylesheet" href="pyscript/core.css">
<script type="module" src="pyscript/core.js"></script>
<script type="py" config='{{"interpreter": "{interpreter}"}}'>
import json, os, sys
from pyscript import fetch, window
engine = json.loads(await fetch("engine.json").text())
os.makedirs("checklist_py", exist_ok=True)
for name, text in engine.items():
    with open(f"checklist_py/{{name}}", "w") as file:
        file.write(text)
sys.path.insert(0, os.getcwd())
from checklist_py.bridge import respond
window.answer = respond({request})
window.ms = window.performance.now()
</script>"""

# On the site's own page: the time of the first verdicts, told by the page itself.
WATCH = """
new MutationObserver(() => {
  const list = document.querySelector("#checklist");
  if (window.answer || !list) return;
  if (list.dataset.engine === "failed") window.failed = "failed";
  if (!("judged" in list.dataset)) return;
  window.answer = "page";
  window.ms = performance.now();
}).observe(document, {
  subtree: true, childList: true, attributeFilter: ["data-judged", "data-engine"],
});
"""


def lay_out(site: Path) -> None:
    """Lay out the pages and what they load."""
    manifest = Builder(out=site / "assets" / "runtime").build()
    limit = PAGE.format(LIMIT.format(wasm=manifest["files"]["wasm"]["name"]))
    (site / "limit.html").write_text(limit, encoding="utf-8")
    scripts = site / "assets" / "checklist"
    scripts.mkdir(parents=True)
    for name in ("engine.mjs", "worker.mjs"):
        shutil.copy(ROOT / "docs" / "assets" / "checklist" / name, scripts)
    request = json.dumps(REQUEST)
    (site / "ours.html").write_text(PAGE.format(OURS.format(request=request)), encoding="utf-8")
    peer = PAGE.format(STOCK_PAGE.format(request=request))
    (site / "stock.html").write_text(peer, encoding="utf-8")
    (site / "stock.mjs").write_text(STOCK_WORKER, encoding="utf-8")
    engine = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT / "checklist_py").iterdir()
        if path.suffix in {".py", ".json"}
    }
    (site / "engine.json").write_text(json.dumps(engine), encoding="utf-8")
    install = ["npm", "install", "--silent", "--no-save", "--prefix", str(site / "npm")]
    subprocess.run([*install, f"pyodide@{STOCK}"], check=True, timeout=300)
    modules = site / "npm" / "node_modules"
    (modules / "pyodide").rename(site / "stock")
    subprocess.run([*install, f"@pyscript/core@{PYSCRIPT}"], check=True, timeout=300)
    (modules / "@pyscript" / "core" / "dist").rename(site / "pyscript")
    told = {"request": request, "interpreter": "/guide/stock/pyodide.mjs"}
    (site / "pyscript.html").write_text(PYSCRIPT_PAGE.format(**told), encoding="utf-8")


@contextlib.contextmanager
def slowed(times: int) -> Iterator[None]:
    """Let the browser's processes, all children of this one, run one part in `times`."""
    over = threading.Event()
    thread = threading.Thread(target=_stutter, args=(times, over))
    if times > 1:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if times > 1:
            thread.join()


def _stutter(times: int, over: threading.Event) -> None:
    slice_ = 0.008
    while not over.is_set():
        found = browsers()
        _signal(found, signal.SIGSTOP)
        time.sleep(slice_ * (times - 1))
        _signal(found, signal.SIGCONT)
        time.sleep(slice_)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def browsers() -> list[int]:
    """The renderers and helpers below this process (not Playwright's own driver)."""
    children: dict[int, list[int]] = {}
    chrome = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                name, _, rest = (entry / "stat").read_text().rpartition(") ")
                children.setdefault(int(rest.split()[1]), []).append(int(entry.name))
                if "chrom" in name:
                    chrome.add(int(entry.name))
    below, waiting = set(), [os.getpid()]
    while waiting:
        found = children.get(waiting.pop(), [])
        below.update(found)
        waiting.extend(found)
    return sorted(below & chrome)


def visit(context: BrowserContext, host: Host, name: str, profile: Profile) -> dict[str, float]:
    """Open a page and wait for its first answer."""
    host.sent.clear()
    page = context.new_page()
    page.add_init_script(WATCH if name in PATHS else "")
    with slowed(profile.slowdown):
        page.goto(f"{host.url}{PATHS.get(name, f'{name}.html')}", timeout=PATIENCE)
        page.wait_for_function("window.answer || window.failed", timeout=PATIENCE, polling=50)
    if page.evaluate("window.failed"):
        raise SystemExit(page.evaluate("JSON.stringify(window.failed)"))
    taken = {"ms": round(page.evaluate("window.ms")), "bytes": sum(host.sent.values())}
    if name in PATHS:
        page.wait_for_selector("[data-says=checklist]:not([hidden])", state="attached")
    page.close()
    return taken


def measure(browser: Browser, host: Host, profile: Profile, runs: int) -> dict[str, Any]:
    """Visit each page cold and again warm, in turns; medians."""
    taken: dict[str, list[float]] = {}
    host.rate, host.delay = profile.rate, profile.delay
    for _ in range(runs):
        for name in names_on(profile):
            context = browser.new_context(bypass_csp=True)
            context.set_default_timeout(PATIENCE)
            for temperature in ("cold", "warm"):
                for what, value in visit(context, host, name, profile).items():
                    taken.setdefault(f"{name} {temperature} {what}", []).append(value)
            context.close()
    return {what: median(values) for what, values in taken.items()}


def names_on(profile: Profile) -> list[str]:
    """The pages to visit on a line."""
    return [name for name in NAMES if name != "pyscript" or profile is not PROFILES["slow"]]


def shares(found: dict[str, float]) -> dict[str, float]:
    """Each figure as a share of stock's; and of the page's time cold, what the limit is."""
    given = {}
    for what, value in found.items():
        name, rest = what.split(" ", 1)
        stock = found[f"stock {rest}"]
        if name != "stock" and stock:
            given[what] = round(value / stock, 3)
    given["limit of page cold ms"] = round(found["limit cold ms"] / found["page cold ms"], 3)
    return given


def report(name: str, found: dict[str, Any]) -> None:
    """Print one profile's figures."""
    names = names_on(PROFILES[name])
    print(f"{'':16}", *(f"{one:>18}" for one in names))
    for temperature in ("cold", "warm"):
        for what in ("bytes", "ms"):
            stock = found[f"stock {temperature} {what}"]
            cells = []
            for one in names:
                value = found[f"{one} {temperature} {what}"]
                share = f"{value / stock:6.1%}" if stock else "     -"
                cells.append(f"{value:>11,.0f} {share}")
            print(f"{name:5} {temperature} {what:5}", *cells, flush=True)


def run(profiles: list[str] | None = None, runs: int = RUNS) -> dict[str, Any]:
    """All figures, by profile."""
    names = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    results = {}
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch)
        lay_out(site)
        with Host([site, ROOT / "site"]) as host:
            for name in profiles or PROFILES:
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                results[name] = measure(browser, host, PROFILES[name], runs)
                browser.close()
                report(name, results[name])
                results[name] |= {"shares of stock": shares(results[name]), "runs": runs}
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--profile", nargs="+", choices=PROFILES, default=list(PROFILES))
    given = parser.parse_args()
    run(given.profile, given.runs)


if __name__ == "__main__":
    main()
