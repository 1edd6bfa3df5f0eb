"""Which sources are due for review, those that most verdicts rest on first."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date, timedelta
from typing import Any

from macros.check import check, leaves
from macros.compile import rule_names
from macros.load import GUIDE
from macros.plugin import today


def weights(guide: dict[str, Any]) -> Counter[str]:
    """How many verdicts rest on each source, by itself or through a fact or a date."""
    events = {
        name: event for one in guide["calendars"].values() for name, event in one["events"].items()
    }
    names = dict(rule_names(guide))
    count: Counter[str] = Counter()
    for outcome in guide["outcomes"].values():
        used: set[str] = set()
        for _, criterion in leaves(outcome, ()):
            parsed = names[criterion["id"]].names
            entries = [criterion, *(guide["facts"][one] for one in parsed["facts"])]
            entries += [events[one] for one in parsed["events"]]
            used |= {source for entry in entries for source in entry["sources"]}
        count.update(used)
    return count


def due(guide: dict[str, Any], until: date) -> list[tuple[int, str, dict[str, Any]]]:
    """Verdicts resting on it, id and entry of each source to be read again by `until`."""
    count = weights(guide)
    rows = [
        (count[name], name, source)
        for name, source in guide["sources"].items()
        if source["review_by"] <= until.isoformat()
    ]
    return sorted(rows, key=lambda row: (-row[0], row[2]["review_by"], row[1]))


def command(arguments: argparse.Namespace) -> int:
    """Print the list as Markdown; the exit code is 0 whether or not anything is due."""
    guide = check(GUIDE.read_text(encoding="utf-8"), today())
    rows = due(guide, today() + timedelta(days=arguments.days))
    print(f"{len(rows)} sources are due for review within {arguments.days} days.\n")  # noqa: T201
    for verdicts, name, source in rows:
        print(  # noqa: T201
            f"- [ ] `{name}` by {source['review_by']} ({verdicts} verdicts rest on it): "
            f"[{source['title']}]({source.get('confirm_at', source['url'])})"
        )
    return 0
