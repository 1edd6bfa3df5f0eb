"""Assesses one person's situation: verdicts, the criteria that made them, the next question."""

from __future__ import annotations

from datetime import date

from checklist_py.expression import Situation, Trees, askable, frozen, names
from checklist_py.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from checklist_py.expression import Left

KINDS = ("curable", "not_yet", "ask", "permanent")
"""Why a no is a no, from what the person can change to what nobody can."""

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
        self.review: int = data.get("review", date.max.toordinal())
        self.questions: dict[str, Any] = data["questions"]
        self.aliases: dict[str, str] = data["aliases"]
        self.outcomes: dict[str, Any] = data["outcomes"]
        self.steps: dict[str, Any] = data["steps"]
        self.words: dict[str, Any] = data.get("words", {})
        self.order: list[tuple[str, str]] = [tuple(pair) for pair in data["order"]]
        questions = self.questions.items()
        choices = {name: one["options"] for name, one in questions if one["kind"] == "choice"}
        self.trees = Trees(choices)
        for entry in (*self.questions.values(), *self.outcomes.values(), *self.steps.values()):
            self._ready(entry)
        self.trees.keep()
        for name, step in self.steps.items():
            before = [one for needed in step["needs"] for one in self.steps[needed]["chain"]]
            step["chain"] = list(dict.fromkeys([name, *before]))
            step["limits"] = frozen(step["limits"])
        self._behind: dict[tuple[str, str], frozenset[str]] = {}
        self.followers: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for pair in self.order:
            for named in frozenset().union(*map(names, self.rules(*pair))):
                self.followers.setdefault(named, []).append(pair)
        self.last: Assessment | None = None
        self.marks: dict[str, str] = {}
        self.responses: dict[str, dict[str, Any]] = {}
        self.planned: tuple[Any, dict[str, dict[str, Any]]] | None = None
        self.reckoned: tuple[Any, dict[str, Any]] | None = None

    def _ready(self, entry: dict[str, Any]) -> None:
        """Make the trees of a question, outcome or step."""
        for key in entry.keys() & {"applies", "done", "ask_if"}:
            entry[key] = self.trees.made(entry[key])
        if "rule" in entry:
            criteria = dict(_criteria(entry["rule"]))
            for criterion in criteria.values():
                criterion["met"] = self.trees.made(criterion["met"])
            entry["rule_of"] = {name: one["met"] for name, one in criteria.items()}
            entry["kinds"] = {name: one["kind"] for name, one in criteria.items()}

    def remembered(self, today: int) -> Assessment | None:
        """The last assessment, where it was of this day and its trees are not forgotten."""
        if self.trees.forget():
            self.last = None
        return self.last if self.last and self.last.today == today else None

    def behind(self, tree: Left) -> frozenset[str]:
        """The questions that a tree rests on, by itself and through all that it names."""
        none: frozenset[str] = frozenset()
        return none.union(*(self._behind_one(*named) for named in names(tree)))

    def _behind_one(self, kind: str, name: str) -> frozenset[str]:
        if (kind, name) not in self._behind:
            found: frozenset[str] = frozenset()
            if kind == "question":
                found = self.behind(self.questions[name]["ask_if"]) | {name}
            elif kind == "outcome":
                found = found.union(*map(self.behind, self.rules(kind, name)))
            elif kind == "step":
                found = self.behind(self.steps[name]["done"])
            self._behind[kind, name] = found
        return self._behind[kind, name]

    def rules(self, kind: str, name: str) -> list[Left]:
        """The trees that decide an outcome, a step, or whether a question is asked."""
        if kind == "question":
            return [self.questions[name]["ask_if"]]
        if kind == "step":
            step = self.steps[name]
            return [step["applies"], step["done"]]
        outcome = self.outcomes[name]
        return [outcome["applies"], *outcome["rule_of"].values()]


