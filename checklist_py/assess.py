"""Assesses one person's situation: verdicts, the criteria that made them, the next question."""

from __future__ import annotations

from checklist_py.expression import Domain, Situation, askable, frozen, names, reduce
from checklist_py.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from checklist_py.expression import Tree

GRADES = ("confirmed", "dated", "reported", "inferred")
"""How sure a source is, from surest to least sure."""


class Guide:
    """The compiled guide, its trees made ready for reduction.

    Args:
        data: the JSON that `macros/compile.py` writes; outcomes and steps stand in an order in
            which each comes after all that its rules name.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.version: str = data["guide"]
        self.questions: dict[str, Any] = data["questions"]
        self.aliases: dict[str, str] = data["aliases"]
        self.outcomes: dict[str, Any] = data["outcomes"]
        self.steps: dict[str, Any] = data["steps"]
        self.order: list[tuple[str, str]] = [tuple(pair) for pair in data["order"]]
        for entry in (*self.outcomes.values(), *self.steps.values(), *self.questions.values()):
            for key in ("applies", "done", "ask_if"):
                if key in entry:
                    entry[key] = frozen(entry[key])
        for outcome in self.outcomes.values():
            outcome["rule_of"] = dict(_freeze(outcome["rule"]))
        self.domain = Domain(
            {
                name: tuple(question["options"])
                for name, question in self.questions.items()
                if question["kind"] == "choice"
            }
        )


def _freeze(group: dict[str, Any]) -> Iterable[tuple[str, Tree]]:
    """Make the trees of a rule ready, and give each criterion's by its id."""
    if "met" in group:
        group["met"] = frozen(group["met"])
        yield group["id"], group["met"]
    for child in group.get("of", ()):
        yield from _freeze(child)


