"""The plan: the steps that apply to one person, each with its state, cost and last safe day."""

from __future__ import annotations

from datetime import date

from checklist_py.answers import understand
from checklist_py.expression import Tree, names, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from checklist_py.assess import Assessment
    from checklist_py.expression import Left

REMAINING = ("next", "waiting", "unknown")
"""States of a step that may still have to be done."""


def plan(assessment: Assessment, own: Mapping[str, int] | None = None) -> dict[str, dict[str, Any]]:
    """Every step, in an order in which each comes after what it needs.

    Args:
        assessment: what the guide says of the person.
        own: the person's own days for steps, as ordinals; they count before the usual time.

    Returns:
        By step id: `state` (done, next, waiting, unknown, na); `waits_for`, the steps that must
        be done first (none where a step waits only for the day on which it opens); `begin_by`, the
        last safe day to begin as an ordinal, or None, and `over`, whether that day is past; `start`
        and `ready`, the earliest days on which it can begin and be finished; `limit`, the last day
        on which the person's own answers let it begin, or None, and `limit_of`, which of the step's
        limits that is; `late`, whether `ready` misses the deadline or `start` the limit.
        Where nothing of that has changed since the last time, the same plan as then.
    """
    guide = assessment.guide
    states = {name: _state(name, assessment) for name in guide.steps}
    limits = {name: _limit(step, assessment) for name, step in guide.steps.items()}
    known = assessment.today, states, limits, dict(own or {})
    if guide.planned is None or guide.planned[0] != known:
        guide.planned = known, _planned(assessment, states, limits, own or {})
    return guide.planned[1]


