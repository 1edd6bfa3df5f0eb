"""One publication of the guide: its data, its day, its address, and what all its files say."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros import words
from macros.check import PLACEHOLDER

VERSION = 1
"""Of the published data's shape; a change that breaks readers counts it up."""

TITLE = "IMG Field Guide"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
NOTICE = (
    "Unofficial; no advice. Each fact speaks of its season only: never carry it over to another. "
    "Where the grade is not confirmed, or the review date is past, confirm it first."
)
AUTHORITY = "img-field-guide.github.io"
"""Stands in the ids of feed and calendar, which stay the same wherever the site is served."""


@dataclass(frozen=True)
class Edition:
    """One publication of the guide: the data, the day, and the address where it will stand."""

    guide: dict[str, Any]
    day: date
    address: str

    def head(self, schema: str) -> dict[str, Any]:
        """What every published file says of itself."""
        return {
            "$schema": f"{self.address}schemas/{schema}.json",
            "version": VERSION,
            "title": TITLE,
            "guide": digest(self.guide),
            "published": self.day.isoformat(),
            "url": self.address,
            "licence": LICENCE,
            "notice": NOTICE,
        }

    def page(self, path: str) -> str:
        """The address of a page of `docs`."""
        path, _, anchor = path.partition("#")
        stem = re.sub(r"(?:^|(?<=/))(?:index|README)$", "", path.removesuffix(".md"))
        folder = stem if stem.endswith("/") or not stem else f"{stem}/"
        return f"{self.address}{folder}" + (f"#{anchor}" if anchor else "")

    def spoken(self, text: str) -> str:
        """A text of the guide with its `{fact:…}` and `{event:…}` filled in."""
        return PLACEHOLDER.sub(lambda found: self._filled(*found.groups()), text)

    def _filled(self, kind: str, name: str) -> str:
        if kind == "fact":
            return words.fact_value(self.guide["facts"][name])
        return words.span(next(event for _, one, event, _ in events(self.guide) if one == name))


def digest(guide: dict[str, Any]) -> str:
    """A short name of the data as they stand: the same data, the same name."""
    return hashlib.sha256(json.dumps(guide, sort_keys=True).encode()).hexdigest()[:12]


def events(guide: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Calendar id, event id, event and calendar of every dated event."""
    for calendar_id, calendar in guide["calendars"].items():
        for name, event in calendar["events"].items():
            yield calendar_id, name, event, calendar
