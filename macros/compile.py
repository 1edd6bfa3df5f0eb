"""Compiles the checked guide into the plain JSON that `checklist_py` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from macros.check import INTEREST, PLACEHOLDER, leaves, worst
from macros.expressions import Parsed, Tree, Vocabulary, days_of, parse
from macros.load import ROOT
from macros.words import fact_value, span

ENGINE_DATA = ROOT / "checklist_py" / "guide.json"
WORDS = ROOT / "checklist_py" / "words.json"

_DAYS = {"years": 365, "months": 30, "weeks": 7, "days": 1, "business days": 1.4, "hours": 1 / 24}
_OTHER_COUNTRY = {"us": "ca", "ca": "us"}


def compiled(guide: dict[str, Any]) -> dict[str, Any]:
    """The engine's data for a checked guide; see the module's tests for its shape."""
    return _Compiler(guide).data()


def write(guide: dict[str, Any]) -> bool:
    """Write the engine's data and the command line's words; True where that changed a file."""
    return any([_written(compiled(guide), ENGINE_DATA), _written(words_of(guide), WORDS)])


def _written(data: dict[str, Any], path: Path) -> bool:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


class _Compiler:
    def __init__(self, guide: dict[str, Any]) -> None:
        self.guide = guide
        self.vocabulary = Vocabulary.of(guide)
        self.events = {
            name: (calendar, event)
            for calendar, one in guide["calendars"].items()
            for name, event in one["events"].items()
        }
        self.after: dict[tuple[str, str], set[tuple[str, str]]] = {}

    def data(self) -> dict[str, Any]:
        outcomes = {name: self._outcome(name) for name in self.guide["outcomes"]}
        steps = {name: self._step(name) for name in self.guide["steps"]}
        body = {
            "questions": {name: self._question(name) for name in self.guide["questions"]},
            "outcomes": outcomes,
            "steps": {name: steps[name] for name in self._in_order_of_need()},
            "order": list(TopologicalSorter(self.after).static_order()),
            "aliases": self.guide["aliases"],
        }
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return {"guide": digest[:12], **body}

    def _parsed(self, text: str | None, owner: tuple[str, str]) -> Parsed:
        parsed = parse(text, self.vocabulary) if text else Parsed(tree=True, names={})
        needed = self.after.setdefault(owner, set())
        needed |= {("outcome", name) for name in parsed.names.get("outcomes", ())}
        needed |= {("step", name) for name in parsed.names.get("steps", ())}
        return parsed

    def _applies(self, entry: dict[str, Any], owner: tuple[str, str]) -> Tree:
        """The entry's own condition, and that the person is interested in its country."""
        own = self._parsed(entry.get("applies_if"), owner).tree
        other = _OTHER_COUNTRY.get(entry["country"])
        if other is None or INTEREST not in self.guide["questions"]:
            return own
        wanted = ["not", ["is", INTEREST, other]]
        return wanted if own is True else ["and", wanted, own]

    def _question(self, name: str) -> dict[str, Any]:
        question = self.guide["questions"][name]
        entry = {"kind": question["kind"], "ask_if": True}
        if "options" in question:
            entry["options"] = list(question["options"])
        if "ask_if" in question:
            entry["ask_if"] = parse(question["ask_if"], self.vocabulary).tree
        for key in ("min", "max"):
            if key in question:
                entry[key] = self.guide["facts"][question[key]]["value"]
        return entry

    def _outcome(self, name: str) -> dict[str, Any]:
        outcome, owner = self.guide["outcomes"][name], ("outcome", name)
        return {
            "applies": self._applies(outcome, owner),
            "rule": self._group(outcome, owner),
        }

    def _group(self, group: dict[str, Any], owner: tuple[str, str]) -> dict[str, Any]:
        if "met" in group:
            return self._criterion(group, owner)
        key = "all" if "all" in group else "any"
        of = [self._group(item, owner) for item in group[key]]
        return {"join": "and" if key == "all" else "or", "of": of}

    def _criterion(self, criterion: dict[str, Any], owner: tuple[str, str]) -> dict[str, Any]:
        parsed = self._parsed(criterion["met"], owner)
        return {
            "id": criterion["id"],
            "met": parsed.tree,
            "grade": criterion_grade(self.guide, criterion, parsed),
        }

    def _step(self, name: str) -> dict[str, Any]:
        step, owner = self.guide["steps"][name], ("step", name)
        deadline = step.get("deadline")
        calendar, event = self.events[deadline] if deadline else (None, None)
        done = self._parsed(step["done_if"], owner).tree if "done_if" in step else False
        return {
            "applies": self._applies(step, owner),
            "done": done,
            "needs": step.get("needs", []),
            "cost": [_sum(self.guide["facts"][one]) for one in self._known_costs(step)],
            "days": self._duration(step),
            "deadline": days_of(event["at"])[1] if event else None,
            "calendar": calendar,
        }

    def _known_costs(self, step: dict[str, Any]) -> Iterator[str]:
        for name in step.get("cost", []):
            if "unknown" not in self.guide["facts"][name]:
                yield name

    def _duration(self, step: dict[str, Any]) -> list[int]:
        """Fewest and most days that a step usually takes; nought where nobody says."""
        fact = self.guide["facts"].get(step.get("duration", ""), {"unknown": ""})
        if "unknown" in fact or fact["kind"] != "duration":
            return [0, 0]
        per = _DAYS[fact["unit"]]
        low, high = (fact.get(key, fact.get("value")) for key in ("low", "high"))
        return [round(low * per), round(high * per)]

    def _in_order_of_need(self) -> list[str]:
        graph = {name: step.get("needs", []) for name, step in self.guide["steps"].items()}
        return stable_order(graph)


