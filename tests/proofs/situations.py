"""Situations to try the rules on: complete answers, partial ones, and days taken as today."""

from datetime import date, timedelta

from hypothesis import strategies as st
from proofs.smt import TODAYS

from checklist_py.expression import _shift

todays = st.integers(*TODAYS).map(date.fromordinal)


def answers(guide, *, complete=False, months=True):
    """Answers as a request gives them; every question answered where they are to be complete.

    How many questions are answered varies from none to all. A date may be a month, where months
    are wanted.
    """
    days = _days(guide)
    each = {name: _answer(one, days, months) for name, one in guide.questions.items()}
    if complete:
        return st.fixed_dictionaries(each)
    kept = st.lists(st.booleans(), min_size=len(each), max_size=len(each))
    return st.builds(
        lambda whole, keep: {
            name: answer for (name, answer), one in zip(whole.items(), keep, strict=True) if one
        },
        st.fixed_dictionaries(each),
        st.one_of(kept, _few(len(each)), _few(len(each), many=True)),
    )


def _few(size, *, many=False):
    """Which of so many are kept: a few, or all but a few."""
    chosen = st.sets(st.integers(0, size - 1), max_size=4)
    return chosen.map(lambda some: [(number in some) != many for number in range(size)])


def _answer(question, days, months):
    if question["kind"] == "choice":
        return st.sampled_from(question["options"])
    if question["kind"] == "many":
        return _several(question["options"])
    if question["kind"] == "date":
        whole = st.sampled_from(days)
        return st.one_of(whole, whole.map(lambda day: day[:7])) if months else whole
    return st.integers(question.get("min", 0), min(question.get("max", 12), 12))


def _several(options):
    others = [one for one in options if one != "none"]
    some = st.sets(st.sampled_from(others), min_size=1).map(sorted)
    return some if "none" not in options else st.one_of(st.just(["none"]), some)


def _days(guide):
    """Days around those that the rules reckon with, and some that are far from them."""
    limits = set(TODAYS)
    for leaf in _leaves(guide):
        limits |= set(_constants(leaf))
    shifts = {(0, 0), *(shift for leaf in _leaves(guide) for shift in _shifts(leaf))}
    days = {_shift(day, -months, -more) for day in limits for months, more in shifts}
    near = {day + by for day in days for by in (-1, 0, 1)}
    far = {date(year, 7, 15).toordinal() for year in range(1990, 2031)}
    first, last = date(1981, 1, 1).toordinal(), date(2032, 1, 1).toordinal()
    return [date.fromordinal(day).isoformat() for day in sorted(near | far) if first < day < last]


def _leaves(guide):
    return [tree.leaf for tree in guide.trees._own.values() if tree.leaf]


def _constants(leaf):
    """The days that stand in a leaf."""
    if isinstance(leaf, tuple):
        if leaf and leaf[0] == "c" and isinstance(leaf[1], tuple):
            yield from leaf[1]
        for part in leaf:
            yield from _constants(part)


def _shifts(leaf):
    """The durations that stand in a leaf, as months and days."""
    if isinstance(leaf, tuple):
        if leaf and leaf[0] == "+":
            yield leaf[2:]
        for part in leaf:
            yield from _shifts(part)


def completed(partial, whole):
    """The whole answers, with what the partial ones say kept; a month becomes a day in it."""
    return {
        name: _within(partial[name], one) if name in partial else one for name, one in whole.items()
    }


def _within(known, day):
    if isinstance(known, str) and len(known) == len("2026-05") and known[4] == "-":
        last = date.fromisoformat(f"{known}-01") + timedelta(days=27)
        return f"{known}-{min(int(day[8:10] or 1), last.day):02}"
    return known
