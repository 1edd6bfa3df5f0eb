"""Expressions reduce: under some answers to a truth, or to what is left of them.

What is left of a tree names exactly the questions that can still matter, with one exception:
two comparisons of the same date or number are taken as independent of each other, which can
leave something open that is settled, and never settles what is open.
"""

from __future__ import annotations

from datetime import date

from checklist_py.truth import Span, compare, last_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    Left: TypeAlias = "Tree | bool"
    """A truth, or the tree that is left."""

    Truths = frozenset[bool | None]


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
        names: dict[tuple[str, str], Left] | None = None,
    ) -> None:
        self.answers = answers
        self.today = today
        self.names = {} if names is None else names


class Tree:
    """An expression, or what is left of one; equal ones are one and the same tree.

    `Trees` makes each only once, so that they can be compared and remembered at no cost, and what
    is found of one is found once.
    """

    __slots__ = ("asked", "hinges", "leaf", "names", "operator", "parts", "truths")

    def __init__(self, operator: str, parts: tuple[Tree, ...], leaf: Any, hinges: int) -> None:
        self.operator = operator
        self.parts = parts
        self.leaf = leaf
        self.hinges = hinges
        self.names: frozenset[tuple[str, str]] | None = None
        self.asked: frozenset[str] | None = None
        self.truths: Truths | None = None

    def __repr__(self) -> str:
        return repr(self.leaf or (self.operator, *self.parts))


