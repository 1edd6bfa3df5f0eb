"""The plan: the steps that apply to one person, each with its state, cost and last safe day."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from checklist_py.assess import Assessment

REMAINING = ("next", "waiting", "unknown")
"""States of a step that may still have to be done."""


def plan(assessment: Assessment) -> dict[str, dict[str, Any]]:
    """Every step, in an order in which each comes after what it needs.

    Returns:
        By step id: `state` (done, next, waiting, unknown, na); `waits_for`, the steps that must
        be done first; `begin_by`, the last safe day to begin as an ordinal, or None; `ready`, the
        earliest day on which it can be finished; `late`, whether that misses its own deadline.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, step in assessment.guide.steps.items():
        state = _state(name, assessment)
        waits = [one for one in step["needs"] if found[one]["state"] in REMAINING]
        if state == "next" and waits:
            state = "waiting"
        found[name] = {"state": state, "waits_for": waits if state == "waiting" else []}
    _reckon_forward(assessment, found)
    _reckon_backward(assessment, found)
    return found


def _state(name: str, assessment: Assessment) -> str:
    applies = assessment.applies["step", name]
    done = assessment.situation.names["step", name]
    if applies is False:
        return "na"
    if done is True:
        return "done"
    return "next" if (applies, done) == (True, False) else "unknown"


def _reckon_forward(assessment: Assessment, found: dict[str, dict[str, Any]]) -> None:
    """The earliest day on which each remaining step can be finished, begun today."""
    today = assessment.situation.today
    for name, step in assessment.guide.steps.items():
        entry = found[name]
        remaining = entry["state"] in REMAINING
        before = [found[one]["ready"] for one in step["needs"]]
        entry["ready"] = max([today, *before]) + (step["days"][1] if remaining else 0)
        deadline = step["deadline"]
        entry["late"] = bool(remaining and deadline and entry["ready"] > deadline)


def _reckon_backward(assessment: Assessment, found: dict[str, dict[str, Any]]) -> None:
    """The last day on which each remaining step can begin and still meet what follows it."""
    finish: dict[str, int] = {}
    for name, step in reversed(assessment.guide.steps.items()):
        entry = found[name]
        entry["begin_by"] = None
        if entry["state"] not in REMAINING:
            continue
        latest = [day for day in (step["deadline"], finish.get(name)) if day]
        if latest:
            entry["begin_by"] = min(latest) - step["days"][1]
            for one in step["needs"]:
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
        By calendar id: `state` (yes, no, unknown), and `decided_by`, the steps that cannot be
        finished by their deadline.
    """
    result: dict[str, dict[str, Any]] = {}
    for name, step in assessment.guide.steps.items():
        if step["calendar"] is None or found[name]["state"] == "na":
            continue
        entry = result.setdefault(step["calendar"], {"state": "yes", "decided_by": []})
        if found[name]["late"]:
            entry["state"] = "no"
            entry["decided_by"].append(name)
        elif found[name]["state"] == "unknown" and entry["state"] == "yes":
            entry["state"] = "unknown"
    return result
