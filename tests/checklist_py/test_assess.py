"""Verdicts on the small guide: what they are, what made them so, what is still to be asked."""

import pytest
import samples

ABROAD = {"interest": "us", "school": "abroad"}
MAY_APPLY = {**ABROAD, "failed": 0, "step1": "passed", "step1_date": "2024-03"}


def verdicts(assessment):
    return {name: assessment.verdict(name) for name in assessment.guide.outcomes}


def edited(**changes):
    """The small guide for the engine, with an outcome's own criteria in place of its own."""
    data = samples.mini()
    for name, change in changes.items():
        outcome = data["outcomes"][name.replace("_", "-")]
        for key in ("all", "any"):
            if "all" in change or "any" in change:
                outcome.pop(key, None)
        outcome.update(change)
    return samples.engine_guide(data)


def criterion(name, met, kind="permanent", source="school-page"):
    return {
        "id": name,
        "text": "It is so.",
        "met": met,
        "sources": [source],
        "if_not": {"kind": kind, "say": "It is not so."},
    }


# verdicts


def test_nothing_said_is_nothing_decided(assess):
    assert set(verdicts(assess()).values()) == {"unknown"}


def test_a_verdict_falls_as_soon_as_it_can(assess):
    assert assess(ABROAD).verdict("is-img") == "yes"
    assert assess({**ABROAD, "failed": 4}).verdict("may-apply") == "no"


def test_an_outcome_that_does_not_apply_is_neither_yes_nor_no(assess):
    assert assess({"school": "us_md"}).verdict("may-apply") == "na"
    assert assess({**ABROAD, "interest": "ca"}).verdict("is-img") == "na"


def test_an_outcome_that_may_not_apply_is_not_known(assess):
    assert assess({"failed": 4}).verdict("may-apply") == "unknown"


def test_the_same_answers_age_with_today(assess):
    late = samples.TODAY.replace(year=2031, month=4)
    assert assess(MAY_APPLY).verdict("may-apply") == "yes"
    assert assess(MAY_APPLY, today=late).verdict("may-apply") == "no"


def test_what_nobody_says_stays_not_known_and_is_named(assess):
    answers = {"status": ["none"], "school": "canada", "graduated": "2026-05"}
    one = assess(answers)
    assert one.verdict("next-season") == "unknown"
    assert ("open", "next-limit-open") in one.left_names("next-season")
    assert one.mattering(["next-season"]) == {}


def test_where_all_completions_agree_the_verdict_says_so():
    every = "school == us_md or school == canada or school == abroad"
    guide = edited(next_season={"all": [criterion("any-school", every)]})
    assert samples.assessed(guide, {}).verdict("next-season") == "yes"


# what the last assessment found


def found(assessment):
    names = assessment.guide.outcomes
    return [
        (one, assessment.verdict(one), assessment.grade(one), assessment.left_names(one))
        for one in names
    ], [assessment.aside, repr(assessment.criteria), assessment.mattering(names)]


def test_what_is_taken_over_from_the_last_assessment_is_what_would_be_found_anew():
    """Whatever order the situations come in, and whatever else than the answers has changed."""
    late = samples.TODAY.replace(year=2031, month=4)
    canadian = {"interest": "both", "school": "canada", "graduated": "2026-05"}
    cases = [
        ({}, samples.TODAY, ()),
        (MAY_APPLY, samples.TODAY, ()),
        (MAY_APPLY, late, ()),
        (canadian, late, ()),
        ({**canadian, "school": "us_md"}, late, ()),
        (canadian, late, ()),
        ({**MAY_APPLY, "step1": "not_taken"}, samples.TODAY, ()),
        ({**MAY_APPLY, "step1": "not_taken"}, samples.TODAY, ("pass-step1",)),
        ({**MAY_APPLY, "failed": 4}, samples.TODAY, ()),
        ({"interest": "us"}, samples.TODAY, ()),
    ]
    guide = samples.engine_guide(samples.mini())
    for answers, today, ticked in cases:
        after = samples.assessed(guide, answers, today, ticked=ticked)
        anew = samples.engine_guide(samples.mini())
        assert found(after) == found(samples.assessed(anew, answers, today, ticked=ticked))


def test_an_assessment_after_trees_were_forgotten_begins_anew(monkeypatch):
    guide = samples.engine_guide(samples.mini())
    monkeypatch.setattr("checklist_py.expression.MOST_TREES", -1)
    samples.assessed(guide, ABROAD)
    after = samples.assessed(guide, MAY_APPLY)
    assert guide.remembered(samples.TODAY.toordinal()) is None
    assert found(after) == found(samples.assessed(samples.engine_guide(samples.mini()), MAY_APPLY))


# answers that no longer count


