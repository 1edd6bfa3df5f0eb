"""Checks the words of pages and guide, and measures how easily each page reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros.load import Document, Path_, Problem
from macros.pages import Page, PageProblem

LONGEST = 45
"""Words of a sentence; a longer one is two sentences."""

RULES: tuple[tuple[str, str], ...] = (
    (r"\b(?:simply|obviously|merely|basically|of course)\b", "leave it out"),
    (r"\bjust\b(?! (?:as|like|before|after|under|over|above|below))", "leave it out"),
    (r"\b(?:e\.g\.|eg\.)", "write “for example”"),
    (r"\b(?:i\.e\.|ie\.)", "write “that is”"),
    (r"\b(?:etc\.?|et cetera)(?!\w)", "name them, or write “and so on”"),
    (r"\b(?:vs\.?|versus|via|viz\.)(?!\w)", "write “against” or “through”"),
    (r"\blicen[c]e[sd]?\b|\bunlicen[c]ed\b", "write “license”"),
    (r"\bprogramme[sd]?\b", "write “program”"),
    (r"\bpractis(?:e[sd]?|ing)\b", "write “practice”"),
    (r"\b(?:recogni|organi|speciali|author|apologi|summari)s(?:e[sd]?|ing|ation)\b", "write -iz-"),
    (r"\b(?:colour|favour|behaviour|centre|enrol|fulfil)s?\b", "use the American spelling"),
    (r"\b(?:doctor|graduate|applicant|physician|IMG)s? (?:is|are) accredited\b",
     "people are certified or licensed; schools and programs are accredited"),
    (r"\b(?:school|program)s? (?:is|are) (?:certified|licensed)\b",
     "schools and programs are accredited; people are certified or licensed"),
    (r"\bECFMG (?:accreditation|licen[sc]e|registration)\b", "write “ECFMG certification”"),
    (r"\bguaranteed? (?:a |to )?match\b(?!\.\")", "promise nothing"),
    (r"\b(?:utilize|leverage|in order to|prior to|commence)\b", "use the plain word"),
)  # fmt: skip
"""Ways of writing that this guide does not use, and what to do instead."""

QUOTED_PAGES = frozenset({"about/corrections.md"})

_RULES = [(re.compile(way, re.IGNORECASE), advice) for way, advice in RULES]
_CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTES = re.compile(r"“[^”]*”|\"[^\"\n]*\"")
_MARKUP = re.compile(
    r"```.*?```|`[^`]*`|<!--.*?-->|(?<=\])\([^)]*\)|<[^>]*>|\{:?\s*[#.][^}]*\}", re.DOTALL
)
_NAMES = re.compile(r"\b(?:College|Royal|Centre for|[A-Z]\w+ Centre)\b[^.,;]*")
_ENDS = re.compile(r"[.!?:;](?:\s|$)|\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.))|\|")
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_TERM = re.compile(r"\b(?:[A-Z][\w'\u2019-]*[A-Z\d][\w-]*|[A-Z]{2,}\S*)\b")
_VOWELS = re.compile(r"[aeiouy]+")
_PLACEHOLDER = re.compile(r"\{\w+:[^}]*\}")

_LONG_TERMS = frozenset({
    "accreditation", "accredited", "application", "certificate", "certification", "certified",
    "certificates", "eligibility", "eligible", "examination", "examinations", "graduate",
    "graduated", "graduates", "graduation", "international", "medical", "medicine", "residency",
    "university", "verification", "iteration",
})  # fmt: skip
"""Terms of art that a reader of this guide knows, however many syllables they have."""


@dataclass(frozen=True)
class Measure:
    """How easily a page reads: grade after Flesch and Kincaid, and mean words of a sentence."""

    page: str
    words: int
    sentence: float
    grade: float


def problems(pages: list[Page]) -> Iterator[PageProblem]:
    """Every way of writing on the pages that this guide does not use."""
    for page in pages:
        if page.path in QUOTED_PAGES:
            continue
        text = _blank(_QUOTES, _prose(page.text))
        for number, line in enumerate(text.split("\n"), page.first_line):
            for found, advice in _found(line):
                yield PageProblem(page.path, number, f"“{found}”: {advice}.")
        yield from _long(page, text)


def guide_problems(document: Document) -> Iterator[Problem]:
    """The same for the guide's own sentences: everything but names, addresses and quotations."""
    for place, text in sentences(document.data):
        for found, advice in _found(_QUOTES.sub("", _PLACEHOLDER.sub("", text))):
            name = ".".join(map(str, place))
            yield Problem(document.line(place), f"{name}: “{found}”: {advice}.")


_SPOKEN = frozenset({
    "text", "say", "ask", "why", "hint", "label", "title", "yes", "no", "unknown", "na", "do",
    "note", "meaning", "question", "situation", "now", "what", "old", "new", "pitfalls", "next",
    "find_out",
})  # fmt: skip
_OTHERS = frozenset({"sources", "claims"})


def sentences(node: Any, place: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """The guide's own sentences, each with the place where it stands."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        if not place and key in _OTHERS:
            continue
        here = (*place, key)
        if isinstance(value, dict | list):
            yield from sentences(value, here)
        elif isinstance(value, str) and _is_spoken(here):
            yield here, value


def _is_spoken(place: Path_) -> bool:
    """Whether words stand there: under a key for words, or in a list under one."""
    name = next(key for key in reversed(place) if isinstance(key, str))
    return name in _SPOKEN and (place[0], name) != ("facts", "unknown")  # the id of a question


def _found(text: str) -> Iterator[tuple[str, str]]:
    text = _NAMES.sub("", text)
    for rule, advice in _RULES:
        for match in rule.finditer(text):
            yield match.group(), advice


def _long(page: Page, text: str) -> Iterator[PageProblem]:
    start = 0
    for end in [*(match.end() for match in _ENDS.finditer(text)), len(text)]:
        count = len(_WORD.findall(text[start:end]))
        if count > LONGEST:
            line = page.first_line + text.count("\n", 0, start)
            message = f"a sentence of {count} words. Make it two; {LONGEST} are the most."
            yield PageProblem(page.path, line, message)
        start = end


def measured(page: Page) -> Measure:
    """How easily a page's own sentences read, terms of art left out."""
    text = re.sub(r"^\s*#+.*$|^\|.*$", ".", _prose(page.text), flags=re.MULTILINE)
    parts = [_WORD.findall(_TERM.sub("", part)) for part in _ENDS.split(text)]
    counted = [[w for w in part if w.lower() not in _LONG_TERMS] for part in parts]
    counted = [part for part in counted if len(part) > 1]
    words = [word for part in counted for word in part]
    if not words:
        return Measure(page.path, 0, 0, 0)
    sentence = len(words) / len(counted)
    syllables = sum(map(_syllables, words)) / len(words)
    grade = 0.39 * sentence + 11.8 * syllables - 15.59
    return Measure(page.path, len(words), round(sentence, 1), round(grade, 1))


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


def _prose(text: str) -> str:
    return _blank(_MARKUP, _blank(_CALL, text))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Without what matches, its line ends kept."""
    return pattern.sub(lambda match: "\n" * match.group().count("\n"), text)
