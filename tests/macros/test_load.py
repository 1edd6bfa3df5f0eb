"""Reading `guide.yml`: plain YAML, the line of everything, no exception whatever stands there."""

import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.load import Document, GuideError, Problem, read
from tests.macros.conftest import problems


def test_a_mistake_in_the_yaml_is_told_with_its_line(mistake):
    assert problems(mistake.text) == [mistake.message]


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "2027-03-03", "2027-03-03T21:00", "12:30", "010", "1_000", "1e3"]
)
def test_what_looks_like_text_stays_the_text_that_was_typed(text):
    assert read(f"value: {text}").data == {"value": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("7", 7), ("-7", -7), ("0", 0), ("1.5", 1.5), ("", None)],
)
def test_truths_and_numbers_are_read_as_such(text, value):
    assert read(f"value: {text}").data == {"value": value}


def test_a_quoted_number_stays_text():
    assert read("value: '7'\nother: |\n  8\n").data == {"value": "7", "other": "8\n"}


def test_a_key_is_always_text():
    assert read("1: a\ntrue: b\n~: c\n<<: d\n").data == {"1": "a", "true": "b", "~": "c", "<<": "d"}


def test_every_key_and_item_has_its_line():
    document = read("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n")
    assert document.problems == []
    assert [document.line(path) for path in [("a",), ("a", "b"), ("a", "c", 0)]] == [1, 2, 4]
    assert document.line(("a", "c", 1, "d")) == 5


def test_what_has_no_line_has_that_of_what_contains_it():
    document = read("a:\n  b: 1\n")
    assert document.line(("a", "b", "c", 0)) == 2
    assert document.line(("z",)) == 1
    assert Document({}).line(("z",)) == 1


def test_an_empty_file_is_an_empty_guide():
    assert read("# nothing yet\n").data == {}


def test_a_repeated_key_is_told_once_for_each_repetition():
    lines = [problem.line for problem in read("a: 1\na: 2\nb: 3\na: 4\n").problems]
    assert lines == [2, 4]


def test_a_key_that_is_no_word_is_told_and_what_is_beneath_is_read():
    document = read("[a, b]: {c: !x 1}\n{a: b}: 2\n")
    assert [problem.line for problem in document.problems] == [1, 1, 2]


def test_problems_are_told_in_the_order_of_lines_and_each_once():
    error = GuideError([Problem(7, "b."), Problem(2, "a."), Problem(7, "b.")])
    assert str(error) == "guide.yml:2: a.\nguide.yml:7: b."


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@~? \n\t019.,"), max_size=40))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_whatever_stands_there_nothing_raises(text):
    document = read(text)
    assert document.data is not None or text.strip() in ("", "~") or document.problems == []


def test_a_small_edit_anywhere_never_raises():
    text = samples.mini_text()
    for place in range(0, len(text), 97):
        for sign in ":[{&*!'\"\t-":
            read(text[:place] + sign + text[place:])