def test_an_answer_is_set_aside_when_what_it_followed_from_has_changed(assess):
    answers = {"school": "canada", "graduated": "2026-05"}
    assert assess(answers).aside == set()
    changed = assess({**answers, "school": "us_md"})
    assert changed.aside == {"graduated"}
    assert changed.given["graduated"]


def test_an_answer_set_aside_decides_nothing(assess):
    answers = {"status": ["none"], "school": "abroad", "graduated": "2026-05"}
    assert assess(answers).left_names("next-season") == {
        ("open", "next-limit-open"),
        ("question", "graduated"),
    }


def test_what_follows_from_a_question_set_aside_is_set_aside_with_it():
    data = samples.mini()
    data["questions"]["step1"]["ask_if"] = "school == abroad"
    guide = samples.engine_guide(data)
    answers = {"school": "us_md", "step1": "passed", "step1_date": "2024-03"}
    assert samples.assessed(guide, answers).aside == {"graduated", "step1", "step1_date"}
    assert samples.assessed(guide, {"step1_date": "2024-03"}).aside == set()


# why


def test_a_yes_of_any_rests_on_the_criterion_that_is_met(assess):
    one = assess(ABROAD)
    assert one.deciding("is-img") == ["img-abroad"]
    assert one.reasons("is-img") == {"interest", "school"}


def test_a_no_of_all_rests_on_the_criterion_that_is_not_met(assess):
    one = assess({**MAY_APPLY, "failed": 4})
    assert one.deciding("may-apply") == ["attempts-left"]
    assert one.reasons("may-apply") == {"interest", "school", "graduated", "failed"}


def test_a_no_of_any_and_a_yes_of_all_rest_on_every_criterion(assess):
    no = assess({"school": "us_md", "interest": "us"})
    assert no.deciding("is-img") == ["img-abroad", "img-canada"]
    assert assess(MAY_APPLY).deciding("may-apply") == ["attempts-left", "in-window"]


def test_what_is_not_known_or_does_not_apply_has_no_reasons(assess):
    assert assess().deciding("is-img") == []
    assert assess({"school": "us_md"}).deciding("may-apply") == []


def test_a_rule_that_names_a_step_rests_on_what_is_done():
    rule = {"all": [criterion("step-done", "pass_step1")]}
    guide = edited(next_season=rule)
    one = samples.assessed(guide, {"step1": "passed"})
    assert one.verdict("next-season") == "yes"
    assert one.reasons("next-season") == {"step1"}


def test_a_step_marked_as_done_counts_as_done():
    guide = edited(next_season={"all": [criterion("step-done", "pass_step1")]})
    assert samples.assessed(guide, {}).verdict("next-season") == "unknown"
    assert samples.assessed(guide, {}, ticked=["pass-step1"]).verdict("next-season") == "yes"


def test_a_verdict_that_no_single_criterion_settles_rests_on_all_of_them():
    """Whoever has a school has one of these; none of the criteria is settled by itself."""
    rules = [criterion(f"in-{one}", f"school == {one}") for one in ("us_md", "canada", "abroad")]
    guide = edited(next_season={"any": rules})
    one = samples.assessed(guide, {})
    assert one.verdict("next-season") == "yes"
    assert one.deciding("next-season") == ["in-us_md", "in-canada", "in-abroad"]
    assert one.grade("next-season") == "confirmed"


def test_a_no_that_no_single_criterion_settles_is_as_hard_as_its_hardest():
    rules = [criterion("a", "school == us_md", "curable"), criterion("b", "school == abroad")]
    guide = edited(next_season={"all": rules})
    one = samples.assessed(guide, {})
    assert one.verdict("next-season") == "no"
    assert one.kind("next-season") == "permanent"


@pytest.mark.parametrize(
    ("join", "kinds", "expected"),
    [
        ("all", ("curable", "permanent"), "permanent"),
        ("all", ("curable", "ask"), "ask"),
        ("any", ("permanent", "not_yet"), "not_yet"),
        ("any", ("curable", "not_yet"), "curable"),
    ],
)
def test_a_no_is_as_hard_as_what_must_change(join, kinds, expected):
    rules = [criterion(f"c{i}", "school == abroad", kind) for i, kind in enumerate(kinds)]
    guide = edited(next_season={join: rules})
    assert samples.assessed(guide, {"school": "canada"}).kind("next-season") == expected


def test_only_a_no_has_a_kind(assess):
    assert assess(ABROAD).kind("is-img") is None
    assert assess().kind("is-img") is None


NESTED = {
    "all": [
        criterion("school", "school == abroad"),
        {"any": [criterion("a", "us_citizen in status", "curable"), criterion("b", "is_img")]},
    ]
}


