"""Reduction: what is left of an expression under some answers."""

from datetime import date
from itertools import combinations

import pytest

from checklist_py.expression import Situation, Trees, askable, named, names

ABROAD = ["is", "school", "abroad"]
CANADA = ["is", "school", "canada"]
CITIZEN = ["has", "status", "us_citizen"]
NOBODY_SAYS = ["open", "late-result"]
GRADUATED = ["q", "graduated"]
SCHOOLS = {"school": ("us", "canada", "abroad")}


def day(year, month, number):
    return date(year, month, number).toordinal()


TODAY = day(2026, 11, 23)


@pytest.fixture
def trees():
    return Trees(SCHOOLS)


@pytest.fixture
def left(trees):
    """What is left of a tree under some answers, as plain data."""

    def left(tree, today=TODAY, named=None, **answers):
        names = {name: trees.made(one) for name, one in (named or {}).items()}
        return plain(trees.reduced(trees.made(tree), Situation(answers, today, names)))

    return left


def plain(tree):
    """A tree as the lists that the build writes."""
    if isinstance(tree, bool):
        return tree
    return listed(tree.leaf) if tree.leaf else [tree.operator, *map(plain, tree.parts)]


def listed(leaf):
    return [listed(one) if isinstance(one, tuple) else one for one in leaf]


def days(*text):
    return tuple(date.fromisoformat(one).toordinal() for one in text)


def limit(*text):
    return ["c", list(days(*text))]


# leaves


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_is_left_as_it_is(left, truth):
    assert left(truth) is truth


def test_a_choice_is_settled_by_its_answer(left):
    assert left(ABROAD, school="abroad") is True
    assert left(ABROAD, school="us") is False


def test_a_choice_that_is_not_answered_is_left_over(left):
    assert left(ABROAD) == ABROAD


def test_of_several_answers_each_option_is_settled(left):
    assert left(CITIZEN, status=frozenset({"us_citizen", "ca_citizen"})) is True
    assert left(CITIZEN, status=frozenset()) is False
    assert left(CITIZEN) == CITIZEN


def test_what_nobody_says_is_left_over_whatever_is_answered(left):
    assert left(NOBODY_SAYS, school="abroad") == NOBODY_SAYS


@pytest.mark.parametrize("kind", ["outcome", "step"])
def test_a_name_is_replaced_by_what_is_left_of_it(left, kind):
    tree, name = [kind, "is-img"], (kind, "is-img")
    assert left(tree, named={name: True}) is True
    assert left(tree, named={name: ABROAD}) == ABROAD
    assert left(tree) == tree


# and, or, not


def test_and_is_settled_by_one_no(left):
    assert left(["and", ABROAD, CITIZEN], school="us") is False


def test_or_is_settled_by_one_yes(left):
    assert left(["or", ABROAD, CITIZEN], school="abroad") is True


def test_what_no_longer_matters_drops_out(left):
    assert left(["and", ABROAD, CITIZEN], school="abroad") == CITIZEN
    assert left(["or", ABROAD, CITIZEN], school="us") == CITIZEN


def test_and_of_yeses_is_a_yes_and_or_of_noes_a_no(left):
    assert left(["and", ABROAD, ["not", CANADA]], school="abroad") is True
    assert left(["or", ABROAD, CANADA], school="us") is False


def test_what_is_left_is_flat_and_names_nothing_twice(left):
    tree = ["and", ABROAD, ["and", ABROAD, CITIZEN], ["or", CITIZEN, NOBODY_SAYS]]
    assert left(tree) == ["and", ABROAD, CITIZEN, ["or", CITIZEN, NOBODY_SAYS]]


def test_not_turns_what_is_settled_and_keeps_what_is_open(left):
    assert left(["not", ABROAD], school="us") is True
    assert left(["not", ABROAD], school="abroad") is False
    assert left(["not", ABROAD]) == ["not", ABROAD]


def test_two_nots_go_away(left):
    assert left(["not", ["not", ABROAD]]) == ABROAD


