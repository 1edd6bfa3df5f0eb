"""Faults planted in the compiled rules, one at a time, and what catches each.

A fault is caught where an example of the guide no longer comes out as it says, or where a proof of
`proofs/test_z3.py` fails. A fault that changes nothing that is decided, for nobody, is proved to be
none and does not count. What is left has survived.

All faults take long: a run that was stopped goes on where it was, as long as the guide is the same.
"""

import argparse
import copy
import hashlib
import json
import multiprocessing
import random
from collections import Counter
from datetime import date
from functools import cache
from operator import eq

import samples
from proofs import test_z3
from proofs.smt import Prover, criteria_of

from checklist_py import Assessment
from checklist_py.answers import understand
from checklist_py.expression import frozen
from checklist_py.plan import plan
from macros import proved
from macros.examples import answers
from macros.guide import today
from macros.load import ROOT
from mutation.faults import faults

PROOFS = (
    test_z3.test_every_outcome_can_be_yes,
    test_z3.test_every_outcome_can_be_no,
    test_z3.test_every_condition_of_an_outcome_or_step_can_fail,
    test_z3.test_complete_answers_end_in_a_verdict_or_in_what_nobody_says,
    test_z3.test_what_is_of_one_country_is_told_to_nobody_who_wants_only_the_other,
    test_z3.test_what_is_of_one_country_is_told_to_somebody_who_wants_either,
    test_z3.test_outcomes_of_a_group_never_hold_together,
    test_z3.test_of_an_exhaustive_group_one_always_holds,
    test_z3.test_every_criterion_can_be_met,
    test_z3.test_every_criterion_can_fail,
    test_z3.test_every_criterion_taken_out_would_change_a_verdict,
    test_z3.test_every_question_can_be_asked,
    test_z3.test_every_step_can_be_next,
    test_z3.test_every_step_that_answers_can_show_to_be_done_can_be_done,
)

SURVIVORS = ROOT / "tests" / "mutation" / "survivors.txt"
"""The faults that nothing caught in the last run of all, by name."""

KEPT = ROOT / ".mutation_cache" / "rules.jsonl"
"""What became of each fault; the first line holds the marks of what it was tried on."""


# examples


class Renewed(Assessment):
    """What changed rules say of somebody, begun from what the guide itself says."""

    def _stale(self, last):
        return super()._stale(last) | {self.guide.changed}


class Examples:
    """The worked examples, to be tried on a guide with a fault.

    Only what rests on the changed entry is decided anew.
    """

    def __init__(self, examples, guide):
        self.guide = guide
        self.rows = {}
        for name, one in examples.items():
            known, _, _ = understand(
                json.loads(json.dumps(answers(one))), guide.questions, guide.aliases
            )
            guide.last = None
            case = Assessment(guide, known, date.fromisoformat(one["today"]).toordinal())
            self.rows[name] = (one, case)
        guide.trees.keep()

    def catching(self, kind, entry, concerned, first=""):
        """The first example that no longer comes out as it says, or None.

        Args:
            kind: kind and id of the changed entry.
            entry: the changed entry.
            concerned: all that rests on it.
            first: the example to try first.
        """
        changed = _with(self.guide, kind, entry)
        for name in sorted(self.rows, key=lambda name: name != first):
            example, case = self.rows[name]
            if concerned & _stated(self, name):
                changed.last = case
                if not _holds(Renewed(changed, case.given, case.today), example):
                    return name
        return None


@cache
def _stated(examples, name):
    """All that an example states something of."""
    example = examples.rows[name][0]
    return frozenset(
        {
            *(("outcome", name) for name in example["expect"]),
            *(("step", name) for name in example.get("steps", ())),
            *(("step", name) for name in example.get("waits", ())),
            *(("question", name) for name in example["answers"]),
        }
    )


def _with(guide, changed, entry):
    """The guide with one entry in place of its own."""
    kind, name = changed
    section = getattr(guide, f"{kind}s")
    ready = {**section[name], **entry}
    if "limits" in entry:
        ready["limits"] = frozen(entry["limits"])
    made = copy.copy(guide)
    setattr(made, f"{kind}s", {**section, name: ready})
    made._ready(ready)
    made.changed, made.planned = changed, None
    return made


def _holds(case, example):
    if any(case.verdict(name) != state for name, state in example["expect"].items()):
        return False
    if any(name in case.aside for name in example["answers"]):
        return False
    states, waits = example.get("steps", {}), example.get("waits", {})
    found = plan(case) if states or waits else {}
    if any(found[name]["waits_for"] != needs for name, needs in waits.items()):
        return False
    return all(found[name]["state"] == state for name, state in states.items())


# proofs


class Planted(Prover):
    """Proves of the rules with a fault what speaks of some outcomes, steps and questions."""

    def __init__(self, prover, rules, about):
        self.solver, self.rules, self.counts = prover.solver, rules, Counter()
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


