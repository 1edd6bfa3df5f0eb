"""The faults: each one thing to change in the compiled rules, and what it becomes."""

import copy
import json
from datetime import date
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing to change in the compiled guide: where it lies, what it becomes, and in words."""

    path: tuple
    new: object
    what: str

    @property
    def entry(self):
        """Kind and id of the question, outcome or step that it is in."""
        return self.path[0].removesuffix("s"), self.path[1]

    def __str__(self):
        kind, name = self.entry
        return f"{kind} {name}: {self.what}"

    def planted(self, entry):
        """The entry, as JSON text has it, with this fault."""
        made = json.loads(entry)
        *way, last = self.path[2:]
        place = made
        for key in way:
            place = place[key]
        place[last] = copy.deepcopy(self.new)
        return made


# the faults


def faults(data):
    """Every fault to plant in a compiled guide."""
    for name, question in data["questions"].items():
        yield from _condition(data, question, ("questions", name), "ask_if")
    for name, outcome in data["outcomes"].items():
        yield from _condition(data, outcome, ("outcomes", name), "applies")
        yield from _group(data, outcome["rule"], ("outcomes", name, "rule"))
    for name, step in data["steps"].items():
        yield from _condition(data, step, ("steps", name), "applies")
        yield from _condition(data, step, ("steps", name), "done", without=False)
        yield from _step(step, ("steps", name))


def _condition(data, entry, path, key, *, without=True):
    """Faults in a condition, which can also be missing as a whole."""
    if entry[key] is not without:
        yield Fault((*path, key), without, f"{key} dropped")
        yield from _tree(data, entry[key], (*path, key), key)


def _group(data, group, path):
    if "met" in group:
        always = True
        yield Fault((*path, "met"), always, f"criterion {group['id']} always met")
        yield from _tree(data, group["met"], (*path, "met"), group["id"])
        return
    members = group["of"]
    if len(members) > 1:
        told = ", ".join(one.get("id", "group") for one in members)
        yield Fault(
            (*path, "join"), _OTHER[group["join"]], f"{told}: joined by {group['join']} no more"
        )
        for at, one in enumerate(members):
            left = [*members[:at], *members[at + 1 :]]
            yield Fault((*path, "of"), left, f"criterion {one.get('id', 'group')} dropped")
    for at, one in enumerate(members):
        yield from _group(data, one, (*path, "of", at))


_OTHER = {"and": "or", "or": "and", "<": "<=", "<=": "<"}


def _step(step, path):
    for at, one in enumerate(step["needs"]):
        left = [*step["needs"][:at], *step["needs"][at + 1 :]]
        yield Fault((*path, "needs"), left, f"need of {one} dropped")
    for key in ("opens", "deadline"):
        if step[key]:
            yield Fault((*path, key), None, f"{key} dropped")
    for at in range(len(step["limits"])):
        left = [*step["limits"][:at], *step["limits"][at + 1 :]]
        yield Fault((*path, "limits"), left, f"limit {at + 1} dropped")


def _tree(data, tree, path, label):
    """Faults in an expression: each of its parts in turn."""
    if isinstance(tree, bool):
        yield Fault(path, not tree, f"{label}: {tree} negated")
        return
    told, operator = f"{label}: {shown(tree)}", tree[0]
    if operator == "not":
        yield Fault(path, tree[1], f"{told} no longer negated")
        yield from _deeper(data, tree, path, label)
        return
    if operator == "open":
        yield from (Fault(path, one, f"{told} taken for {one}") for one in (True, False))
        return
    if operator not in ("and", "or"):  # its parts are negated one by one
        yield Fault(path, ["not", tree], f"{told} negated")
    yield from _READINGS.get(operator, _none)(data, tree, path, told)
    if operator in ("and", "or"):
        yield from _deeper(data, tree, path, label)


def _deeper(data, tree, path, label):
    for at, part in enumerate(tree[1:], 1):
        # What a “not” stands before is negated by taking it away.
        for fault in _tree(data, part, (*path, at), label):
            if tree[0] != "not" or fault.path != (*path, at) or fault.new != ["not", part]:
                yield fault


def _none(*_):
    return ()


def _joined(_, tree, path, told):
    yield Fault((*path, 0), _OTHER[tree[0]], f"{told}: “{_OTHER[tree[0]]}”")
    for at in range(1, len(tree)):
        left = [*tree[:at], *tree[at + 1 :]]
        new = left[1] if len(left) == 2 else left
        yield Fault(path, new, f"{told}: without {shown(tree[at])}")


def _option(data, tree, path, told):
    """The option after this one in its place."""
    options = data["questions"][tree[1]]["options"]
    option = options[(options.index(tree[2]) + 1) % len(options)]
    yield Fault((*path, 2), option, f"{told}: option “{option}”")


def _compared(_, tree, path, told):
    if tree[1] in _OTHER:
        yield Fault((*path, 1), _OTHER[tree[1]], f"{told}: “{_OTHER[tree[1]]}”")
    for at in (2, 3):
        yield from _bound(tree[at], (*path, at), told)


def _bound(value, path, told):
    """A day or number one more and one less, a duration a day longer and a day shorter."""
    for by in (-1, 1):
        if value[0] == "c":
            new = [one + by for one in value[1]] if isinstance(value[1], list) else value[1] + by
            yield Fault((*path, 1), new, f"{told}: bound moved by {by:+}")
        elif value[0] == "+":
            yield Fault((*path, 3), value[3] + by, f"{told}: duration moved by {by:+} day")


_READINGS = {"and": _joined, "or": _joined, "is": _option, "has": _option, "cmp": _compared}


def shown(tree):
    """A tree as it might stand in the guide."""
    if isinstance(tree, bool):
        return str(tree)
    operator, *parts = tree
    if operator in ("and", "or"):
        return f"({f' {operator} '.join(map(shown, parts))})"
    if operator == "not":
        return f"not {shown(parts[0])}"
    if operator == "cmp":
        return f"{_value(parts[1])} {parts[0]} {_value(parts[2])}"
    signs = {"is": "{} == {}", "has": "{1} in {0}", "open": "open {}"}
    return signs.get(operator, "{}").format(*parts)


def _value(value):
    if value[0] == "+":
        return f"{_value(value[1])} {value[2]:+} months {value[3]:+} days"
    if value[0] == "c":
        days = value[1]
        return str(date.fromordinal(days[0])) if isinstance(days, list) else str(days)
    return str(value[-1])
