"""Reduction: what is left of an expression under some answers."""

from datetime import date

import pytest

from checklist_py.expression import Domain, Situation, askable, frozen, names, negated, reduce

ABROAD = ("is", "school", "abroad")
CANADA = ("is", "school", "canada")
CITIZEN = ("has", "status", "us_citizen")
SETTLED = True
NOBODY_SAYS = ("open", "late-result")
GRADUATED = ("q", "graduated")
SCHOOLS = {"school": ("us", "canada", "abroad")}


def day(year, month, number):
    return date(year, month, number).toordinal()


TODAY = day(2026, 11, 23)


def left(tree, names_=None, **answers):
    return reduce(tree, Situation(answers, TODAY, names_))


def span(*text):
    return tuple(date.fromisoformat(one).toordinal() for one in text)


# leaves


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_is_left_as_it_is(truth):
    assert left(truth) is truth


def test_a_choice_is_settled_by_its_answer():
    assert left(ABROAD, school="abroad") is True
    assert left(ABROAD, school="us") is False


def test_a_choice_that_is_not_answered_is_left_over():
    assert left(ABROAD) == ABROAD


def test_of_several_answers_each_option_is_settled():
    assert left(CITIZEN, status=frozenset({"us_citizen", "ca_citizen"})) is True
    assert left(CITIZEN, status=frozenset()) is False
    assert left(CITIZEN) == CITIZEN


def test_what_nobody_says_is_left_over_whatever_is_answered():
    assert left(NOBODY_SAYS, school="abroad") == NOBODY_SAYS


@pytest.mark.parametrize("kind", ["outcome", "step"])
def test_a_name_is_replaced_by_what_is_left_of_it(kind):
    tree = (kind, "is-img")
    assert left(tree, {tree: True}) is True
    assert left(tree, {tree: ABROAD}) == ABROAD
    assert left(tree) == tree


# and, or, not


def test_and_is_settled_by_one_no():
    assert left(("and", ABROAD, CITIZEN), school="us") is False


def test_or_is_settled_by_one_yes():
    assert left(("or", ABROAD, CITIZEN), school="abroad") is True


def test_what_no_longer_matters_drops_out():
    assert left(("and", ABROAD, CITIZEN), school="abroad") == CITIZEN
    assert left(("or", ABROAD, CITIZEN), school="us") == CITIZEN


def test_and_of_yeses_is_a_yes_and_or_of_noes_a_no():
    assert left(("and", ABROAD, ABROAD), school="abroad") is True
    assert left(("or", ABROAD, CANADA), school="us") is False


def test_what_is_left_is_flat_and_names_nothing_twice():
    tree = ("and", ABROAD, ("and", ABROAD, CITIZEN), ("or", CITIZEN, NOBODY_SAYS))
    assert left(tree) == ("and", ABROAD, CITIZEN, ("or", CITIZEN, NOBODY_SAYS))


def test_not_turns_what_is_settled_and_keeps_what_is_open():
    assert left(("not", ABROAD), school="us") is True
    assert left(("not", ABROAD), school="abroad") is False
    assert left(("not", ABROAD)) == ("not", ABROAD)


def test_two_nots_go_away():
    assert negated(("not", ABROAD)) == ABROAD
    assert left(("not", ("not", ABROAD))) == ABROAD


# comparisons


def test_a_day_is_compared_with_a_day():
    tree = ("cmp", "<=", GRADUATED, ("c", span("2025-07-01", "2025-07-01")))
    assert left(tree, graduated=span("2025-06-30", "2025-06-30")) is True
    assert left(tree, graduated=span("2025-07-02", "2025-07-02")) is False
    assert left(tree) == tree


def test_a_month_that_straddles_the_limit_is_left_over():
    tree = ("cmp", "<=", GRADUATED, ("c", span("2025-07-15", "2025-07-15")))
    assert left(tree, graduated=span("2025-07-01", "2025-07-31")) == tree


def test_a_number_is_compared_with_a_number():
    tree = ("cmp", "<", ("q", "failed"), ("c", 4))
    assert left(tree, failed=(3, 3)) is True
    assert left(tree, failed=(4, 4)) is False


def test_a_comparison_with_what_nobody_says_is_left_over():
    tree = ("cmp", "<=", ("?", "next-limit"), GRADUATED)
    assert left(tree, graduated=span("2025-07-01", "2025-07-01")) == tree