# comparisons


def test_a_day_is_compared_with_a_day(left):
    tree = ["cmp", "<=", GRADUATED, limit("2025-07-01", "2025-07-01")]
    assert left(tree, graduated=days("2025-06-30", "2025-06-30")) is True
    assert left(tree, graduated=days("2025-07-02", "2025-07-02")) is False
    assert left(tree) == tree


def test_a_month_that_straddles_the_limit_is_left_over(left):
    tree = ["cmp", "<=", GRADUATED, limit("2025-07-15", "2025-07-15")]
    assert left(tree, graduated=days("2025-07-01", "2025-07-31")) == tree


def test_a_number_is_compared_with_a_number(left):
    tree = ["cmp", "<", ["q", "failed"], ["c", 4]]
    assert left(tree, failed=(3, 3)) is True
    assert left(tree, failed=(4, 4)) is False


def test_a_comparison_with_what_nobody_says_is_left_over(left):
    tree = ["cmp", "<=", ["?", "next-limit"], GRADUATED]
    assert left(tree, graduated=days("2025-07-01", "2025-07-01")) == tree


def test_a_comparison_with_today_moves_with_today(left):
    tree = ["cmp", "<=", ["today"], ["c", [TODAY, TODAY]]]
    assert left(tree) is True
    assert left(tree, today=TODAY + 1) is False
    assert left(tree, today=None) == tree


@pytest.mark.parametrize(
    ("start", "months", "more", "expected"),
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
def test_months_later_a_month_end_stays_within_its_month(left, start, months, more, expected):
    tree = ["cmp", "==", ["+", GRADUATED, months, more], limit(expected, expected)]
    assert left(tree, graduated=days(start, start)) is True


def test_a_shifted_day_that_is_not_known_is_left_over(left):
    tree = ["cmp", "<=", ["+", GRADUATED, 84, 0], ["today"]]
    assert left(tree) == tree


# what a tree names


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (True, set()),
        (ABROAD, {("question", "school")}),
        (["not", CITIZEN], {("question", "status")}),
        (NOBODY_SAYS, {("open", "late-result")}),
        (["and", ["outcome", "a"], ["step", "b"]], {("outcome", "a"), ("step", "b")}),
        (["cmp", "<", ["+", GRADUATED, 84, 0], ["today"]], {("question", "graduated")}),
        (
            ["cmp", "<", ["?", "limit"], ["+", GRADUATED, 1, 0]],
            {("open", "limit"), ("question", "graduated")},
        ),
        (["cmp", "<", ["c", 1], ["q", "failed"]], {("question", "failed")}),
    ],
)
def test_a_tree_names_its_questions_and_all_else(trees, tree, expected):
    assert names(trees.made(tree)) == named(tree) == expected


def test_only_questions_that_an_answer_can_settle_are_worth_asking(trees):
    undecidable = ["cmp", "<=", ["?", "next-limit"], GRADUATED]
    assert askable(trees.made(["or", ABROAD, ["not", undecidable]])) == {"school"}
    assert askable(True) == frozenset()  # noqa: FBT003 - a truth is what may be left of a tree


# equal trees are the same


def test_a_tree_is_made_only_once(trees):
    one, other = (trees.made(["or", ABROAD, ["not", CITIZEN]]) for _ in range(2))
    assert one is other
    assert (
        repr(one) == "('or', ('is', 'school', 'abroad'), ('not', ('has', 'status', 'us_citizen')))"
    )


def test_a_tree_that_was_forgotten_is_made_again_of_the_guides_own(trees, monkeypatch):
    monkeypatch.setattr("checklist_py.expression.MOST_TREES", 1)
    own = trees.made(CITIZEN)
    trees.keep()
    before = trees.made(["not", CITIZEN])
    assert not trees.forget()
    trees.made(["or", ABROAD, CITIZEN])
    assert trees.forget()
    assert trees.made(CITIZEN) is own
    assert trees.made(["not", CITIZEN]) is not before


# where all completions agree


