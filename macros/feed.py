"""The public ledger of changes, as plain data and as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from macros.edition import AUTHORITY, LICENCE, NOTICE, TITLE, Edition
from macros.expressions import days_of


def changes(edition: Edition) -> dict[str, Any]:
    """The ledger of changes, the latest first, its words filled in."""
    rows = [_change(edition, name, one) for name, one in edition.guide["changes"].items()]
    rows.sort(key=lambda row: (row["date"], row["id"]), reverse=True)
    return {**edition.head("changes"), "changes": rows}


def _change(edition: Edition, name: str, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        **one,
        **{key: edition.spoken(one[key]) for key in ("what", "old", "new") if key in one},
        "verdicts": one.get("verdicts", False),
        "url": edition.page(f"about/changes.md#change-{name}"),
        "sources": [edition.guide["sources"][source]["url"] for source in one["sources"]],
    }


CHANGE_KINDS = {
    "rule": "The rule changed",
    "update": "Updated",
    "correction": "We were wrong",
    "wording": "Wording",
}


def text(published: dict[str, Any]) -> str:
    """The changes as an Atom feed (RFC 4287)."""
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    url = published["url"]
    rows = published["changes"]
    _leaf(feed, "title", f"{TITLE}: changes")
    _leaf(feed, "subtitle", NOTICE)
    _leaf(feed, "id", f"tag:{AUTHORITY},2026:changes")
    _leaf(feed, "link", rel="self", type="application/atom+xml", href=f"{url}changes.xml")
    _leaf(feed, "link", rel="alternate", type="text/html", href=f"{url}about/changes/")
    _leaf(feed, "updated", _noon(rows[0]["date"] if rows else published["published"]))
    _leaf(_leaf(feed, "author"), "name", TITLE)
    _leaf(feed, "rights", f"{LICENCE['name']}, {LICENCE['url']}")
    for row in rows:
        _entry(feed, row)
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _entry(feed: ET.Element, row: dict[str, Any]) -> None:
    entry = _leaf(feed, "entry")
    _leaf(entry, "title", f"{CHANGE_KINDS[row['kind']]}: {row['what']}")
    _leaf(entry, "id", f"tag:{AUTHORITY},2026:change/{row['id']}")
    _leaf(entry, "updated", _noon(row["date"]))
    _leaf(entry, "link", rel="alternate", type="text/html", href=row["url"])
    for url in row["sources"]:
        _leaf(entry, "link", rel="via", href=url)
    _leaf(entry, "category", term=row["kind"])
    _leaf(entry, "content", _told(row), type="text")


def _told(row: dict[str, Any]) -> str:
    parts = [row["what"]]
    parts += [f"Before: {row['old']}."] if "old" in row else []
    parts += [f"Now: {row['new']}."] if "new" in row else []
    parts += ["It could change a verdict."] if row["verdicts"] else []
    return " ".join(parts)


def _leaf(parent: ET.Element, tag: str, content: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = content or None
    return child


def _noon(day: str) -> str:
    """A day of which no hour is known, as a feed has it: noon is the same day nearly everywhere."""
    return f"{date.fromordinal(days_of(day)[0])}T12:00:00Z"
