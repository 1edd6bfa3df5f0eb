"""The compiled rules as formulas for the solver Z3, over every complete set of answers.

A truth is a pair of formulas: that it is a yes, and that it is a no; where neither holds it is not
known. What nobody says is free: `settled` says whether somebody has said it, and `value` what.
An answer that is set aside counts as not given, as it does in the engine.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

import z3

from checklist_py.expression import _shift, frozen, named

FIRST_DAY = date(1980, 1, 1).toordinal()
LAST_DAY = date(2032, 12, 31).toordinal()
TODAYS = (date(2026, 1, 1).toordinal(), date(2027, 12, 31).toordinal())
SECONDS = 60


class Known(NamedTuple):
    """A three-valued truth; `hangs` where it is not known because of what nobody says."""

    yes: z3.BoolRef
    no: z3.BoolRef
    hangs: z3.BoolRef = z3.BoolVal(val=False)


YES = Known(z3.BoolVal(val=True), z3.BoolVal(val=False))
NO = Known(z3.BoolVal(val=False), z3.BoolVal(val=True))


def both(truths):
    yes, no = z3.And([one.yes for one in truths]), z3.Or([one.no for one in truths])
    return Known(yes, no, _hangs(yes, no, truths))


def either(truths):
    yes, no = z3.Or([one.yes for one in truths]), z3.And([one.no for one in truths])
    return Known(yes, no, _hangs(yes, no, truths))


def _hangs(yes, no, truths):
    return z3.And(z3.Not(yes), z3.Not(no), z3.Or([one.hangs for one in truths]))


def contrary(truth):
    return Known(truth.no, truth.yes, truth.hangs)


def differ(one, other):
    return z3.Or(one.yes != other.yes, one.no != other.no)


def definite(truth):
    return z3.Or(truth.yes, truth.no)


class Situation(str):
    """One person's situation in words, as the solver found it."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


