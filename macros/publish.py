"""Publishes the guide as open data beside the pages: JSON, calendar, feed, llms.txt, schemas.

`macros/finish.py` runs it after the site builder. Everything is derived from `guide.yml`, so the
same guide, day and address give the same bytes.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from macros import feed, ics, llms, pages, schemas
from macros.check import leaves
from macros.compile import criterion_entries, criterion_grade, fact_grade, review_by
from macros.edition import Edition, events
from macros.expressions import Vocabulary, parse
from macros.load import ROOT


def publish(site: Path, guide: dict[str, Any], day: date) -> list[str]:
    """Write all open data below `site`; gives the names of the files."""
    edition = Edition(guide, day, address_of(site))
    files = {
        "guide.json": _json(whole(edition)),
        "calendar.json": _json(ics.calendar(edition)),
        "calendar.ics": ics.text(ics.calendar(edition)),
        "changes.json": _json(feed.changes(edition)),
        "changes.xml": feed.text(feed.changes(edition)),
        "llms.txt": llms.text(edition, pages.read(), ROOT / "mkdocs.yml"),
    }
    files |= {f"schemas/{name}": _json(one) for name, one in schemas.all_of(edition.address)}
    for name, text in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return list(files)


def address_of(site: Path) -> str:
    """Where the built site will stand: the builder wrote it into the start page."""
    html = (site / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<link rel="?canonical"? href="([^"]+)"', html)
    return found.group(1) if found else "/"


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def whole(edition: Edition) -> dict[str, Any]:
    """The guide as it stands; grades and review dates that follow from the sources filled in."""
    guide = json.loads(json.dumps(edition.guide))
    for fact in guide["facts"].values():
        _fill(edition.guide, fact)
    for _, _, event, _ in events(guide):
        _fill(edition.guide, event)
    vocabulary = Vocabulary.of(edition.guide)
    for outcome in guide["outcomes"].values():
        for _, criterion in leaves(outcome, ()):
            parsed = parse(criterion["met"], vocabulary)
            criterion["grade"] = criterion_grade(edition.guide, criterion, parsed)
            entries = criterion_entries(edition.guide, criterion, parsed)
            criterion["review_by"] = review_by(edition.guide, *entries)
    return {**edition.head("guide"), **guide}


def _fill(guide: dict[str, Any], entry: dict[str, Any]) -> None:
    entry["grade"] = fact_grade(guide, entry)
    entry["review_by"] = review_by(guide, entry)
