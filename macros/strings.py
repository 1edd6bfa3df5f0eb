"""The words of the templates and of the guide, apart from the code: one catalogue per language.

A catalogue is a JSON file in `languages/`: each id with the English words that were translated and
their translation. Where the English has changed since, the entry is stale and English is shown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader

from macros.load import GUIDE, ROOT, read
from macros.words import GRADE_MEANINGS

LANGUAGES = ROOT / "languages"
TEMPLATES = ROOT / "macros" / "templates"

Translate = Callable[[str, str], str]
"""Gives the words to show for an id and its English words."""

_PARTS = re.compile(
    r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^<>{}]*(?:\{[{%].*?[%}]\}[^<>{}]*)*>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r'(?<=\s)(?P<key>aria-label|title|placeholder|alt|data-label)="(?P<text>[^"{]*)'
)
_CONSTANT = re.compile(r'"(?P<text>(?:[A-Z][a-z]+[^"%]*|[A-Za-z][^"%<>=_]* [^"%<>=_]*))"')
_KEYWORDS = re.compile(r"^\{[%{]-?\s*(?:from|import|extends|include|macro)\b")
_CODE = re.compile(r"(?:USD|CAD|AUD|EUR|GBP|INR|NZD|\d{4}(?:-\d\d(?:-\d\d.*)?)?)$")
"""Currencies, years and dates: words.py writes them."""

_LETTERS = re.compile(r"[A-Za-z]{2}")

_WORDS_OF = frozenset({
    "text", "say", "ask", "why", "hint", "label", "title", "yes", "no", "unknown", "na", "do",
    "note", "with", "meaning", "question", "situation", "now", "what", "old", "new", "pitfalls",
    "next", "find_out", "expansion", "who", "said", "as_of", "publisher", "season", "since", "unit",
    "value",
})  # fmt: skip
_NOT_WORDS_IN = frozenset({"aliases", "answers", "expect", "options_from"})


def template_strings() -> dict[str, str]:
    """Every piece of words in the templates by its id."""
    found: dict[str, str] = {}

    def note(name: str, text: str) -> str:
        found[name] = text
        return text

    for path in sorted(TEMPLATES.glob("*.jinja")):
        translated(path.read_text(encoding="utf-8"), path.name, note)
    return found


def translated(source: str, file: str, translate: Translate) -> str:
    """A template's source with its words put through `translate`; its code stays as it is."""

    def words(text: str) -> str:
        return translate(f"template.{file.partition('.')[0]}.{_short(text)}", text)

    return "".join(_part(part, words) for part in _PARTS.split(source))


def _part(part: str, words: Callable[[str], str]) -> str:
    if part.startswith("{#") or _KEYWORDS.match(part):
        return part
    if part.startswith("{"):
        return _CONSTANT.sub(lambda found: f'"{words(found["text"])}"', part)
    if part.startswith("<"):
        return _ATTRIBUTE.sub(lambda found: _attribute(found, words), part)
    return _text(part, words)


def _attribute(found: re.Match[str], words: Callable[[str], str]) -> str:
    text = found["text"]
    return f'{found["key"]}="{words(text) if _LETTERS.search(text) else text}'


def _text(part: str, words: Callable[[str], str]) -> str:
    if not _LETTERS.search(part):
        return part
    inner = part.strip()
    start = part.index(inner)
    return part[:start] + words(inner) + part[start + len(inner) :]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def guide_strings(node: Any, place: str = "guide") -> Iterator[tuple[str, str]]:
    """Every piece of words in the guide's data, by the path at which it stands."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        here = f"{place}.{_step(key, value)}"
        if isinstance(value, dict | list):
            if key not in _NOT_WORDS_IN:
                yield from guide_strings(value, here)
        elif isinstance(value, str) and _is_words(here, value):
            yield here, value


def _step(key: Any, value: Any) -> str:
    """A criterion keeps its id when others are put before it; its number would not."""
    return str(value.get("id", key)) if isinstance(value, dict) else str(key)


def _is_words(place: str, text: str) -> bool:
    if _CODE.match(text):
        return False
    steps = [step for step in place.split(".") if not step.isdigit()]
    return steps[-1] in _WORDS_OF or "options" in steps[-2:-1]


def spoken(node: Any, translate: Translate, place: str = "guide") -> Any:
    """The guide's data with its words put through `translate`."""
    if not isinstance(node, dict | list):
        return node
    pairs = list(node.items() if isinstance(node, dict) else enumerate(node))
    made = [(key, _said(key, value, translate, place)) for key, value in pairs]
    return dict(made) if isinstance(node, dict) else [value for _, value in made]