def _criteria(group: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """The criteria of a rule by their ids, in order."""
    if "met" in group:
        yield group["id"], group
    for child in group.get("of", ()):
        yield from _criteria(child)


_RANKS: dict[str, Callable[[Mapping[str, Any], int], int]] = {
    "grade": lambda criterion, _: GRADES.index(criterion["grade"]),
    "overdue": lambda criterion, today: int(criterion["review"] < today),
}


class _Decided:
    """What one assessment found of an outcome or a step."""

    def __init__(self) -> None:
        self.applies: Left = False
        self.rule: Left = False
        self.whole: Left = False
        self.verdict = ""
        self.first: frozenset[str] = frozenset()
        self.then: frozenset[str] = frozenset()
        self.named: frozenset[tuple[str, str]] = frozenset()
        self.grade: int | None = None
        self.overdue: int | None = None
        self.said: tuple[dict[str, Any], dict[str, str], str] | None = None

    def close(self) -> None:
        """Note what follows for an outcome: its verdict, and what an unsettled one hangs on."""
        if self.applies is False:
            self.verdict = "na"
        else:
            self.verdict = Truth.of(self.rule if self.applies is True else None).value
        if self.verdict == "unknown":
            self.first, self.then = askable(self.applies), askable(self.rule)
            self.named = names(self.rule if self.applies is True else self.applies)

    def follows(self) -> tuple[Left, int | None, int | None]:
        """All of it that what names it rests on."""
        return self.whole, self.grade, self.overdue


class Assessment:
    """Everything the guide says of one situation.

    Most answers change little: what was found for the guide's last assessment, on the same day,
    is taken over, and only what rests on something that has changed is found anew.

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
        self.given = dict(answers)
        self.today = today
        self.situation = Situation(dict(answers), today)
        self.aside: set[str] = set()
        self.decided: dict[tuple[str, str], _Decided] = {}
        self.criteria: dict[str, Left] = {}
        self.groups: dict[int, Left] = {}
        self.firsts: dict[str, Left] = {}
        self._before: dict[str, frozenset[str]] = {}
        last = guide.remembered(today)
        stale = self._stale(last)
        for pair in guide.order:
            if pair in stale and self._renewed(*pair, last):
                stale.update(guide.followers.get(pair, ()))
        self._closed = self._settled()
        guide.last = self

    def _stale(self, last: Assessment | None) -> set[tuple[str, str]]:
        """Take over what the last assessment found; gives what may be otherwise by now."""
        if last is None:
            return set(self.guide.order)
        self.aside = set(last.aside)
        self.situation.names = dict(last.situation.names)
        for name in last.aside:
            self.situation.answers.pop(name, None)
        self.decided = dict(last.decided)
        self.criteria, self.groups = dict(last.criteria), dict(last.groups)
        self.firsts = dict(last.firsts)
        answered = self.given.keys() | last.given.keys()
        changed = {one for one in answered if self.given.get(one) != last.given.get(one)}
        ticks = self.ticked ^ last.ticked
        return {("question", one) for one in changed} | {("step", one) for one in ticks}

    def _renewed(self, kind: str, name: str, last: Assessment | None) -> bool:
        """Find one thing anew; whether that can matter to what names it."""
        if kind == "question":
            return self._set_aside(name, last)
        before = self.decided.get((kind, name))
        decided = self._step(name) if kind == "step" else self._outcome(name)
        self.decided[kind, name] = decided
        self.situation.names[kind, name] = decided.whole
        return before is None or decided.follows() != before.follows()

    def reduced(self, tree: Left) -> Left:
        """What is left of a tree in this situation, settled where all completions agree."""
        return self.guide.trees.left(tree, self.situation)

    def _set_aside(self, name: str, last: Assessment | None) -> bool:
        """A question no longer counts where what it follows from has been changed or set aside."""
        left = self.firsts[name] = self.guide.trees.reduced(
            self.guide.questions[name]["ask_if"], self.situation
        )
        closed = left is not True and all(
            kind == "question" and one in self.aside for kind, one in names(left)
        )
        answer = None if closed else self.given.get(name)
        if closed:
            self.aside.add(name)
            self.situation.answers.pop(name, None)
        else:
            self.aside.discard(name)
            if answer is not None:
                self.situation.answers[name] = answer
        return last is None or (closed, answer) != (name in last.aside, last.counted(name))

    def counted(self, name: str) -> Any:
        """The answer to a question that counts; None where there is none or it is set aside."""
        return self.situation.answers.get(name)

    def _outcome(self, name: str) -> _Decided:
        outcome, decided = self.guide.outcomes[name], _Decided()
        decided.applies = self.reduced(outcome["applies"])
        decided.rule = self.guide.trees.settled(self._group(outcome["rule"]))
        whole = self.guide.trees.joined("and", (decided.applies, decided.rule))
        decided.whole = self.guide.trees.settled(whole)
        decided.close()
        if decided.verdict in ("yes", "no"):
            truth = decided.verdict == "yes"
            decided.grade = self._rank(outcome["rule"], "grade", truth=truth)
            if self.guide.review < self.today:
                decided.overdue = self._rank(outcome["rule"], "overdue", truth=truth)
        return decided

    def _group(self, group: Mapping[str, Any]) -> Left:
        if "met" in group:
            left = self.criteria[group["id"]] = self.reduced(group["met"])
        else:
            parts = [self._group(child) for child in group["of"]]
            left = self.groups[id(group)] = self.guide.trees.joined(group["join"], parts)
        return left

    def _step(self, name: str) -> _Decided:
        step, decided = self.guide.steps[name], _Decided()
        decided.applies = self.reduced(step["applies"])
        decided.whole = True if name in self.ticked else self.reduced(step["done"])
        return decided

    # verdicts

    def applies(self, kind: str, name: str) -> Left:
        """Whether an outcome or step applies, or what is left of that."""
        return self.decided[kind, name].applies

    def verdict(self, name: str) -> str:
        """`yes`, `no`, `unknown`, or `na` where the outcome does not apply."""
        return self.decided["outcome", name].verdict

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

    def _truth(self, group: Mapping[str, Any]) -> Left:
        if "met" in group:
            return self.criteria[group["id"]]
        return self.groups[id(group)]

    def reasons(self, name: str) -> set[str]:
        """The questions whose answers the verdict rests on; the others may be taken away."""
        outcome = self.guide.outcomes[name]
        rules = [outcome["rule_of"][criterion] for criterion in self.deciding(name)]
        none: set[str] = set()
        return none.union(*map(self.guide.behind, [outcome["applies"], *rules]))

    def kind(self, name: str) -> str | None:
        """Why a no is a no: the hardest of what fails together, the easiest where one suffices."""
        if self.verdict(name) != "no":
            return None
        return KINDS[self._hardness(self.guide.outcomes[name]["rule"])]

    def _hardness(self, group: Mapping[str, Any]) -> int:
        if "met" in group:
            return KINDS.index(group["kind"])
        failing = [child for child in group["of"] if self._truth(child) is False]
        ranks = [self._hardness(child) for child in failing or group["of"]]
        return max(ranks) if group["join"] == "and" else min(ranks)

    def grade(self, name: str) -> str | None:
        """How sure the verdict is: as sure as the weakest source that it needs."""
        rank = self.decided["outcome", name].grade
        return None if rank is None else GRADES[rank]

    def overdue(self, name: str) -> bool:
        """Whether the verdict needs a source that was to be read again before today."""
        return bool(self.decided["outcome", name].overdue)

    def _rank(self, group: Mapping[str, Any], of: str, *, truth: bool) -> int:
        """The rank of what decides, the higher the worse, as `_RANKS` has it.

        One that suffices counts as its surest, those needed together as their weakest.
        """
        if "met" in group:
            return max([_RANKS[of](group, self.today), *self._ranks_named(group["met"], of)])
        deciding = [child for child in group["of"] if self._truth(child) is truth]
        ranks = [self._rank(child, of, truth=truth) for child in deciding or group["of"]]
        one_suffices = bool(deciding) and (group["join"] == "or") is truth
        return min(ranks) if one_suffices else max(ranks)

    def _ranks_named(self, tree: Left, of: str) -> Iterable[int]:
        for kind, name in names(tree):
            rank = getattr(self.decided[kind, name], of) if kind == "outcome" else None
            if rank is not None:
                yield rank

    # questions

    def left_names(self, name: str) -> frozenset[tuple[str, str]]:
        """What the unsettled verdict names: pairs of a kind (question, open) and an id."""
        return self.decided["outcome", name].named

    def mattering(
        self, outcomes: Iterable[str], unsure: Container[str] = frozenset()
    ) -> dict[str, int]:
        """Questions that can still change one of these verdicts, and how many each can.

        Where whether to ask a question hangs only on `unsure` ones, answered with "I don't know",
        the question itself counts: its answer can settle what they left open.
        """
        counts: dict[str, int] = {}
        known: dict[str, set[str]] = {}
        for name in outcomes:
            decided = self.decided["outcome", name]
            if decided.verdict == "unknown":
                asked = decided.then if decided.applies is True else decided.first
                for question in self._asked(asked, unsure, known):
                    counts[question] = counts.get(question, 0) + 1
        return counts

    def can_matter(self, outcomes: Iterable[str], unsure: Container[str] = frozenset()) -> set[str]:
        """Every question that an unsettled verdict may still come to hang on, now or later."""
        asked: set[str] = set()
        for name in outcomes:
            decided = self.decided["outcome", name]
            applies = decided.applies is True
            if decided.verdict == "unknown" and (applies or self._open(decided.first, unsure)):
                asked |= decided.first
                asked |= decided.then
        return {question for question in self._named(asked) if question not in unsure}

    def _open(self, asked: frozenset[str], unsure: Container[str]) -> bool:
        """Whether one of these, or of those that decide whether they are asked, can be answered."""
        left = asked - self._closed
        return any(one not in unsure for one in left) or any(
            one not in unsure for one in self._named(left)
        )

    def _named(self, asked: AbstractSet[str]) -> frozenset[str]:
        """These questions, if not answered, with those that decide whether they are asked."""
        none: frozenset[str] = frozenset()
        return none.union(*map(self._named_before, asked - self._closed))

    def _named_before(self, name: str) -> frozenset[str]:
        if name not in self._before:
            self._before[name] = self._named(self._first(name)) | {name}
        return self._before[name]

    def _asked(
        self, asked: frozenset[str], unsure: Container[str], known: dict[str, set[str]]
    ) -> set[str]:
        """These questions, each replaced by those that decide whether it is asked at all."""
        found: set[str] = set()
        for name in asked - self._closed:
            if name not in known:
                before = self._asked(self._first(name), unsure, known)
                known[name] = {one for one in before if one not in unsure} or {name}
            found |= known[name]
        return found

    def _first(self, name: str) -> frozenset[str]:
        """The questions that decide whether a question is asked."""
        return askable(self.firsts[name])

    def _settled(self) -> frozenset[str]:
        """The questions set aside and those answered to the day or number.

        A month that straddles a limit can still be told more exactly.
        """
        spans = ((name, set(answer)) for name, answer in self.situation.answers.items())
        return frozenset(self.aside.union(name for name, span in spans if len(span) == 1))
