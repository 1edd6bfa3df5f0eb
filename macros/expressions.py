"""The small language of `met`, `applies_if`, `done_if` and `ask_if`.

An expression is a subset of Python's own, read with `ast`, checked here against the guide's
vocabulary and kinds, and handed on as a plain tree (nested lists) that `checklist_py` reduces:

    true | false | ["and", t...] | ["or", t...] | ["not", t] | ["open", id]
    ["is", question, option] | ["has", question, option] | ["outcome", id] | ["step", id]
    ["cmp", "<" | "<=" | "==", value, value]
    value: ["q", question] | ["c", number or [first day, last day]] | ["today"]
           | ["?", open id] | ["+", value, months, days]
"""

from __future__ import annotations

import ast
import calendar
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Tree = Any
"""A tree of nested lists, as the module's docstring gives it."""


class ExpressionError(Exception):
    """The expression cannot be understood; the text says what is wrong and what to do."""


@dataclass(frozen=True)
class Vocabulary:
    """Every name an expression may use. Ids are looked up with `_` written for `-`."""

    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    facts: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    events: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, guide: dict[str, Any]) -> Vocabulary:
        """The vocabulary of a guide whose shape has been checked."""
        events = {
            name: event
            for calendar_ in guide["calendars"].values()
            for name, event in calendar_["events"].items()
        }
        return cls(
            questions=guide["questions"],
            outcomes={_snake(name): name for name in guide["outcomes"]},
            steps={_snake(name): name for name in guide["steps"]},
            facts={_snake(name): (name, fact) for name, fact in guide["facts"].items()},
            events={_snake(name): (name, event) for name, event in events.items()},
            open={_snake(name): name for name in guide["open"]},
        )


@dataclass
class Parsed:
    """A tree and the ids that it names, by section."""

    tree: Tree
    names: dict[str, set[str]]


def parse(text: str, vocabulary: Vocabulary) -> Parsed:
    """The tree of an expression, or an `ExpressionError` that says what to do."""
    parser = _Parser(vocabulary)
    return Parsed(_walked(text, parser.truth), parser.names)


def parse_day(text: str, vocabulary: Vocabulary) -> Parsed:
    """The same of a day (`step1_date + fact.seven_year_window`); its tree is a value."""
    parser = _Parser(vocabulary)
    return Parsed(_walked(text, parser.day), parser.names)


