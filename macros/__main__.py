"""Commands on the guide's data: `python -m macros check|compile|fresh`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from macros import compile as compiling
from macros import fresh, links, pages
from macros.check import check
from macros.load import GUIDE, GuideError
from macros.plugin import today


def _check(_: argparse.Namespace) -> int:
    """Check guide.yml and the pages; every mistake on a line of its own."""
    found: list[object] = []
    read = pages.read()
    try:
        guide = check(GUIDE.read_text(encoding="utf-8"), today(), pages.mentioned(read))
    except GuideError as error:
        found += error.problems
    found += sorted(pages.problems(read))
    for problem in found:
        print(_annotated(str(problem)), file=sys.stderr)
    if not found:
        sizes = ", ".join(f"{len(entries)} {name}" for name, entries in guide.items())
        print(f"guide.yml and {len(read)} pages are in order: {sizes}.")
    return 1 if found else 0


def _annotated(line: str) -> str:
    """In GitHub's checks a problem appears beside the line that it speaks of."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return line
    where, number, message = line.split(":", 2)
    return f"::error file={where},line={number}::{message.strip()}"


def _compile(_: argparse.Namespace) -> int:
    """Compile the guide for the engine; with mistakes, the old data stay as they are."""
    try:
        guide = check(GUIDE.read_text(encoding="utf-8"), today())
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    changed = compiling.write(guide)
    print(f"checklist_py/guide.json {'written' if changed else 'was up to date'}.")
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "compile": _compile,
    "fresh": fresh.command,
    "links": links.command,
}


def main() -> int:
    """Run a command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("--days", type=int, default=30, help="fresh: due within so many days")
    arguments = parser.parse_args()
    return _COMMANDS[arguments.command](arguments)


if __name__ == "__main__":
    sys.exit(main())
