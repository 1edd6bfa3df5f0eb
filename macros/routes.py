"""The reader's way through the guide: what stands before and after each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

ROUTES = Path(__file__).with_name("routes.yml")
CHECKLIST = "checklist.md"
HOME = "index.md"


@dataclass(frozen=True)
class Way:
    """Where a page stands: its route, the pages on either side (none before the first).

    Args:
        first: the first page of the route; empty for a page in none.
        number: the page's place in the route, from 1; 0 for a page in none.
        pages: how many pages the route has.
        back: the page before it, below `docs`; empty where there is none.
        onward: the pages that can come next.
    """

    first: str
    number: int
    pages: int
    back: str
    onward: tuple[str, ...]


@cache
def routes() -> dict[str, list[str]]:
    """The routes by id, each with its pages below `docs` in order."""
    found: dict[str, list[str]] = yaml.safe_load(ROUTES.read_text(encoding="utf-8"))
    return found


def way(page: str) -> Way:
    """Where a page below `docs` stands. The last of a route leads to the checklist."""
    for pages in routes().values():
        if page in pages:
            at = pages.index(page)
            around = ["", *pages, CHECKLIST]
            return Way(pages[0], at + 1, len(pages), around[at], (around[at + 2],))
    return Way("", 0, 0, _section(page), _beginnings() if page == CHECKLIST else (CHECKLIST,))


def _beginnings() -> tuple[str, ...]:
    return tuple(pages[0] for pages in routes().values())


def _section(page: str) -> str:
    """The first page of a page's section; the site's first page for those in none."""
    folder, _, name = page.rpartition("/")
    return f"{folder}/index.md" if folder and name != "index.md" else HOME
