"""Kleene's truth, and comparisons of what is known only within bounds."""

from calendar import monthrange

import pytest

from checklist_py.truth import Truth, compare, last_day


@pytest.mark.parametrize(
    ("known", "truth"),
    [(True, Truth.YES), (False, Truth.NO), (None, Truth.UNKNOWN), (("is", "a", "b"), "unknown")],
)
def test_only_what_is_settled_is_a_yes_or_a_no(known, truth):
    assert Truth.of(known) is Truth(truth)


@pytest.mark.parametrize(
    ("operator", "one", "other", "holds"),
    [
        ("<", (1, 1), (2, 2), True),
        ("<", (2, 2), (2, 2), False),
        ("<", (1, 3), (2, 2), None),
        ("<", (1, 2), (2, 3), None),
        ("<", (3, 4), (1, 3), False),
        ("<=", (2, 2), (2, 2), True),
        ("<=", (1, 2), (2, 3), True),
        ("<=", (3, 3), (1, 2), False),
        ("<=", (2, 3), (1, 2), None),
        ("==", (2, 2), (2, 2), True),
        ("==", (1, 1), (2, 2), False),
        ("==", (3, 3), (2, 2), False),
        ("==", (1, 3), (2, 2), None),
        ("==", (1, 3), (1, 3), None),
    ],
)
def test_a_comparison_is_settled_only_where_every_pair_agrees(operator, one, other, holds):
    assert compare(operator, one, other) is holds


@pytest.mark.parametrize("operator", ["<", "<=", "=="])
def test_a_comparison_says_what_trying_every_pair_says(operator):
    spans = [(low, high) for low in range(5) for high in range(low, 5)]
    holds = {"<": int.__lt__, "<=": int.__le__, "==": int.__eq__}[operator]
    for one in spans:
        for other in spans:
            every = {
                holds(a, b)
                for a in range(one[0], one[1] + 1)
                for b in range(other[0], other[1] + 1)
            }
            expected = every.pop() if len(every) == 1 else None
            assert compare(operator, one, other) is expected, (one, other)


def test_the_last_day_of_a_month_is_the_calendars():
    months = [(year, month) for year in range(1900, 2101) for month in range(1, 13)]
    assert [last_day(*one) for one in months] == [monthrange(*one)[1] for one in months]