def test_a_comparison_with_today_moves_with_today():
    tree = ("cmp", "<=", ("today",), ("c", (TODAY, TODAY)))
    assert reduce(tree, Situation({}, TODAY)) is True
    assert reduce(tree, Situation({}, TODAY + 1)) is False


@pytest.mark.parametrize(
    ("start", "months", "days", "expected"),
    [
        ("2020-02-29", 84, 0, "2027-02-28"),
        ("2020-02-29", 48, 0, "2024-02-29"),
        ("2026-01-31", 1, 0, "2026-02-28"),
        ("2026-03-31", -1, 0, "2026-02-28"),
        ("2026-01-15", -1, 0, "2025-12-15"),
        ("2026-12-15", 1, 0, "2027-01-15"),
        ("2026-11-23", 0, 10, "2026-12-03"),
        ("2026-11-23", 0, -23, "2026-10-31"),
    ],
)
def test_months_later_a_month_end_stays_within_its_month(start, months, days, expected):
    tree = ("cmp", "==", ("+", GRADUATED, months, days), ("c", span(expected, expected)))
    assert left(tree, graduated=span(start, start)) is True


def test_a_shifted_day_that_is_not_known_is_left_over():
    tree = ("cmp", "<=", ("+", GRADUATED, 84, 0), ("today",))
    assert left(tree) == tree


# what a tree names


def test_a_tree_of_lists_is_made_of_tuples():
    assert frozen(["not", ["is", "school", "abroad"]]) == ("not", ABROAD)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (True, set()),
        (ABROAD, {("question", "school")}),
        (("not", CITIZEN), {("question", "status")}),
        (NOBODY_SAYS, {("open", "late-result")}),
        (("and", ("outcome", "a"), ("step", "b")), {("outcome", "a"), ("step", "b")}),
        (("cmp", "<", ("+", GRADUATED, 84, 0), ("today",)), {("question", "graduated")}),
        (
            ("cmp", "<", ("?", "limit"), ("+", GRADUATED, 1, 0)),
            {("open", "limit"), ("question", "graduated")},
        ),
        (("cmp", "<", ("c", 1), ("q", "failed")), {("question", "failed")}),
    ],
)
def test_a_tree_names_its_questions_and_all_else(tree, expected):
    assert names(tree) == expected


def test_only_questions_that_an_answer_can_settle_are_worth_asking():
    undecidable = ("cmp", "<=", ("?", "next-limit"), GRADUATED)
    assert askable(("or", ABROAD, ("not", undecidable))) == {"school"}
    assert askable(SETTLED) == frozenset()


# where all completions agree


def settled(tree):
    return Domain(SCHOOLS).settled(tree)


def test_a_question_whose_every_option_gives_the_same_is_settled():
    assert settled(("or", *(("is", "school", one) for one in SCHOOLS["school"]))) is True
    assert settled(("and", ABROAD, CANADA)) is False


def test_a_leaf_and_its_contrary_settle_each_other():
    assert settled(("or", CITIZEN, ("and", ABROAD, ("not", CITIZEN)), ("not", CITIZEN))) is True


def test_a_tree_that_can_go_both_ways_is_left_over():
    tree = ("or", ("and", ABROAD, CITIZEN), ("and", CANADA, ("not", CITIZEN)))
    assert settled(tree) == tree


@pytest.mark.parametrize("truth", [True, False])
def test_what_is_settled_stays_so(truth):
    assert settled(truth) is truth


def test_what_nobody_says_is_never_taken_for_a_yes_and_a_no():
    tree = ("or", NOBODY_SAYS, ("not", NOBODY_SAYS))
    assert settled(tree) == tree
    either = ("or", ("and", ABROAD, NOBODY_SAYS), ("and", ("not", ABROAD), NOBODY_SAYS))
    assert settled(either) == either


def test_an_answer_may_settle_what_nobody_says():
    tree = ("and", NOBODY_SAYS, ABROAD, CANADA)
    assert settled(tree) is False


def test_what_has_been_tried_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr("checklist_py.expression._REMEMBERED", 2)
    domain = Domain(SCHOOLS)
    trees = [("not", ("has", "status", option)) for option in ("a", "b", "c", "d", "e")]
    assert [domain.possible(tree) for tree in trees] == [{True, False}] * 5
    assert len(domain._known) <= 3
