"""Checks `guide.yml` beyond its shape: names, kinds, sources, grades, dates, cycles, use."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from macros import hosts, shape, words
from macros.expressions import (
    ExpressionError,
    Parsed,
    Vocabulary,
    days_of,
    nearest,
    parse,
    parse_day,
)
from macros.load import Document, GuideError, Path_, Problem, read

GRADES = ("confirmed", "dated", "reported", "inferred")
"""From surest to least sure; of several sources the last named wins."""

INTEREST = "interest"
"""The question that decides which country's outcomes and steps apply; compiling adds that rule."""

PLACEHOLDER = re.compile(r"\{(\w+):([^}]*)\}")
"""`{fact:id}` or `{event:id}` in a text of the guide."""

_NAMES_WITH_DIGITS = re.compile(
    r"\b(?:USMLE )?Steps? [123](?: and (?:Step )?[23])?\b"
    r"|\bPathways? [1-6](?:(?:,| and| or| to|-) ?(?:Pathway )?[1-6])*\b"
    r"|\b(?:season|[Mm]atch|Pathways|cycle|class of) 20\d\d\b"
    r"|\b20\d\d(?:-\d\d)? (?:season|[Mm]atch|Pathways|R-1|cycle)\b"
    r"|\b[JHFORWSBQ]-[123]B?(?:/[A-Z]+)?\b|\bForm \d+\b|\bPGY-?\d\b|\bI-\d+\w?\b"
    r"|\bCC BY 4\.0\b|\bWCAG 2\.2\b|\bPEP \d+\b"
    r"|\bDS-\d+\b|\b212\(e\)|\bPart I+\b|\bR1\b|\bMCCQE ?1\b|\bConrad 30\b"
)
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
    r"[ -](?:year|month|week|day|hour|attempt|dollar|time|credit)s?\b",
    re.IGNORECASE,
)


def bare_figure(text: str) -> str | None:
    """The figure, date or counted thing that stands in `text` itself, if one does."""
    rest = _NAMES_WITH_DIGITS.sub("", PLACEHOLDER.sub("", text))
    found = _COUNTED.search(rest) or re.search(r"\S*\d\S*", rest)
    return found.group() if found else None


def check(text: str, today: date, mentioned: frozenset[str] | None = None) -> dict[str, Any]:
    """The guide's data, or a `GuideError` that lists every mistake in it.

    Args:
        text: what stands in `guide.yml`.
        today: the day on which a `checked` date would lie in the future.
        mentioned: ids that pages name; where given, a fact that nothing names is a mistake too.
    """
    document = read(text)
    if document.problems and not document.data:
        raise GuideError(document.problems)
    told = {problem.line for problem in document.problems}
    found = [*document.problems, *(p for p in shape.problems(document) if p.line not in told)]
    if found:
        raise GuideError(found)
    found = list(_Checker(document, today, mentioned).problems())
    if found:
        raise GuideError(found)
    data: dict[str, Any] = document.data
    return data


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_NUMBER = ("a number: write its digits alone, such as 1110 or 12.5", _is_number)
_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("a text", lambda value: isinstance(value, str)),
    "score": ("a score", lambda value: isinstance(value, str) or _is_number(value)),
    "date": ("a date", lambda value: isinstance(value, str)),
    "yesno": ("true or false", lambda value: isinstance(value, bool)),
}