@pytest.fixture
def settled(trees):
    """What is left of a tree that nothing is known of: the tree itself, or a truth."""

    def settled(tree):
        made = trees.made(tree)
        found = trees.settled(made)
        return tree if found is made else found

    return settled


def test_a_question_whose_every_option_gives_the_same_is_settled(settled):
    assert settled(["or", *(["is", "school", one] for one in SCHOOLS["school"])]) is True
    assert settled(["and", ABROAD, CANADA]) is False


def test_a_leaf_and_its_contrary_settle_each_other(settled):
    assert settled(["or", CITIZEN, ["and", ABROAD, ["not", CITIZEN]], ["not", CITIZEN]]) is True


def test_a_tree_that_can_go_both_ways_is_left_over(settled):
    tree = ["or", ["and", ABROAD, CITIZEN], ["and", CANADA, ["not", CITIZEN]]]
    assert settled(tree) is tree


@pytest.mark.parametrize("truth", [True, False])
def test_what_is_settled_stays_so(settled, truth):
    assert settled(truth) is truth


def test_what_nobody_says_is_never_taken_for_a_yes_and_a_no(settled):
    tree = ["or", NOBODY_SAYS, ["not", NOBODY_SAYS]]
    assert settled(tree) is tree
    either = ["or", ["and", ABROAD, NOBODY_SAYS], ["and", ["not", ABROAD], NOBODY_SAYS]]
    assert settled(either) is either


def test_an_answer_may_settle_what_nobody_says(settled):
    assert settled(["and", NOBODY_SAYS, ABROAD, CANADA]) is False


def test_parts_that_turn_on_the_same_are_tried_together(settled):
    """The part that joins two others comes last: only then do the three hang together."""
    status = [["has", "status", one] for one in ("a", "b")]
    none = [["not", one] for one in status]
    tree = ["or", ["and", status[0], CITIZEN], ["and", none[0], CITIZEN], ["not", CITIZEN]]
    assert settled(tree) is True
    assert settled(["and", ["or", *status], none[0], none[1]]) is False


# every tree against every person


PEOPLE = [(school, citizen) for school in SCHOOLS["school"] for citizen in (True, False)]
LEAVES = (ABROAD, CANADA, CITIZEN, NOBODY_SAYS)
PAIRS = [[operator, *two] for operator in ("and", "or") for two in combinations(LEAVES, 2)]
NESTED = [*LEAVES, *PAIRS, *(["not", one] for one in [*LEAVES, *PAIRS])]
DEEP = [[operator, *two] for operator in ("and", "or") for two in combinations(NESTED, 2)]


def kleene(tree, person):
    """What a tree is for somebody: yes, no, or None where nobody says."""
    operator, *parts = tree
    if operator in ("and", "or"):
        settles = operator == "or"
        found = {kleene(one, person) for one in parts}
        return settles if settles in found else None if None in found else not settles
    if operator == "not":
        found = kleene(parts[0], person)
        return None if found is None else not found
    school, citizen = person
    return {"is": parts[-1] == school, "has": citizen, "open": None}[operator]


@pytest.mark.parametrize("contrary", [False, True])
def test_what_completions_can_give_is_what_trying_everybody_gives(trees, contrary):
    """All of it where that is one thing; else nothing that nobody gives."""
    for tree in [*NESTED, *DEEP]:
        whole = ["not", tree] if contrary else tree
        every = {kleene(whole, one) for one in PEOPLE}
        possible = trees.possible(trees.made(whole))
        assert possible <= every, whole
        assert (len(possible) == 1) == (len(every) == 1), whole


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_left_for_somebody_is_what_the_tree_is_for_them(trees, person):
    school, citizen = person
    status = frozenset({"us_citizen"} if citizen else {"none"})
    situation = Situation({"school": school, "status": status}, TODAY)
    for tree in [*NESTED, *DEEP]:
        left = trees.left(trees.made(tree), situation)
        assert (left if isinstance(left, bool) else None) is kleene(tree, person), tree
