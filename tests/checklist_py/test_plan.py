"""The plan: states, order, days, costs, seasons, its picture; and what would change a no."""

from datetime import date, timedelta

import pytest
import samples

from checklist_py.plan import MONTHS, change, costs, picture, plan, seasons

ABROAD = {"interest": "us", "school": "abroad"}
CANDIDATE = {**ABROAD, "step1": "not_taken"}
PASSED = {**ABROAD, "step1": "passed", "step1_date": "2024-03"}
WHOLE = {**PASSED, "failed": 0}


def states(assessment):
    return {name: entry["state"] for name, entry in plan(assessment).items()}


def day(text):
    return date.fromisoformat(text).toordinal()


def edited(steps=(), facts=(), outcomes=()):
    data = samples.mini()
    data["steps"] |= dict(steps)
    data["facts"] |= dict(facts)
    data["outcomes"] |= dict(outcomes)
    return samples.engine_guide(data)


# states


def test_a_step_is_next_when_it_applies_and_is_not_done(assess):
    assert states(assess(CANDIDATE)) == {"pass-step1": "next", "rank": "waiting"}


def test_a_step_waits_for_what_it_needs_and_says_so(assess):
    found = plan(assess(CANDIDATE))
    assert found["rank"]["waits_for"] == ["pass-step1"]
    assert found["pass-step1"]["waits_for"] == []


def test_a_step_is_next_once_what_it_needs_is_done(assess):
    assert states(assess(PASSED)) == {"pass-step1": "done", "rank": "next"}


def test_a_step_that_the_person_marked_is_done(assess):
    assert states(assess(CANDIDATE, ticked=["pass-step1"])) == {
        "pass-step1": "done",
        "rank": "next",
    }


def test_a_step_of_another_country_does_not_apply(assess):
    assert set(states(assess({**ABROAD, "interest": "ca"})).values()) == {"na"}


def test_a_step_that_may_be_done_or_may_not_apply_is_not_known(assess):
    assert states(assess({"interest": "us"})) == {"pass-step1": "unknown", "rank": "unknown"}


def test_every_step_comes_after_what_it_needs(mini):
    before = set()
    for name, step in mini.steps.items():
        assert before.issuperset(step["needs"])
        before.add(name)


# days


def test_the_last_safe_day_leaves_time_for_what_follows(assess):
    found = plan(assess(CANDIDATE))
    deadline = day("2027-03-03")
    assert found["rank"]["begin_by"] == deadline
    assert found["pass-step1"]["begin_by"] == deadline - 28


def test_a_last_safe_day_that_is_past_is_over(assess):
    last = date.fromordinal(day("2027-03-03") - 28)
    for today, over in ((last, False), (last + timedelta(1), True)):
        candidate = assess(CANDIDATE, today=today)
        found = plan(candidate)
        assert (found["pass-step1"]["over"], found["rank"]["over"]) == (over, False)
        assert season(candidate)["match-2027"]["over"] == ("yes" if over else "no")
    assert not plan(assess(PASSED, today=last + timedelta(1)))["pass-step1"]["over"]


def test_a_day_that_only_a_step_has_missed_which_may_be_done_is_not_known_to_be_over(assess):
    late = date.fromordinal(day("2027-03-03") - 27)
    assert season(assess({"interest": "us"}, today=late))["match-2027"]["over"] == "unknown"


def test_a_step_that_is_done_has_no_last_day(assess):
    assert plan(assess(PASSED))["pass-step1"]["begin_by"] is None


def test_the_earliest_day_counts_from_today_through_what_comes_before(assess):
    found = plan(assess(CANDIDATE))
    today = samples.TODAY.toordinal()
    assert (found["pass-step1"]["start"], found["pass-step1"]["ready"]) == (today, today + 28)
    assert found["rank"]["start"] == today + 28


def test_the_persons_own_day_counts_before_the_usual_time(assess):
    own = {"pass-step1": day("2027-03-10")}
    found = plan(assess(CANDIDATE), own)
    assert found["pass-step1"]["ready"] == own["pass-step1"]
    assert found["rank"]["late"]


def test_an_own_day_that_is_past_means_today(assess):
    found = plan(assess(CANDIDATE), {"pass-step1": day("2020-01-01")})
    assert found["pass-step1"]["ready"] == samples.TODAY.toordinal()


def test_an_own_day_of_a_step_that_is_done_changes_nothing(assess):
    assert plan(assess(PASSED), {"pass-step1": day("2027-05-01")}) == plan(assess(PASSED))


