"""The soundness law by exhaustion: outcomes that rest on few answers, in every situation.

A situation is a choice of an option, or of no answer, for each question that the outcome rests on.
"""

from itertools import product
from math import prod

import samples

MOST = 2_000
"""Situations of an outcome that are tried."""


def small(engine):
    """The outcomes that rest on few choices alone, each with its questions and their options."""
    for name in engine.outcomes:
        behind = set().union(*map(engine.behind, engine.rules("outcome", name)))
        asked = {one: engine.questions[one] for one in engine.questions if one in behind}
        if all(one["kind"] == "choice" for one in asked.values()):
            options = {one: [None, *question["options"]] for one, question in asked.items()}
            if prod(map(len, options.values())) <= MOST:
                yield name, options


def verdicts(engine, name, options):
    """The verdict in every situation."""
    found = {}
    for chosen in product(*options.values()):
        given = {one: option for one, option in zip(options, chosen, strict=True) if option}
        found[chosen] = samples.assessed(engine, given).verdict(name)
    return found


def answered(chosen, options):
    """The situation with one more answer: for each open question, all that it can become."""
    for at, (option, all_) in enumerate(zip(chosen, options.values(), strict=True)):
        if option is None:
            yield [(*chosen[:at], one, *chosen[at + 1 :]) for one in all_[1:]]


def test_one_more_answer_changes_only_what_was_not_known(engine, record_property):
    tried = 0
    for name, options in small(engine):
        found = verdicts(engine, name, options)
        for chosen, verdict in found.items():
            for after in answered(chosen, options):
                then = {found[one] for one in after}
                assert verdict == "unknown" or then == {verdict}, (name, chosen)
                assert verdict != "unknown" or then == {"unknown"} or len(then) > 1, (name, chosen)
        tried += len(found)
    assert tried or "is-img-us" not in engine.outcomes
    record_property("proved", {"situations": tried})
