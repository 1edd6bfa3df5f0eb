"""The small language of rules: what is understood becomes a plain tree, the rest is explained."""

import re
from datetime import date

import pytest
import samples

from macros.expressions import ExpressionError, Vocabulary, days_of, nearest, parse


@pytest.fixture(scope="module")
def vocabulary():
    guide = samples.mini()
    attempts = guide["facts"]["attempts"]
    guide["facts"] |= {
        "recognised": {**attempts, "kind": "yesno", "value": True},
        "half": {**attempts, "kind": "percent", "value": 2.5},
        "name": {**attempts, "title": "Name", "kind": "text", "value": "x"},
        "weeks": {**attempts, "kind": "duration", "value": 8, "unit": "weeks"},
        "unknown-length": {**guide["facts"]["next-limit"], "kind": "duration"},
        "unknown-truth": {**guide["facts"]["next-limit"], "kind": "yesno"},
    }
    return Vocabulary.of(guide)


@pytest.fixture
def tree(vocabulary):
    return lambda text: parse(text, vocabulary).tree


def day(text):
    return [date.fromisoformat(text).toordinal()] * 2


ABROAD = ["is", "school", "abroad"]
FAILED = ["q", "failed"]
PASSED_ON = ["q", "step1_date"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("school == abroad", ABROAD),
        ("abroad == school", ABROAD),
        ("school != abroad", ["not", ABROAD]),
        ("school in (abroad, canada)", ["or", ABROAD, ["is", "school", "canada"]]),
        ("school not in [abroad]", ["not", ["or", ABROAD]]),
        ("us_citizen in status", ["has", "status", "us_citizen"]),
        ("us_citizen not in status", ["not", ["has", "status", "us_citizen"]]),
        (
            "is_img and not may_apply",
            ["and", ["outcome", "is-img"], ["not", ["outcome", "may-apply"]]],
        ),
        ("is_img or pass_step1", ["or", ["outcome", "is-img"], ["step", "pass-step1"]]),
        ("open.next_limit_open", ["open", "next-limit-open"]),
        ("fact.recognised", True),
        ("fact.unknown_truth", ["open", "next-limit-open"]),
        ("failed < fact.attempts", ["cmp", "<", FAILED, ["c", 4]]),
        ("failed <= fact.half", ["cmp", "<=", FAILED, ["c", 2.5]]),
        ("failed > fact.attempts", ["cmp", "<", ["c", 4], FAILED]),
        ("failed >= fact.attempts", ["cmp", "<=", ["c", 4], FAILED]),
        ("failed == fact.attempts", ["cmp", "==", FAILED, ["c", 4]]),
        ("failed != fact.attempts", ["not", ["cmp", "==", FAILED, ["c", 4]]]),
        ("today <= event.match_day", ["cmp", "<=", ["today"], ["c", day("2027-03-19")]]),
        ("graduated >= fact.cut_off", ["cmp", "<=", ["c", day("2025-07-01")], ["q", "graduated"]]),
        ("graduated < fact.next_limit", ["cmp", "<", ["q", "graduated"], ["?", "next-limit-open"]]),
        ("step1_date + fact.window < today", ["cmp", "<", ["+", PASSED_ON, 84, 0], ["today"]]),
        ("step1_date - fact.weeks < today", ["cmp", "<", ["+", PASSED_ON, 0, -56], ["today"]]),
        (
            "step1_date + fact.unknown_length < today",
            ["cmp", "<", ["?", "next-limit-open"], ["today"]],
        ),
        (
            "failed < fact.attempts <= failed",
            ["and", ["cmp", "<", FAILED, ["c", 4]], ["cmp", "<=", ["c", 4], FAILED]],
        ),
    ],
)
def test_an_expression_becomes_a_tree(tree, text, expected):
    assert tree(text) == expected


def test_the_names_of_an_expression_are_told_by_section(vocabulary):
    text = "is_img and pass_step1 and step1_date + fact.window < event.match_day"
    text += " or open.next_limit_open"
    assert {key: one for key, one in parse(text, vocabulary).names.items() if one} == {
        "outcomes": {"is-img"},
        "steps": {"pass-step1"},
        "questions": {"step1_date"},
        "facts": {"window"},
        "events": {"match-day"},
        "open": {"next-limit-open"},
    }


