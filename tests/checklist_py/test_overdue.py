"""A verdict that rests on a source past its review date says so."""

import json
from datetime import date

import pytest
import samples

from checklist_py import __main__ as command_line
from checklist_py import bridge

READ = date(2027, 1, 1)
"""The review date of the page behind most rules of the small guide; the other's is later."""
LATE = date(2027, 1, 2)
ABROAD = {"interest": "us", "school": "abroad"}


def test_a_verdict_is_overdue_on_the_day_after_the_review_date(mini):
    assert not samples.assessed(mini, ABROAD, today=READ).overdue("is-img")
    assert samples.assessed(mini, ABROAD, today=LATE).overdue("is-img")


def test_what_is_not_known_is_not_overdue(mini):
    assert not samples.assessed(mini, {}, today=LATE).overdue("is-img")


def test_a_yes_needs_only_one_of_several_that_suffice_to_be_fresh():
    data = samples.mini()
    fresh = {**data["sources"]["school-page"], "review_by": "2028-01-01"}
    data["sources"]["fresh-page"] = fresh
    rule = {"text": "Both suffice.", "if_not": {"kind": "permanent", "say": "No."}}
    data["outcomes"]["is-img"]["any"] = [
        {**rule, "id": "one", "met": "school == abroad", "sources": ["school-page"]},
        {**rule, "id": "two", "met": "school != us_md", "sources": ["fresh-page"]},
    ]
    guide = samples.engine_guide(data)
    assert not samples.assessed(guide, ABROAD, today=LATE).overdue("is-img")


def test_the_review_date_of_a_fact_counts_for_the_rules_that_reckon_with_it():
    data = samples.mini()
    data["sources"]["school-page"]["review_by"] = "2028-01-01"
    guide = samples.engine_guide(data)
    answers = {**ABROAD, "failed": 0, "step1": "passed", "step1_date": "2026-05-01"}
    one = samples.assessed(guide, answers, today=date(2027, 6, 2))
    assert not one.overdue("is-img")
    assert one.verdict("may-apply") == "yes"
    assert one.overdue("may-apply")  # the fact “window” stands on the page that was due on 1 June


def test_a_verdict_is_no_fresher_than_the_verdicts_that_it_names():
    data = samples.mini()
    data["sources"]["fresh-page"] = {**data["sources"]["school-page"], "review_by": "2028-01-01"}
    criterion = data["outcomes"]["next-season"]["all"][0]
    criterion |= {"met": "is_img", "sources": ["fresh-page"]}
    guide = samples.engine_guide(data)
    assert samples.assessed(guide, ABROAD, today=LATE).overdue("next-season")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("today", "said"), [(READ, False), (LATE, True)])
def test_the_bridge_and_the_command_line_say_so(capsys, tmp_path, today, said):
    answers = tmp_path / "answers.yml"
    answers.write_text("interest: us\nschool: abroad\n", encoding="utf-8")
    request = {"version": 1, "today": today.isoformat(), "answers": ABROAD}
    response = json.loads(bridge.respond(json.dumps(request)))
    assert response["outcomes"]["is-img"].get("overdue", False) is said
    command_line.main(["assess", str(answers), "--today", today.isoformat()])
    assert ("past its review date" in capsys.readouterr().out) is said
