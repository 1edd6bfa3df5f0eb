"""Explains each term of the glossary where a page first uses it, after the site has been built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

COMMON = frozenset(
    {
        "active-applicant",
        "advanced-position",
        "categorical",
        "clinical-assistant",
        "eras-token",
        "preliminary",
        "program-signal",
        "reserved-position",
    }
)
"""Terms whose words also have their everyday meaning: pages open these themselves."""

Explain = Callable[[str], str]
"""Gives the HTML of a term's explanation by the term's id."""

_TOKEN = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)([^>]*)>", re.IGNORECASE)
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_USED = re.compile(r'popovertarget="term-([^"]+)"')
_ARTICLE = re.compile(r"(<article\b[^>]*>)(.*?)(</article>)", re.DOTALL)

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_CLOSED_TAGS = frozenset(
    [
        "a",
        "button",
        "caption",
        "code",
        "dt",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "label",
        "legend",
        "nav",
        "pre",
        "script",
        "select",
        "style",
        "summary",
        "svg",
        "textarea",
        "th",
        "time",
        "title",
    ]
)
_CLOSED_CLASSES = frozenset({"about", "checklist", "mark", "page-sources", "plain", "sr-only"})
"""Elements in whose text no explanation may open: links, headings, controls and their like."""


class Glossary:
    """The terms of a guide and the ways in which pages write them."""

    def __init__(self, entries: dict[str, Any]) -> None:
        self.names = {
            way: name
            for name, entry in entries.items()
            if name not in COMMON
            for way in (entry["term"], *entry.get("also", ()))
        }
        ways = sorted(self.names, key=len, reverse=True)
        self.pattern = re.compile(
            rf"(?<![\w-])({'|'.join(map(_written, ways))})(?:['\u2019]?s)?"
            r"(?![\w-]| Field Guide)([.,;:!?)]*)"
        )

    def explained(self, html: str, explain: Explain) -> str:
        """The page with each term as a button at its first use, and the explanations at its end."""
        return _ARTICLE.sub(lambda found: self._article(found, explain), html, count=1)

    def named(self, text: str) -> list[str]:
        """Ids of the terms in a plain text, in the order of their first use."""
        return list(dict.fromkeys(self._name(found) for found in self.pattern.finditer(text)))

    def _name(self, found: re.Match[str]) -> str:
        return self.names.get(found[1]) or self.names[found[1][:1].lower() + found[1][1:]]

    def _article(self, found: re.Match[str], explain: Explain) -> str:
        start, body, end = found.groups()
        there = set(_USED.findall(body))
        seen = set(there)
        text = "".join(self._opened(body, seen))
        added = "\n".join(explain(name) for name in sorted(seen - there))
        return f"{start}{text}{added}{end}"

    def _opened(self, body: str, seen: set[str]) -> Iterator[str]:
        closed: list[tuple[str, bool]] = []
        for token in _TOKEN.split(body):
            if token.startswith("<"):
                _follow(token, closed)
                yield token
            elif any(shut for _, shut in closed):
                yield token
            else:
                yield self.pattern.sub(lambda found: self._button(found, seen), token)

    def _button(self, found: re.Match[str], seen: set[str]) -> str:
        name = self._name(found)
        if name in seen:
            return found.group()
        seen.add(name)
        target, after = f'popovertarget="term-{name}"', found[2]
        said = found.group().removesuffix(after)
        button = f'<button type="button" class="term" {target}>{said}</button>'
        return f'<span class="unbroken">{button}{after}</span>' if after else button


def _written(way: str) -> str:
    """A pattern for a term; one without capitals may begin with one."""
    if way != way.lower():
        return re.escape(way)
    return f"[{way[0].upper()}{way[0]}]{re.escape(way[1:])}"


def _follow(token: str, closed: list[tuple[str, bool]]) -> None:
    """Keep the stack of open elements, each with whether its text is left alone."""
    tag = _TAG.match(token)
    if not tag or tag[2].lower() in _VOID or tag[3].endswith("/"):
        return
    name = tag[2].lower()
    if not tag[1]:
        closed.append((name, _shut(name, tag[3])))
        return
    while closed and closed.pop()[0] != name:
        pass


def _shut(name: str, attributes: str) -> bool:
    classes = _CLASSES.search(attributes)
    return name in _CLOSED_TAGS or bool(
        classes and not _CLOSED_CLASSES.isdisjoint(classes[1].split())
    )