class Judge:
    """Says what becomes of a fault: which example or proof catches it, if any does."""

    def __init__(self, guide):
        self.guide = guide
        self.data = samples.engine_data(guide)
        self.examples = Examples(guide["examples"], samples.engine_guide(guide))
        self.prover = Prover(self.data)

    def fate(self, fault, first=""):
        """`example` or `proof` with its name; `none` where nobody sees it; else `survived`.

        Args:
            fault: the fault to plant.
            first: the example to try first.
        """
        kind, name = fault.entry
        concerning = self.prover.behind.concerned(fault.entry)
        text = json.dumps(self.data[f"{kind}s"][name])
        found = self.examples.catching(fault.entry, fault.planted(text), concerning, first)
        if found:
            return "example", found
        if fault.path[2] in ("needs", "deadline", "limits"):
            return "survived", ""
        with self.prover.changed(kind, name, fault.planted(text)) as (changed, about):
            return self._proved(fault.entry, changed, about)

    def _proved(self, entry, changed, about):
        who = self.prover.different(changed, about)
        if who is None:
            return "none", ""
        found = self._failing(changed, self._with_groups(entry))
        return ("proof", found) if found else ("survived", who)

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
        given = {"prover": prover, "data": {**self.guide, "outcomes": outcomes}, "interest": "both"}
        for proof in PROOFS:
            asked = proof.__code__.co_varnames[: proof.__code__.co_argcount]
            try:
                proof(**{name: given[name] for name in asked})
            except AssertionError:
                return proof.__name__
        return None


# the run


class Kept:
    """What became of faults before: taken over where it must be the same, else where to look first.

    Args:
        marks: of the rules, and of the rules with all that may catch a fault in them.
    """

    def __init__(self, marks):
        lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else ["[0, 0]"]
        same_rules, same = map(eq, json.loads(lines[0]), marks)
        self.fates = dict(map(json.loads, lines[1:]))
        if not same:
            self.fates = {
                fault: (fate if same_rules and fate == "none" else "", by)
                for fault, (fate, by) in self.fates.items()
            }
            KEPT.parent.mkdir(exist_ok=True)
            rows = [json.dumps(one) for one in [marks, *self.fates.items()]]
            KEPT.write_text("".join(f"{one}\n" for one in rows), encoding="utf-8")

    def known(self, fault):
        """What became of it, where that is known already, or None."""
        fate, by = self.fates.get(str(fault), ("", ""))
        return (fate, by) if fate else None

    def first(self, fault):
        """The name of what caught it before, if anything did."""
        return self.fates.get(str(fault), ("", ""))[1]

    def add(self, fault, fate):
        """Keep what became of a fault."""
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(json.dumps([str(fault), fate]) + "\n")


def marks(guide):
    """Marks of a guide's rules, and of the rules with all that may catch a fault in them."""
    rules = samples.engine_data(guide)["guide"]
    catching = json.dumps([rules, guide["examples"], [proof.__name__ for proof in PROOFS]])
    return [rules, hashlib.sha256(catching.encode()).hexdigest()[:12]]


class Shard:
    """One process's judge, made when it is first asked."""

    judge = None

    @classmethod
    def fate(cls, task):
        """A fault with what becomes of it."""
        fault, first = task
        cls.judge = cls.judge or Judge(samples.real())
        fate, by = cls.judge.fate(fault, first)
        return fault, (fate, " ".join(str(by).split()))


def judged(chosen, jobs, kept):
    """Each of these faults with what becomes of it."""
    tasks = []
    for fault in chosen:
        if kept.known(fault):
            yield fault, kept.known(fault)
        else:
            tasks.append((fault, kept.first(fault)))
    with multiprocessing.Pool(jobs) as pool:
        for fault, fate in pool.imap_unordered(Shard.fate, tasks, chunksize=8):
            kept.add(fault, fate)
            print(f"{fate[0]:9}{fault}", flush=True)
            yield fault, fate


def counted(found):
    """How many faults count, and how many of them were caught."""
    fates = Counter(fate for fate, _ in found.values())
    counting = len(found) - fates["none"]
    return {"mutants": counting, "caught": counting - fates["survived"]}


def report(found):
    """What became of the faults that were planted, in words; survivors by name."""
    fates, counts = Counter(fate for fate, _ in found.values()), counted(found)
    survivors = sorted(fault for fault, (fate, _) in found.items() if fate == "survived")
    share = counts["caught"] / max(1, counts["mutants"])
    return [
        f"{len(found)} faults planted; {fates['none']} change nothing for anybody.",
        f"{counts['caught']} of {counts['mutants']} caught ({share:.1%}).",
        f"By an example: {fates['example']}; by a proof: {fates['proof']}.",
        f"{len(survivors)} survived:",
        *survivors,
    ]


def kept(found, guide):
    """Keep the counts for the page that tells of them, and the survivors by name."""
    SURVIVORS.write_text("\n".join(report(found)) + "\n", encoding="utf-8")
    proved.write({"mutation_rules": counted(found)}, proved.digest(guide), today())


def arguments():
    """What is asked of the run."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--sample", type=int, help="so many faults, drawn by chance")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="faults in whose words this stands")
    parser.add_argument("--jobs", type=int, default=2, help="so many processes")
    return parser.parse_args()


def main():
    """Plant faults and tell what caught them; the account of all faults is kept."""
    given, guide = arguments(), samples.real()
    every = list(faults(samples.engine_data(guide)))
    chosen = [fault for fault in every if given.only in str(fault)]
    if given.sample:
        chosen = random.Random(given.seed).sample(chosen, min(given.sample, len(chosen)))
    found = {str(fault): fate for fault, fate in judged(chosen, given.jobs, Kept(marks(guide)))}
    print("\n".join(report(found)))
    if chosen == every:
        kept(found, guide)


if __name__ == "__main__":
    main()
