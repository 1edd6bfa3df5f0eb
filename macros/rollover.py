"""Opens the next season from this one's entries as *not known yet*; never copies a value."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any

import yaml

from macros.check import PLACEHOLDER
from macros.guide import current, today
from macros.versions import NoVersion

Entries = dict[str, dict[str, Any]]


class Season:
    """Two seasons by their years, and how ids and texts of the one become the other's.

    Args:
        old: the year by which the season is known that has values, such as `2027`.
        new: the year of the season to open.
    """

    def __init__(self, old: str, new: str) -> None:
        if not all(re.fullmatch(r"20\d\d", year) for year in (old, new)) or old >= new:
            message = f"“{old} {new}” are not two years, the one that is over first: 2027 2028."
            raise NoVersion(message)
        self.years = {str(int(old) - 1): str(int(new) - 1), old: new}
        self.old = old
        self.new = new

    def named(self, text: str) -> bool:
        """Whether an id or a text speaks of the old season."""
        return bool(re.search(rf"(?<!\d){self.old}(?!\d)", text))

    def moved(self, text: str) -> str:
        """The text with the years of the new season."""
        return re.sub(
            r"(?<!\d)\d{4}(?!\d)", lambda year: self.years.get(year.group(), year.group()), text
        )


def opened(guide: dict[str, Any], season: Season, day: str) -> dict[str, Entries]:
    """The new season's facts and open questions, by section; ids that exist already are left out.

    A fact bound to the season becomes an unknown one. A dated event becomes an open question: a
    calendar has no event without a date.
    """
    facts: Entries = {}
    asked: Entries = {}
    for name, fact in guide["facts"].items():
        if season.named(name) and season.moved(name) not in guide["facts"]:
            facts[season.moved(name)] = _fact(fact, season, _open_id(name, season))
            asked[_open_id(name, season)] = _open(guide, fact, season, day)
    known = {event for one in guide["calendars"].values() for event in one["events"]}
    for calendar in guide["calendars"].values():
        for name, event in calendar["events"].items():
            if season.named(name) and season.moved(name) not in known:
                asked[_open_id(name, season)] = _open(guide, event, season, day)
    return {"facts": facts, "open": {k: v for k, v in asked.items() if k not in guide["open"]}}


def _open_id(name: str, season: Season) -> str:
    return f"{season.moved(name)}-open"


_KEPT = ("kind", "unit", "country", "topic")
"""What a fact says of itself in every season."""

_VALUE = ("value", "low", "high", "season", "sources", "note")
"""What a fact says of one season."""


def _fact(fact: dict[str, Any], season: Season, asked: str) -> dict[str, Any]:
    return {
        "title": season.moved(fact["title"]),
        **{key: fact[key] for key in _KEPT if key in fact},
        "unknown": asked,
        "season": season.moved(fact["season"]),
        "sources": fact["sources"],
    }


def _open(guide: dict[str, Any], entry: dict[str, Any], season: Season, day: str) -> dict[str, Any]:
    """Whom to ask: the body whose page said it for the old season."""
    source = guide["sources"][entry["sources"][0]]
    title = season.moved(PLACEHOLDER.sub("…", entry["title"]))
    return {
        "question": f"{title}: what holds in season {season.new}?",
        "ask": source["publisher"],
        "url": entry.get("confirm_at", source.get("confirm_at", source["url"])),
        "since": day,
        "sources": entry["sources"],
    }


def closed(guide: dict[str, Any], season: Season, day: str) -> dict[str, Entries]:
    """Facts that keep their id over the years: the old value becomes history, the new is unknown.

    They replace the entries of the same id, on the day on which the old season is over.
    """
    facts: Entries = {}
    asked: Entries = {}
    for name, fact in guide["facts"].items():
        if season.named(fact["season"]) and not season.named(name) and "unknown" not in fact:
            before = {key: fact[key] for key in _VALUE if key in fact}
            history = [*fact.get("history", ()), before]
            name_of_open = f"{name}-{season.new}-open"
            facts[name] = {**_fact(fact, season, name_of_open), "history": history}
            asked[name_of_open] = _open(guide, fact, season, day)
    return {"facts": facts, "open": asked}


class _Plain(yaml.SafeDumper):
    """Writes out what stands twice: the guide knows no “&” and “*”."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as its base has it
        return True


def written(sections: dict[str, Entries]) -> Iterator[str]:
    """The entries as YAML, section by section, to be put into `guide.yml`."""
    for section, entries in sections.items():
        if entries:
            yield yaml.dump(
                {section: entries}, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000
            )


def command(arguments: argparse.Namespace) -> int:
    """Print the entries that open season NEW from those of season OLD, none with a value."""
    guide = current()
    season = Season(arguments.old, arguments.new)
    day = today().isoformat()
    print(f"# New entries, to open season {season.new}.")  # noqa: T201
    print("".join(written(opened(guide, season, day))))  # noqa: T201
    print(f"---\n# In place of the entries of the same ids, once season {season.old} is over.")  # noqa: T201
    print("".join(written(closed(guide, season, day))), end="")  # noqa: T201
    return 0
