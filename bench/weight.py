"""Bytes and requests of the built site, as a plain host sends them (gzip), without a browser.

`python -m bench.weight` prints them. `bench/budget.json` holds the limits; a test compares.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

from macros.load import ROOT

SITE = ROOT / "site"
BUDGET = Path(__file__).with_name("budget.json")
_LOADED = re.compile(
    r'<(?:script|img|link rel="(?:stylesheet|icon|modulepreload)")[^>]*?\s(?:src|href)="([^"]+)"'
)
_IMPORTS = re.compile(r'(?:from\s*|import\s*\(?\s*)"(\.{1,2}/[^"]+\.mjs)"')


def packed(path: Path) -> int:
    """Bytes of a file on the line."""
    content = path.read_bytes()
    return len(content) if path.suffix in {".png", ".webp"} else len(gzip.compress(content, 6))


def critical(page: Path) -> dict[str, int]:
    """The files of a page's first view with their bytes: all that its HTML names, but lazy ones."""
    html = re.sub(r'<img[^>]*loading="lazy"[^>]*>', "", page.read_text(encoding="utf-8"))
    files = {page: packed(page)}
    waiting = [page.parent / link for link in _LOADED.findall(html) if "//" not in link]
    while waiting:
        file = waiting.pop().resolve()
        if file not in files and file.is_file():
            files[file] = packed(file)
            if file.suffix == ".mjs" and file.stem.startswith(("checklist-", "guide-")):
                text = file.read_text(encoding="utf-8")
                waiting += [file.parent / one for one in _needed(text, html)]
    return {file.relative_to(SITE.resolve()).as_posix() if file != page else "page": size
            for file, size in files.items()}  # fmt: skip


def _needed(script: str, html: str) -> list[str]:
    """What a script loads on this page; `guide.mjs` loads the checklist only where there is one."""
    without = 'class="checklist' not in html
    return [one for one in _IMPORTS.findall(script) if not (without and "/checklist" in one)]


def runtime() -> dict[str, int]:
    """The files that a checklist needs to judge, with their bytes."""
    folder = SITE / "assets" / "runtime"
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {kind: packed(folder / file["name"]) for kind, file in files.items()}


def theme() -> int:
    """Bytes of the theme's script, which comes when a person first does something."""
    html = (SITE / "index.html").read_text(encoding="utf-8")
    found = re.search(r'data-theme="([^"]+)"', html)
    return packed(SITE / found[1]) if found else 0


def parts() -> dict[str, int]:
    """What the checklist's page brings after its first view, with the bytes."""
    page = SITE / "checklist" / "index.html"
    found = re.search(r'data-parts="([^"]+)"', page.read_text(encoding="utf-8"))
    paths = [(page.parent / one).resolve() for one in found[1].split()] if found else []
    return {path.name: packed(path) for path in paths}


def weights() -> dict[str, Any]:
    """All figures that the budget limits."""
    found: dict[str, Any] = {}
    for name, limits in json.loads(BUDGET.read_text(encoding="utf-8"))["pages"].items():
        files = critical(SITE / name / "index.html")
        found[name or "home"] = {
            "bytes": sum(files.values()),
            "requests": len(files),
            "limits": limits,
        }
    later = {"bytes": sum(parts().values()), "requests": len(parts())}
    return {
        "pages": found,
        "parts of the checklist": later,
        "theme, later": theme(),
        "runtime": runtime(),
    }


def main() -> None:
    """Print."""
    found = weights()
    for name, page in found["pages"].items():
        print(f"{name:32} {page['bytes']:>9,} bytes {page['requests']:>3} requests")
    later = found["parts of the checklist"]
    label = "checklist, the parts after that"
    print(f"{label:32} {later['bytes']:>9,} bytes {later['requests']:>3} requests")
    print(f"{'theme, at the first touch':32} {found['theme, later']:>9,} bytes")
    for kind, size in found["runtime"].items():
        print(f"runtime: {kind:23} {size:>9,} bytes")
    print(f"runtime: {'all':23} {sum(found['runtime'].values()):>9,} bytes")


if __name__ == "__main__":
    main()
