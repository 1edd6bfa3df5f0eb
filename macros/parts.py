"""Splits the checklist's page: what is seen first comes first, the rest in parts.

The page holds every verdict, step and source that it can ever show, which is more than three
quarters of it. In the built site a line stands in place of each; `parts.mjs` puts the pieces there
once the first question is in sight. Without scripts the lines lead to the page as it was, which
stays beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WHOLE = "checklist-rules"
"""Where the whole page stands: as deep below the root as the checklist, so that its links hold."""

LARGEST = 100_000  # characters of a part: a phone reads it in less than a twentieth of a second
_TITLE = "All that the checklist can say"
_ABOUT = "Every question, verdict, requirement, step and source of the checklist, on one page."
_LATER = re.compile(r'<(\w+)((?:\s[^<>]*?)?) data-comes="([^"]*)"([^<>]*)>')
_CHECKLIST = re.compile(r'<div id="checklist" class="checklist"[^>]*>')
_NOTE = (
    "<p>This is the checklist on one page, for reading without scripts."
    ' <a href="../checklist/">The checklist</a> itself answers for one person.</p>'
)


@dataclass(frozen=True)
class Piece:
    """An element that comes later, with the line that stands in its place."""

    start: int
    end: int
    html: str
    line: str


def pieces(html: str) -> Iterator[Piece]:
    """The elements of a page that carry `data-comes`, in order."""
    for found in _LATER.finditer(html):
        tag, before, title, after = found.groups()
        end = _closing(html, tag, found.end())
        (name,) = re.findall(r'\bid="([^"]+)"', before + after)
        (kind,) = re.findall(r'\bclass="([^"]+)"', before + after)
        link = f'<a href="../{WHOLE}/#{name}">{title}</a>'
        line = f'<{tag} class="{kind}" id="{name}" data-comes>{link}</{tag}>'
        opening = f"<{tag}{before}{after}>"
        yield Piece(found.start(), end, opening + html[found.end() : end], line)


def _closing(html: str, tag: str, at: int) -> int:
    """Where an element ends that has begun before a place; others of its name may stand in it."""
    depth = 1
    for one in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(html, at):
        depth += -1 if one[1] else 1
        if not depth:
            return one.end()
    return len(html)


def split(html: str) -> tuple[str, list[str]]:
    """The page with lines in place of its pieces, and the parts that hold these."""
    found = list(pieces(html))
    page, at = "", 0
    for piece in found:
        page += html[at : piece.start] + piece.line
        at = piece.end
    return page + html[at:], list(_parts(found))


def _parts(found: list[Piece]) -> Iterator[str]:
    part = ""
    for piece in found:
        if part and len(part) + len(piece.html) > LARGEST:
            yield part
            part = ""
        part += piece.html
    if part:
        yield part


def whole(html: str) -> str:
    """The page as it was, to be read only: where scripts run, it leads to the checklist itself."""
    html = _LATER.sub(r"<\1\2\4>", html)
    html = _CHECKLIST.sub(f'{_NOTE}<div class="checklist" data-whole>', html, count=1)
    html = re.sub(r"<title>[^<]*</title>", f"<title>{_TITLE}</title>", html, count=1)
    html = re.sub(r'(<meta name="description" content=")[^"]*', rf"\g<1>{_ABOUT}", html, count=1)
    html = html.replace("</head>", '<meta name="robots" content="noindex"></head>', 1)
    return html.replace('href="../checklist/#', 'href="#')