class Trees:
    """Makes trees, reduces them, and settles what step-by-step reduction cannot see.

    Where all completions of a tree agree, it is settled: questions with one option of several are
    tried option by option; any other leaf (an option of a question with several answers, a
    comparison) is tried as true and as false. What a leaf turns on is its hinge; a set of hinges is
    a number with a bit for each.

    Args:
        options: the options of every question that takes exactly one.
    """

    def __init__(self, options: Mapping[str, tuple[str, ...]]) -> None:
        self._options = options
        self._made: dict[tuple[Any, ...], Tree] = {}
        self._own: dict[tuple[Any, ...], Tree] = {}
        self._bits: dict[Any, int] = {}
        self._hinges: dict[int, Any] = {}

    def made(self, plain: Any) -> Left:
        """The tree that plain data describe, in the form that `macros/expressions.py` lists."""
        if isinstance(plain, bool):
            return plain
        operator, *parts = plain
        if operator in ("and", "or"):
            return self.joined(operator, map(self.made, parts))
        if operator == "not":
            return self.negated(self.made(parts[0]))
        leaf = frozen(plain)
        found = self._made.get(leaf)
        if found is None:
            found = self._made[leaf] = Tree(operator, (), leaf, self._turning(leaf))
        return found

    def keep(self) -> None:
        """Count all trees made so far as the guide's own, which are never forgotten."""
        self._own = dict(self._made)

    def forget(self) -> bool:
        """Forget the other trees where they have become many; none of them may be in use."""
        many = len(self._made) > (1 + MOST_TREES) * len(self._own)
        if many:
            self._made = dict(self._own)
        return many

    def _turning(self, leaf: tuple[Any, ...]) -> int:
        """The hinges of a leaf: none where somebody else must say; an option has one of its own."""
        if any(kind == "open" for kind, _ in named(leaf)):
            return 0
        if leaf[0] == "is":
            return self._bit(("question", leaf[1])) | self._bit(leaf)
        return self._bit(leaf)

    def _bit(self, hinge: tuple[Any, ...]) -> int:
        bit = self._bits.get(hinge)
        if bit is None:
            bit = self._bits[hinge] = 1 << len(self._bits)
            self._hinges[bit] = hinge
        return bit

    def joined(self, operator: str, parts: Iterable[Left]) -> Left:
        """And (settled by a no) or or (settled by a yes) of trees, flat, none repeated."""
        settles = operator == "or"
        left: dict[Tree, None] = {}
        for part in parts:
            if part is True or part is False:
                if part is settles:
                    return part
            elif part.operator == operator:
                left.update(dict.fromkeys(part.parts))
            else:
                left[part] = None
        if len(left) > 1:
            return self._tree(operator, left)
        return next(iter(left), not settles)

    def negated(self, tree: Left) -> Left:
        """The contrary of a tree."""
        if tree is True or tree is False:
            return not tree
        return tree.parts[0] if tree.operator == "not" else self._tree("not", (tree,))

    def _tree(self, operator: str, parts: Iterable[Tree]) -> Tree:
        of = tuple(parts)
        key = (operator, *of)
        found = self._made.get(key)
        if found is None:
            hinges = 0
            for part in of:
                hinges |= part.hinges
            found = self._made[key] = Tree(operator, of, None, hinges)
        return found

    # under some answers

    def left(self, tree: Left, situation: Situation) -> Left:
        """What is left of a tree in a situation, settled where all completions agree."""
        return self.settled(self.reduced(tree, situation))

    def reduced(self, tree: Left, situation: Situation) -> Left:
        """`True`, `False`, or what is left of the tree under this situation."""
        if tree is True or tree is False:
            return tree
        operator = tree.operator
        if operator in ("and", "or"):
            return self.joined(operator, (self.reduced(part, situation) for part in tree.parts))
        if operator == "not":
            return self.negated(self.reduced(tree.parts[0], situation))
        found = _LEAVES[operator](tree.leaf, situation)
        return tree if found is None else found

    # whatever the answers are

    def settled(self, tree: Left) -> Left:
        """`True` or `False` where every completion of a reduced tree gives it, else the tree."""
        return _SETTLED.get(self.possible(tree), tree)

    def possible(self, tree: Left) -> Truths:
        """The truths that completions can give a reduced tree; None is "nobody says".

        Where there is more than one, some may be left out.
        """
        if tree is True or tree is False:
            return _YES if tree else _NO
        if tree.truths is None:
            tree.truths = self._found(tree)
        return tree.truths

    def _found(self, tree: Tree) -> Truths:
        if not tree.hinges:
            return frozenset({None})
        if tree.operator == "not":
            return frozenset(
                None if one is None else not one for one in self.possible(tree.parts[0])
            )
        parts = self._apart(tree)
        if len(parts) > 1:
            return _either(tree.operator, [self.possible(part) for part in parts])
        return self._tried(tree)

    def _apart(self, tree: Tree) -> list[Tree]:
        """The parts of an and or or in groups, so that no two groups turn on the same."""
        groups: list[tuple[int, list[Tree]]] = []
        for part in tree.parts:
            hinges, members = part.hinges, [part]
            others = []
            for group in groups:
                if group[0] & hinges:
                    hinges, members = hinges | group[0], group[1] + members
                else:
                    others.append(group)
            groups = [*others, (hinges, members)]
        if len(groups) == 1:
            return [tree]
        return [one[0] if len(one) == 1 else self._tree(tree.operator, one) for _, one in groups]

    def _tried(self, tree: Tree) -> Truths:
        found: set[bool | None] = set()
        bit = self._busiest(tree)
        for value in self._values(self._hinges[bit], tree):
            found |= self.possible(self._turned(tree, bit, value, {}))
            if len(found) > 1:
                break
        return frozenset(found)

    def _busiest(self, tree: Tree) -> int:
        """The hinge on which most parts turn; of several, the first that the guide names."""
        levels: list[int] = []  # the first has what one part turns on, the second what two do, ...
        for part in tree.parts or (tree,):
            more = part.hinges
            for at, level in enumerate(levels):
                levels[at], more = level | more, level & more
            if more:
                levels.append(more)
        return levels[-1] & -levels[-1]

    def _values(self, hinge: tuple[Any, ...], tree: Tree) -> tuple[Any, ...]:
        """All that a hinge can be; one of the options that no leaf names, for they do the same."""
        if hinge[0] != "question":
            return (True, False)
        options = self._options[hinge[1]]
        bits = [self._bits.get(("is", hinge[1], option), 0) for option in options]
        named = [option for option, bit in zip(options, bits, strict=True) if bit & tree.hinges]
        others = [option for option in options if option not in named]
        return (*named, *others[:1])

    def _turned(self, tree: Tree, bit: int, value: Any, known: dict[Tree, Left]) -> Left:
        """What is left of a reduced tree where a hinge is this."""
        if not tree.hinges & bit:
            return tree
        found = known.get(tree)
        if found is None:
            if tree.operator in ("and", "or"):
                parts = (self._turned(part, bit, value, known) for part in tree.parts)
                found = self.joined(tree.operator, parts)
            elif tree.operator == "not":
                found = self.negated(self._turned(tree.parts[0], bit, value, known))
            else:
                found = tree.leaf[2] == value if tree.operator == "is" else value
            known[tree] = found
        return found


