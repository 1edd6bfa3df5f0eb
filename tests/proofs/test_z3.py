"""Proofs over every complete set of answers, by the solver Z3.

A proof that fails prints the situation in words. What cannot be so, and may be, stands in a table
below with its reason; a line of a table that is no longer needed fails too.
"""

from datetime import date
from itertools import combinations

import pytest
import samples
from hypothesis import given, strategies
from proofs.situations import answers, todays
from proofs.smt import Prover, criteria_of, definite, differ, later
from z3 import And, Int, IntVal, Not, Or, is_true, sat, simplify, substitute

from checklist_py.expression import _shift
from macros.check import INTEREST

NEVER_YES = {
    "province-on": "the text of Ontario's rule for this season was not found: CaRMS must say",
    "pathway-2": "whether Pathway 2 exists this season was not found: ECFMG must say",
    "match-next": "the dates of the next season were not found: the NRMP must say",
}
"""Outcomes that cannot be yes before somebody says more, each with the reason."""

NEVER_NO = {"next-season": "of the small guide: the rule hangs on what nobody says"}
"""Outcomes that apply and cannot be no before somebody says more, each with the reason."""

WITHOUT_WEIGHT = {
    "pra-trained": "the rule on practice names training too, since its question follows from it; "
    "this one says which of the two is missing",
}
"""Criteria that could be taken out without changing a verdict, each with the reason."""

_ACCEPTED = "once the application is accepted no Pathway is needed, so it no longer applies"
_PERMANENT = "once the certificate is permanent there is nothing to request"
NEVER_DONE = {
    "release-oet": _ACCEPTED,
    "complete-pathway": _ACCEPTED,
    "request-licence-letter": _ACCEPTED,
    "request-attestation": _ACCEPTED,
    "arrange-evaluations": _ACCEPTED,
    "wait-pathway": _ACCEPTED,
    "request-permanent-validation": _PERMANENT,
}
"""Steps whose answers show them to be done only where they no longer apply, with the reason."""


def outcomes(prover):
    """Each outcome's id, that it applies, and its rule."""
    rules = prover.rules
    return [(name, rules.applies["outcome", name], rules.rules[name]) for name in rules.rules]


def told(found):
    """The situations that were found, in words."""
    return "\n".join(f"{name}: someone who answers {one}" for name, one in found.items() if one)


def possible(prover, *claims):
    """Whether somebody is in such a situation, as long as nobody says more than now."""
    return prover.find(*prover.rules.nobody_says(), *claims) is not None


def allowed(prover, table):
    """The ids of a table that this guide has."""
    rules = prover.rules
    known = {*rules.rules, *rules.criteria, *rules.data["steps"]}
    return {name for name in table if name in known}


# outcomes


def test_every_outcome_can_be_yes(prover):
    never = {
        name
        for name, applies, rule in outcomes(prover)
        if not possible(prover, applies.yes, rule.yes)
    }
    assert never == allowed(prover, NEVER_YES)


def test_every_outcome_can_be_no(prover):
    never = {
        name
        for name, applies, rule in outcomes(prover)
        if not possible(prover, applies.yes, rule.no)
    }
    assert never == allowed(prover, NEVER_NO)


def test_every_condition_of_an_outcome_or_step_can_fail(prover):
    """What has a condition has it for somebody."""
    rules = prover.rules
    conditional = [
        key for key in rules.applies if rules.data[f"{key[0]}s"][key[1]]["applies"] is not True
    ]
    never = [
        name for kind, name in conditional if not possible(prover, rules.applies[kind, name].no)
    ]
    assert never == []


def test_complete_answers_end_in_a_verdict_or_in_what_nobody_says(prover):
    """Once everything has been said that nobody says now, nothing is not known."""
    rules = prover.rules
    found = {
        name: prover.find(
            *rules.somebody_said(),
            Not(Or(applies.no, And(applies.yes, definite(rule)))),
            about=[("outcome", name)],
        )
        for name, applies, rule in outcomes(prover)
    }
    assert not any(found.values()), told(found)


# countries

OTHER = {"us": "ca", "ca": "us"}


def of_one_country(prover, data):
    """Each outcome and step of one country, with the name of the other."""
    for kind, name in prover.rules.applies:
        country = data[f"{kind}s"][name]["country"]
        if country in OTHER and INTEREST in prover.rules.answers:
            yield kind, name, OTHER[country]