def stable_order(graph: dict[str, list[str]]) -> list[str]:
    """Each after what it needs, otherwise in the order in which the guide has them."""
    order: dict[str, None] = {}

    def add(name: str) -> None:
        for needed in graph[name]:
            if needed not in order:
                add(needed)
        order[name] = None

    for name in graph:
        if name not in order:
            add(name)
    return list(order)


def _sum(fact: dict[str, Any]) -> list[Any]:
    return [fact.get("low", fact.get("value")), fact.get("high", fact.get("value")), fact["unit"]]


def fact_grade(guide: dict[str, Any], fact: dict[str, Any]) -> str:
    """The grade of a fact, event or cell: its own if it lowers it, else its weakest source's."""
    grades = [guide["sources"][one]["grade"] for one in fact.get("sources", ())]
    return worst([*grades, *([fact["grade"]] if "grade" in fact else [])])


def criterion_grade(guide: dict[str, Any], criterion: dict[str, Any], parsed: Parsed) -> str:
    """The weakest of a criterion's own grade and those of the facts and dates in its rule."""
    events = {
        name: event for one in guide["calendars"].values() for name, event in one["events"].items()
    }
    used = [guide["facts"][name] for name in parsed.names["facts"]]
    used += [events[name] for name in parsed.names["events"]]
    return worst([fact_grade(guide, one) for one in (criterion, *used)])


def rule_names(guide: dict[str, Any]) -> Iterator[tuple[str, Parsed]]:
    """Each criterion's id with the names that its rule uses."""
    vocabulary = Vocabulary.of(guide)
    for outcome in guide["outcomes"].values():
        for _, criterion in leaves(outcome, ()):
            yield criterion["id"], parse(criterion["met"], vocabulary)


def words_of(guide: dict[str, Any]) -> dict[str, Any]:
    """What the command line says: the guide's own words, by id."""

    def said(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: _filled(guide, *found.groups()), text)

    outcomes, criteria = {}, {}
    for name, outcome in guide["outcomes"].items():
        rows = [one for _, one in leaves(outcome, ())]
        states = {key: said(outcome.get(key, "")) for key in ("title", "yes", "no", "unknown")}
        outcomes[name] = {**states, "criteria": [one["id"] for one in rows]}
        for one in rows:
            say = said(one["if_not"]["say"])
            criteria[one["id"]] = {"text": said(one["text"]), "say": say, "sources": one["sources"]}
    keys = ("title", "publisher", "url", "as_of", "grade")
    return {
        "outcomes": outcomes,
        "criteria": criteria,
        "questions": {name: _asked(one, said) for name, one in guide["questions"].items()},
        "sources": {
            name: {key: one[key] for key in keys} for name, one in guide["sources"].items()
        },
    }


def _asked(question: dict[str, Any], said: Callable[[str], str]) -> dict[str, Any]:
    options = {name: said(one["label"]) for name, one in question.get("options", {}).items()}
    entry = {"ask": said(question["ask"]), "kind": question["kind"]}
    return {**entry, "options": options} if options else entry


def _filled(guide: dict[str, Any], kind: str, name: str) -> str:
    """The value that a `{fact:…}` or `{event:…}` stands for."""
    if kind == "fact":
        return fact_value(guide["facts"][name])
    events = (one["events"] for one in guide["calendars"].values())
    return span(next(found[name] for found in events if name in found))
