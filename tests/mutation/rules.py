"""Faults planted in the compiled rules, one at a time, and what catches each.

A fault is caught where an example of the guide no longer comes out as it says, or where a proof of
`proofs/test_z3.py` fails. A fault that changes nothing that is decided, for nobody, is proved to be
none and does not count. What is left has survived.
"""

import argparse
import json
import random
from collections import Counter
from datetime import date
from typing import NamedTuple

import samples
from proofs import test_z3
from proofs.smt import Prover, Rules, criteria_of, differ
from z3 import And, Not, Or

from checklist_py import Assessment, Guide
from checklist_py.answers import understand
from checklist_py.expression import named
from checklist_py.plan import plan
from macros.examples import answers

PROOFS = (
    test_z3.test_every_outcome_can_be_yes,
    test_z3.test_every_outcome_can_be_no,
    test_z3.test_every_condition_of_an_outcome_or_step_can_fail,
    test_z3.test_complete_answers_end_in_a_verdict_or_in_what_nobody_says,
    test_z3.test_outcomes_of_a_group_never_hold_together,
    test_z3.test_of_an_exhaustive_group_one_always_holds,
    test_z3.test_every_criterion_can_be_met,
    test_z3.test_every_criterion_can_fail,
    test_z3.test_every_criterion_taken_out_would_change_a_verdict,
    test_z3.test_every_question_can_be_asked,
    test_z3.test_every_step_can_be_next,
    test_z3.test_every_step_that_answers_can_show_to_be_done_can_be_done,
)


class Fault(NamedTuple):
    """One thing to change in the compiled guide: where it lies, what it becomes, and in words."""

    path: tuple
    new: object
    what: str

    @property
    def entry(self):
        """Kind and id of the question, outcome or step that it is in."""
        return self.path[0].removesuffix("s"), self.path[1]

    def __str__(self):
        kind, name = self.entry
        return f"{kind} {name}: {self.what}"

    def planted(self, text):
        """The guide's data, as JSON text has them, with this fault."""
        data = json.loads(text)
        *way, last = self.path
        place = data
        for key in way:
            place = place[key]
        place[last] = self.new
        return data


# the faults


def faults(data):
    """Every fault to plant in a compiled guide."""
    for name, question in data["questions"].items():
        yield from _condition(data, question, ("questions", name), "ask_if")
    for name, outcome in data["outcomes"].items():
        yield from _condition(data, outcome, ("outcomes", name), "applies")
        yield from _group(data, outcome["rule"], ("outcomes", name, "rule"))
    for name, step in data["steps"].items():
        yield from _condition(data, step, ("steps", name), "applies")
        yield from _condition(data, step, ("steps", name), "done", without=False)
        yield from _step(step, ("steps", name))


def _condition(data, entry, path, key, *, without=True):
    """Faults in a condition, which can also be missing as a whole."""
    if entry[key] is not without:
        yield Fault((*path, key), without, f"{key} dropped")
        yield from _tree(data, entry[key], (*path, key), key)


def _group(data, group, path):
    if "met" in group:
        always = True
        yield Fault((*path, "met"), always, f"criterion {group['id']} always met")
        yield from _tree(data, group["met"], (*path, "met"), group["id"])
        return
    members = group["of"]
    if len(members) > 1:
        told = ", ".join(one.get("id", "group") for one in members)
        yield Fault(
            (*path, "join"), _OTHER[group["join"]], f"{told}: joined by {group['join']} no more"
        )
        for at, one in enumerate(members):
            left = [*members[:at], *members[at + 1 :]]
            yield Fault((*path, "of"), left, f"criterion {one.get('id', 'group')} dropped")
    for at, one in enumerate(members):
        yield from _group(data, one, (*path, "of", at))


_OTHER = {"and": "or", "or": "and", "<": "<=", "<=": "<"}


def _step(step, path):
    for at, one in enumerate(step["needs"]):
        left = [*step["needs"][:at], *step["needs"][at + 1 :]]
        yield Fault((*path, "needs"), left, f"need of {one} dropped")
    if step["deadline"]:
        yield Fault((*path, "deadline"), None, "deadline dropped")


def _tree(data, tree, path, label):
    """Faults in an expression: each of its parts in turn."""
    if isinstance(tree, bool):
        yield Fault(path, not tree, f"{label}: {tree} negated")
        return
    told, operator = f"{label}: {shown(tree)}", tree[0]
    if operator == "not":
        yield Fault(path, tree[1], f"{told} no longer negated")
        yield from _deeper(data, tree, path, label)
        return
    if operator == "open":
        yield from (Fault(path, one, f"{told} taken for {one}") for one in (True, False))
        return
    if operator not in ("and", "or"):  # its parts are negated one by one
        yield Fault(path, ["not", tree], f"{told} negated")
    yield from _READINGS.get(operator, _none)(data, tree, path, told)
    if operator in ("and", "or"):
        yield from _deeper(data, tree, path, label)


