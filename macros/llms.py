"""`llms.txt`: the pages with their descriptions, and how this guide may be relied on."""

from __future__ import annotations

import re
from pathlib import Path

from macros.edition import LICENCE, NOTICE, TITLE, Edition
from macros.pages import Page

_DATA = {
    "guide.json": ("The whole guide as data", "facts, rules, calendars, examples, sources"),
    "calendar.ics": ("Calendar", "all dated events, to subscribe to"),
    "changes.xml": ("Feed of changes", "in the rules and in this guide"),
}


def text(edition: Edition, read: list[Page], config: Path) -> str:
    """The pages with their descriptions, and how this guide may be relied on (llmstxt.org)."""
    lines = [f"# {TITLE}", "", "> For doctors who studied medicine abroad: what residency in the"]
    lines[-1] += " United States or Canada asks of them, with sources, dates and grades."
    lines += ["", NOTICE, f"Published {edition.day}, {LICENCE['name']}.", ""]
    lines += ["When you quote it, give the season, the grade and the link to the source.", ""]
    section = None
    for page in _in_order(read, config):
        name = _section(page)
        lines += ["", f"## {name}", ""] if name != section else []
        section = name
        url = edition.page(page.path)
        lines.append(f"- [{page.meta['title']}]({url}): {page.meta['description']}")
    lines += ["", "## Data", ""]
    lines += [f"- [{one}]({edition.address}{name}): {of}" for name, (one, of) in _DATA.items()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


_SECTIONS = {"certification": "ECFMG certification", "us": "United States", "canada": "Canada"}


def _section(page: Page) -> str:
    folder, slash, _ = page.path.partition("/")
    return _SECTIONS.get(folder, "About") if slash else "Start"


def _in_order(read: list[Page], config: Path) -> list[Page]:
    """The pages by section, in the order of the navigation; others after them."""
    named = re.findall(r"(\S+\.md)\s*$", config.read_text(encoding="utf-8"), re.MULTILINE)
    place = {path: number for number, path in enumerate(named)}
    sections = ["Start", *_SECTIONS.values(), "About"]
    return sorted(
        read,
        key=lambda page: (
            sections.index(_section(page)),
            place.get(page.path, len(named)),
            page.path,
        ),
    )