class Rules:
    """Every verdict of a compiled guide as a formula.

    Args:
        data: what `macros.compile.compiled` gives.
        solver: the solver that learns what the names in the formulas stand for.
        mark: put before every name, so that two copies can be told apart.
    """

    def __init__(self, data, solver, mark=""):
        self.data = data
        self.solver = solver
        self.mark = mark
        self.today = z3.Int("today")
        solver.add(self.today >= TODAYS[0], self.today <= TODAYS[1])
        self.answers = {name: self._answer(name) for name in data["questions"]}
        self.asked, self.open, self.criteria, self.rules = {}, {}, {}, {}
        self.applies, self.named = {}, {}
        for kind, name in map(tuple, data["order"]):
            getattr(self, f"_{kind}")(name)

    # answers

    def _answer(self, name):
        """The variables of a question by option (a date or number has one, under no option)."""
        question, kind = self.data["questions"][name], self.data["questions"][name]["kind"]
        if kind in ("choice", "many"):
            found = {one: z3.Bool(f"{self.mark}{name}={one}") for one in question["options"]}
            self.solver.add(*_limits(kind, found))
            return found
        low, high = (FIRST_DAY, LAST_DAY) if kind == "date" else _bounds(question)
        number = z3.Int(f"{self.mark}{name}")
        self.solver.add(number >= low, number <= high)
        return {"": number}

    def same(self, other, name):
        """That a question is answered alike in another copy of the rules."""
        pairs = zip(self.answers[name].values(), other.answers[name].values(), strict=True)
        return z3.And([one == two for one, two in pairs])

    def on(self, today):
        """That it is this day."""
        return self.today == today.toordinal()

    def given(self, known):
        """By question, that it is answered as the engine has it."""
        return {name: self._given(name, answer) for name, answer in known.items()}

    def _given(self, name, answer):
        if isinstance(answer, tuple):
            (number,) = self.answers[name].values()
            return z3.And(number >= answer[0], number <= answer[1])
        chosen = {answer} if isinstance(answer, str) else answer
        return z3.And([one == (option in chosen) for option, one in self.answers[name].items()])

    def _defined(self, name, truth):
        """The truth under a name, so that large formulas are built only once."""
        known = Known(*(z3.Bool(f"{self.mark}{name}?{one}") for one in Known._fields))
        self.solver.add([one == formula for one, formula in zip(known, truth, strict=True)])
        return known

    # what is decided, in the engine's order

    def _question(self, name):
        self.asked[name] = self._defined(
            f"asked {name}", self.truth(self.data["questions"][name]["ask_if"])
        )

    def _outcome(self, name):
        outcome = self.data["outcomes"][name]
        key = ("outcome", name)
        self.applies[key] = self._defined(f"applies {name}", self.truth(outcome["applies"]))
        self.rules[name] = self._defined(f"rule {name}", self.rule(outcome["rule"]))
        self.named[key] = self._defined(name, both([self.applies[key], self.rules[name]]))

    def _step(self, name):
        step, key = self.data["steps"][name], ("step", name)
        self.applies[key] = self._defined(f"applies {name}", self.truth(step["applies"]))
        self.named[key] = self._defined(f"done {name}", self.truth(step["done"]))

    def rule(self, group, without=None):
        """The truth of a rule; where a criterion is named, without that one."""
        if "met" in group:
            if group["id"] not in self.criteria:
                truth = self._defined(group["id"], self.truth(group["met"]))
                self.criteria[group["id"]] = truth
            return self.criteria[group["id"]]
        kept = [one for one in group["of"] if not without or one.get("id") != without]
        parts = [self.rule(one, without) for one in kept]
        return both(parts) if group["join"] == "and" else either(parts)

    # expressions

    def truth(self, tree):
        """The truth of an expression."""
        if isinstance(tree, bool):
            return YES if tree else NO
        if tree[0] in ("and", "or"):
            parts = [self.truth(one) for one in tree[1:]]
            return both(parts) if tree[0] == "and" else either(parts)
        if tree[0] == "not":
            return contrary(self.truth(tree[1]))
        if tree[0] in ("outcome", "step"):
            return self.named[tree[0], tree[1]]
        return self._leaf(frozen(tree))

    def _leaf(self, tree):
        asked = {name for kind, name in named(tree) if kind == "question"}
        if any(kind == "open" for kind, _ in named(tree)):
            return self._nobody_says(tree)
        truth = self._compared(*tree[1:]) if tree[0] == "cmp" else self._chosen(*tree[1:])
        counts = z3.And([self._counts(name) for name in asked])
        return Known(z3.And(counts, truth.yes), z3.And(counts, truth.no))

    def _counts(self, name):
        """That an answer is not set aside: its question is asked, or nobody says whether it is."""
        return z3.Or(self.asked[name].yes, self.asked[name].hangs)

    def _nobody_says(self, tree):
        if tree not in self.open:
            settled, value = (z3.Bool(f"{word} {tree}") for word in ("settled", "value"))
            self.open[tree] = (settled, value)
        settled, value = self.open[tree]
        return Known(z3.And(settled, value), z3.And(settled, z3.Not(value)), z3.Not(settled))

    def _chosen(self, question, option):
        chosen = self.answers[question][option]
        return Known(chosen, z3.Not(chosen))

    def _compared(self, operator, left, right):
        one, other = self._span(left), self._span(right)
        if operator == "<":
            return Known(one[1] < other[0], one[0] >= other[1])
        if operator == "<=":
            return Known(one[1] <= other[0], one[0] > other[1])
        same = z3.And(one[0] == other[0], one[1] == other[1], one[0] == one[1])
        return Known(same, z3.Or(one[1] < other[0], other[1] < one[0]))

    def _span(self, value):
        if value[0] == "q":
            return (self.answers[value[1]][""],) * 2
        if value[0] == "today":
            return (self.today,) * 2
        if value[0] == "+":
            return tuple(later(one, value[2], value[3]) for one in self._span(value[1]))
        constant = value[1] if isinstance(value[1], tuple) else (value[1],) * 2
        return tuple(_number(one) for one in constant)

    # words

    def nobody_says(self):
        """That what nobody says now stays so."""
        return [z3.Not(settled) for settled, _ in self.open.values()]

    def somebody_said(self):
        """That what nobody says now has been said, one way or the other."""
        return [settled for settled, _ in self.open.values()]

    def situation(self, model, about):
        """What a model says of a person, in the words of the questions behind some names."""
        asked = self.behind(about)
        told = [self._told(model, name) for name in self.data["questions"] if name in asked]
        today = date.fromordinal(model.eval(self.today, model_completion=True).as_long())
        return Situation("\n  ".join([f"on {today}:", *filter(None, told)]))

    def _told(self, model, name):
        if not z3.is_true(model.eval(self._counts(name), model_completion=True)):
            return ""
        words = self.data["words"]["questions"][name]
        values = {
            option: model.eval(one, model_completion=True)
            for option, one in self.answers[name].items()
        }
        if "" not in values:
            said = [words["options"][option] for option, one in values.items() if z3.is_true(one)]
            return f"{words['ask']} {', '.join(said)}"
        number = values[""].as_long()
        return f"{words['ask']} {date.fromordinal(number) if words['kind'] == 'date' else number}"

    def behind(self, about):
        """The questions that decide some outcomes, steps or questions."""
        found, waiting = set(), list(about)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                for tree in trees_of(self.data, *one):
                    waiting += [other for other in named(tree) if other[0] != "open"]
        return {name for kind, name in found if kind == "question"}


def trees_of(data, kind, name):
    """The trees that decide an outcome, a step, or whether a question is asked."""
    entry = data[f"{kind}s"][name]
    if kind == "outcome":
        return [entry["applies"], *(one["met"] for one in criteria_of(entry["rule"]))]
    return [entry[key] for key in ("ask_if", "applies", "done") if key in entry]


def criteria_of(group):
    """Every criterion of a rule."""
    if "met" in group:
        yield group
    for one in group.get("of", ()):
        yield from criteria_of(one)


def _limits(kind, options):
    """One option of a choice; of several answers some, where none of them is an option too."""
    if kind == "choice":
        return [z3.PbEq([(one, 1) for one in options.values()], 1)]
    if "none" not in options:
        return []
    others = z3.Or([one for name, one in options.items() if name != "none"])
    return [options["none"] != others]


