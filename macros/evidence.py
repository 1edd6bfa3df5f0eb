"""Holds the promise of `checked`: a date moves only when that page was really read again.

A change that moves many of them needs a line of evidence for each: its `note`, `as_of` or another
key of the source changed too, or the message of a commit says what was read:

    checked: nrmp-fees  the table of fees is as it was, US$70 to 20 programs
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from macros.versions import messages, told, version

FEW = 5
"""So many dates may move without a word."""


def moved(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Sources whose `checked` moved while nothing else was said of them."""
    return [
        name
        for name, source in new["sources"].items()
        if name in old["sources"] and _only_checked_moved(old["sources"][name], source)
    ]


def _only_checked_moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    dates = ("checked", "review_by")
    same = [{key: one[key] for key in one if key not in dates} for one in (before, after)]
    return before["checked"] != after["checked"] and same[0] == same[1]


def lacking(old: dict[str, Any], new: dict[str, Any], said: str) -> list[str]:
    """Sources for whose moved date nobody says what was read; none where only few moved."""
    found = moved(old, new)
    if len(found) <= FEW:
        return []
    read = told(said, "checked")
    return [name for name in found if name not in read]


def command(arguments: argparse.Namespace) -> int:
    """Say for which moved `checked` dates there is no evidence; exit code 1 where that is so."""
    old, new = version(arguments.old), version(arguments.new)
    found = lacking(old, new, messages(arguments.old, arguments.new))
    for name in found:
        print(  # noqa: T201
            f"source “{name}”: “checked” moved, and nothing says what was read. Add a line "
            f"“checked: {name} (what you saw)” to the commit's message, or leave the old date.",
            file=sys.stderr,
        )
    return 1 if found else 0