def _planned(
    assessment: Assessment,
    states: dict[str, str],
    limits: dict[str, tuple[int | None, int | None]],
    own: Mapping[str, int],
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, step in assessment.guide.steps.items():
        state, (limit, limit_of) = states[name], limits[name]
        waits = [one for one in step["needs"] if found[one]["state"] in REMAINING]
        if state == "next" and (waits or assessment.today < (step["opens"] or 0)):
            state = "waiting"
        waits = waits if state == "waiting" else []
        found[name] = {"state": state, "waits_for": waits, "limit": limit, "limit_of": limit_of}
    _reckon_forward(assessment, found, own)
    _reckon_backward(assessment, found)
    return found


def _state(name: str, assessment: Assessment) -> str:
    applies = assessment.applies("step", name)
    done = assessment.situation.names["step", name]
    if applies is False:
        return "na"
    if done is True:
        return "done"
    return "next" if (applies, done) == (True, False) else "unknown"


def _limit(step: dict[str, Any], assessment: Assessment) -> tuple[int | None, int | None]:
    """The first of a step's own last days, and which it is; one that is over binds no more.

    An answer that is a month counts from its first day, so that nobody is told too late a day.
    """
    if not step["limits"]:
        return None, None
    spans = [
        (value(one, assessment.situation), number) for number, one in enumerate(step["limits"])
    ]
    days = [(int(span[0]), number) for span, number in spans if span]
    return min((one for one in days if one[0] >= assessment.today), default=(None, None))


def _reckon_forward(
    assessment: Assessment, found: dict[str, dict[str, Any]], own: Mapping[str, int]
) -> None:
    """The earliest day on which each remaining step can be finished, begun today or once open."""
    today = assessment.today
    for name, step in assessment.guide.steps.items():
        entry = found[name]
        remaining = entry["state"] in REMAINING
        before = [found[one]["ready"] for one in step["needs"]]
        opens = (step["opens"] if remaining else None) or today
        entry["start"] = max([today, opens, *before])
        entry["ready"] = entry["start"] + (step["days"][1] if remaining else 0)
        if remaining and name in own:
            entry["ready"] = max(entry["start"], own[name])
        deadline, limit = step["deadline"], entry["limit"]
        missed = bool(deadline and entry["ready"] > deadline) or bool(
            limit and entry["start"] > limit
        )
        entry["late"] = remaining and missed


def _reckon_backward(assessment: Assessment, found: dict[str, dict[str, Any]]) -> None:
    """The last day on which each remaining step can begin and still meet what follows it.

    Nobody can call a day safe for a step whose time is an open question, nor for what it needs.
    """
    finish: dict[str, int] = {}
    for name, step in reversed(assessment.guide.steps.items()):
        entry = found[name]
        entry["begin_by"], entry["over"] = None, False
        if entry["state"] not in REMAINING:
            continue
        ends = [] if step["endless"] else [step["deadline"], finish.get(name)]
        begins = [entry["limit"], *(day and day - step["days"][1] for day in ends)]
        entry["begin_by"] = min((day for day in begins if day), default=None)
        entry["over"] = bool(entry["begin_by"] and entry["begin_by"] < assessment.today)
        for one in step["needs"] if entry["begin_by"] else ():
            finish[one] = min(finish.get(one, entry["begin_by"]), entry["begin_by"])


def costs(assessment: Assessment, found: dict[str, dict[str, Any]]) -> dict[str, list[float]]:
    """What the remaining steps cost, `{currency: [lowest, highest]}`.

    A step that is not known to apply counts only in the highest sum.
    """
    sums: dict[str, list[float]] = {}
    for name, step in assessment.guide.steps.items():
        if found[name]["state"] not in REMAINING:
            continue
        certain = found[name]["state"] != "unknown"
        for low, high, currency in step["cost"]:
            pair = sums.setdefault(currency, [0, 0])
            pair[0] += low if certain else 0
            pair[1] += high
    return sums


def seasons(assessment: Assessment, found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Whether the remaining steps of each season can be finished in time, begun today.

    Returns:
        By calendar id: `state` (yes, no, unknown); `decided_by`, the steps that cannot be
        finished by their deadline; `begin_by`, the last safe day to begin what is next; and `over`
        (yes, no, unknown), whether that day is past: unknown where only steps have missed theirs
        that may be done already, or may not apply.
    """
    result: dict[str, dict[str, Any]] = {}
    for name, step in assessment.guide.steps.items():
        if step["calendar"] is None or found[name]["state"] == "na":
            continue
        entry = result.setdefault(
            step["calendar"], {"state": "yes", "decided_by": [], "begin_by": None, "over": "no"}
        )
        first = [found[one] for one in step["chain"] if _in_hand(found[one])]
        days = [entry["begin_by"], *(one["begin_by"] for one in first)]
        entry["begin_by"] = min((day for day in days if day), default=None)
        entry["over"] = _worst(entry["over"], first)
        unsure = found[name]["state"] == "unknown"
        if found[name]["late"] and not unsure:  # a step that may not apply cannot say no
            entry["state"] = "no"
            entry["decided_by"].append(name)
        elif unsure and entry["state"] == "yes":
            entry["state"] = "unknown"
    return result


def _in_hand(entry: dict[str, Any]) -> bool:
    """Whether a step may be the one to do now, or as soon as it opens."""
    return entry["state"] in REMAINING and not entry["waits_for"]


def _worst(over: str, steps: list[dict[str, Any]]) -> str:
    missed = {one["state"] for one in steps if one["over"]}
    return "yes" if over == "yes" or "next" in missed else "unknown" if missed else over


MONTHS = 24
"""Months that the picture of the plan shows."""


def picture(assessment: Assessment, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The remaining steps as bars over months, counted from the month of today.

    A bar is the time in which the step can be done: from the first day on which it can begin to the
    last safe one, and its usual time after that. A step of which neither is known has no bar.

    Returns:
        `first`, that month as `YYYY-MM`, and `bars`, by step id: first and last month of the bar,
        and the month of the deadline or None; what lies later stands in the last month.
    """
    first = _month(assessment.today)
    bars = {}
    for name, entry in found.items():
        step = assessment.guide.steps[name]
        safe = (entry["begin_by"] or 0) + step["days"][1]
        if entry["state"] in REMAINING and (safe or entry["ready"] > entry["start"]):
            ends = (step["deadline"], entry["limit"])
            due = min((day for day in ends if day), default=None)
            work = [_column(day, first) for day in (entry["start"], max(entry["ready"], safe))]
            bars[name] = [*work, _column(due, first) if due else None]
    return {"first": f"{first // 12}-{first % 12 + 1:02}", "bars": bars}


def _column(day: int, first: int) -> int:
    return max(0, min(_month(day) - first, MONTHS - 1))


def _month(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


# what would change a no

MOST_CHANGES = 5
MOST_TRIES = 600


def change(assessment: Assessment, name: str) -> tuple[dict[str, Any] | None, str | None]:
    """The fewest answers that would have to be different for a verdict of no to become a yes.

    Only what the guide calls curable or not yet is changed. Where no few answers give a yes, the
    fewest that leave the verdict open.

    Returns:
        Question id to its other answer, in the form that requests have, and the verdict then;
        None for both where there is no such change.
    """
    if assessment.kind(name) not in ("curable", "not_yet"):
        return None, None
    opened = None
    for changes, verdict in _tries(assessment, name):
        if verdict == "yes":
            return changes, verdict
        if verdict == "unknown" and opened is None:
            opened = changes
    return opened, None if opened is None else "unknown"


def _tries(assessment: Assessment, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Sets of changed answers with the verdict then, the smaller ones first."""
    tried: set[frozenset[str]] = set()
    waiting: list[dict[str, Any]] = [{}]
    for changes in waiting:
        case = _with(assessment, changes)
        yield changes, case.verdict(name)
        for question, answer in _next_changes(case, name, changes):
            mark = frozenset(f"{key}={one}" for key, one in [*changes.items(), (question, answer)])
            if mark not in tried and len(tried) < MOST_TRIES and len(changes) < MOST_CHANGES:
                tried.add(mark)
                waiting.append({**changes, question: answer})


def _with(assessment: Assessment, changes: dict[str, Any]) -> Assessment:
    known, _, _ = understand(changes, assessment.guide.questions, {})
    answers = {**assessment.given, **known}
    today = assessment.today
    return type(assessment)(assessment.guide, answers, today, assessment.ticked)


def _needed(assessment: Assessment, named: tuple[str, str]) -> set[tuple[str, str]]:
    """An outcome or step with all that its rules name, and what decides on asking for that."""
    found, waiting = {named}, [named]
    while waiting:
        for tree in assessment.guide.rules(*waiting.pop()):
            new = {one for one in names(tree) if one[0] != "open"} - found
            found |= new
            waiting += new
    return found


def _next_changes(
    case: Assessment, name: str, changes: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Another answer for each question that a failing criterion names and that can be cured."""
    verdict = case.verdict(name)
    if verdict == "unknown":
        questions = list(case.mattering([name]))[:1]
    else:
        questions = sorted(_curable(case, name)) if verdict == "no" else []
    for question in questions:
        if question not in changes:
            for answer in _other_answers(case, question, name):
                yield question, answer


def _curable(case: Assessment, name: str) -> set[str]:
    """The questions behind the failing criteria of an outcome that the guide calls curable."""
    found: set[str] = set()
    kinds = case.guide.outcomes[name]["kinds"]
    for criterion in case.deciding(name):
        if kinds[criterion] in ("curable", "not_yet"):
            for kind, one in names(case.guide.outcomes[name]["rule_of"][criterion]):
                if kind == "question" and one not in case.aside:
                    found.add(one)
                elif kind == "outcome" and case.verdict(one) == "no":
                    found |= _curable(case, one)
                elif kind == "outcome" and case.verdict(one) == "unknown":
                    found |= set(case.mattering([one]))
    return found


def _other_answers(case: Assessment, question: str, name: str) -> Iterator[Any]:
    asked, given = case.guide.questions[question], case.situation.answers.get(question)
    if asked["kind"] == "choice":
        yield from (option for option in asked["options"] if option != given)
    elif asked["kind"] == "many":
        for option in asked["options"]:
            if option not in (given or ()):
                others = () if option == "none" else (given or frozenset()) - {"none"}
                yield [option, *sorted(others)]
    elif asked["kind"] == "date":
        yield date.fromordinal(case.today).isoformat()
    else:
        yield from sorted(_limits(case, question, name))


def _limits(case: Assessment, question: str, name: str) -> set[int | float]:
    """The numbers that rules compare the answer with, and those next to them."""
    limits: set[int | float] = set()
    for named in _needed(case, ("outcome", name)):
        for tree in case.guide.rules(*named):
            limits |= set(_compared(tree, ("q", question)))
    return {near for limit in limits for near in (limit - 1, limit, limit + 1)}


def _compared(tree: Left, value: tuple[str, str]) -> Iterator[int | float]:
    if isinstance(tree, Tree):
        if tree.operator == "cmp" and value in tree.leaf[2:]:
            yield from (one[1] for one in tree.leaf[2:] if one[0] == "c" and _is_number(one[1]))
        for part in tree.parts:
            yield from _compared(part, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
