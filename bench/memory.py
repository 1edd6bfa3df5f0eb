"""Memory of the tab with the checklist ready, and after 500 answers: `python -m bench.memory`.

Counts what the browser's processes hold by themselves (PSS of the renderer, from /proc), which
reaches the worker and its WebAssembly too.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from bench.answers import answer
from bench.browser import opened
from bench.checklist_boot import browsers

MANY = 500


def renderer() -> float:
    """MB held by the largest of the browser's processes: the tab's."""
    sizes = [0]
    for process in browsers():
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
            lines = [line for line in text.splitlines() if line.startswith("Pss:")]
            sizes += [int(line.split()[1]) for line in lines]
    return max(sizes) / 1024


def measure() -> dict[str, float]:
    """MB when ready, after a first hundred answers, and after five hundred."""
    with opened("checklist/") as (page, _):
        page.wait_for_selector("#checklist[data-engine=ready]", timeout=120_000)
        found = {}
        for name, count in (("ready", 0), ("after 100", 100), ("after 500", MANY - 100)):
            answer(page, count, reading=50)
            page.evaluate("window.gc && window.gc()")
            time.sleep(1)
            found[name] = renderer()
    return found


if __name__ == "__main__":
    for name, size in measure().items():
        print(f"{name:10} {size:7.1f} MB")