def _said(key: Any, value: Any, translate: Translate, place: str) -> Any:
    here = f"{place}.{_step(key, value)}"
    if isinstance(value, str):
        return translate(here, value) if _is_words(here, value) else value
    return value if key in _NOT_WORDS_IN else spoken(value, translate, here)


def unchanged(_: str, text: str) -> str:
    """The words as they are: English."""
    return text


def pseudo(_: str, text: str) -> str:
    """Words that no language has: whatever a page shows without these brackets was left out."""
    return f"⟦{text}⟧"


def chosen() -> Translate | None:
    """The translation that this build is to use: `PSEUDO=1`, or `LANGUAGE_OF_GUIDE=fr`."""
    if os.environ.get("PSEUDO"):
        return pseudo
    language = os.environ.get("LANGUAGE_OF_GUIDE")
    return from_catalogue(catalogue(language)) if language else None


def from_catalogue(entries: dict[str, dict[str, str]]) -> Translate:
    """Translate by a catalogue; what it lacks, or has for other words, stays English."""

    def translate(name: str, text: str) -> str:
        entry = entries.get(name, {})
        return (entry.get("words") or text) if entry.get("english") == text else text

    return translate


@cache
def catalogue(language: str) -> dict[str, dict[str, str]]:
    """The catalogue of a language; an empty one where there is none yet."""
    path = LANGUAGES / f"{language}.json"
    if not path.exists():
        return {}
    entries: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


class Loader(BaseLoader):
    """Loads the templates in the language of this build."""

    def __init__(self, folder: Path, translate: Translate) -> None:
        self.files = FileSystemLoader(folder)
        self.translate = translate

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's source with its words translated."""
        source, path, fresh = self.files.get_source(environment, template)
        return translated(source, template, self.translate), path, fresh


def english() -> dict[str, str]:
    """Every string of the templates and of the guide by its id."""
    data = read(GUIDE.read_text(encoding="utf-8")).data
    grades = {f"grade.{key}": text for key, text in GRADE_MEANINGS.items()}
    grades |= {f"grade-word.{key}": key for key in GRADE_MEANINGS}
    return {**template_strings(), **grades, **dict(guide_strings(data))}


def merged(known: dict[str, dict[str, str]], strings: dict[str, str]) -> dict[str, Any]:
    """A catalogue brought up to date: new strings empty, changed ones stale, gone ones out."""
    found: dict[str, Any] = {}
    for name, text in strings.items():
        entry = dict(known.get(name) or {"english": text, "words": ""})
        entry.pop("now", None)
        if entry["english"] != text:
            entry = {**entry, "now": text} if entry["words"] else {"english": text, "words": ""}
        found[name] = entry
    return found


def command(_: argparse.Namespace) -> int:
    """Bring the catalogues in languages/ up to date; English alone goes to languages/en.json."""
    LANGUAGES.mkdir(exist_ok=True)
    strings = english()
    _write(LANGUAGES / "en.json", strings)
    print(f"languages/en.json: {len(strings)} strings.")  # noqa: T201
    for path in sorted(set(LANGUAGES.glob("*.json")) - {LANGUAGES / "en.json"}):
        entries = merged(json.loads(path.read_text(encoding="utf-8")), strings)
        _write(path, entries)
        stale = sum("now" in entry for entry in entries.values())
        empty = sum(not entry["words"] for entry in entries.values())
        print(f"languages/{path.name}: {stale} stale, {empty} missing.")  # noqa: T201
    return 0


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