def test_a_step_without_a_deadline_is_never_late():
    step = {"title": "Move", "do": "Move.", "who": "you", "country": "us", "topic": "match"}
    guide = edited({"move": {**step, "sources": ["school-page"]}})
    entry = plan(samples.assessed(guide, ABROAD))["move"]
    assert (entry["late"], entry["begin_by"]) == (False, None)


def test_no_day_is_called_safe_where_nobody_says_how_long_it_takes():
    steps = samples.mini()["steps"]
    open_time = {**samples.mini()["facts"]["review-time"], "unknown": "next-limit-open"}
    facts = {"answer-time": {k: v for k, v in open_time.items() if k not in ("low", "high")}}
    answer = {**steps["pass-step1"], "duration": "answer-time", "needs": ["ask"]}
    ask = {**steps["pass-step1"], "done_if": "us_citizen in status"}
    guide = edited({"ask": ask, "pass-step1": answer}, facts)
    found = plan(samples.assessed(guide, CANDIDATE))
    assert found["rank"]["begin_by"] == day("2027-03-03")
    assert (found["pass-step1"]["begin_by"], found["ask"]["begin_by"]) == (None, None)


def test_of_two_that_follow_the_earlier_counts():
    step = samples.mini()["steps"]["rank"]
    guide = edited({"match": {**step, "deadline": "match-day"}})
    assert plan(samples.assessed(guide, CANDIDATE))["pass-step1"]["begin_by"] == (
        day("2027-03-03") - 28
    )


# the day on which a step opens

OPENS = day("2027-03-03")
EVE = date(2027, 3, 2)


def opening(answers=PASSED, today=EVE, **more):
    """The plan where Match Day needs a rank list, and ranking opens and ends on one day."""
    rank = {**samples.mini()["steps"]["rank"], "opens": "rank-deadline", **more}
    guide = edited({"rank": rank, "match": {**rank, "needs": ["rank"], "deadline": "match-day"}})
    return samples.assessed(guide, answers, today)


def test_a_step_that_is_not_open_waits_and_for_no_other():
    entry = plan(opening())["rank"]
    assert (entry["state"], entry["waits_for"]) == ("waiting", [])
    entry = plan(opening(today=EVE + timedelta(1)))["rank"]
    assert (entry["state"], entry["waits_for"]) == ("next", [])


def test_a_step_begins_no_earlier_than_it_opens():
    found = plan(opening(today=date(2027, 1, 4)))
    assert (found["rank"]["start"], found["rank"]["ready"]) == (OPENS, OPENS)
    assert not found["rank"]["late"]
    assert found["match"]["start"] == OPENS
    after = plan(opening(today=date(2027, 3, 10)))
    assert after["rank"]["start"] == day("2027-03-10")


def test_an_opening_day_holds_nobody_up_who_is_through():
    found = plan(opening(done_if="step1 == passed"))
    assert (found["rank"]["state"], found["rank"]["start"]) == ("done", EVE.toordinal())
    assert found["match"]["state"] == "done"


def test_what_waits_only_for_its_opening_day_has_the_seasons_last_safe_day():
    assert season(opening())["match-2027"]["begin_by"] == OPENS


# the person's own last days

PASS_LAPSES = {"day": "step1_date + fact.window", "why": "Your pass counts until this day."}


def limited(answers):
    """The plan where lists are ranked only while a pass still counts."""
    rank = {**samples.mini()["steps"]["rank"], "limits": [PASS_LAPSES]}
    guide = edited({"rank": rank})
    return plan(samples.assessed(guide, {**ABROAD, **answers}))


def test_an_own_last_day_counts_before_a_later_deadline():
    entry = limited({"step1": "passed", "step1_date": "2019-12-15"})["rank"]
    assert (entry["limit"], entry["limit_of"]) == (day("2026-12-15"), 0)
    assert (entry["begin_by"], entry["late"]) == (day("2026-12-15"), False)


def test_an_earlier_deadline_counts_before_an_own_last_day():
    entry = limited({"step1": "passed", "step1_date": "2024-03-10"})["rank"]
    assert (entry["limit"], entry["begin_by"]) == (day("2031-03-10"), day("2027-03-03"))


def test_of_a_month_the_first_day_counts_as_the_last():
    assert limited({"step1": "passed", "step1_date": "2019-12"})["rank"]["limit"] == day(
        "2026-12-01"
    )


def test_no_own_last_day_where_the_answer_is_not_known_or_its_day_is_over():
    for answers in ({"step1": "passed"}, {"step1": "passed", "step1_date": "2015-01-05"}):
        entry = limited(answers)["rank"]
        assert (entry["limit"], entry["begin_by"]) == (None, day("2027-03-03"))


