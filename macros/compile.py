"""Compiles the checked guide into the plain JSON that `checklist_py` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from macros.check import INTEREST, PLACEHOLDER, leaves, worst
from macros.expressions import Parsed, Tree, Vocabulary, days_of, parse, parse_day
from macros.load import ROOT
from macros.words import DAYS, fact_value, span

ENGINE_DATA = ROOT / "checklist_py" / "guide.json"
WORDS = ROOT / "checklist_py" / "words.json"

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
        self.reviews: list[int] = []

    def data(self) -> dict[str, Any]:
        outcomes = {name: self._outcome(name) for name in self.guide["outcomes"]}
        steps = {name: self._step(name) for name in self.guide["steps"]}
        body = {
            "questions": {name: self._question(name) for name in self.guide["questions"]},
            "outcomes": outcomes,
            "steps": {name: steps[name] for name in self._in_order_of_need()},
            "order": self._in_order_of_naming(),
            "aliases": self.guide["aliases"],
            "review": min(self.reviews, default=date.max.toordinal()),
        }
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return {"guide": digest[:12], **body, "words": taken_away(self.guide)}

    def _parsed(self, text: str | None, owner: tuple[str, str]) -> Parsed:
        parsed = parse(text, self.vocabulary) if text else Parsed(tree=True, names={})
        needed = self.after.setdefault(owner, set())
        for kind in ("question", "outcome", "step"):
            needed |= {(kind, name) for name in parsed.names.get(f"{kind}s", ())}
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
        entry = {"kind": question["kind"]}
        if "options" in question:
            entry["options"] = list(question["options"])
        entry["ask_if"] = self._parsed(question.get("ask_if"), ("question", name)).tree
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
        entries = criterion_entries(self.guide, criterion, parsed)
        review = date.fromisoformat(review_by(self.guide, *entries)).toordinal()
        self.reviews.append(review)
        return {
            "id": criterion["id"],
            "met": parsed.tree,
            "grade": criterion_grade(self.guide, criterion, parsed),
            "kind": criterion["if_not"]["kind"],
            "review": review,
        }

    def _step(self, name: str) -> dict[str, Any]:
        step, owner = self.guide["steps"][name], ("step", name)
        _, opening = self.events.get(step.get("opens"), (None, None))
        calendar, event = self.events.get(step.get("deadline"), (None, None))
        done = self._parsed(step["done_if"], owner).tree if "done_if" in step else False
        return {
            "applies": self._applies(step, owner),
            "done": done,
            "needs": step.get("needs", []),
            "cost": [_sum(self.guide["facts"][one]) for one in self._known_costs(step)],
            "days": self._duration(step),
            "endless": self._endless(step),
            "opens": days_of(opening["at"])[0] if opening else None,
            "deadline": days_of(event["at"])[1] if event else None,
            "limits": [
                parse_day(one["day"], self.vocabulary).tree for one in step.get("limits", ())
            ],
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
        per = DAYS[fact["unit"]]
        low, high = (fact.get(key, fact.get("value")) for key in ("low", "high"))
        return [round(low * per), round(high * per)]

    def _endless(self, step: dict[str, Any]) -> bool:
        """Whether its time is an open question, so that no day to begin can be called safe."""
        return "unknown" in self.guide["facts"].get(step.get("duration", ""), {})

    def _in_order_of_naming(self) -> list[tuple[str, str]]:
        """Each after all that its rules name; the same in every build."""
        graph = {one: sorted(named) for one, named in self.after.items()}
        return list(TopologicalSorter(graph).static_order())

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
    return worst(fact_grade(guide, one) for one in criterion_entries(guide, criterion, parsed))


def criterion_entries(
    guide: dict[str, Any], criterion: dict[str, Any], parsed: Parsed
) -> list[dict[str, Any]]:
    """The criterion with the facts and dates that its rule reckons with."""
    events = {
        name: event for one in guide["calendars"].values() for name, event in one["events"].items()
    }
    used = [guide["facts"][name] for name in sorted(parsed.names["facts"])]
    return [criterion, *used, *(events[name] for name in sorted(parsed.names["events"]))]


def review_by(guide: dict[str, Any], *entries: dict[str, Any]) -> str:
    """The first day on which a source of any of the entries is due to be read again."""
    used = {name for entry in entries for name in entry["sources"]}
    return min(str(guide["sources"][name]["review_by"]) for name in used)


def confirm_at(guide: dict[str, Any], entry: dict[str, Any]) -> str | None:
    """Where an entry that is not confirmed can be settled: its own page or a source's."""
    if "confirm_at" in entry:
        return str(entry["confirm_at"])
    weak = (guide["sources"][name] for name in entry["sources"])
    return next((str(one["confirm_at"]) for one in weak if one["grade"] != "confirmed"), None)


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


def taken_away(guide: dict[str, Any]) -> dict[str, Any]:
    """The words for what a person takes away (a calendar file, a written account), by id."""
    words = words_of(guide)
    criteria = {
        name: {"text": one["text"], "sources": one["sources"]}
        for name, one in words["criteria"].items()
    }
    used = {source for one in criteria.values() for source in one["sources"]}
    for one in words["outcomes"].values():
        del one["criteria"]
    return {
        "questions": words["questions"],
        "outcomes": words["outcomes"],
        "criteria": criteria,
        "steps": {name: _named(guide, one) for name, one in guide["steps"].items()},
        "sources": {
            name: {"title": one["title"], "url": one["url"]}
            for name, one in words["sources"].items()
            if name in used
        },
    }


def _named(guide: dict[str, Any], step: dict[str, Any]) -> dict[str, str]:
    """A step's title, and its deadline in words with the place whose clock counts."""
    for calendar in guide["calendars"].values():
        if step.get("deadline") in calendar["events"]:
            due = span({**calendar["events"][step["deadline"]], "timezone": calendar["timezone"]})
            break
    else:
        due = ""
    title = PLACEHOLDER.sub(lambda found: _filled(guide, *found.groups()), step["title"])
    return {"title": title, "due": due}


def _asked(question: dict[str, Any], said: Callable[[str], str]) -> dict[str, Any]:
    options = {name: said(one["label"]) for name, one in question.get("options", {}).items()}
    entry = {"ask": said(question["ask"]), "kind": question["kind"]}
    return {**entry, "options": options} if options else entry


def _filled(guide: dict[str, Any], kind: str, name: str) -> str:
    """The value that a `{fact:…}` or `{event:…}` stands for."""
    if kind == "fact":
        return fact_value(guide["facts"][name])
    one = next(one for one in guide["calendars"].values() if name in one["events"])
    return span({**one["events"][name], "timezone": one["timezone"]})