@pytest.mark.parametrize(
    ("answers", "verdict", "deciding", "kind"),
    [
        ({"status": ["us_citizen"]}, "yes", ["school", "a"], None),
        ({"status": ["none"], "interest": "us"}, "yes", ["school", "b"], None),
        ({"status": ["none"], "interest": "ca"}, "no", ["a", "b"], "curable"),
        ({}, "unknown", [], None),
    ],
)
def test_groups_may_stand_within_groups(answers, verdict, deciding, kind):
    guide = edited(next_season=NESTED)
    one = samples.assessed(guide, {"school": "abroad", **answers})
    assert one.verdict("next-season") == verdict
    assert one.deciding("next-season") == deciding
    assert one.kind("next-season") == kind


# how sure


def test_a_yes_is_as_sure_as_the_weakest_source_that_it_needs(assess):
    assert assess(ABROAD).grade("is-img") == "confirmed"
    assert assess(MAY_APPLY).grade("may-apply") == "dated"


def test_a_no_is_as_sure_as_the_surest_source_that_suffices(assess):
    both_fail = {**MAY_APPLY, "failed": 4, "step1": "not_taken"}
    assert assess(both_fail).grade("may-apply") == "confirmed"


def test_a_verdict_is_no_surer_than_the_verdicts_that_it_names(assess):
    canadian = {**MAY_APPLY, "school": "canada", "graduated": "2026-05"}
    assert assess(canadian).grade("is-img") == "dated"
    rule = {"all": [criterion("img", "is_img")]}
    guide = edited(next_season=rule)
    answers = {"school": "canada", "graduated": "2026-05"}
    assert samples.assessed(guide, {**answers, "interest": "both"}).grade("next-season") == "dated"


def test_what_is_not_known_has_no_grade(assess):
    assert assess().grade("is-img") is None
    guide = edited(next_season={"any": [criterion("img", "is_img or school == canada")]})
    assert samples.assessed(guide, {"school": "canada"}).grade("next-season") == "confirmed"


# what to ask


def test_a_question_counts_for_each_verdict_that_it_can_change(assess):
    counts = assess().mattering(["is-img", "may-apply"])
    assert counts == {"interest": 2, "school": 1}


def test_whether_an_outcome_applies_is_asked_before_its_rule(assess):
    assert assess({"interest": "us"}).mattering(["may-apply"]) == {"school": 1}


def test_a_question_that_waits_for_another_is_replaced_by_that_one(assess):
    one = assess(ABROAD)
    assert ("question", "step1_date") in one.left_names("may-apply")
    assert one.mattering(["may-apply"]) == {"failed": 1, "step1": 1}


def test_a_question_that_can_no_longer_change_a_verdict_is_not_asked(assess):
    counts = assess({**ABROAD, "failed": 4}).mattering(["is-img", "may-apply"])
    assert counts == {}


def test_questions_that_may_come_to_matter_include_those_that_wait(assess):
    later = assess({"interest": "us"}).can_matter(["is-img", "may-apply"])
    assert later == {"school", "graduated", "failed", "step1", "step1_date"}


def test_questions_that_will_not_be_asked_cannot_come_to_matter():
    guide = edited(next_season={"all": [criterion("a", "graduated >= fact.cut_off")]})
    one = samples.assessed(guide, {"school": "abroad"})
    assert one.verdict("next-season") == "unknown"
    assert one.can_matter(["next-season"]) == set()
    assert one.mattering(["next-season"]) == {}


def test_what_is_answered_to_the_day_is_not_asked_again():
    met = "step1 == passed and graduated + fact.window >= step1_date"
    guide = edited(next_season={"all": [criterion("a", met)]})
    answers = {"school": "canada", "step1": "passed", "graduated": "2024-05-31"}
    one = samples.assessed(guide, answers)
    assert one.mattering(["next-season"]) == {"step1_date": 1}
    assert one.can_matter(["next-season"]) == {"step1_date"}


def test_a_month_that_straddles_a_limit_can_be_told_more_exactly():
    guide = edited(next_season={"all": [criterion("a", "graduated >= event.match_day")]})
    one = samples.assessed(guide, {"school": "canada", "graduated": "2027-03"})
    assert one.mattering(["next-season"]) == {"graduated": 1}


def test_a_settled_verdict_leaves_nothing_to_ask(assess):
    assert assess(MAY_APPLY).left_names("may-apply") == frozenset()
    assert assess(MAY_APPLY).can_matter(["may-apply"]) == set()


def test_what_is_left_of_a_verdict_that_applies_is_its_rule(assess):
    assert assess(ABROAD).left_names("may-apply") == {
        ("question", "failed"),
        ("question", "step1"),
        ("question", "step1_date"),
    }


def test_what_can_matter_for_several_verdicts_is_what_can_for_any_of_them(mini, assess):
    case = assess({"interest": "both"})
    each = [case.can_matter([name]) for name in mini.outcomes]
    assert case.can_matter(mini.outcomes) == set().union(*each)
    assert all(case.can_matter(mini.outcomes) != one for one in each)


def test_a_guide_keeps_the_name_of_its_data(mini):
    assert mini.version == samples.engine_data(samples.mini())["guide"]
