"""The soundness law proved for partial answers: for each situation, all its completions at once.

The situations are drawn; what is said of each is proved by the solver Z3 for every way of answering
the rest, on the same day.
"""

import samples
from hypothesis import given, settings, strategies
from proofs.situations import answers, todays
from z3 import And, Not, Or

from checklist_py.answers import understand
from checklist_py.bridge import respond_to

FEWER = max(settings().max_examples // 10, 10)
"""How many situations are drawn where each takes many proofs."""

HALF = max(settings().max_examples // 2, 10)
"""How many where each takes a proof or two."""

LAZY = {}
"""Outcomes whose verdict may stay open though all completions agree, each with the reason."""


class Somebody:
    """A partial situation, what the engine says of it, and what it is as a formula."""

    def __init__(self, draw, engine, prover, today):
        given_ = draw.draw(answers(engine))
        known, _, _ = understand(given_, engine.questions, {})
        request = {"day": today.toordinal(), "answers": given_}
        self.response = respond_to(request, engine)
        self.assessment = samples.assessed(engine, given_, today)
        self.given = prover.rules.given(known)
        self.claims = [*prover.rules.nobody_says(), prover.rules.on(today)]


def verdict(prover, name):
    """The formulas of the three settled verdicts of an outcome."""
    applies, rule = prover.rules.applies["outcome", name], prover.rules.rules[name]
    return {"na": applies.no, "yes": And(applies.yes, rule.yes), "no": And(applies.yes, rule.no)}


@given(draw=strategies.data(), today=todays)
def test_what_is_decided_is_so_for_every_completion(engine, prover, draw, today):
    one = Somebody(draw, engine, prover, today)
    settled = {
        name: found["state"]
        for name, found in one.response["outcomes"].items()
        if found["state"] != "unknown"
    }
    otherwise = Or([Not(verdict(prover, name)[state]) for name, state in settled.items()])
    known = (*one.claims, *one.given.values())
    found = prover.find(*known, otherwise, about=[("outcome", name) for name in settled])
    assert not found, f"not decided for someone who answers {found}"


@given(draw=strategies.data(), today=todays)
@settings(max_examples=FEWER)
def test_where_every_completion_agrees_it_is_decided(engine, prover, draw, today):
    one = Somebody(draw, engine, prover, today)
    known = (*one.claims, *one.given.values())
    for name, found in one.response["outcomes"].items():
        if found["state"] == "unknown" and name not in LAZY:
            ways = verdict(prover, name)
            open_ = prover.find(*known, Not(Or(list(ways.values()))))
            can_be = [state for state, way in ways.items() if prover.find(*known, way)]
            assert open_ or len(can_be) > 1, f"{name} can only be {can_be}"


@given(draw=strategies.data(), today=todays)
@settings(max_examples=HALF)
def test_every_question_that_is_asked_can_change_a_verdict(engine, prover, draw, today):
    """The next one, and one of the others that are said to matter."""
    one = Somebody(draw, engine, prover, today)
    asked = [name for name, state in one.response["questions"].items() if state == "ask"]
    if asked:
        chosen = {one.response["next"], draw.draw(strategies.sampled_from(asked))}
        for question in chosen:
            rest = [known for name, known in one.given.items() if name != question]
            assert prover.find(*one.claims, *rest, *prover.changes(question)), question
        prover.counts["pivotal"] += len(chosen)