def test_a_step_that_can_only_begin_after_an_own_last_day_is_late():
    wait = {**samples.mini()["steps"]["pass-step1"], "done_if": "us_citizen in status"}
    rank = {**samples.mini()["steps"]["rank"], "limits": [PASS_LAPSES], "needs": ["wait"]}
    answers = {**ABROAD, "step1": "passed", "step1_date": "2019-12-05", "status": []}
    found = plan(samples.assessed(edited({"wait": wait, "rank": rank}), answers))
    assert found["rank"]["late"]
    assert found["wait"]["begin_by"] == day("2026-12-05") - 28


# costs and seasons


def test_what_remains_is_added_up_by_currency(assess):
    one = assess(CANDIDATE)
    assert costs(one, plan(one)) == {"USD": [580, 580]}


def test_a_step_that_may_not_apply_counts_only_in_the_highest_sum(assess):
    one = assess({"interest": "us"})
    assert costs(one, plan(one)) == {"USD": [0, 580]}


def test_what_is_done_costs_nothing_more(assess):
    one = assess(PASSED)
    assert costs(one, plan(one)) == {}


def season(one):
    return seasons(one, plan(one))


def test_a_season_can_be_made_when_every_step_can_be_finished_in_time(assess):
    (found,) = season(assess(CANDIDATE)).values()
    assert (found["state"], found["decided_by"]) == ("yes", [])


def test_a_season_is_begun_on_the_earliest_of_the_last_safe_days(assess):
    (found,) = season(assess(CANDIDATE)).values()
    assert found["begin_by"] == day("2027-03-03") - 28


def test_a_season_is_missed_by_the_steps_that_come_too_late(assess):
    late = samples.TODAY.replace(year=2027, month=2)
    (found,) = season(assess(CANDIDATE, today=late)).values()
    assert (found["state"], found["decided_by"]) == ("no", ["rank"])


def test_a_season_with_a_step_that_is_not_known_is_not_known(assess):
    assert season(assess({"interest": "us"}))["match-2027"]["state"] == "unknown"


def test_a_missed_season_stays_missed_whatever_else_is_not_known():
    step = samples.mini()["steps"]["rank"]
    unknown = {**step, "deadline": "match-day", "done_if": "us_citizen in status"}
    guide = edited({"match": unknown})
    late = samples.TODAY.replace(year=2027, month=2)
    assert season(samples.assessed(guide, CANDIDATE, late))["match-2027"]["state"] == "no"


def test_a_step_that_may_not_apply_leaves_a_missed_season_open():
    step = {**samples.mini()["steps"]["rank"], "applies_if": "us_citizen in status"}
    late = samples.TODAY.replace(year=2027, month=2)
    found = season(samples.assessed(edited({"rank": step}), CANDIDATE, late))["match-2027"]
    assert (found["state"], found["decided_by"]) == ("unknown", [])


def test_a_season_without_a_step_of_ones_own_is_not_spoken_of(assess):
    assert season(assess({"school": "us_md"})) == {}


# the picture


def test_a_bar_runs_from_the_month_in_which_a_step_can_begin_to_where_its_last_safe_day_ends(
    assess,
):
    one = assess(CANDIDATE)
    assert picture(one, plan(one)) == {
        "first": "2026-11",
        "bars": {"pass-step1": [0, 4, None], "rank": [1, 4, 4]},
    }


def test_a_step_whose_time_nobody_knows_has_no_bar():
    step = {**samples.mini()["steps"]["rank"], "deadline": None}
    one = samples.assessed(edited({"rank": step}), CANDIDATE)
    assert list(picture(one, plan(one))["bars"]) == ["pass-step1"]


def test_what_is_done_is_not_in_the_picture(assess):
    one = assess(PASSED)
    assert list(picture(one, plan(one))["bars"]) == ["rank"]


def test_what_lies_later_stands_in_the_last_month_and_what_is_past_in_the_first(assess):
    one = assess(CANDIDATE)
    late = plan(one, {"pass-step1": day("2040-01-01")})
    assert picture(one, late)["bars"]["pass-step1"] == [0, MONTHS - 1, None]
    after = assess(CANDIDATE, today=date(2027, 12, 1))
    assert picture(after, plan(after))["bars"]["rank"][2] == 0


# what would change a no


def test_a_no_that_can_be_cured_names_the_answers_that_cure_it(assess):
    found, then = change(assess({**WHOLE, "step1": "not_taken"}), "may-apply")
    assert found["step1"] == "passed"
    assert assess({**WHOLE, **found}).verdict("may-apply") == then == "yes"


