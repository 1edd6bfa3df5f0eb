"""Commands on the guide's data: `python -m macros check`, and others; see `--help`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from macros import compile as compiling
from macros import evidence, fresh, ledger, links, pages, rollover, sbom, strings, words_lint
from macros.guide import current
from macros.load import GUIDE, GuideError
from macros.load import read as document
from macros.versions import NoVersion


def _check(_: argparse.Namespace) -> int:
    """Check guide.yml and the pages; every mistake on a line of its own."""
    found: list[object] = []
    read = pages.read()
    try:
        guide = current()
    except GuideError as error:
        found += error.problems
    else:
        found += words_lint.guide_problems(document(GUIDE.read_text(encoding="utf-8")))
        found += (f"guide.yml:1: {one}" for one in pages.hidden_disagreements(read, guide))
    found += sorted([*pages.problems(read), *words_lint.problems(read)])
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
        guide = current()
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    changed = compiling.write(guide)
    print(f"checklist_py/guide.json {'written' if changed else 'was up to date'}.")
    return 0


def _words(_: argparse.Namespace) -> int:
    """Measure how easily each page reads: grade, words of a sentence, words, page."""
    for one in sorted(map(words_lint.measured, pages.read()), key=lambda one: -one.grade):
        print(f"{one.grade:5} {one.sentence:5} {one.words:6} {one.page}")
    return 0


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], tuple[str, ...]]] = {
    "check": (_check, ()),
    "compile": (_compile, ()),
    "fresh": (fresh.command, ()),
    "links": (links.command, ()),
    "ledger": (ledger.command, ("old", "new")),
    "evidence": (evidence.command, ("old", "new")),
    "strings": (strings.command, ()),
    "words": (_words, ()),
    "rollover": (rollover.command, ("old", "new")),
    "sbom": (sbom.command, ()),
}
"""Each command with what it is given: two versions (files or git revisions), or two seasons."""


def main(given: list[str] | None = None) -> int:
    """Run a command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (run, wanted) in _COMMANDS.items():
        first_line = str(run.__doc__).split("\n", 1)[0]
        one = commands.add_parser(name, help=first_line, description=first_line)
        one.set_defaults(run=run)
        for argument in wanted:
            one.add_argument(argument)
        if name == "fresh":
            one.add_argument("--days", type=int, default=30, help="due within so many days")
    arguments = parser.parse_args(given)
    try:
        return int(arguments.run(arguments))
    except (GuideError, NoVersion) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