class _Checker:
    """One run over a document of the right shape; every method yields problems."""

    def __init__(
        self, document: Document, today: date, mentioned: frozenset[str] | None = None
    ) -> None:
        self.document = document
        self.guide: dict[str, Any] = document.data
        self.today = today
        self.mentioned = mentioned
        self.vocabulary = Vocabulary.of(self.guide)
        self.used: dict[str, set[str]] = {name: set() for name in self.guide}
        self.used["events"] = set()
        self.used["questions"].add(INTEREST)
        self.edges: dict[str, dict[str, set[str]]] = {"outcomes": {}, "steps": {}}

    def problem(self, path: Path_, message: str) -> Problem:
        return Problem(self.document.line(path), f"{_name(path)}{message}")

    def problems(self) -> Iterator[Problem]:
        yield from self._duplicate_ids()
        yield from self._dates()
        yield from self._references()
        yield from self._grades()
        yield from self._addresses()
        yield from self._questions()
        yield from self._rules()
        yield from self._cycles()
        yield from self._examples()
        yield from self._texts()
        yield from self._unused()

    # names

    def _ids(self) -> Iterator[tuple[str, Path_]]:
        for section in shape.NOUNS:
            for name in self.guide[section]:
                yield name, (section, name)
        for name, one in self.guide["calendars"].items():
            for event in one["events"]:
                yield event, ("calendars", name, "events", event)
        for name, outcome in self.guide["outcomes"].items():
            for path, criterion in leaves(outcome, ("outcomes", name)):
                yield criterion["id"], (*path, "id")

    def _duplicate_ids(self) -> Iterator[Problem]:
        first: dict[str, Path_] = {}
        for name, path in self._ids():
            key = name.replace("-", "_")
            if key in first and not {path[0], first[key][0]} & {"glossary"}:
                line = self.document.line(first[key])
                yield self.problem(
                    path, f"the id “{name}” is already used on line {line}. Choose another."
                )
            first.setdefault(key, path)
        yield from self._aliases({name for name, _ in self._ids()})

    def _aliases(self, ids: set[str]) -> Iterator[Problem]:
        questions = self.guide["questions"].values()
        known = {*ids, *(option for one in questions for option in one.get("options", {}))}
        for old, new in self.guide["aliases"].items():
            if new not in known:
                hint = nearest(new, known)
                yield self.problem(("aliases", old), f"there is no id “{new}”.{hint}")
            if old in known:
                yield self.problem(
                    ("aliases", old), "this id is still in use. An alias is for one that is gone."
                )

    def known(self, section: str, name: str, path: Path_) -> Iterator[Problem]:
        """Note that `name` is used; a problem where the section has no such id."""
        names = self.vocabulary.events.values() if section == "events" else None
        ids = {event for event, _ in names} if names else self.guide[section]
        self.used[section].add(name)
        if name not in ids:
            noun = "event" if section == "events" else shape.NOUNS[section]
            yield self.problem(path, f"there is no {noun} “{name}”.{nearest(name, ids)}")

    def _references(self) -> Iterator[Problem]:
        for path, key, value in _walk(self.guide, ()):
            if key == "sources" and isinstance(value, list):
                for index, name in enumerate(value):
                    yield from self.known("sources", name, (*path, key, index))
        for name, fact in self.guide["facts"].items():
            if "unknown" in fact:
                yield from self.known("open", fact["unknown"], ("facts", name, "unknown"))
        yield from self._step_references()
        yield from self._cell_references()
        for name, question in self.guide["questions"].items():
            for key in ("min", "max"):
                if key in question:
                    path = ("questions", name, key)
                    yield from self.known("facts", question[key], path)
                    fact = self.guide["facts"].get(question[key], {"value": 0})
                    if not _is_number(fact.get("value")):
                        yield self.problem(path, f"the fact “{question[key]}” has no number.")

    def _step_references(self) -> Iterator[Problem]:
        for name, step in self.guide["steps"].items():
            path = ("steps", name)
            for key, section in (("needs", "steps"), ("cost", "facts")):
                for index, other in enumerate(step.get(key, [])):
                    yield from self.known(section, other, (*path, key, index))
            for key, section in (
                ("duration", "facts"),
                ("opens", "events"),
                ("deadline", "events"),
            ):
                if key in step:
                    yield from self.known(section, step[key], (*path, key))
            yield from self._step_facts(step, path)
            yield from self._step_days(step, path)
            self.edges["steps"][name] = set(step.get("needs", []))

    def _step_days(self, step: dict[str, Any], path: Path_) -> Iterator[Problem]:
        """A step opens before its deadline is over."""
        at = dict(self.vocabulary.events.values())
        opens, deadline = step.get("opens", ""), step.get("deadline", "")
        known = opens in at and deadline in at
        if known and days_of(at[opens]["at"])[0] > days_of(at[deadline]["at"])[1]:
            message = f"it opens (“{opens}”) only after its deadline (“{deadline}”)."
            yield self.problem((*path, "opens"), message)

    def _step_facts(self, step: dict[str, Any], path: Path_) -> Iterator[Problem]:
        """A cost is a sum of money; a duration can be reckoned with, or is told in words."""
        facts = self.guide["facts"]
        for index, name in enumerate(step.get("cost", [])):
            if facts.get(name, {"kind": "money"})["kind"] != "money":
                yield self.problem((*path, "cost", index), f"the fact “{name}” is no money.")
        fact = facts.get(step.get("duration", ""))
        reckoned = fact and fact["kind"] == "duration" and fact.get("unit") in words.DAYS
        if fact and fact["kind"] != "text" and not reckoned:
            units = ", ".join(words.DAYS)
            yield self.problem(
                (*path, "duration"),
                f"the fact “{step['duration']}” is no duration in one of {units}.",
            )

    def _cell_references(self) -> Iterator[Problem]:
        for name, table in self.guide["tables"].items():
            for row_name, row in table["rows"].items():
                for column, cell in row["cells"].items():
                    path = ("tables", name, "rows", row_name, "cells", column)
                    if column not in table["columns"]:
                        hint = nearest(column, table["columns"])
                        yield self.problem(path, f"the table has no column “{column}”.{hint}")
                    if "fact" in cell:
                        yield from self.known("facts", cell["fact"], (*path, "fact"))
                    if "open" in cell:
                        yield from self.known("open", cell["open"], (*path, "open"))
                    if "text" in cell and not cell.get("sources"):
                        yield self.problem(path, "a cell with a text needs “sources”.")

    # sources, grades and dates

    def _grades(self) -> Iterator[Problem]:
        for name, source in self.guide["sources"].items():
            if source["grade"] != "confirmed" and "confirm_at" not in source:
                yield self.problem(
                    ("sources", name),
                    f"its grade is {source['grade']}, so “confirm_at” must give the page of the "
                    "responsible body where a reader can settle it.",
                )
        for path, _, entry in self._graded():
            own = entry.get("grade")
            inherited = worst(
                self.guide["sources"][one]["grade"]
                for one in entry["sources"]
                if one in self.guide["sources"]
            )
            if own and GRADES.index(own) < GRADES.index(inherited):
                yield self.problem(
                    (*path, "grade"),
                    f"it cannot be {own}: its weakest source is {inherited}. "
                    "An entry's own grade may only lower it.",
                )
            lowered = own and own != inherited
            if lowered and "confirm_at" not in entry and not self._confirmable(entry):
                yield self.problem(
                    path, f"its grade is {own}, so it needs “confirm_at” (a page to settle it)."
                )

    def _confirmable(self, entry: dict[str, Any]) -> bool:
        return any("confirm_at" in self.guide["sources"].get(one, {}) for one in entry["sources"])

    def _addresses(self) -> Iterator[Problem]:
        """No staging or side host, no mirror and no search stands as a source."""
        first: dict[str, Path_] = {}
        for path, key, value in _walk(self.guide, ()):
            if key in ("url", "confirm_at") and isinstance(value, str):
                first.setdefault(urlsplit(value).netloc, (*path, key))
                wrong = hosts.wrong(value)
                if wrong:
                    yield self.problem((*path, key), f"“{value}”: {wrong}.")
        for bare, www in hosts.doubled(f"https://{host}" for host in first):
            yield self.problem(
                first[www], f"both {bare} and {www} are cited. Keep the one that the body uses."
            )

    def _graded(self) -> Iterator[tuple[Path_, str, dict[str, Any]]]:
        """Everything that has sources and may have a grade of its own."""
        for path, key, value in _walk(self.guide, ()):
            if isinstance(value, dict) and value.get("sources") and path[:1] != ("examples",):
                yield (*path, key), str(key), value

    def _dates(self) -> Iterator[Problem]:
        for path, key, value in _walk(self.guide, ()):
            if key in ("checked", "review_by", "at", "until", "since", "today", "date") and (
                isinstance(value, str) and re.match(r"^\d{4}-", value)
            ):
                yield from self._real_date(value, (*path, key))
        for name, source in self.guide["sources"].items():
            path = ("sources", name)
            if source["checked"] > self.today.isoformat():
                yield self.problem(
                    (*path, "checked"), "it lies in the future. Give the day the page was read."
                )
            if source["review_by"] <= source["checked"]:
                yield self.problem((*path, "review_by"), "it must be later than “checked”.")
        yield from self._fact_dates()
        yield from self._event_dates()

    def _real_date(self, text: str, path: Path_) -> Iterator[Problem]:
        form = {7: "%Y-%m", 10: "%Y-%m-%d", 16: "%Y-%m-%dT%H:%M"}.get(len(text), "%Y")
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only asked whether it exists
        except ValueError:
            yield self.problem(path, f"“{text}” is no date of the calendar.")

    def _fact_dates(self) -> Iterator[Problem]:
        for name, fact in self.guide["facts"].items():
            path = ("facts", name)
            given = [key for key in ("value", "low", "unknown") if key in fact]
            if len(given) != 1 or ("low" in fact) != ("high" in fact):
                yield self.problem(
                    path, "it needs “value”, or “low” and “high”, or “unknown”: one of them."
                )
            elif fact["kind"] == "date" and "value" in fact:
                text = str(fact["value"])
                if not re.match(r"^\d{4}-\d{2}(-\d{2})?$", text):
                    yield self.problem(
                        (*path, "value"), f"“{text}” is not a date such as 2027-01-31."
                    )
                else:
                    yield from self._real_date(text, (*path, "value"))
            if fact["kind"] in ("money", "duration") and "unit" not in fact:
                yield self.problem(path, "a sum or a duration needs “unit”.")
            yield from self._fact_kind(fact, path)
            if "low" in fact and fact["low"] > fact.get("high", fact["low"]):
                yield self.problem(path, "“low” is higher than “high”.")

    def _fact_kind(self, fact: dict[str, Any], path: Path_) -> Iterator[Problem]:
        """Every value of a fact is of the fact's kind, the older ones too."""
        wanted, fits = _KINDS.get(fact["kind"], _NUMBER)
        dated = [(path, fact)]
        dated += [((*path, "history", i), one) for i, one in enumerate(fact.get("history", []))]
        for place, entry in dated:
            for key in ("value", "low", "high"):
                if key in entry and not fits(entry[key]):
                    yield self.problem((*place, key), f"“{entry[key]}” is not {wanted}.")

    def _event_dates(self) -> Iterator[Problem]:
        for name, one in self.guide["calendars"].items():
            if one["timezone"] not in available_timezones():
                yield self.problem(
                    ("calendars", name, "timezone"),
                    f"“{one['timezone']}” is no time zone such as America/New_York.",
                )
            before = ""
            for event_name, event in one["events"].items():
                path = ("calendars", name, "events", event_name)
                if event.get("until", event["at"]) < event["at"][: len(event.get("until", ""))]:
                    yield self.problem(path, "“until” is earlier than “at”.")
                if event["at"] < before[: len(event["at"])]:
                    yield self.problem(
                        path, f"its date ({event['at']}) is earlier than the event before it."
                    )
                before = event["at"]

    # questions and rules

    def _questions(self) -> Iterator[Problem]:
        for name, question in self.guide["questions"].items():
            chosen = question["kind"] in ("choice", "many")
            if chosen != ("options" in question):
                need = "needs “options”" if chosen else "cannot have “options”"
                yield self.problem(
                    ("questions", name), f"a question of kind {question['kind']} {need}."
                )
            if "unsure" in question.get("options", {}):
                yield self.problem(
                    ("questions", name, "options", "unsure"),
                    "“I don't know” is offered by itself; name the option otherwise.",
                )

    def expressions(self) -> Iterator[tuple[Path_, str, str, str]]:
        """Path, section, id and text of every expression in the guide."""
        for name, question in self.guide["questions"].items():
            if "ask_if" in question:
                yield ("questions", name, "ask_if"), "questions", name, question["ask_if"]
        for name, outcome in self.guide["outcomes"].items():
            if "applies_if" in outcome:
                yield ("outcomes", name, "applies_if"), "outcomes", name, outcome["applies_if"]
            for leaf_path, criterion in leaves(outcome, ("outcomes", name)):
                yield (*leaf_path, "met"), "outcomes", name, criterion["met"]
        for name, step in self.guide["steps"].items():
            for key in ("applies_if", "done_if"):
                if key in step:
                    yield ("steps", name, key), "steps", name, step[key]

    def _limits(self) -> Iterator[tuple[Path_, str]]:
        """Path and text of every day that an answer sets for a step."""
        for name, step in self.guide["steps"].items():
            for index, limit in enumerate(step.get("limits", ())):
                yield ("steps", name, "limits", index, "day"), limit["day"]

    def _rules(self) -> Iterator[Problem]:
        for path, section, name, text in self.expressions():
            parsed = yield from self._understood(parse, path, text)
            if parsed:
                self._note(section, name, parsed)
        for path, text in self._limits():
            parsed = yield from self._understood(parse_day, path, text)
            for used, names in parsed.names.items() if parsed else ():
                self.used[used] |= names
        for name, outcome in self.guide["outcomes"].items():
            for path, criterion in leaves(outcome, ("outcomes", name)):
                instead = criterion["if_not"].get("instead")
                if instead and instead not in {*self.guide["outcomes"], *self.guide["steps"]}:
                    hint = nearest(instead, [*self.guide["outcomes"], *self.guide["steps"]])
                    yield self.problem(
                        (*path, "if_not", "instead"),
                        f"there is no outcome or step “{instead}”.{hint}",
                    )

    def _understood(
        self, read: Callable[[str, Vocabulary], Parsed], path: Path_, text: str
    ) -> Generator[Problem, None, Parsed | None]:
        try:
            return read(text, self.vocabulary)
        except ExpressionError as error:
            yield self.problem(path, str(error))
            self._note_words(text)
            return None

    def _note_words(self, text: str) -> None:
        """A rule that cannot be understood uses whatever it may mean to name."""
        found = set(re.findall(r"\w+", text))
        self.used["questions"] |= found
        self.used["facts"] |= {word.replace("_", "-") for word in found}

    def _note(self, section: str, name: str, parsed: Parsed) -> None:
        for used, names in parsed.names.items():
            self.used[used] |= names if used != section else names - {name}
        key = f"{section}:{name}"
        edges = self.edges["outcomes"].setdefault(key, set())
        for other in ("outcomes", "steps", "questions"):
            edges |= {f"{other}:{one}" for one in parsed.names[other]}

    def _cycles(self) -> Iterator[Problem]:
        for graph, what in ((self.edges["steps"], "needs"), (self.edges["outcomes"], "rules")):
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                ring = [one.partition(":")[2] or one for one in error.args[1]]
                first = error.args[1][0]
                section, _, name = first.rpartition(":")
                yield self.problem(
                    (section or "steps", name),
                    f"its {what} go round in a circle: {' → '.join(ring)}. Break it somewhere.",
                )

    def _examples(self) -> Iterator[Problem]:
        for name, example in self.guide["examples"].items():
            path: Path_ = ("examples", name)
            for question, answer in example["answers"].items():
                yield from self._answer(question, answer, (*path, "answers", question))
            for outcome in example["expect"]:
                yield from self.known("outcomes", outcome, (*path, "expect", outcome))
            for step in example.get("steps", {}):
                yield from self.known("steps", step, (*path, "steps", step))
            for step, needs in example.get("waits", {}).items():
                for one in (step, *needs):
                    yield from self.known("steps", one, (*path, "waits", step))

    def _answer(self, name: str, answer: Any, path: Path_) -> Iterator[Problem]:
        if name not in self.guide["questions"]:
            hint = nearest(name, self.guide["questions"])
            yield self.problem(path, f"there is no question “{name}”.{hint}")
            return
        question = self.guide["questions"][name]
        if answer == "unsure":
            return
        if question["kind"] in ("choice", "many"):
            yield from self._chosen(question, answer, path)
        elif question["kind"] == "date":
            if not isinstance(answer, str) or not re.match(r"^\d{4}-\d{2}(-\d{2})?$", answer):
                yield self.problem(path, f"“{answer}” is not a date such as 2026-05.")
            else:
                yield from self._real_date(answer, path)
        elif not _is_number(answer):
            yield self.problem(path, f"“{answer}” is not a number.")

    def _chosen(self, question: dict[str, Any], answer: Any, path: Path_) -> Iterator[Problem]:
        many = question["kind"] == "many"
        if isinstance(answer, list) != many:
            yield self.problem(path, f"it takes {'a list' if many else 'one option'}.")
            return
        options = question.get("options", {})
        for option in answer if many else [answer]:
            if option not in options:
                hint = nearest(str(option), options)
                yield self.problem(path, f"there is no option “{option}”.{hint}")
        if many and "none" in answer and len(answer) > 1:
            yield self.problem(path, "“none” cannot stand beside another option.")

    # words and use

    def _texts(self) -> Iterator[Problem]:
        for path, key, value in _walk(self.guide, ()):
            if not isinstance(value, str):
                continue
            for kind, name in PLACEHOLDER.findall(value):
                if kind not in ("fact", "event"):
                    yield self.problem(
                        (*path, key), f"“{{{kind}:{name}}}”: write fact or event before the colon."
                    )
                else:
                    yield from self.known(f"{kind}s", name, (*path, key))
            if _speaks(path, key):
                figure = bare_figure(value)
                if figure:
                    yield self.problem(
                        (*path, key),
                        f"“{figure}” stands in the words. Make it a fact with its source "
                        "and write {fact:its-id}.",
                    )

    def _unused(self) -> Iterator[Problem]:
        """What nothing names; but a fact that is not known yet may wait for its season."""
        sections = ["sources", "questions"] + (["facts"] if self.mentioned is not None else [])
        for section in sections:
            for name, entry in self.guide[section].items():
                used = name in self.used[section] or name in (self.mentioned or ())
                if not used and "unknown" not in entry:
                    yield self.problem(
                        (section, name), "nothing in the guide uses it. Use it or take it out."
                    )