def test_a_pass_that_grew_old_is_cured_by_a_new_one(assess):
    old = {**WHOLE, "step1_date": "2015-03"}
    assert change(assess(old), "may-apply") == ({"step1_date": "2026-11-23"}, "yes")


def test_the_fewest_answers_are_changed(assess):
    found, _ = change(assess({**ABROAD, "failed": 1, "step1": "not_taken"}), "may-apply")
    assert found == {"step1": "passed", "step1_date": "2026-11-23"}


@pytest.mark.parametrize(
    "answers", [WHOLE, {}, {**WHOLE, "failed": 4}, {**WHOLE, "school": "us_md"}]
)
def test_nothing_changes_what_is_no_curable_no(assess, answers):
    assert change(assess(answers), "may-apply") == (None, None)


def criterion(name, met, kind="curable"):
    say = {"kind": kind, "say": "It is not so."}
    return {"id": name, "text": "So.", "met": met, "sources": ["school-page"], "if_not": say}


def ruled(**rule):
    outcome = {**samples.mini()["outcomes"]["next-season"]}
    outcome.pop("all")
    return edited(outcomes={"next-season": {**outcome, **rule}})


def cure(guide, **answers):
    """The changes that make a yes of the small guide's last outcome."""
    changes, then = change(samples.assessed(guide, answers), "next-season")
    assert then == "yes"
    return changes


def test_an_option_is_added_to_others_but_never_to_none_of_these():
    guide = ruled(all=[criterion("a", "us_citizen in status")])
    assert cure(guide, status=["ca_citizen"]) == {"status": ["us_citizen", "ca_citizen"]}
    assert cure(guide, status=["none"]) == {"status": ["us_citizen"]}
    assert cure(guide, status=[]) == {"status": ["us_citizen"]}


def test_none_of_these_stands_alone():
    guide = ruled(all=[criterion("a", "us_citizen not in status")])
    assert cure(guide, status=["us_citizen"]) == {"status": ["none"]}


def test_a_number_is_changed_to_the_limit_or_next_to_it():
    guide = ruled(all=[criterion("a", "failed < fact.attempts")])
    assert cure(guide, failed=9) == {"failed": 3}


def test_a_limit_may_stand_within_and_or_and_not():
    guide = ruled(
        all=[criterion("a", "not (failed >= fact.attempts) and (failed < fact.attempts or is_img)")]
    )
    assert cure(guide, failed=9) == {"failed": 3}


def test_what_hangs_on_another_outcome_is_cured_there():
    guide = ruled(all=[criterion("a", "may_apply")])
    answers = {**WHOLE, "step1": "not_taken"}
    assert cure(guide, **answers) == {"step1": "passed"}


def test_what_hangs_on_an_outcome_not_known_answers_for_it_too():
    guide = ruled(all=[criterion("a", "step1 == passed and is_img")])
    found = cure(guide, interest="us", step1="not_taken")
    assert found == {"step1": "passed", "school": "abroad"}


def test_what_hangs_on_a_question_that_hangs_on_another_outcome_is_cured():
    data = samples.mini()
    data["questions"]["step1"]["ask_if"] = "is_img"
    data["outcomes"]["next-season"]["all"] = [criterion("a", "step1 == passed")]
    one = samples.assessed(samples.engine_guide(data), {**ABROAD, "step1": "not_taken"})
    assert change(one, "next-season") == ({"step1": "passed"}, "yes")


def test_what_would_take_too_many_answers_leaves_the_verdict_open(monkeypatch):
    monkeypatch.setattr("checklist_py.plan.MOST_CHANGES", 1)
    guide = ruled(all=[criterion("a", "step1 == passed and us_citizen in status")])
    one = samples.assessed(guide, {"step1": "not_taken", "status": ["none"]})
    assert change(one, "next-season") == (None, None)


def test_where_no_answer_gives_a_yes_the_fewest_that_leave_it_open_are_told():
    guide = ruled(all=[criterion("a", "step1 == passed and open.next_limit_open")])
    one = samples.assessed(guide, {"step1": "not_taken"})
    assert change(one, "next-season") == ({"step1": "passed"}, "unknown")


def test_a_step_that_is_not_done_is_cured_by_doing_it():
    guide = ruled(all=[criterion("a", "pass_step1")])
    one = samples.assessed(guide, {"step1": "not_taken"})
    assert change(one, "next-season") == (None, None)


def test_only_what_can_be_cured_is_changed():
    guide = ruled(
        any=[criterion("a", "us_citizen in status", "permanent"), criterion("b", "step1 == passed")]
    )
    assert cure(guide, status=["none"], step1="not_taken") == {"step1": "passed"}
