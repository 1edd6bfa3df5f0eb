"""The soundness law of the checklist, on partial answers.

For complete answers *a* and partial answers *p*, with verdict *V*: sound, monotone, not lazy,
total, explained. Here completions are tried one by one, through the engine alone; `test_partial.py`
proves the law for a partial situation and all its completions at once.
"""

import pytest
import samples
from hypothesis import given, strategies
from proofs.situations import answers, completed, todays

from checklist_py.bridge import respond_to


@pytest.fixture(scope="session")
def partial(engine):
    return answers(engine)


@pytest.fixture(scope="session")
def whole(engine):
    return answers(engine, complete=True)


def verdicts(guide, given_, today):
    assessment = samples.assessed(guide, given_, today)
    return {name: assessment.verdict(name) for name in guide.outcomes}


def settled(found):
    return {name: verdict for name, verdict in found.items() if verdict != "unknown"}


def kept(found, names):
    return {name: found[name] for name in names}


@given(draw=strategies.data(), today=todays)
def test_sound_a_verdict_holds_for_every_completion(engine, partial, whole, draw, today):
    some, rest = draw.draw(partial), draw.draw(whole)
    before = settled(verdicts(engine, some, today))
    after = verdicts(engine, completed(some, rest), today)
    assert kept(after, before) == before


@given(draw=strategies.data(), today=todays)
def test_monotone_more_answers_change_only_what_was_not_known(engine, partial, draw, today):
    some, more = draw.draw(partial), draw.draw(partial)
    before = settled(verdicts(engine, some, today))
    after = verdicts(engine, {**more, **some}, today)
    assert kept(after, before) == before


@given(draw=strategies.data(), today=todays)
def test_monotone_a_day_within_a_month_changes_only_what_was_not_known(engine, whole, draw, today):
    days = draw.draw(whole)
    months = {
        name: one[:7] if engine.questions[name]["kind"] == "date" else one
        for name, one in days.items()
    }
    before = settled(verdicts(engine, months, today))
    assert kept(verdicts(engine, completed(months, days), today), before) == before


@given(draw=strategies.data(), today=todays)
def test_total_complete_answers_leave_open_only_what_nobody_says(engine, draw, today):
    whole = draw.draw(answers(engine, complete=True, months=False))
    assessment = samples.assessed(engine, whole, today)
    for name in engine.outcomes:
        left = assessment.left_names(name)
        assert assessment.verdict(name) != "unknown" or "open" in dict(left), (name, left)


@given(draw=strategies.data(), today=todays)
def test_explained_answers_that_a_verdict_does_not_rest_on_can_be_taken_away(
    engine, partial, draw, today
):
    some = draw.draw(partial)
    assessment = samples.assessed(engine, some, today)
    for name in engine.outcomes:
        if assessment.verdict(name) in ("yes", "no"):
            rests_on = assessment.reasons(name)
            fewer = {key: one for key, one in some.items() if key in rests_on}
            again = samples.assessed(engine, fewer, today)
            assert again.verdict(name) == assessment.verdict(name), (name, fewer)


@given(draw=strategies.data(), today=todays)
def test_nothing_is_asked_that_has_been_answered_or_can_change_nothing(
    engine, partial, draw, today
):
    some = draw.draw(partial)
    assessment = samples.assessed(engine, some, today)
    asked = assessment.mattering(engine.outcomes)
    exact = {name for name, one in some.items() if not _is_month(one)}
    assert not set(asked) & (exact | assessment.aside)


def _is_month(answer):
    return isinstance(answer, str) and len(answer) == len("2026-05") and answer[4] == "-"


@given(draw=strategies.data())
def test_what_was_assessed_before_changes_nothing(engine, partial, draw):
    """An assessment begins from the last one; what it says is what it would say by itself."""
    steps = strategies.lists(strategies.sampled_from([*engine.steps]), max_size=3)
    days = draw.draw(strategies.lists(todays, min_size=1, max_size=2))
    for some in draw.draw(strategies.lists(partial, min_size=2, max_size=3)):
        today, ticked = draw.draw(strategies.sampled_from(days)), draw.draw(steps)
        request = {"day": today.toordinal(), "answers": some, "ticked": ticked}
        after = respond_to(request, engine)
        engine.last = engine.planned = engine.reckoned = None
        engine.responses.clear()
        assert after == respond_to(request, engine)
