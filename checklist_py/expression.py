"""Expressions reduce: under some answers to a truth, or to what is left of them.

A tree is a nested tuple in the form that the build writes (`macros/expressions.py` lists it).
What is left of a tree names exactly the questions that can still matter, with one exception:
two comparisons of the same date or number are taken as independent of each other, which can
leave something open that is settled, and never settles what is open.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from checklist_py.truth import Span, compare, last_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Tree = Any


class Situation:
    """What is known of one person: the answers that count, and the day taken as today.

    Args:
        answers: question id to option id, frozenset of option ids, or `Span`.
        today: the day as a proleptic ordinal; None where no comparison is to be reckoned.
        names: reduced trees of outcomes and steps, by `("outcome", id)` and `("step", id)`.
    """

    def __init__(
        self,
        answers: dict[str, Any],
        today: int | None,
        names: dict[tuple[str, str], Tree] | None = None,
    ) -> None:
        self.answers = answers
        self.today = today
        self.names = {} if names is None else names


def frozen(tree: Any) -> Tree:
    """The tree as nested tuples, so that it can be remembered."""
    return tuple(map(frozen, tree)) if isinstance(tree, list | tuple) else tree


def reduce(tree: Tree, situation: Situation) -> Tree:
    """`True`, `False`, or what is left of the tree under this situation."""
    if tree is True or tree is False:
        return tree
    operator = tree[0]
    if operator in ("and", "or"):
        return joined(operator, (reduce(part, situation) for part in tree[1:]))
    if operator == "not":
        return negated(reduce(tree[1], situation))
    return _LEAVES[operator](tree, situation)


def joined(operator: str, parts: Iterable[Tree]) -> Tree:
    """And (settled by a no) or or (settled by a yes) of reduced trees, flat, none repeated."""
    settles = operator == "or"
    left: dict[Tree, None] = {}
    for part in parts:
        if part is settles:
            return settles
        if part is (not settles):
            continue
        if part[0] == operator:
            left.update(dict.fromkeys(part[1:]))
        else:
            left[part] = None
    if not left:
        return not settles
    return next(iter(left)) if len(left) == 1 else (operator, *left)


def negated(tree: Tree) -> Tree:
    """The contrary of a reduced tree."""
    if tree is True or tree is False:
        return not tree
    return tree[1] if tree[0] == "not" else ("not", tree)


def _is(tree: Tree, situation: Situation) -> Tree:
    answer = situation.answers.get(tree[1])
    return tree if answer is None else answer == tree[2]


def _has(tree: Tree, situation: Situation) -> Tree:
    answer = situation.answers.get(tree[1])
    return tree if answer is None else tree[2] in answer


def _named(tree: Tree, situation: Situation) -> Tree:
    return situation.names.get(tree, tree)


def _open(tree: Tree, _: Situation) -> Tree:
    return tree


def _cmp(tree: Tree, situation: Situation) -> Tree:
    _, operator, left, right = tree
    one, other = _span(left, situation), _span(right, situation)
    if one is None or other is None:
        return tree
    settled = compare(operator, one, other)
    return tree if settled is None else settled


def _span(value: Tree, situation: Situation) -> Span | None:
    """Lowest and highest that a value can be; None where nothing is known."""
    kind = value[0]
    if kind == "q":
        return situation.answers.get(value[1])
    if kind == "today":
        today = situation.today
        return None if today is None else (today, today)
    if kind == "?":
        return None
    if kind == "+":
        span = _span(value[1], situation)
        return span and (_shift(span[0], *value[2:]), _shift(span[1], *value[2:]))
    constant = value[1]
    return constant if isinstance(constant, tuple) else (constant, constant)


def _shift(day: float, months: int, days: int) -> int:
    """The day so many months and days later; a month's end stays within its month."""
    start = date.fromordinal(int(day))
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    moved = date(year, month, min(start.day, last_day(year, month)))
    return moved.toordinal() + days


_LEAVES = {
    "is": _is,
    "has": _has,
    "outcome": _named,
    "step": _named,
    "open": _open,
    "cmp": _cmp,
}


@lru_cache(maxsize=20_000)
def names(tree: Tree) -> frozenset[tuple[str, str]]:
    """What a tree names: pairs of a kind (question, open, outcome, step) and an id."""
    if tree is True or tree is False:
        return frozenset()
    operator = tree[0]
    if operator in ("is", "has", "q"):
        return frozenset({("question", tree[1])})
    if operator in ("open", "?"):
        return frozenset({("open", tree[1])})
    if operator in ("outcome", "step"):
        return frozenset({(operator, tree[1])})
    if operator in ("c", "today"):
        return frozenset()
    parts = tree[2:] if operator == "cmp" else tree[1:2] if operator == "+" else tree[1:]
    return frozenset().union(*map(names, parts))