MOST_TREES = 30
"""Trees that are remembered for each of the guide's own."""

_YES: Truths = frozenset({True})
_NO: Truths = frozenset({False})
_SETTLED = {_YES: True, _NO: False}


def _either(operator: str, parts: list[Truths]) -> Truths:
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


# leaves: what an answer makes of one; None where it is left as it is


def _is(leaf: tuple[Any, ...], situation: Situation) -> bool | None:
    answer = situation.answers.get(leaf[1])
    return None if answer is None else bool(answer == leaf[2])


def _has(leaf: tuple[Any, ...], situation: Situation) -> bool | None:
    answer = situation.answers.get(leaf[1])
    return None if answer is None else leaf[2] in answer


def _named(leaf: tuple[Any, ...], situation: Situation) -> Left | None:
    return situation.names.get(leaf)


def _open(_: tuple[Any, ...], __: Situation) -> None:
    return None


def _cmp(leaf: tuple[Any, ...], situation: Situation) -> bool | None:
    _, operator, left, right = leaf
    one, other = value(left, situation), value(right, situation)
    return None if one is None or other is None else compare(operator, one, other)


def value(tree: tuple[Any, ...], situation: Situation) -> Span | None:
    """Lowest and highest that a value can be; None where nothing is known."""
    kind = tree[0]
    if kind == "q":
        return situation.answers.get(tree[1])
    if kind == "today":
        today = situation.today
        return None if today is None else (today, today)
    if kind == "?":
        return None
    if kind == "+":
        span = value(tree[1], situation)
        return span and (_shift(span[0], *tree[2:]), _shift(span[1], *tree[2:]))
    constant = tree[1]
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


# what a tree names


def names(tree: Left) -> frozenset[tuple[str, str]]:
    """What a tree names: pairs of a kind (question, open, outcome, step) and an id."""
    if tree is True or tree is False:
        return frozenset()
    if tree.names is None:
        tree.names = named(tree.leaf) if tree.leaf else _NONE.union(*map(names, tree.parts))
    return tree.names


def askable(tree: Left) -> frozenset[str]:
    """The questions of a reduced tree whose answers can settle a leaf of it.

    A comparison with something that nobody says names a question that no answer can settle.
    """
    if tree is True or tree is False or not tree.hinges:
        return _NONE
    if tree.asked is None:
        own = [name for kind, name in named(tree.leaf) if kind == "question"] if tree.leaf else ()
        tree.asked = _NONE.union(own, *map(askable, tree.parts))
    return tree.asked


def named(plain: Any) -> frozenset[tuple[str, str]]:
    """What plain data of a tree name, as `names` gives it."""
    if isinstance(plain, bool):
        return _NONE
    kind = _KINDS.get(plain[0])
    if kind:
        return frozenset({(kind, plain[1])})
    return _NONE.union(*(named(part) for part in plain[1:] if isinstance(part, list | tuple)))


_NONE: frozenset[Any] = frozenset()
_KINDS = {
    "is": "question",
    "has": "question",
    "q": "question",
    "open": "open",
    "?": "open",
    "outcome": "outcome",
    "step": "step",
}


def frozen(plain: Any) -> Any:
    """Plain data as nested tuples, so that they can be told from others at once."""
    return tuple(map(frozen, plain)) if isinstance(plain, list | tuple) else plain