CANNOT = (
    "cannot stand here. Use and, or, not, comparisons, “in”, and the ids of questions, outcomes "
    "and steps."
)
SYNTAX = "is not an expression: invalid syntax. See “Rules” in CONTRIBUTING.md."
LITERAL = "stands in the rule itself. Make it a fact with its source, and write fact.its_id."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open(failed)", f"“open(failed)” {CANNOT}"),
        ("__import__('os').system('x')", f"“__import__('os').system('x')” {CANNOT}"),
        ("[x for x in status]", f"“[x for x in status]” {CANNOT}"),
        ("True", f"“True” {CANNOT}"),
        ("failed < 4", f"“4” {LITERAL}"),
        ("today < '2027-01-01'", f"“'2027-01-01'” {LITERAL}"),
        ("failed < -fact.attempts", f"“-fact.attempts” {LITERAL}"),
        ("is_imgg", "there is no outcome or step “is_imgg”. Did you mean “is_img”?"),
        (
            "school",
            ("“school” is a question, which is not true or false by itself. "
            "Compare it, for example “school == us_md”."),
        ),
        (
            "failed",
            ("“failed” is a question, which is not true or false by itself. "
            "Compare it, for example “failed == fact.…”."),
        ),
        ("fact.fee", "“fact.fee” is not true or false by itself. Compare it with something."),
        ("today < event.x", "there is no event “x”."),
        ("open.x", "there is no open question “x”."),
        ("fact.atempts < failed", "there is no fact “atempts”. Did you mean “attempts”?"),
        (
            "facts.fee < failed",
            "“facts.fee” is not known. Before the dot stands fact, event or open.",
        ),
        ("open.next_limit_open < today", ("“open.next_limit_open” cannot be compared. "
         "Use fact.…, event.… or today.")),
        ("school is abroad", "use ==, !=, <, <=, >, >= or “in” to compare."),
        ("school < today", "“school” has options; compare it with one of them."),
        ("faild < fact.attempts", "there is no question “faild”. Did you mean “failed”?"),
        (
            "failed < today",
            "“failed” is a number and “today” is a date: they cannot be compared.",
        ),
        ("fact.name == failed", "the fact “Name” is a text: it cannot be compared."),
        (
            "status == us_citizen",
            "“status” can have several answers. Write “us_citizen in status”.",
        ),
        ("school == step1", ("the question “school” has no option “step1”. "
         "Its options are us_md, canada, abroad.")),
        ("status in (us_citizen,)", "“status” is not a question with one answer."),
        (
            "abroad in school",
            ("“school” is not a question with several answers. "
            "Write “question in (option, option)” or “option in question”."),
        ),
        (
            "failed + fact.window < today",
            ("“failed + fact.window” adds a duration to a number. "
            "Only a duration can be added to or taken from a date."),
        ),
        (
            "step1_date + fact.review_time < today",
            ("the fact “Time of the review” is no whole number of years, months, weeks or days, "
            "so a rule cannot reckon with it."),
        ),
        ("school ==", f"“school ==” {SYNTAX}"),
        ("", f"“” {SYNTAX}"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_explained(tree, text, message):
    with pytest.raises(ExpressionError) as caught:
        tree(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("school = abroad", "“==” asks whether"),
        ("step1_date > 2027-01-01", "a rule holds no date of its own"),
        ("is-img = 1", "ids are written with “_” here"),
        ("is_img && failed", "write “and”, “or” and “not”"),
    ],
)
def test_whoever_does_not_program_is_told_how_a_rule_is_written(tree, text, advice):
    with pytest.raises(ExpressionError, match=re.escape(advice)):
        tree(text)


@pytest.mark.parametrize("text", ["(" * 300, "not " * 5000 + "is_img", "\x00", "is_img " * 500])
def test_no_expression_is_too_long_or_too_deep_to_be_explained_in_a_line(tree, text):
    with pytest.raises(ExpressionError) as caught:
        tree(text)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027", "2027-01-01", "2027-12-31"),
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2027-02-03", "2027-02-03", "2027-02-03"),
        ("2027-02-03T21:00", "2027-02-03", "2027-02-03"),
    ],
)
def test_a_date_lasts_from_its_first_day_to_its_last(text, first, last):
    assert days_of(text) == [day(first)[0], day(last)[0]]


def test_the_nearest_word_is_suggested_or_none():
    assert nearest("schol", ["school", "status"]) == " Did you mean “school”?"
    assert nearest("zebra", ["school", "status"]) == ""