def test_what_is_of_one_country_is_told_to_nobody_who_wants_only_the_other(prover, data):
    rules = prover.rules
    found = {
        name: prover.find(
            rules.answers[INTEREST][other], Not(rules.applies[kind, name].no), about=[(kind, name)]
        )
        for kind, name, other in of_one_country(prover, data)
    }
    assert not any(found.values()), told(found)


@pytest.mark.parametrize("interest", ["both", "not_sure"])
def test_what_is_of_one_country_is_told_to_somebody_who_wants_either(prover, data, interest):
    rules = prover.rules
    never = [
        name
        for kind, name, _ in of_one_country(prover, data)
        if not prover.find(rules.answers[INTEREST][interest], rules.applies[kind, name].yes)
    ]
    assert never == []


# groups


def groups(data):
    found = {}
    for name, outcome in data["outcomes"].items():
        if "group" in outcome:
            found.setdefault(outcome["group"], []).append(name)
    return found


def test_outcomes_of_a_group_never_hold_together(prover, data):
    holds = prover.rules.named
    found = {
        f"{one} and {other}": prover.find(
            holds["outcome", one].yes,
            holds["outcome", other].yes,
            about=[("outcome", one), ("outcome", other)],
        )
        for names in groups(data).values()
        for one, other in combinations(names, 2)
    }
    assert not any(found.values()), told(found)


def test_of_an_exhaustive_group_one_always_holds(prover, data):
    rules = prover.rules
    found = {
        group: prover.find(
            *rules.somebody_said(),
            Or([rules.applies["outcome", name].yes for name in names]),
            *(Not(rules.named["outcome", name].yes) for name in names),
            about=[("outcome", name) for name in names],
        )
        for group, names in groups(data).items()
        if any(data["outcomes"][name].get("exhaustive") for name in names)
    }
    assert not any(found.values()), told(found)


# criteria


def criteria(prover):
    """Each criterion's id, the outcome it is of, and its truth."""
    for name, outcome in prover.rules.data["outcomes"].items():
        for one in criteria_of(outcome["rule"]):
            yield one["id"], name, prover.rules.criteria[one["id"]]


def test_every_criterion_can_be_met(prover):
    applies = prover.rules.applies
    never = {
        one
        for one, name, met in criteria(prover)
        if not prover.find(applies["outcome", name].yes, met.yes)
    }
    assert never == set()


def test_every_criterion_can_fail(prover):
    applies = prover.rules.applies
    never = {
        one
        for one, name, met in criteria(prover)
        if not prover.find(applies["outcome", name].yes, met.no)
    }
    assert never == set()


def test_every_criterion_taken_out_would_change_a_verdict(prover):
    rules = prover.rules
    never = set()
    for one, name, _ in criteria(prover):
        rule = rules.data["outcomes"][name]["rule"]
        if len(list(criteria_of(rule))) > 1:
            other = rules.rule(rule, without=one)
            applies = rules.applies["outcome", name].yes
            if not prover.find(applies, differ(rules.rules[name], other)):
                never.add(one)
    assert never == allowed(prover, WITHOUT_WEIGHT)


# questions and steps


def test_every_question_can_change_a_verdict_or_a_step(prover):
    never = [name for name in prover.rules.answers if not prover.find(*prover.changes(name))]
    assert never == []


def test_every_question_can_be_asked(prover):
    never = [name for name, asked in prover.rules.asked.items() if not possible(prover, asked.yes)]
    assert never == []


NEVER_NEXT = {"check-canada-note": "whoever answers the question on the note has looked it up"}
"""Steps that are done as soon as everything is answered, each with the reason."""


def test_a_question_that_is_not_asked_could_change_nothing(prover):
    """Whatever its answer were: counting it would decide nothing else for anybody."""
    found = {}
    for name, question in prover.rules.data["questions"].items():
        if question["ask_if"] is not True:
            asked = {**question, "ask_if": True}
            with prover.changed("question", name, asked) as (changed, about):
                found[name] = prover.different(changed, about)
    hidden = {name for name, one in found.items() if one}
    assert hidden == {name for name in HIDDEN if name in prover.rules.answers}, told(found)


HIDDEN = {
    "since_certified": "of those who hold no certificate, where nobody says whether they need one: "
    "a criterion of revalidation would be decided, and no verdict"
}
"""Questions whose answer would decide something where they are not asked, each with the reason."""


# conditions


