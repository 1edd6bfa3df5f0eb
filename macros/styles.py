"""One style sheet out of several, without the rules that no page of this site can use.

A rule goes when its selector names a class, an id, an attribute or an element that stands on no
page and in no script (scripts put classes onto pages too), or speaks of a writing direction that
no page has. What is in doubt stays. Then the custom properties go that nothing reads any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_TAG = re.compile(r"<([a-z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_PROSE = re.compile(r"""\b(?:title|alt|content|placeholder|d|aria-label)=(?:"[^"]*"|'[^']*')""")
_FUNCTION = re.compile(r":(?:not|is|where|has)\(")
_NAMED = re.compile(r"[.#]((?:[\w-]|\\.)+)")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:([~|^$*]?)=\s*[\"']?([^\"'\]]*)[\"']?)?[^\]]*\]")
_ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)")
_PROPERTY = re.compile(r"--[\w-]+")
_USE = re.compile(r"var\(\s*(--[\w-]+)")
_SPACE = re.compile(r"\s+")
_TIGHT = re.compile(r"\s*([{};,>])\s*")
_SIGN = re.compile(r"""[\\"'()\[\]{};,]""")
_NESTED = ("@media", "@supports", "@layer", "@container")
_ABSENT = re.compile(
    r"\.(?:md-(?:annotation|status|tag\b|tooltip|version)|footnote|tabbed-)"
    r"|\bdetails\.(?:abstract|bug|danger|example|failure|info|note|question|quote|success|tip|warning)"
)
"""Parts of the theme that its script could make, if mkdocs.yml turned them on; it does not."""

_DIRECTION = re.compile(r"<html[^>]*\bdir=[\"']?rtl")


@dataclass
class Vocabulary:
    """The words that pages and scripts use; whatever is none of them cannot be on a page."""

    words: set[str] = field(default_factory=lambda: {"html", "body", "root"})
    tags: set[str] = field(default_factory=lambda: {"html", "body"})
    leftward: bool = False

    def read(self, html: str) -> None:
        """Take up the words of a page."""
        found = set(_TAG.findall(html))
        self.tags |= {tag for tag, _ in found}
        self.words |= {
            word
            for _, attributes in found
            for word in _WORD.findall(_PROSE.sub(_name_alone, attributes))
        }
        self.leftward |= bool(_DIRECTION.search(html))

    def hear(self, script: str) -> None:
        """Take up the words of a script: any of them can be a class or an element."""
        words = set(_WORD.findall(script))
        self.words |= words
        self.tags |= words

    def can_match(self, selector: str) -> bool:
        """Whether an element of some page may match a selector (without lists outside brackets)."""
        if _ABSENT.search(selector):
            return False
        plain = _without_functions(selector)
        if not self.leftward and re.search(r"\[dir=[\"']?rtl", plain):
            return False
        for name, part, value in _ATTRIBUTE.findall(plain):
            said = set() if part in tuple("|^$*") else set(_WORD.findall(value))
            if name not in self.words or not said <= self.words:
                return False
        bare = _ATTRIBUTE.sub("", plain)
        if any(name.replace("\\", "") not in self.words for name in _NAMED.findall(bare)):
            return False
        bare = re.sub(r"::?[\w-]+(?:\([^)]*\))?", "", _NAMED.sub("", bare))
        return all(tag in self.tags for tag in _ELEMENT.findall(bare))


def _name_alone(attribute: re.Match[str]) -> str:
    return attribute.group().partition("=")[0]


def joined(sheets: Iterable[str], vocabulary: Vocabulary) -> str:
    """The sheets as one, in order, with what no page can use left out."""
    rules = [part for sheet in sheets for part in _trimmed(_COMMENT.sub("", sheet), vocabulary)]
    text = "".join(rules)
    while True:
        used = set(_USE.findall(text))
        shorter = "".join(_read_only(text, used))
        if shorter == text:
            return text
        text = shorter


def _trimmed(sheet: str, vocabulary: Vocabulary) -> Iterator[str]:
    for head, body in _blocks(sheet):
        if body is None:
            if not head.startswith("@charset"):
                yield f"{head};"
        elif head.startswith(_NESTED):
            inner = "".join(_trimmed(body, vocabulary))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{_tight(body)}}}"
        else:
            kept = [one for one in _split(head, ",") if vocabulary.can_match(one)]
            if kept and body.strip():
                yield f"{','.join(kept)}{{{_tight(body)}}}"


def _read_only(sheet: str, used: set[str]) -> Iterator[str]:
    """The rules without declarations of properties that nothing reads."""
    for head, body in _blocks(sheet):
        if body is None:
            yield f"{head};"
        elif head.startswith(_NESTED):
            inner = "".join(_read_only(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@") or "--" not in body:
            yield f"{head}{{{body}}}"
        else:
            kept = [one for one in _split(body, ";") if _is_read(one, used)]
            if kept:
                yield f"{head}{{{';'.join(kept)}}}"


def _is_read(declaration: str, used: set[str]) -> bool:
    name = declaration.partition(":")[0].strip()
    return not name.startswith("--") or name in used


def _blocks(sheet: str) -> Iterator[tuple[str, str | None]]:
    """What stands at the top of a sheet: heads with their bodies, and statements without."""
    at = 0
    while at < len(sheet):
        stop = _find(sheet, at, "{;")
        head = _SPACE.sub(" ", sheet[at:stop]).strip()
        if stop < len(sheet) and sheet[stop] == "{":
            end = _closing(sheet, stop + 1)
            yield head, sheet[stop + 1 : end]
            at = end + 1
        else:
            if head:
                yield head, None
            at = stop + 1


def _find(text: str, at: int, wanted: str) -> int:
    """Where one of some characters stands next, outside of brackets and quotes."""
    depth, quote = 0, ""
    while found := _SIGN.search(text, at):
        at, one = found.start(), found.group()
        if one == "\\":
            at += 1
        elif quote:
            quote = "" if one == quote else quote
        elif one in "\"'":
            quote = one
        elif not depth and one in wanted:
            return at
        else:
            depth += (one in "([") - (one in ")]")
        at += 1
    return len(text)


def _closing(text: str, at: int) -> int:
    """Where the block ends that has begun."""
    depth = 1
    while True:
        at = _find(text, at, "{}")
        depth += 1 if text[at : at + 1] == "{" else -1
        if not depth or at >= len(text):
            return at
        at += 1


def _split(text: str, separator: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        stop = _find(text, at, separator)
        part = text[at:stop].strip()
        if part:
            yield part
        at = stop + 1


def _tight(body: str) -> str:
    if "'" in body or '"' in body:
        return body.strip().rstrip(";")
    return _TIGHT.sub(r"\1", _SPACE.sub(" ", body)).strip().rstrip(";")


def _without_functions(selector: str) -> str:
    """The selector without `:not(...)` and its like: what stands in them is left alone."""
    while found := _FUNCTION.search(selector):
        end = _find(selector, found.end(), ")")
        selector = selector[: found.start()] + selector[end + 1 :]
    return selector
