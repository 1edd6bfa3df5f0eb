"""What is due for review: sources, facts and dates, those that most verdicts rest on first."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from macros.check import leaves
from macros.compile import review_by, rule_names
from macros.edition import events
from macros.guide import current, today


def weights(guide: dict[str, Any]) -> dict[str, Counter[str]]:
    """How many verdicts rest on each source, fact and event, by itself or through another."""
    dated = {name: event for _, name, event, _ in events(guide)}
    names = dict(rule_names(guide))
    counts: dict[str, Counter[str]] = {
        "sources": Counter(),
        "facts": Counter(),
        "events": Counter(),
    }
    for outcome in guide["outcomes"].values():
        used: dict[str, set[str]] = {section: set() for section in counts}
        for _, criterion in leaves(outcome, ()):
            parsed = names[criterion["id"]].names
            used["facts"] |= parsed["facts"]
            used["events"] |= parsed["events"]
            used["sources"].update(criterion["sources"])
        for section, entries in (("facts", guide["facts"]), ("events", dated)):
            used["sources"].update(*(entries[name]["sources"] for name in used[section]))
        for section, count in counts.items():
            count.update(used[section])
    return counts


@dataclass(frozen=True)
class Due:
    """An entry to be read again: how many verdicts rest on it, until when, where."""

    verdicts: int
    name: str
    by: str
    title: str
    url: str

    def __str__(self) -> str:
        one = self.verdicts == 1
        rest = f"{self.verdicts} verdict{'' if one else 's'} rest{'s' if one else ''} on it"
        return f"- [ ] `{self.name}` by {self.by} ({rest}): [{self.title}]({self.url})"


def due(guide: dict[str, Any], until: date) -> dict[str, list[Due]]:
    """What is to be read again by `until`: sources, facts and events, the weightiest first."""
    counts, found = weights(guide), {}
    for section, entries in _entries(guide).items():
        rows = [
            Due(counts[section][name], name, by, entry["title"], _page(guide, entry))
            for name, entry in entries.items()
            if (by := entry.get("review_by") or review_by(guide, entry)) <= until.isoformat()
        ]
        found[section] = sorted(rows, key=lambda row: (-row.verdicts, row.by, row.name))
    return found


def _entries(guide: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    dated = {name: event for _, name, event, _ in events(guide)}
    return {"sources": guide["sources"], "facts": guide["facts"], "events": dated}


def _page(guide: dict[str, Any], entry: dict[str, Any]) -> str:
    """Where to look: the page that settles the entry, or that of its source first due."""
    if "url" in entry or "confirm_at" in entry:
        return str(entry.get("confirm_at", entry.get("url")))
    first = min(
        (guide["sources"][name] for name in entry["sources"]), key=lambda one: str(one["review_by"])
    )
    return str(first.get("confirm_at", first["url"]))


def report(found: dict[str, list[Due]], days: int) -> Iterator[str]:
    """The list as Markdown; facts and dates only where a verdict rests on them."""
    for section, rows in found.items():
        shown = [row for row in rows if section == "sources" or row.verdicts]
        more = len(rows) - len(shown)
        yield f"## {len(rows)} {section} are due for review within {days} days\n"
        yield from map(str, shown)
        yield f"\nNo verdict rests on {more} more.\n" if more else ""


def command(arguments: argparse.Namespace) -> int:
    """List what is due for review, as Markdown; the exit code is 0 whatever is."""
    guide = current()
    found = due(guide, today() + timedelta(days=arguments.days))
    print("\n".join(report(found, arguments.days)))  # noqa: T201
    return 0
