"""What a page's first view costs, beside a stock Material page with the same text.

`python -m bench.pages` builds the peer (the articles of all our pages in a plain Material site; the
fonts that it takes from Google are not counted), opens both, and counts bytes, requests and the
layout's shifts on the 1.6 Mbit/s profile. Lighthouse runs where `npx lighthouse` can be had.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.browser import SITE, chromium, opened
from macros.load import ROOT
from runtime.host import Host

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUNS = 5
TOPIC = "us/visas/"
PAGES = ("", TOPIC, "checklist/", "canada/provinces/")
LIGHTHOUSE = "lighthouse@12"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)

SHIFTS = """
window.shift = 0;
window.moved = []; // what did, as it stands in the page
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (one.hadRecentInput) continue;
    window.shift += one.value;
    for (const { node } of one.sources) {
      window.moved.push((node?.outerHTML ?? node?.data ?? "").slice(0, 120));
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def first_view(path: str, site: Path = SITE, **context: Any) -> dict[str, Any]:
    """Bytes, requests and shifts of a page until nothing more happens, without a service worker."""
    with opened("404.html", site, service_workers="block", **context) as (page, host):
        return viewed(page, host, path)


def viewed(page: Page, host: Host, path: str) -> dict[str, Any]:
    """The same in a tab that is there, over the slow line."""
    host.sent.clear()
    host.rate, host.delay = 1.6e6 / 8, 0.15
    page.add_init_script(SHIFTS)
    page.goto(host.url + path, timeout=300_000)
    page.wait_for_load_state("networkidle")
    runtime = {name: size for name, size in host.sent.items() if "/runtime/" in name}
    return {
        "bytes": sum(host.sent.values()) - sum(runtime.values()),
        "requests": len(host.sent) - len(runtime),
        "shift": round(page.evaluate("window.shift"), 4),
        "moved": page.evaluate("window.moved"),
    }


def peer(folder: Path) -> Path:
    """A stock Material site that has the text of our pages; gives the built site."""
    docs = folder / "docs"
    for page in SITE.rglob("index.html"):
        found = _ARTICLE.search(page.read_text(encoding="utf-8"))
        target = docs / page.relative_to(SITE).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# Page\n\n<div>{found[1] if found else ''}</div>\n", encoding="utf-8")
    settings = "site_name: Peer\ntheme:\n  name: material\nplugins: [search]\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    mkdocs = [str(ROOT / ".venv" / "bin" / "mkdocs"), "build", "--quiet"]
    subprocess.run(mkdocs, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder / "site"


def lighthouse(path: str, host: Host) -> dict[str, int] | str:
    """The four scores of one run, or why there are none."""
    npx = shutil.which("npx")
    if npx is None:
        return "skipped: no npx"
    with TemporaryDirectory() as scratch:
        told = Path(scratch) / "told.json"
        command = [
            *(npx, "--yes", LIGHTHOUSE, host.url + path, "--quiet", "--output=json"),
            f"--output-path={told}",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--only-categories={','.join(CATEGORIES)}",
        ]
        environment = {**os.environ, "CHROME_PATH": chromium() or ""}
        try:
            subprocess.run(command, env=environment, capture_output=True, check=True, timeout=180)
            categories = json.loads(told.read_text(encoding="utf-8"))["categories"]
        except subprocess.SubprocessError as error:
            said = (error.stderr or b"").decode(errors="replace").strip()
            return f"skipped: {type(error).__name__} {said[-200:]}"
    return {name: round((categories[name]["score"] or 0) * 100) for name in CATEGORIES}


def scores(path: str, runs: int = RUNS) -> dict[str, float] | str:
    """Medians of Lighthouse's scores; its own profile is the phone on 1.6 Mbit/s."""
    with Host([SITE]) as host:
        found = [lighthouse(path, host) for _ in range(runs)]
    given = [one for one in found if not isinstance(one, str)]
    if not given:
        return str(found[0])
    return {name: median(one[name] for one in given) for name in CATEGORIES} | {"runs": len(given)}


def measure() -> dict[str, Any]:
    """All figures."""
    found: dict[str, Any] = {"ours": {path or "home": first_view(path) for path in PAGES}}
    with TemporaryDirectory() as scratch:
        found["stock Material"] = first_view(TOPIC, peer(Path(scratch)))
    found["share"] = found["ours"][TOPIC]["bytes"] / found["stock Material"]["bytes"]
    found["Lighthouse"] = {path or "home": scores(path) for path in PAGES}
    return found


def report(found: dict[str, Any]) -> None:
    """Print."""
    for path, one in [*found["ours"].items(), ("stock Material", found["stock Material"])]:
        print(
            f"{path:20} {one['bytes']:>9,} bytes {one['requests']:>3} requests, "
            f"shift {one['shift']}"
        )
    print(f"{TOPIC} beside stock Material: {found['share']:.1%}")
    for path, scores in found["Lighthouse"].items():
        print(f"Lighthouse, {path}: {scores}")


if __name__ == "__main__":
    report(measure())
