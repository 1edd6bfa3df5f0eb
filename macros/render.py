"""Renders the macros that pages call, from the Jinja files in `macros/templates`."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from macros import proved, strings, words
from macros.check import INTEREST, PLACEHOLDER, leaves
from macros.compile import criterion_entries, criterion_grade, fact_grade, review_by, stable_order
from macros.expressions import Vocabulary, nearest, parse
from macros.load import ROOT
from macros.pages import PageError
from macros.pictures import Pictures
from macros.shape import NOUNS, validator
from macros.terms import Glossary

_NONE: dict[str, Any] = {"sources": ()}
"""The disagreement of an entry on which nobody disagrees."""

REPOSITORY = "https://github.com/img-field-guide/img-field-guide"
TEMPLATES = ROOT / "macros" / "templates"

PAGE_MACROS = {
    "facts.html.jinja": (
        "fact",
        "facts",
        "key_facts",
        "event",
        "deadlines",
        "next_dates",
        "history",
        "total",
        "cite",
        "open",
        "term",
        "sources",
        "all_sources",
    ),
    "rules.html.jinja": (
        ("criteria", "check", "steps", "examples", "claims", "changes", "glossary", "table")
    ),
    "trust.html.jinja": ("conflict", "conflicts", "proved", "published"),
    "pictures.html.jinja": (
        "picture_lines",
        "picture_columns",
        "picture_costs",
        "picture_season",
        "picture_choice",
        "picture_cases",
        "picture_lanes",
        "picture_route",
        "picture_provinces",
    ),
    "checklist.html.jinja": ("checklist", "small_checklist"),
}
"""The macros that pages may call, by the file in which each is written."""

Where = tuple[str, dict[str, Any]]
"""The page under way: its path below `docs`, and its front matter."""


MANY_SOURCES = 5
"""A body with so many sources has a fold of its own in the list of all of them."""


class SourceGroup(NamedTuple):
    """Sources that are listed under one heading, and from which body to which they go."""

    title: str
    bodies: str
    sources: list[tuple[str, dict[str, Any]]]


def _lettered(letter: str, sources: list[tuple[str, dict[str, Any]]]) -> SourceGroup:
    first, last = (sources[index][1]["publisher"] for index in (0, -1))
    return SourceGroup(letter, first if first == last else f"{first} to {last}", sources)


class Entry(dict[str, Any]):
    """An entry of the guide: a key that it may have and has not is None, any other an error."""

    def __missing__(self, key: str) -> None:
        if key not in _optional_keys():
            raise KeyError(key)


@lru_cache(maxsize=1)
def _optional_keys() -> frozenset[str]:
    """Every key that the schema knows anywhere."""
    return frozenset(_keys(validator().schema))


def _keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for part in schema.values():
            yield from _keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _keys(part)


def _entries(node: Any) -> Any:
    """The same data with every mapping as an `Entry`."""
    if isinstance(node, dict):
        return Entry({key: _entries(value) for key, value in node.items()})
    return [_entries(item) for item in node] if isinstance(node, list) else node


class Renderer:
    """Renders macros for pages out of one checked guide.

    Args:
        guide: the data of `guide.yml`.
        today: the day of the build, for what is past or overdue.
    """

    def __init__(self, guide: dict[str, Any], today: date) -> None:
        self.vocabulary = Vocabulary.of(guide)
        self.translate = strings.chosen()
        if self.translate:
            guide = strings.spoken(guide, self.translate)
        self.guide: Entry = _entries(guide)
        self.today = today
        self.events = {
            name: Entry({**event, "calendar": calendar, "timezone": one["timezone"]})
            for calendar, one in self.guide["calendars"].items()
            for name, event in one["events"].items()
        }
        self.glossary = Glossary(self.guide["glossary"])
        self.used: dict[str, dict[tuple[str, str], bool]] = {}
        self.anchored: dict[str, set[str]] = {}
        self.anchors: set[str] = set()
        self.numbers: dict[tuple[str, str], int] = {}
        self.uri = ""
        self.meta: dict[str, Any] = {}
        self.environment = self._environment()

    def macros(self, page: Callable[[], Where]) -> dict[str, Callable[..., str]]:
        """The macros by name, each for the page that `page` gives when it is called."""
        return {
            name: self._on_page(getattr(self.environment.get_template(file).module, name), page)
            for file, names in PAGE_MACROS.items()
            for name in names
        }

    def _on_page(self, macro: Callable[..., str], page: Callable[[], Where]) -> Callable[..., str]:
        def call(*args: Any, **kwargs: Any) -> str:
            self.uri, self.meta = page()
            return tidy(str(macro(*args, **kwargs)))

        return call

    def _environment(self) -> Environment:
        environment = Environment(
            loader=(
                strings.Loader(TEMPLATES, self.translate)
                if self.translate
                else FileSystemLoader(TEMPLATES)
            ),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(self._filters())
        environment.tests["date_text"] = lambda text: bool(re.match(r"^\d{4}(-|$)", str(text)))
        environment.globals.update(self._globals())
        return environment

    def _filters(self) -> dict[str, Any]:
        return {
            "day": words.day,
            "span": words.span,
            "value": words.fact_value,
            "spoken": self.spoken,
            "link": self.link,
            "site_file": self.site_file,
            "grade_word": self._grade_word,
            "host": lambda url: urlsplit(url).netloc.removeprefix("www."),
            "extract_checked": lambda name: self.guide["sources"][name]["checked"],
        }

    def _globals(self) -> dict[str, Any]:
        return {
            "guide": self.guide,
            "today": self.today.isoformat(),
            "get": self.get,
            "note": self.note,
            "take_notes": self.take_notes,
            "anchor": self.anchor,
            "number": self.number,
            "anchored": lambda name: name in self.anchors,
            "grade": self.grade,
            "review_by": self.review_by,
            "conflicting": self.conflicting,
            "_proved": proved.read,
            "rules_name": lambda: proved.digest(self.guide),
            "grade_meanings": self._grade_meanings(),
            "confirm_at": self.confirm_at,
            "sources_of": self.sources_of,
            "criterion_sources": self.criterion_sources,
            "rule_facts": self.rule_facts,
            "_total": self.total_of,
            "pictures": Pictures(self.guide, self.get, self.total_of, self.today),
            "_changes": self.changes,
            "sources_by_body": self.sources_by_body,
            "upcoming": self.upcoming,
            "step_order": self.step_order,
            "criteria_of": lambda outcome: [leaf for _, leaf in leaves(outcome, ())],
            "meta": lambda: self.meta,
            "page_uri": lambda: self.uri,
            "report": self.report,
            "edit": lambda uri: f"{REPOSITORY}/edit/main/docs/{uri}",
            "money": words.money,
            "months": list(calendar.month_name)[1:],
            "season_names": self.season_names,
            "needed_questions": self.needed_questions,
            "first_questions": self.first_questions,
            "interest": INTEREST,
            "terms_in": self.terms_in,
        }

    def _grade_word(self, grade: str) -> str:
        return (self.translate or strings.unchanged)(f"grade-word.{grade}", grade)

    def _grade_meanings(self) -> dict[str, str]:
        say = self.translate or strings.unchanged
        return {key: say(f"grade.{key}", text) for key, text in words.GRADE_MEANINGS.items()}

    # what templates ask for

    def get(self, section: str, name: str) -> Any:
        """The entry of a section (or `events`) by id; its name is noted for the page's sources."""
        entries = self.events if section == "events" else self.guide[section]
        if name not in entries:
            noun = "event" if section == "events" else NOUNS[section]
            message = f"there is no {noun} “{name}” in guide.yml.{nearest(name, entries)}"
            raise PageError(message)
        return entries[name]

    def note(self, section: str, name: str, *, marked: bool = False) -> str:
        """Remember that this page used an entry, and if with a mark; gives nothing to print."""
        self.get(section, name)
        used = self.used.setdefault(self.uri, {})
        used[section, name] = marked or used.get((section, name), False)
        return ""

    def explanation(self, uri: str, name: str) -> str:
        """What opens at a term of the glossary, for the page with this path below `docs`."""
        self.uri = uri
        template: Any = self.environment.get_template("facts.html.jinja").module
        return tidy(str(template.explanation(name)))

    def take_notes(self) -> dict[str, list[Any]]:
        """What the page used so far, by section, and which of it has a mark; forgets it."""
        self.numbers = self._numbered()
        self.anchors = self.anchored.pop(self.uri, set())
        used = self.used.pop(self.uri, {})
        found: dict[str, dict[str, None]] = {
            section: {} for section in ("facts", "events", "sources", "glossary")
        }
        for section, name in used:
            found[section][name] = None
            if section in ("facts", "events"):
                entry = self.get(section, name)
                found["sources"].update(dict.fromkeys(entry["sources"]))
                found["sources"].update(dict.fromkeys(entry.get("conflict", _NONE)["sources"]))
        marked = [key for key, has in used.items() if has]
        return {**{section: list(names) for section, names in found.items()}, "marked": marked}

    def anchor(self, name: str) -> Markup:
        """An id for the first mention on a page, so that it can be cited; later ones get none."""
        known = self.anchored.setdefault(self.uri, set())
        if name in known:
            return Markup("")
        known.add(name)
        return Markup(' id="{}"').format(name)

    def number(self, section: str, name: str) -> str:
        """The number of a fact or source on its page, for notes in print; empty without one."""
        number = self._numbered().get((section, name)) or self.numbers.get((section, name))
        return str(number or "")

    def _numbered(self) -> dict[tuple[str, str], int]:
        used = [key for key in self.used.get(self.uri, {}) if key[0] != "glossary"]
        return {key: number for number, key in enumerate(used, 1)}

    def spoken(self, text: str) -> Markup:
        """A text of the guide with its `{fact:…}` and `{event:…}` filled in."""

        def filled(match: re.Match[str]) -> str:
            kind, name = match.groups()
            self.note(f"{kind}s", name)
            entry = self.get(f"{kind}s", name)
            written = words.fact_value(entry) if kind == "fact" else words.span(entry)
            return str(escape(written))

        return Markup(PLACEHOLDER.sub(filled, str(escape(text))))  # noqa: S704 - escaped above

    def link(self, page: str) -> str:
        """A link from the page under way to another page of `docs`, as the site serves it."""
        target, _, anchor = page.partition("#")
        here = _directory(self.uri)
        up = "../" * len(here.parts)
        there = _directory(target).as_posix()
        url = (up + ("" if there == "." else f"{there}/")) or "./"
        return url + (f"#{anchor}" if anchor else "")

    def site_file(self, path: str) -> str:
        """A link from the page under way to a file that is published beside the pages."""
        return "../" * len(_directory(self.uri).parts) + path

    def grade(self, entry: dict[str, Any]) -> str:
        """How sure an entry is: its own grade or its weakest source's."""
        if "met" in entry:
            return criterion_grade(self.guide, entry, parse(entry["met"], self.vocabulary))
        return fact_grade(self.guide, entry)

    def review_by(self, entry: dict[str, Any]) -> str:
        """The day after which an entry, or what its rule reckons with, is shown as overdue."""
        if "met" not in entry:
            return review_by(self.guide, entry)
        parsed = parse(entry["met"], self.vocabulary)
        return review_by(self.guide, *criterion_entries(self.guide, entry, parsed))

    def conflicting(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What reputable sources disagree on: section (facts, open), id and entry of each."""
        return [
            (section, name, entry)
            for section in ("facts", "open")
            for name, entry in self.guide[section].items()
            if "conflict" in entry
        ]

    def confirm_at(self, entry: dict[str, Any]) -> str:
        """The page of the responsible body on which an entry can be settled."""
        if "confirm_at" in entry:
            return str(entry["confirm_at"])
        for name in entry.get("sources", ()):
            source = self.guide["sources"][name]
            if source["grade"] != "confirmed":
                return str(source["confirm_at"])
        return str(self.guide["sources"][entry["sources"][0]]["url"]) if "sources" in entry else ""

    def sources_of(self, entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The sources of an entry, each noted for the page."""
        for name in entry.get("sources", ()):
            self.note("sources", name)
        return [(name, self.guide["sources"][name]) for name in entry.get("sources", ())]

    def criterion_sources(self, criterion: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The sources of a criterion and of the facts and dates that its rule reckons with."""
        found = dict(self.sources_of(criterion))
        for section, name in self.rule_facts(criterion):
            found.update(self.sources_of(self.get(section, name)))
        return list(found.items())

    def rule_facts(self, criterion: dict[str, Any]) -> list[tuple[str, str]]:
        """Section and id of each fact and event in a criterion's rule."""
        names = parse(criterion["met"], self.vocabulary).names
        return [
            (section, name) for section in ("facts", "events") for name in sorted(names[section])
        ]

    def total_of(self, rows: list[Any]) -> list[dict[str, Any]]:
        """Rows `fact id` or `[fact id, times]` with their sums; a last row per currency.

        What is not known yet is no nought: the sum is then at least that of the rest.
        """
        lines: list[dict[str, Any]] = []
        sums: dict[str, list[float]] = {}
        open_: set[str] = set()
        for row in rows:
            name, times = (row, 1) if isinstance(row, str) else row
            fact = self.get("facts", name)
            if fact["kind"] != "money":
                message = f"the fact “{name}” is no sum of money, so it cannot be added up."
                raise PageError(message)
            if "unknown" in fact:
                open_.add(fact["unit"])
            low, high = (_end(fact, key) * times for key in ("low", "high"))
            pair = sums.setdefault(fact["unit"], [0, 0])
            pair[:] = pair[0] + low, pair[1] + high
            said = words.fact_value(fact) if "unknown" in fact else _sum(low, high, fact["unit"])
            line = {"name": name, "fact": fact, "times": times, "low": low, "high": high}
            lines.append({**line, "sum": said})
        totals = [
            {"currency": unit, "sum": _sum(low, high, unit, open_=unit in open_)}
            for unit, (low, high) in sums.items()
        ]
        return [*lines, *totals]

    def upcoming(self, country: str, most: int) -> list[tuple[str, dict[str, Any]]]:
        """The next events of a country's calendars, from the day of the build on."""
        rows: list[tuple[str, dict[str, Any]]] = [
            (name, event)
            for name, event in self.events.items()
            if event.get("until", event["at"])[:10] >= self.today.isoformat()
            and country in ("both", self.guide["calendars"][event["calendar"]]["country"])
        ]
        return sorted(rows, key=lambda row: str(row[1]["at"]))[:most]

    def changes(self, most: int | None) -> list[tuple[str, dict[str, Any]]]:
        """The latest changes first, all of them where no number is given.

        Among a few, what changed in facts and rules comes before what changed in grades alone.
        """
        rows: list[tuple[str, dict[str, Any]]] = list(self.guide["changes"].items())
        rows.sort(key=lambda row: str(row[1]["date"]), reverse=True)
        if most is not None:
            rows.sort(key=lambda row: self._of_grades_alone(row[1]))
        return rows[:most]

    def _of_grades_alone(self, change: dict[str, Any]) -> bool:
        about = change["about"] or ()
        return bool(about) and self.guide["sources"].keys() >= set(about)

    def sources_by_body(self) -> list[tuple[str, list[SourceGroup]]]:
        """All sources in two lists of folds: bodies with many, then the others by first letter."""
        rows = sorted(self.guide["sources"].items(), key=lambda row: row[1]["publisher"].casefold())
        often = Counter(source["publisher"] for _, source in rows)
        many: dict[str, list[Any]] = {}
        few: dict[str, list[Any]] = {}
        for name, source in rows:
            body = source["publisher"]
            if often[body] >= MANY_SOURCES:
                many.setdefault(body, []).append((name, source))
            else:
                few.setdefault(body[0].upper(), []).append((name, source))
        return [
            (
                "Bodies with many sources",
                [SourceGroup(body, "", own) for body, own in many.items()],
            ),
            ("All others, by first letter", [_lettered(*one) for one in few.items()]),
        ]

    def step_order(self, topics: tuple[str, ...], country: str | None) -> list[str]:
        """Ids of the steps of some topics (all where none is given), each after what it needs."""
        known = {step["topic"] for step in self.guide["steps"].values()}
        for topic in topics:
            if topic not in known:
                message = f"no step has the topic “{topic}”.{nearest(topic, known)}"
                raise PageError(message)
        graph = {name: step.get("needs", []) for name, step in self.guide["steps"].items()}
        return [
            name
            for name in stable_order(graph)
            if (not topics or self.guide["steps"][name]["topic"] in topics)
            and country in (None, self.guide["steps"][name]["country"])
        ]

    def season_names(self) -> list[str]:
        """Ids of the calendars in which some step has its deadline, in the guide's order."""
        used = {
            self.events[step["deadline"]]["calendar"]
            for step in self.guide["steps"].values()
            if step["deadline"]
        }
        return [name for name in self.guide["calendars"] if name in used]

    def needed_questions(self, outcome: str) -> list[str]:
        """Ids of the questions on which an outcome can hang, in the guide's order."""
        found: set[tuple[str, str]] = set()
        self._gather("outcomes", outcome, found)
        needed = {name for section, name in found if section == "questions"}
        return [name for name in self.guide["questions"] if name in needed]

    def _gather(self, section: str, name: str, found: set[tuple[str, str]]) -> None:
        if (section, name) in found:
            return
        found.add((section, name))
        entry = self.guide[section][name]
        rules = [entry[key] for key in ("ask_if", "applies_if", "done_if") if entry[key]]
        if section == "outcomes":
            rules += [leaf["met"] for _, leaf in leaves(entry, ())]
        for rule in rules:
            names = parse(rule, self.vocabulary).names
            for other in ("questions", "outcomes", "steps"):
                for one in names.get(other, ()):
                    self._gather(other, one, found)

    def first_questions(self, names: list[str]) -> list[str]:
        """Those of some questions that are asked of everybody."""
        return [name for name in names if "ask_if" not in self.guide["questions"][name]]

    def terms_in(self, entry: Any) -> list[str]:
        """Ids of the glossary's terms in what an entry says to readers, in order."""
        return self.glossary.named(" ".join(_said(entry)))

    def report(self, name: str, value: str) -> str:
        """Where a wrong entry is reported: a form with its id, its value and the page filled in."""
        form = {"template": "wrong-fact.yml", "title": f"Wrong fact: {name}", "fact": name}
        return f"{REPOSITORY}/issues/new?{urlencode({**form, 'ours': value, 'page': self.uri})}"


_SAID = ("ask", "title", "label", "hint", "text", "say", *("yes", "no", "unknown", "na"))
"""Keys of an entry under which there is text for readers."""


def _said(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        for key, part in entry.items():
            if isinstance(part, str) and key in _SAID:
                yield PLACEHOLDER.sub("", part)
            elif not isinstance(part, str):
                yield from _said(part)
    elif isinstance(entry, list):
        for part in entry:
            yield from _said(part)


def _end(fact: dict[str, Any], key: str) -> Any:
    """The lower or the higher end of a sum; of one that is not known yet, nought."""
    return fact.get(key, fact.get("value", 0))


def _sum(low: float, high: float, unit: str, *, open_: bool = False) -> str:
    if open_:
        return f"at least {words.money(low, unit)}" if low else "not known yet"
    if low == high:
        return words.money(low, unit)
    return f"{words.money(low, unit)} to {words.money(high, unit)}"


def _directory(uri: str) -> PurePosixPath:
    """The folder in which the site serves a page: `a/b.md` is `a/b/`, `a/index.md` is `a/`."""
    path = PurePosixPath(uri)
    return path.parent if path.stem in ("index", "README") else path.with_suffix("")


_CELLS = re.compile(r"(</t[dh]>)(<t[dh]\b)")


def tidy(html: str) -> str:
    """HTML on lines without indentation or gaps, so that Markdown leaves it as it is.

    A gap between the cells of a row keeps their words apart in the search.
    """
    lines = (line.strip() for line in html.splitlines() if line.strip())
    return _CELLS.sub(r"\1 \2", "\n".join(lines))
