"""The door for answers: what fits is taken, the rest is described."""

from datetime import date

import pytest

from checklist_py.answers import BadAnswer, day, understand

QUESTIONS = {
    "school": {"kind": "choice", "options": ["us", "abroad"]},
    "status": {"kind": "many", "options": ["us_citizen", "ca_citizen", "none"]},
    "graduated": {"kind": "date"},
    "failed": {"kind": "number"},
    "score": {"kind": "number", "min": 200, "max": 500},
}
ALIASES = {"college": "school", "overseas": "abroad"}
DATE_WANTED = "give a year and month such as 2026-05, or a day such as 2026-05-31"


def taken(**answers):
    known, unsure, errors = understand(answers, QUESTIONS, ALIASES)
    assert errors == []
    assert unsure == set()
    return known


def refused(name, answer):
    known, _, errors = understand({name: answer}, QUESTIONS, ALIASES)
    assert known == {}
    (error,) = errors
    assert error["where"] == name
    return error["what"]


def ordinals(first, last):
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()


def test_an_option_is_taken():
    assert taken(school="us") == {"school": "us"}


def test_former_ids_are_understood():
    assert taken(college="overseas") == {"school": "abroad"}


def test_several_options_are_taken_as_a_set():
    assert taken(status=["us_citizen", "us_citizen"]) == {"status": {"us_citizen"}}
    assert taken(status=["none"]) == {"status": {"none"}}
    assert taken(status=[]) == {"status": frozenset()}


def test_a_day_is_taken_as_itself_and_a_month_from_its_first_to_its_last():
    assert taken(graduated="2024-02-10") == {"graduated": ordinals("2024-02-10", "2024-02-10")}
    assert taken(graduated="2024-02") == {"graduated": ordinals("2024-02-01", "2024-02-29")}


@pytest.mark.parametrize("answer", [3, "3", "03"])
def test_a_number_is_taken_from_a_form_or_a_file(answer):
    assert taken(failed=answer) == {"failed": (3, 3)}


def test_i_do_not_know_is_an_answer_to_every_question():
    known, unsure, errors = understand(dict.fromkeys(QUESTIONS, "unsure"), QUESTIONS, ALIASES)
    assert (known, unsure, errors) == ({}, set(QUESTIONS), [])


def test_nothing_is_no_answer():
    assert taken(school=None) == {}


@pytest.mark.parametrize("answer", ["mars", 1, ["us"], {}, True, "US"])
def test_what_is_no_option_is_refused_with_the_options(answer):
    assert refused("school", answer) == "choose one of us, abroad"


@pytest.mark.parametrize("answer", ["us_citizen", 1, {}, ["us_citizen"] * 201])
def test_what_is_no_list_is_refused_with_the_options(answer):
    wanted = "give a list of some of us_citizen, ca_citizen, none"
    assert refused("status", answer) == wanted


def test_a_list_with_what_is_no_option_is_refused():
    wanted = "choose one of us_citizen, ca_citizen, none"
    assert refused("status", ["us_citizen", []]) == wanted


def test_none_of_these_cannot_stand_beside_another():
    wanted = "“none of these” cannot stand beside another answer"
    assert refused("status", ["none", "us_citizen"]) == wanted


@pytest.mark.parametrize(
    "answer",
    [
        "2026-02-30",
        "2026-13",
        "2026-00",
        "2026",
        "26-05",
        "2026-5",
        "2026-05-",
        "2026-05-01-01",
        "\uff11\uff12\uff13\uff14-05",
        "-100-05",
        "1899-12",
        "2101-01",
        "soon",
        "",
        202605,
        None.__class__,
        ["2026-05"],
        "2" * 201,
    ],
)
def test_what_is_no_day_is_refused_with_the_form_of_one(answer):
    assert refused("graduated", answer) == DATE_WANTED


def test_a_day_by_itself_raises_for_what_is_none():
    with pytest.raises(BadAnswer, match="2026-05"):
        day("yesterday")


@pytest.mark.parametrize(
    "answer",
    [-1, 10_001, True, "x", "", "-1", "1.5", "³", "1" * 10, [], None.__class__, float("nan")],
)
def test_what_is_no_number_in_bounds_is_refused_with_the_bounds(answer):
    assert refused("failed", answer) == "give a number from 0 to 10000"


def test_a_question_may_have_bounds_of_its_own():
    assert taken(score=200) == {"score": (200, 200)}
    assert taken(score=500) == {"score": (500, 500)}
    assert refused("score", 199) == "give a number from 200 to 500"
    assert refused("score", 501) == "give a number from 200 to 500"


def test_a_numeral_of_at_most_nine_digits_is_read():
    wide = {"size": {"kind": "number", "max": 10**12}}
    assert understand({"size": "9" * 9}, wide, {})[0] == {"size": (999_999_999, 999_999_999)}
    assert understand({"size": "9" * 10}, wide, {})[0] == {}


def test_a_list_of_two_hundred_is_read_and_a_longer_one_is_not():
    assert taken(status=["us_citizen"] * 200) == {"status": frozenset({"us_citizen"})}
    assert "give a list" in refused("status", ["us_citizen"] * 201)


def test_a_question_that_the_guide_has_not_is_named_no_longer_than_needed():
    known, unsure, errors = understand({"x" * 999: 1}, QUESTIONS, ALIASES)
    assert (known, unsure) == ({}, set())
    what = "this guide has no such question; the answer is set aside"
    assert errors == [{"where": "x" * 200, "what": what}]


@pytest.mark.parametrize("raw", [None, [], "school", 3])
def test_what_are_no_answers_at_all_is_said_once(raw):
    wanted = {"where": "answers", "what": "it must be a list of questions with answers"}
    assert understand(raw, QUESTIONS, ALIASES) == ({}, set(), [wanted])


def test_one_wrong_answer_does_not_take_the_others_with_it():
    known, _, errors = understand({"school": "mars", "failed": 1}, QUESTIONS, ALIASES)
    assert known == {"failed": (1, 1)}
    assert len(errors) == 1