def _walked(text: str, walk: Callable[[ast.expr], Tree]) -> Tree:
    try:
        return walk(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError as error:
        raise _not_understood(text, _slip(text) or error.msg) from None
    except (RecursionError, MemoryError):
        raise _not_understood(text, "it is too long") from None


_SLIPS = (
    (r"\d{4}-\d\d", "a rule holds no date of its own; make it a fact and name that"),
    (r"[a-z]-[a-z]", "ids are written with “_” here where they have “-”"),
    (r"(?<![=!<>])=(?!=)", "“==” asks whether two things are the same"),
    (r"&&|\|\||!(?!=)", "write “and”, “or” and “not”"),
)
"""What those write who do not program, and what to do instead."""


def _slip(text: str) -> str | None:
    return next((what for form, what in _SLIPS if re.search(form, text)), None)


def _not_understood(text: str, why: str) -> ExpressionError:
    shown = " ".join(text.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return ExpressionError(
        f"“{shown}” is not an expression: {why}. See “Rules” in CONTRIBUTING.md."
    )


_SHOWN = 100
"""Characters of an expression that a message shows."""


def nearest(word: str, words: Any) -> str:
    """` Did you mean “…”?` with the id most like `word`, or nothing."""
    found = difflib.get_close_matches(word, list(words), n=1)
    return f" Did you mean “{found[0]}”?" if found else ""


def days_of(text: str) -> list[int]:
    """First and last day (proleptic ordinals) of `YYYY`, `YYYY-MM` or `YYYY-MM-DD…`."""
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 1:
        return [date(parts[0], 1, 1).toordinal(), date(parts[0], 12, 31).toordinal()]
    if len(parts) == len(("year", "month")):
        last = calendar.monthrange(*parts)[1]
        first = date(parts[0], parts[1], 1)
        return [first.toordinal(), first.replace(day=last).toordinal()]
    return [date.fromisoformat(text[:10]).toordinal()] * 2


_SECTIONS = ("questions", "outcomes", "steps", "facts", "events", "open")
_MIRRORED = {ast.Gt: "<", ast.GtE: "<="}
_DIRECT = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "=="}
_LENGTHS = {
    "years": (12, 0),
    "year": (12, 0),
    "months": (1, 0),
    "month": (1, 0),
    "weeks": (0, 7),
    "week": (0, 7),
    "days": (0, 1),
    "day": (0, 1),
}


def _snake(name: str) -> str:
    return name.replace("-", "_")


class _Parser:
    """Walks a Python expression; every method returns a tree and notes the names it saw."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.names: dict[str, set[str]] = {section: set() for section in _SECTIONS}

    def truth(self, node: ast.expr) -> Tree:
        """The tree of something that holds or does not."""
        if isinstance(node, ast.BoolOp):
            name = "and" if isinstance(node.op, ast.And) else "or"
            return [name, *map(self.truth, node.values)]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ["not", self.truth(node.operand)]
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        message = (
            f"“{ast.unparse(node)}” cannot stand here. Use and, or, not, comparisons, “in”, "
            "and the ids of questions, outcomes and steps."
        )
        raise ExpressionError(message)

    def day(self, node: ast.expr) -> Tree:
        """The tree of a day that rests on an answer."""
        kind, tree = self._value(node)
        if kind != "date":
            message = f"“{ast.unparse(node)}” is a {kind}, and must be a date."
            raise ExpressionError(message)
        return tree

    def _name(self, name: str) -> Tree:
        if name in self.vocabulary.outcomes:
            return self._noted("outcomes", self.vocabulary.outcomes[name], "outcome")
        if name in self.vocabulary.steps:
            return self._noted("steps", self.vocabulary.steps[name], "step")
        if name in self.vocabulary.questions:
            message = (
                f"“{name}” is a question, which is not true or false by itself. "
                f"Compare it, for example “{name} == {self._an_option(name)}”."
            )
            raise ExpressionError(message)
        known = [*self.vocabulary.outcomes, *self.vocabulary.steps, *self.vocabulary.questions]
        message = f"there is no outcome or step “{name}”.{nearest(name, known)}"
        raise ExpressionError(message)

    def _an_option(self, name: str) -> str:
        return str(next(iter(self.vocabulary.questions[name].get("options", {"fact.…": 0}))))

    def _noted(self, section: str, identifier: str, kind: str) -> Tree:
        self.names[section].add(identifier)
        return [kind, identifier]

    def _attribute(self, node: ast.Attribute) -> Tree:
        section, name = _owner(node)
        if section == "open":
            self._lookup(self.vocabulary.open, name, "open question")
            identifier = self.vocabulary.open[name]
            return self._noted("open", identifier, "open")
        if section == "fact":
            identifier, fact = self._lookup(self.vocabulary.facts, name, "fact")
            self.names["facts"].add(identifier)
            if "unknown" in fact:
                return self._noted("open", fact["unknown"], "open")
            if fact["kind"] == "yesno":
                return bool(fact.get("value"))
        message = (
            f"“{ast.unparse(node)}” is not true or false by itself. Compare it with something."
        )
        raise ExpressionError(message)

    def _lookup(self, section: dict[str, Any], name: str, noun: str) -> Any:
        if name not in section:
            message = f"there is no {noun} “{name}”.{nearest(name, section)}"
            raise ExpressionError(message)
        return section[name]

    def _comparison(self, node: ast.Compare) -> Tree:
        parts = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, operator, right))
            left = right
        return parts[0] if len(parts) == 1 else ["and", *parts]

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Tree:
        if isinstance(operator, ast.In | ast.NotIn):
            tree = self._membership(left, right)
            return ["not", tree] if isinstance(operator, ast.NotIn) else tree
        if isinstance(operator, ast.NotEq):
            return ["not", self._pair(left, ast.Eq(), right)]
        if isinstance(operator, ast.Eq):
            for one, other in ((left, right), (right, left)):
                if self._kind_of_question(one) in ("choice", "many"):
                    return self._equals(one, other)
        if type(operator) not in _MIRRORED | _DIRECT:
            message = "use ==, !=, <, <=, >, >= or “in” to compare."
            raise ExpressionError(message)
        return self._order(left, operator, right)

    def _order(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Tree:
        (kind, one), (other_kind, other) = self._value(left), self._value(right)
        if kind != other_kind:
            message = (
                f"“{ast.unparse(left)}” is a {kind} and “{ast.unparse(right)}” is a "
                f"{other_kind}: they cannot be compared."
            )
            raise ExpressionError(message)
        if type(operator) in _MIRRORED:
            return ["cmp", _MIRRORED[type(operator)], other, one]
        return ["cmp", _DIRECT[type(operator)], one, other]

    def _kind_of_question(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name) and node.id in self.vocabulary.questions:
            return str(self.vocabulary.questions[node.id]["kind"])
        return None

    def _equals(self, question: ast.expr, option: ast.expr) -> Tree:
        assert isinstance(question, ast.Name)  # noqa: S101 - told by _kind_of_question
        if self._kind_of_question(question) == "many":
            message = (
                f"“{question.id}” can have several answers. "
                f"Write “{ast.unparse(option)} in {question.id}”."
            )
            raise ExpressionError(message)
        return ["is", question.id, self._option(question.id, option)]

    def _option(self, question: str, node: ast.expr) -> str:
        options = self.vocabulary.questions[question].get("options", {})
        name = node.id if isinstance(node, ast.Name) else ast.unparse(node)
        if name not in options:
            hint = nearest(name, options) or f" Its options are {', '.join(options)}."
            message = f"the question “{question}” has no option “{name}”.{hint}"
            raise ExpressionError(message)
        self.names["questions"].add(question)
        return name

    def _membership(self, left: ast.expr, right: ast.expr) -> Tree:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            if self._kind_of_question(left) != "choice":
                message = f"“{ast.unparse(left)}” is not a question with one answer."
                raise ExpressionError(message)
            return ["or", *(self._equals(left, option) for option in right.elts)]
        if self._kind_of_question(right) == "many":
            assert isinstance(right, ast.Name)  # noqa: S101 - told by _kind_of_question
            return ["has", right.id, self._option(right.id, left)]
        message = (
            f"“{ast.unparse(right)}” is not a question with several answers. "
            "Write “question in (option, option)” or “option in question”."
        )
        raise ExpressionError(message)

    def _value(self, node: ast.expr) -> tuple[str, Tree]:
        """Kind (date, number, duration) and tree of something that can be compared."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return self._shifted(node)
        if isinstance(node, ast.Attribute):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._named_value(node.id)
        message = (
            f"“{ast.unparse(node)}” stands in the rule itself. "
            "Make it a fact with its source, and write fact.its_id."
        )
        raise ExpressionError(message)

    def _named_value(self, name: str) -> tuple[str, Tree]:
        if name == "today":
            return "date", ["today"]
        kind = self._kind_of_question(ast.Name(name))
        if kind in ("date", "number"):
            self.names["questions"].add(name)
            return kind, ["q", name]
        if kind:
            message = f"“{name}” has options; compare it with one of them."
            raise ExpressionError(message)
        known = [*self.vocabulary.questions, "today"]
        message = f"there is no question “{name}”.{nearest(name, known)}"
        raise ExpressionError(message)

    def _constant(self, node: ast.Attribute) -> tuple[str, Tree]:
        section, name = _owner(node)
        if section == "event":
            identifier, event = self._lookup(self.vocabulary.events, name, "event")
            self.names["events"].add(identifier)
            return "date", ["c", _days(event["title"], event["at"])]
        if section != "fact":
            message = f"“{ast.unparse(node)}” cannot be compared. Use fact.…, event.… or today."
            raise ExpressionError(message)
        identifier, fact = self._lookup(self.vocabulary.facts, name, "fact")
        self.names["facts"].add(identifier)
        return self._fact_value(fact)

    def _fact_value(self, fact: dict[str, Any]) -> tuple[str, Tree]:
        kind = fact["kind"]
        kind = "number" if kind in ("money", "score", "percent") else kind
        if "unknown" in fact:
            self.names["open"].add(fact["unknown"])
            return kind, ["?", fact["unknown"]]
        if kind == "duration":
            return kind, _length(fact)
        if kind == "date":
            return kind, ["c", _days(fact["title"], fact.get("value"))]
        if kind == "number" and isinstance(fact.get("value"), int | float):
            return kind, ["c", fact["value"]]
        without = " without one number" if kind == "number" else ""
        message = f"the fact “{fact['title']}” is a {kind}{without}: it cannot be compared."
        raise ExpressionError(message)

    def _shifted(self, node: ast.BinOp) -> tuple[str, Tree]:
        (kind, value), (length_kind, length) = self._value(node.left), self._value(node.right)
        if (kind, length_kind) != ("date", "duration"):
            message = (
                f"“{ast.unparse(node)}” adds a {length_kind} to a {kind}. "
                "Only a duration can be added to or taken from a date."
            )
            raise ExpressionError(message)
        if length[0] == "?":
            return "date", length
        sign = 1 if isinstance(node.op, ast.Add) else -1
        months, days = length
        return "date", ["+", value, sign * months, sign * days]


def _days(title: str, value: object) -> list[int]:
    try:
        return days_of(str(value))
    except ValueError:
        message = f"“{title}” has no day of the calendar, so it cannot be compared."
        raise ExpressionError(message) from None


def _owner(node: ast.Attribute) -> tuple[str, str]:
    if isinstance(node.value, ast.Name) and node.value.id in ("fact", "event", "open"):
        return node.value.id, node.attr
    message = f"“{ast.unparse(node)}” is not known. Before the dot stands fact, event or open."
    raise ExpressionError(message)


def _length(fact: dict[str, Any]) -> list[int]:
    if fact.get("unit") not in _LENGTHS or not isinstance(fact.get("value"), int):
        message = (
            f"the fact “{fact['title']}” is no whole number of years, months, weeks or days, "
            "so a rule cannot reckon with it."
        )
        raise ExpressionError(message)
    months, days = _LENGTHS[fact["unit"]]
    return [months * fact["value"], days * fact["value"]]