def _deeper(data, tree, path, label):
    for at, part in enumerate(tree[1:], 1):
        # What a “not” stands before is negated by taking it away.
        for fault in _tree(data, part, (*path, at), label):
            if tree[0] != "not" or fault.path != (*path, at) or fault.new != ["not", part]:
                yield fault


def _none(*_):
    return ()


def _joined(_, tree, path, told):
    yield Fault((*path, 0), _OTHER[tree[0]], f"{told}: “{_OTHER[tree[0]]}”")
    for at in range(1, len(tree)):
        left = [*tree[:at], *tree[at + 1 :]]
        new = left[1] if len(left) == 2 else left
        yield Fault(path, new, f"{told}: without {shown(tree[at])}")


def _option(data, tree, path, told):
    """The option after this one in its place."""
    options = data["questions"][tree[1]]["options"]
    option = options[(options.index(tree[2]) + 1) % len(options)]
    yield Fault((*path, 2), option, f"{told}: option “{option}”")


def _compared(_, tree, path, told):
    if tree[1] in _OTHER:
        yield Fault((*path, 1), _OTHER[tree[1]], f"{told}: “{_OTHER[tree[1]]}”")
    for at in (2, 3):
        yield from _bound(tree[at], (*path, at), told)


def _bound(value, path, told):
    """A day or number one more and one less, a duration a day longer and a day shorter."""
    for by in (-1, 1):
        if value[0] == "c":
            new = [one + by for one in value[1]] if isinstance(value[1], list) else value[1] + by
            yield Fault((*path, 1), new, f"{told}: bound moved by {by:+}")
        elif value[0] == "+":
            yield Fault((*path, 3), value[3] + by, f"{told}: duration moved by {by:+} day")


_READINGS = {"and": _joined, "or": _joined, "is": _option, "has": _option, "cmp": _compared}


def shown(tree):
    """A tree as it might stand in the guide."""
    if isinstance(tree, bool):
        return str(tree)
    operator, *parts = tree
    if operator in ("and", "or"):
        return f"({f' {operator} '.join(map(shown, parts))})"
    if operator == "not":
        return f"not {shown(parts[0])}"
    if operator == "cmp":
        return f"{_value(parts[1])} {parts[0]} {_value(parts[2])}"
    signs = {"is": "{} == {}", "has": "{1} in {0}", "open": "open {}"}
    return signs.get(operator, "{}").format(*parts)


def _value(value):
    if value[0] == "+":
        return f"{_value(value[1])} {value[2]:+} months {value[3]:+} days"
    if value[0] == "c":
        days = value[1]
        return str(date.fromordinal(days[0])) if isinstance(days, list) else str(days)
    return str(value[-1])


# what catches them


class Examples:
    """The worked examples, to be tried on a guide with a fault."""

    def __init__(self, data, engine_data):
        guide = Guide(json.loads(json.dumps(engine_data)))
        self.rows = []
        for name, one in data["examples"].items():
            given, _, _ = understand(
                json.loads(json.dumps(answers(one))), guide.questions, guide.aliases
            )
            today = date.fromisoformat(one["today"]).toordinal()
            self.rows.append((name, one, given, today))

    def catching(self, guide, concerned):
        """The first example that no longer comes out as it says, or None."""
        for name, one, given, today in self.rows:
            if concerned & _stated(one) and not _holds(guide, one, given, today):
                return name
        return None


def _stated(example):
    """All that an example states something of."""
    return {
        *(("outcome", name) for name in example["expect"]),
        *(("step", name) for key in ("steps", "waits") for name in example.get(key, ())),
        *(("question", name) for name in example["answers"]),
    }


def _holds(guide, example, given, today):
    case = Assessment(guide, given, today)
    if any(case.verdict(name) != state for name, state in example["expect"].items()):
        return False
    if any(name in case.aside for name in example["answers"]):
        return False
    found = plan(case) if {"steps", "waits"} & example.keys() else {}
    return all(
        found[name]["state"] == state for name, state in example.get("steps", {}).items()
    ) and all(found[name]["waits_for"] == ones for name, ones in example.get("waits", {}).items())


def concerned(data, entry):
    """An entry with all that rests on it."""
    behind = {}
    for kind, name in map(tuple, data["order"]):
        for tree in _trees(data, kind, name):
            for pair in named(tree):
                behind.setdefault(pair, set()).add((kind, name))
    for name, step in data["steps"].items():
        for needed in step["needs"]:
            behind.setdefault(("step", needed), set()).add(("step", name))
    found, waiting = {entry}, [entry]
    while waiting:
        new = behind.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _trees(data, kind, name):
    entry = data[f"{kind}s"][name]
    if kind == "outcome":
        return [entry["applies"], *(one["met"] for one in criteria_of(entry["rule"]))]
    return [entry[key] for key in ("ask_if", "applies", "done") if key in entry]


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


