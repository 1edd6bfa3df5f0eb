"""Checks the pages themselves: no figure of their own, a title and a description on each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from macros.check import bare_figure
from macros.load import ROOT

DOCS = ROOT / "docs"
LONGEST_DESCRIPTION = 155
"""Characters of a description that search results show whole."""

_CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r"""["']([a-z0-9][a-z0-9_-]*)["']""")
_NOT_PROSE = re.compile(
    r"```.*?```|`[^`]*`|<!--.*?-->|\]\([^)]*\)|<[^>]*>|\{[^{}\n]*\}|&#?\w+;", re.DOTALL
)


class PageError(Exception):
    """A page asks for something that the guide has not; the text says what to do."""


@dataclass(frozen=True, order=True)
class PageProblem:
    """One mistake on a page: where it stands, what is wrong and what to do."""

    page: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"docs/{self.page}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Page:
    """A page's path below `docs`, its front matter, its text and the line where that begins."""

    path: str
    meta: dict[str, Any]
    text: str
    first_line: int


def read(docs: Path = DOCS) -> list[Page]:
    """Every page, in order of its path."""
    return [_page(path, docs) for path in sorted(docs.rglob("*.md"))]


def _page(path: Path, docs: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(docs).as_posix()
    parts = text.split("---\n", 2)
    if not parts[2:] or parts[0]:
        return Page(name, {}, text, 1)
    return Page(name, yaml.safe_load(parts[1]) or {}, parts[2], parts[1].count("\n") + 3)


def mentioned(pages: list[Page]) -> frozenset[str]:
    """The ids that pages name in their macro calls."""
    return frozenset(
        name
        for page in pages
        for call in _CALL.findall(page.text)
        for name in _QUOTED.findall(call)
    )


def hidden_disagreements(pages: list[Page], guide: dict[str, Any]) -> Iterator[str]:
    """What sources disagree on, and no page shows where the fact or the question stands."""
    calls = {call for page in pages for call in _CALL.findall(page.text)}
    for section, macro in (("facts", "conflict"), ("open", "open")):
        for name, entry in guide[section].items():
            if "conflict" in entry and f'{{{{ {macro}("{name}") }}}}' not in calls:
                yield (
                    f"“{name}”: sources disagree, and no page shows it. Write "
                    f'{{{{ {macro}("{name}") }}}} where readers meet it.'
                )


def problems(pages: list[Page]) -> Iterator[PageProblem]:
    """Every mistake on the pages that the site builder does not see itself."""
    seen: dict[str, str] = {}
    for page in pages:
        yield from _head(page, seen)
        if page.meta.get("figures") != "allowed":
            yield from _figures(page)


def _head(page: Page, seen: dict[str, str]) -> Iterator[PageProblem]:
    for key in ("title", "description"):
        value = page.meta.get(key)
        if not value:
            yield PageProblem(page.path, 1, f"the front matter lacks “{key}: …”.")
        elif value in seen:
            yield PageProblem(page.path, 1, f"its {key} is already that of docs/{seen[value]}.")
        else:
            seen[value] = page.path
    length = len(str(page.meta.get("description", "")))
    if length > LONGEST_DESCRIPTION:
        message = (
            f"its description has {length} characters; at most {LONGEST_DESCRIPTION} are shown."
        )
        yield PageProblem(page.path, 1, message)


def _figures(page: Page) -> Iterator[PageProblem]:
    prose = _NOT_PROSE.sub(_blanked, _CALL.sub(_blanked, page.text))
    for number, line in enumerate(prose.split("\n"), page.first_line):
        figure = bare_figure(re.sub(r"^\s*\d+\.\s", "", line))
        if figure:
            message = (
                f"“{figure}” stands on the page itself. Make it a fact in guide.yml with a source, "
                'and write {{ fact("its-id") }}.'
            )
            yield PageProblem(page.path, number, message)


def _blanked(match: re.Match[str]) -> str:
    """Nothing but the line ends, so that the lines keep their numbers."""
    return "\n" * match.group().count("\n")