def _bounds(question):
    return question.get("min", 0), question.get("max", 10_000)


def _number(value):
    return z3.RealVal(value) if isinstance(value, float) else z3.IntVal(value)


def later(day, months, days):
    """A day so many months and days later, exactly as the engine reckons it."""
    if z3.is_int_value(day):
        return z3.IntVal(_shift(day.as_long(), months, days))
    moved = z3.IntVal(0)
    for first, by in _pieces(months, days):
        moved = z3.If(day >= first, by, moved)
    return day + moved


@cache
def _pieces(months, days):
    """By how many days a day moves: from each of these days on, so many."""
    found = []
    for day in range(FIRST_DAY, LAST_DAY + 1):
        by = _shift(day, months, days) - day
        if not found or found[-1][1] != by:
            found.append((day, by))
    return tuple(found)


class Prover:
    """Looks for a person for whom something holds.

    Args:
        data: what `macros.compile.compiled` gives.
    """

    def __init__(self, data):
        self.solver = z3.SolverFor("QF_LIA")
        self.solver.set("timeout", SECONDS * 1000)
        self.rules = Rules(data, self.solver)
        self.counts = Counter()

    @cached_property
    def behind(self):
        """What rests on what."""
        return Behind(self.rules.data)

    @cached_property
    def other(self):
        """A second copy of the rules, for a second person on the same day."""
        return Rules(self.rules.data, self.solver, mark="other ")

    def changes(self, question):
        """That the second person differs from the first in this answer, and in what is decided."""
        alike = [
            self.rules.same(self.other, name) for name in self.rules.answers if name != question
        ]
        pairs = [
            (known, getattr(self.other, section)[name])
            for section in ("applies", "rules", "named")
            for name, known in getattr(self.rules, section).items()
        ]
        return [*alike, z3.Or([differ(one, two) for one, two in pairs])]

    def find(self, *claims, about=()):
        """The situation of somebody for whom all claims hold, or None where there is nobody."""
        self.solver.push()
        try:
            self.solver.add(*claims)
            found = self.solver.check()
            self.counts["proofs"] += 1
            assert found != z3.unknown, f"no proof in {SECONDS} s: {self.solver.reason_unknown()}"
            return self.rules.situation(self.solver.model(), about) if found == z3.sat else None
        finally:
            self.solver.pop()

    @contextmanager
    def changed(self, kind, name, entry):
        """The rules with another entry in place of one, and what rests on it, for a while."""
        about = self.behind.concerned((kind, name))
        section = {**self.rules.data[f"{kind}s"], name: entry}
        self.solver.push()
        try:
            yield Changed(self.rules, {**self.rules.data, f"{kind}s": section}, about), about
        finally:
            self.solver.pop()

    def different(self, changed, about):
        """Somebody for whom changed rules decide anything else, or None where there is nobody."""
        rules = self.rules
        moved = [
            z3.And(z3.Not(rules.applies[key].no), differ(one, two))
            if section == "decided"
            else differ(one, two)
            for section in ("applies", "decided")
            for key, one, two in _pairs(rules, changed, section)
        ]
        return self.find(*rules.nobody_says(), z3.Or(moved), about=about)


def _pairs(rules, changed, section):
    """What both decide anew: key, truth before and truth now; of rules and of what is done."""
    for key, known in rules.applies.items():
        if section == "applies":
            one, two = known, changed.applies[key]
        elif key[0] == "outcome":
            one, two = rules.rules[key[1]], changed.rules[key[1]]
        else:
            one, two = rules.named[key], changed.named[key]
        if one is not two:
            yield key, one, two


class Behind:
    """What rests on what in a compiled guide."""

    def __init__(self, data):
        self.data, self.resting = data, {}
        for kind, name in map(tuple, data["order"]):
            for pair in frozenset().union(*map(named, trees_of(data, kind, name))):
                self.resting.setdefault(pair, set()).add((kind, name))
        for name, step in data["steps"].items():
            for needed in step["needs"]:
                self.resting.setdefault(("step", needed), set()).add(("step", name))

    def concerned(self, entry):
        """An entry with all that rests on it."""
        found, waiting = {entry}, [entry]
        while waiting:
            new = self.resting.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


class Changed(Rules):
    """The rules with a fault, for the same person: only what is concerned is built anew."""

    def __init__(self, rules, data, concerning):
        self.data, self.solver, self.mark = data, rules.solver, "changed "
        self.today, self.answers, self.open = rules.today, rules.answers, rules.open
        anew = {
            one["id"]
            for kind, name in concerning
            if kind == "outcome"
            for one in criteria_of(rules.data["outcomes"][name]["rule"])
        }
        self.criteria = {name: one for name, one in rules.criteria.items() if name not in anew}
        self.asked, self.rules = {**rules.asked}, {**rules.rules}
        self.applies, self.named = {**rules.applies}, {**rules.named}
        for kind, name in map(tuple, data["order"]):
            if (kind, name) in concerning:
                getattr(self, f"_{kind}")(name)