class Planted(Prover):
    """Proves of the rules with a fault what speaks of some outcomes, steps and questions."""

    def __init__(self, prover, rules, about):
        self.solver, self.rules, self.proved = prover.solver, rules, 0
        rules.rules = {name: one for name, one in rules.rules.items() if ("outcome", name) in about}
        rules.applies = {key: one for key, one in rules.applies.items() if key in about}
        rules.asked = {
            name: one for name, one in rules.asked.items() if ("question", name) in about
        }
        outcomes = {name: rules.data["outcomes"][name] for name in rules.rules}
        steps = {name: one for name, one in rules.data["steps"].items() if ("step", name) in about}
        rules.data = {**rules.data, "outcomes": outcomes, "steps": steps}
        told = {one["id"] for outcome in outcomes.values() for one in criteria_of(outcome["rule"])}
        rules.criteria = {name: one for name, one in rules.criteria.items() if name in told}

    def find(self, *claims, about=()):  # noqa: ARG002 - nobody reads who it was
        """Whether there is somebody for whom all claims hold, whoever that is."""
        return super().find(*claims)


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


class Judge:
    """Says what becomes of a fault: which example or proof catches it, if any does."""

    def __init__(self, guide):
        self.guide = guide
        self.data = samples.engine_data(guide)
        self.text = json.dumps({key: one for key, one in self.data.items() if key != "words"})
        self.examples = Examples(guide, self.data)
        self.prover = Prover(self.data)

    def fate(self, fault):
        """`example` or `proof` with its name; `none` where nobody sees it; else `survived`."""
        concerning = concerned(self.data, fault.entry)
        found = self.examples.catching(Guide(fault.planted(self.text)), concerning)
        if found:
            return "example", found
        if fault.path[2] in ("needs", "deadline"):
            return "survived", ""
        self.prover.solver.push()
        try:
            return self._proved(fault, concerning)
        finally:
            self.prover.solver.pop()

    def _proved(self, fault, concerning):
        changed = Changed(self.prover.rules, fault.planted(self.text), concerning)
        who = self._different(changed, concerning)
        if who is None:
            return "none", ""
        found = self._failing(changed, self._with_groups(fault.entry))
        return ("proof", found) if found else ("survived", who)

    def _different(self, changed, concerning):
        """Somebody for whom the changed rules decide anything else, or None where nobody is."""
        rules = self.prover.rules
        moved = [
            And(Not(rules.applies[key].no), differ(one, two))
            if section == "decided"
            else differ(one, two)
            for section in ("applies", "decided")
            for key, one, two in _pairs(rules, changed, section)
        ]
        return self.prover.find(*rules.nobody_says(), Or(moved), about=concerning)

    def _with_groups(self, entry):
        """An entry, with the outcomes that stand in a group with it."""
        kind, name = entry
        outcomes = self.guide["outcomes"]
        group = outcomes[name].get("group", ()) if kind == "outcome" else ()
        mates = {name for name, one in outcomes.items() if one.get("group") == group}
        return {entry, *(("outcome", name) for name in mates)}

    def _failing(self, changed, about):
        """The first proof that fails, of those that speak of these."""
        prover = Planted(self.prover, changed, about)
        outcomes = {name: self.guide["outcomes"][name] for name in changed.rules}
        given = {"prover": prover, "data": {"outcomes": outcomes}}
        for proof in PROOFS:
            asked = proof.__code__.co_varnames[: proof.__code__.co_argcount]
            try:
                proof(**{name: given[name] for name in asked})
            except AssertionError:
                return proof.__name__
        return None


def report(found, planted):
    """What became of the faults that were planted, in words; survivors by name."""
    fates = Counter(fate for fate, _, _ in found)
    counting = len(found) - fates["none"]
    caught = counting - fates["survived"]
    lines = [f"survived: {fault} ({by})" for fate, fault, by in found if fate == "survived"]
    return [
        *lines,
        f"{len(found)} of {planted} faults planted; {fates['none']} change nothing for anybody.",
        f"{caught} of {counting} caught ({caught / max(1, counting):.1%}).",
        f"By an example: {fates['example']}; by a proof: {fates['proof']}.",
    ]


def main():
    """Plant faults and tell what caught them."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--sample", type=int, help="so many faults, drawn by chance")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="faults in whose words this stands")
    given = parser.parse_args()
    judge = Judge(samples.real())
    every = [fault for fault in faults(judge.data) if given.only in str(fault)]
    chosen = every
    if given.sample:
        chosen = random.Random(given.seed).sample(every, min(given.sample, len(every)))
    found = []
    for fault in chosen:
        fate, by = judge.fate(fault)
        found.append((fate, str(fault), " ".join(str(by).split())))
        print(f"{fate:9}{fault}", flush=True)
    print("\n".join(report(found, len(every))))


if __name__ == "__main__":
    main()