_SPOKEN = {"ask", "hint", "find_out", "why", "label", "text", "say", "yes", "no", "unknown", "na"}
_SPOKEN |= {"next", "do", "title", "question"}


def _speaks(path: Path_, key: str | int) -> bool:
    """Whether a reader of the checklist sees this text as our own words."""
    if not path or path[0] not in ("questions", "outcomes", "steps", "open"):
        return False
    return key in _SPOKEN or path[-1] == "pitfalls"


def worst(grades: Iterable[str]) -> str:
    """The least sure of some grades; `confirmed` where there is none."""
    return max(grades, key=GRADES.index, default="confirmed")


def leaves(group: dict[str, Any], path: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every criterion of an outcome or group, with its path in the document."""
    for key in ("all", "any"):
        for index, item in enumerate(group.get(key, [])):
            inner = (*path, key, index)
            if "met" in item:
                yield inner, item
            else:
                yield from leaves(item, inner)


def _walk(node: Any, path: Path_) -> Iterator[tuple[Path_, Any, Any]]:
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        yield path, key, value
        yield from _walk(value, (*path, key))


def _name(path: Path_) -> str:
    if not path[1:]:
        return ""
    noun = shape.NOUNS.get(str(path[0]), "alias")
    return f"{noun} “{path[1]}”: "
