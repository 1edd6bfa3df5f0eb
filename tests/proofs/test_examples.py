"""Every worked example of the guide comes out as it says."""

import json
from datetime import date

import pytest
import samples

from checklist_py.bridge import respond_to
from macros.examples import answers
from macros.load import GUIDE, read

EXAMPLES = read(GUIDE.read_text(encoding="utf-8")).data["examples"]


@pytest.fixture(scope="module")
def guide():
    return samples.engine_guide(samples.real())


@pytest.fixture(params=EXAMPLES)
def example(request):
    return EXAMPLES[request.param]


@pytest.fixture
def response(example, guide):
    today = date.fromisoformat(example["today"]).toordinal()
    given = json.loads(json.dumps(answers(example)))
    return respond_to({"day": today, "answers": given}, guide)


def test_an_example_has_only_answers_that_a_person_can_give(response):
    assert response["errors"] == []


def test_an_example_gives_the_verdicts_that_it_states(example, response):
    found = {name: response["outcomes"][name]["state"] for name in example["expect"]}
    assert found == example["expect"]


def test_an_example_gives_the_steps_that_it_states(example, response):
    stated = example.get("steps", {})
    assert {name: response["steps"][name]["state"] for name in stated} == stated


def test_a_step_of_an_example_waits_for_what_it_states_and_nothing_else(example, response):
    stated = example.get("waits", {})
    assert {name: response["steps"][name].get("waits_for") for name in stated} == stated


def test_an_example_answers_no_question_that_would_not_be_asked(example, response):
    aside = [name for name, state in response["questions"].items() if state == "aside"]
    assert [name for name in example["answers"] if name in aside] == []


@pytest.mark.parametrize(
    ("passed", "other"), [("step1", "take-step-2-ck"), ("step2ck", "take-step-1")]
)
def test_no_day_is_safe_for_a_step_after_the_pass_of_the_other_has_lapsed(passed, other, guide):
    given = {"interest": "us", "school": "abroad", "certified": "no", passed: "passed"}
    given |= {f"{passed}_date": "2019-12-10"}
    request = {"day": date(2026, 11, 27).toordinal(), "answers": given}
    entry = respond_to(request, guide)["steps"][other]
    assert (entry["limit"], entry["begin_by"]) == ("2026-12-10", "2026-12-10")