class Assessment:
    """Everything the guide says of one situation.

    Args:
        guide: the compiled guide.
        answers: the answers that are known, as `checklist_py.answers.understand` gives them.
        today: the day taken as today, as an ordinal.
        ticked: ids of the steps that the person has marked as done.
    """

    def __init__(
        self,
        guide: Guide,
        answers: Mapping[str, Any],
        today: int,
        ticked: Iterable[str] = (),
    ) -> None:
        self.guide = guide
        self.ticked = frozenset(ticked)
        self.situation = Situation(dict(answers), today)
        self.aside = self._set_aside()
        self.applies: dict[tuple[str, str], Tree] = {}
        self.criteria: dict[str, Tree] = {}
        self.rules: dict[str, Tree] = {}
        for kind, name in guide.order:
            self.situation.names[kind, name] = self._decide(kind, name)

    def reduced(self, tree: Tree) -> Tree:
        """What is left of a tree in this situation, settled where all completions agree."""
        return self.guide.domain.settled(reduce(tree, self.situation))

    def _set_aside(self) -> set[str]:
        """Questions that no longer count because what they follow from has been changed."""
        aside: set[str] = set()
        for name, question in self.guide.questions.items():
            if reduce(question["ask_if"], self.situation) is False:
                aside.add(name)
                self.situation.answers.pop(name, None)
        return aside

    def _decide(self, kind: str, name: str) -> Tree:
        if kind == "step":
            return self._step_done(name)
        outcome = self.guide.outcomes[name]
        applies = self.reduced(outcome["applies"])
        self.applies[kind, name] = applies
        rule = self.rules[name] = self.guide.domain.settled(self._group(outcome["rule"]))
        return self.guide.domain.settled(reduce(("and", applies, rule), self.situation))

    def _group(self, group: Mapping[str, Any]) -> Tree:
        if "met" in group:
            met = self.criteria[group["id"]] = self.reduced(group["met"])
            return met
        parts = tuple(self._group(child) for child in group["of"])
        return reduce((group["join"], *parts), self.situation)

    def _step_done(self, name: str) -> Tree:
        step = self.guide.steps[name]
        self.applies["step", name] = self.reduced(step["applies"])
        return True if name in self.ticked else self.reduced(step["done"])

    # verdicts

    def verdict(self, name: str) -> str:
        """`yes`, `no`, `unknown`, or `na` where the outcome does not apply."""
        applies = self.applies["outcome", name]
        if applies is False:
            return "na"
        return Truth.of(self.rules[name] if applies is True else None).value

    def deciding(self, name: str) -> list[str]:
        """The criteria that made the verdict what it is, in the guide's order."""
        truth = {"yes": True, "no": False}.get(self.verdict(name))
        if truth is None:
            return []
        return list(self._deciding(self.guide.outcomes[name]["rule"], truth=truth))

    def _deciding(self, group: Mapping[str, Any], *, truth: bool) -> Iterable[str]:
        if "met" in group:
            yield group["id"]
            return
        children = [child for child in group["of"] if self._truth(child) is truth]
        for child in children or group["of"]:
            yield from self._deciding(child, truth=truth)

    def _truth(self, group: Mapping[str, Any]) -> Tree:
        if "met" in group:
            return self.criteria[group["id"]]
        parts = tuple(self._truth(child) for child in group["of"])
        return reduce((group["join"], *parts), self.situation)

    def reasons(self, name: str) -> set[str]:
        """The questions whose answers the verdict rests on; the others may be taken away."""
        outcome = self.guide.outcomes[name]
        found = self._behind(outcome["applies"])
        rules = outcome["rule_of"]
        for criterion in self.deciding(name):
            found |= self._behind(rules[criterion])
        return found

    def _behind(self, tree: Tree) -> set[str]:
        found: set[str] = set()
        for kind, name in names(tree):
            if kind == "question":
                found |= {name} | self._behind(self.guide.questions[name]["ask_if"])
            elif kind == "outcome":
                for inner in self._trees(name):
                    found |= self._behind(inner)
            elif kind == "step":
                found |= self._behind(self.guide.steps[name]["done"])
        return found

    def _trees(self, name: str) -> list[Tree]:
        outcome = self.guide.outcomes[name]
        return [outcome["applies"], *outcome["rule_of"].values()]

    def grade(self, name: str) -> str | None:
        """How sure the verdict is: as sure as the weakest source that it needs."""
        verdict = self.verdict(name)
        if verdict not in ("yes", "no"):
            return None
        rank = self._rank(self.guide.outcomes[name]["rule"], truth=verdict == "yes")
        return GRADES[rank]

    def _rank(self, group: Mapping[str, Any], *, truth: bool) -> int:
        """One that suffices counts as its surest, those needed together as their weakest."""
        if "met" in group:
            return max([GRADES.index(group["grade"]), *self._ranks_named(group["met"])])
        ranks = [
            self._rank(child, truth=truth) for child in group["of"] if self._truth(child) is truth
        ]
        if not ranks:
            return max(self._rank(child, truth=truth) for child in group["of"])
        one_suffices = (group["join"] == "or") is truth
        return min(ranks) if one_suffices else max(ranks)

    def _ranks_named(self, tree: Tree) -> Iterable[int]:
        for kind, name in names(tree):
            grade = self.grade(name) if kind == "outcome" else None
            if grade:
                yield GRADES.index(grade)

    # questions

    def left(self, name: str) -> Tree:
        """What an unsettled verdict still hangs on; `True` where nothing is left."""
        if self.verdict(name) != "unknown":
            return True
        applies, rule = self.applies["outcome", name], self.rules[name]
        parts = [part for part in (applies, rule) if part not in (True, False)]
        return parts[0] if applies is not True else ("and", *parts)

    def left_names(self, name: str) -> frozenset[tuple[str, str]]:
        """What the unsettled verdict names: pairs of a kind (question, open) and an id."""
        return names(self.left(name))

    def mattering(self, outcomes: Iterable[str]) -> dict[str, int]:
        """Questions that can still change one of these verdicts, and how many each can."""
        counts: dict[str, int] = {}
        for name in outcomes:
            for question in self._asked(self.left(name)):
                counts[question] = counts.get(question, 0) + 1
        return counts

    def _asked(self, tree: Tree) -> set[str]:
        """Questions named, each replaced by those that decide whether it is asked at all."""
        found: set[str] = set()
        for name in askable(tree):
            first = reduce(self.guide.questions[name]["ask_if"], self.situation)
            found |= {name} if first is True else self._asked(first)
        return found