class Domain:
    """Settles what step-by-step reduction cannot see: that all completions agree.

    Questions with one option of several are tried option by option; any other leaf (an option of
    a question with several answers, a comparison) is tried as true and as false.

    Args:
        options: the options of every question that takes exactly one.
    """

    def __init__(self, options: Mapping[str, tuple[str, ...]]) -> None:
        self._options = options
        self._known: dict[Tree, frozenset[bool | None]] = {}

    def settled(self, tree: Tree) -> Tree:
        """`True` or `False` where every completion of a reduced tree gives it, else the tree."""
        found = self.possible(tree)
        return next(iter(found)) if found in _SETTLED else tree

    def possible(self, tree: Tree) -> frozenset[bool | None]:
        """The truths that completions can give a reduced tree; None is "nobody says".

        Where there is more than one, some may be left out.
        """
        if tree is True or tree is False:
            return frozenset({tree})
        found = self._known.get(tree)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[tree] = self._found(tree)
        return found

    def _found(self, tree: Tree) -> frozenset[bool | None]:
        if tree[0] == "not":
            return frozenset(None if one is None else not one for one in self.possible(tree[1]))
        if tree[0] in ("and", "or"):
            parts = _apart(tree)
            if len(parts) > 1:
                return _either(tree[0], [self.possible(part) for part in parts])
        return self._tried(tree)

    def _tried(self, tree: Tree) -> frozenset[bool | None]:
        leaves = _askable(tree)
        if not leaves:
            return frozenset({None})
        found: set[bool | None] = set()
        hinge = _busiest(leaves)
        for value in self._values(hinge, leaves):
            found |= self.possible(_turned(tree, hinge, value))
            if len(found) > 1:
                break
        return frozenset(found)

    def _values(self, hinge: tuple[Any, ...], leaves: tuple[Tree, ...]) -> tuple[Any, ...]:
        """All that a hinge can be; one of the options that no leaf names, for they do the same."""
        if hinge[0] != "question":
            return (True, False)
        named = {leaf[2] for leaf in leaves if leaf[:2] == ("is", hinge[1])}
        others = [option for option in self._options[hinge[1]] if option not in named]
        return (*sorted(named), *others[:1])


_SETTLED = (frozenset({True}), frozenset({False}))


def _hinge(leaf: Tree) -> tuple[Any, ...]:
    """What a leaf turns on: the question, where leaves on it exclude each other, else itself."""
    return ("question", leaf[1]) if leaf[0] == "is" else leaf


def _busiest(leaves: tuple[Tree, ...]) -> tuple[Any, ...]:
    """The hinge on which most leaves turn; of several, the first."""
    turning: dict[tuple[Any, ...], int] = {}
    for leaf in leaves:
        hinge = _hinge(leaf)
        turning[hinge] = turning.get(hinge, 0) + 1
    return max(turning, key=turning.__getitem__)


def _turned(tree: Tree, hinge: tuple[Any, ...], value: Any) -> Tree:
    """What is left of a reduced tree where a hinge is this."""
    if hinge not in _hinges(tree):
        return tree
    if tree[0] in ("and", "or"):
        return joined(tree[0], (_turned(part, hinge, value) for part in tree[1:]))
    if tree[0] == "not":
        return negated(_turned(tree[1], hinge, value))
    return tree[2] == value if tree[0] == "is" else value


@lru_cache(maxsize=20_000)
def _hinges(tree: Tree) -> frozenset[tuple[Any, ...]]:
    return frozenset(map(_hinge, _askable(tree)))


def _apart(tree: Tree) -> list[Tree]:
    """The parts of an and or or in groups, so that no two groups turn on the same."""
    groups: list[tuple[frozenset[tuple[Any, ...]], list[Tree]]] = []
    for part in tree[1:]:
        hinges, members = _hinges(part), [part]
        others = []
        for group in groups:
            if hinges.isdisjoint(group[0]):
                others.append(group)
            else:
                hinges, members = hinges | group[0], group[1] + members
        groups = [*others, (hinges, members)]
    return [members[0] if len(members) == 1 else (tree[0], *members) for _, members in groups]


def _either(operator: str, parts: list[frozenset[bool | None]]) -> frozenset[bool | None]:
    """What an and or or can be whose parts can be these, each whatever the others are."""
    settles = operator == "or"
    found: set[bool | None] = set()
    if any(settles in part for part in parts):
        found.add(settles)
    if all(part != {settles} for part in parts):
        if all((not settles) in part for part in parts):
            found.add(not settles)
        if any(None in part for part in parts):
            found.add(None)
    return frozenset(found)


_REMEMBERED = 20_000


@lru_cache(maxsize=20_000)
def askable(tree: Tree) -> frozenset[str]:
    """The questions of a reduced tree whose answers can settle a leaf of it.

    A comparison with something that nobody says names a question that no answer can settle.
    """
    if tree is True or tree is False:
        return frozenset()
    leaves = _askable(tree)
    return frozenset(name for leaf in leaves for kind, name in names(leaf) if kind == "question")


@lru_cache(maxsize=20_000)
def _askable(tree: Tree) -> tuple[Tree, ...]:
    """The leaves of a reduced tree that an answer can settle, in order."""
    if tree[0] in ("and", "or", "not"):
        return tuple(leaf for part in tree[1:] for leaf in _askable(part))
    return () if any(kind == "open" for kind, _ in names(tree)) else (tree,)