def conditions(data):
    """Each condition of a question or step: what it is of, its name there, and the tree."""
    for kind in ("question", "step"):
        for name, entry in data[f"{kind}s"].items():
            for key in ("ask_if", "applies", "done"):
                if key in entry and not isinstance(entry[key], bool):
                    yield kind, name, key, own(entry[key])


def own(tree):
    """A condition without the country that the build puts before it."""
    country = tree[0] == "and" and tree[1][0] == "not" and tree[1][1][:2] == ["is", INTEREST]
    return tree if not country or len(tree) != 3 else tree[2]


def without_a_part(tree):
    """The tree, each time without one part of an and or or in it."""
    operator, *parts = tree
    if operator not in ("and", "or", "not"):
        return
    for at, part in enumerate(parts):
        left = [*parts[:at], *parts[at + 1 :]]
        if operator != "not":
            yield part, [operator, *left] if len(left) > 1 else left[0]
        for lost, smaller in without_a_part(part):
            yield lost, [operator, *parts[:at], smaller, *parts[at + 1 :]]


def test_each_part_of_a_condition_matters(prover):
    rules = prover.rules
    never = set()
    for kind, name, key, tree in conditions(rules.data):
        whole = rules.truth(tree)
        where = Not(rules.applies[kind, name].no) if key == "done" else True
        for lost, smaller in without_a_part(tree):
            if not prover.find(where, differ(whole, rules.truth(smaller))):
                never.add(f"{kind} {name} {key}: {lost}")
    assert never == {one for one in SAID_TWICE if one.split()[1] in rules.data["steps"]}


SAID_TWICE = {
    "step send-carms-application done: ['is', 'carms_applied', 'yes']": "once applications have "
    "closed, the step applies to nobody else; the reader of the rule should not have to know that"
}
"""Parts of a condition that decide nothing for anybody, each with the reason why it is there."""


def test_every_step_can_be_next(prover):
    rules = prover.rules
    never = {
        name
        for kind, name in rules.applies
        if kind == "step"
        and not possible(prover, rules.applies[kind, name].yes, rules.named[kind, name].no)
    }
    assert never == allowed(prover, NEVER_NEXT)


def test_every_step_that_answers_can_show_to_be_done_can_be_done(prover):
    rules = prover.rules
    never = {
        name
        for name, step in rules.data["steps"].items()
        if step["done"] is not False
        and not possible(prover, rules.applies["step", name].yes, rules.named["step", name].yes)
    }
    assert never == allowed(prover, NEVER_DONE)


# the translation itself


@given(draw=strategies.data(), today=todays)
def test_the_formulas_say_what_the_engine_says(prover, engine, draw, today):
    given_ = draw.draw(answers(engine, complete=True, months=False))
    assessment = samples.assessed(engine, given_, today)
    rules, solver = prover.rules, prover.solver
    solver.push()
    solver.add(*rules.nobody_says(), rules.on(today), *rules.given(assessment.given).values())
    assert solver.check() == sat
    model = solver.model()
    solver.pop()
    for name, applies, rule in outcomes(prover):
        assert said(model, applies, rule) == assessment.verdict(name), name


def said(model, applies, rule):
    if is_true(model[applies.no]):
        return "na"
    if not is_true(model[applies.yes]):
        return "unknown"
    states = {"yes": rule.yes, "no": rule.no}
    return next((state for state, one in states.items() if is_true(model[one])), "unknown")


def test_a_proof_that_fails_says_so_in_words():
    prover = Prover(samples.engine_data(samples.mini()))
    found = prover.find(
        prover.rules.named["outcome", "is-img"].yes,
        prover.rules.asked["graduated"].yes,
        prover.rules.today == samples.TODAY.toordinal(),
        about=[("outcome", "is-img")],
    )
    lines = str(found).split("\n  ")
    assert lines[0] == "on 2026-11-23:"
    assert "Where is your medical school? In Canada" in lines
    assert any(line.startswith("When did you graduate? 20") for line in lines)
    assert not any("fail" in line for line in lines)


@pytest.mark.parametrize(("months", "days"), [(84, 0), (12, 0), (1, 0), (-1, 0), (0, 56)])
def test_days_are_shifted_as_the_engine_shifts_them(months, days):
    day = Int("day")
    moved = later(day, months, days)
    for one in range(date(2015, 12, 1).toordinal(), date(2020, 4, 1).toordinal()):
        assert simplify(substitute(moved, (day, IntVal(one)))).as_long() == _shift(
            one, months, days
        )
