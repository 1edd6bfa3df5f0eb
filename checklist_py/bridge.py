"""The bridge to the page: one function, JSON text in, JSON text out.

It is versioned, pure and total: the same text in gives the same text out, and whatever comes in,
what comes out is an answer; bad input gives described errors, never an exception.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from checklist_py.answers import LONGEST, understand
from checklist_py.assess import Assessment, Guide
from checklist_py.plan import costs, plan, seasons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
LARGEST = 200_000
"""Characters of the largest request that is read."""

DATA = Path(__file__).with_name("guide.json")


class BadRequest(ValueError):
    """The request cannot be read; the text says what is wrong and what to do."""


def respond(text: str) -> str:
    """Assess a request.

    Args:
        text: `{"version": 1, "today": "YYYY-MM-DD", "answers": {question: answer},
            "ticked": [step], "only": [outcome]}`. An answer is an option id, a list of them, a
            date `YYYY-MM` or `YYYY-MM-DD`, a number, or "unsure". `ticked` and `only` may be left
            out; `only` limits which verdicts the next question is chosen for.

    Returns:
        `{"version", "guide", "outcomes", "criteria", "questions", "next", "matter", "steps",
        "costs", "seasons", "errors"}`, or `{"version", "errors"}` where nothing could be read.
    """
    try:
        request = _read(text)
    except BadRequest as error:
        return _written({"version": VERSION, "errors": [{"where": "request", "what": str(error)}]})
    return _written(respond_to(request, guide()))


@lru_cache(maxsize=1)
def guide() -> Guide:
    """The compiled guide that lies beside this package."""
    return Guide(json.loads(DATA.read_text(encoding="utf-8")))


def _written(response: dict[str, Any]) -> str:
    return json.dumps(response, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _read(text: object) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > LARGEST:
        message = f"it must be a text of at most {LARGEST} characters"
        raise BadRequest(message)
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        message = "it is not valid JSON; nothing of it was read"
        raise BadRequest(message) from None
    if not isinstance(request, dict):
        message = "it must be a JSON object with “today” and “answers”"
        raise BadRequest(message)
    if request.get("version", VERSION) != VERSION:
        message = f"it is of another version; this guide reads version {VERSION}"
        raise BadRequest(message)
    request["day"] = _today(request.get("today"))
    return request


def _today(text: object) -> int:
    try:
        return date.fromisoformat(text if isinstance(text, str) else "").toordinal()
    except ValueError:
        message = "“today” must be a day such as 2026-11-23"
        raise BadRequest(message) from None


def respond_to(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    """The response to a request that has been read, as plain data."""
    known, unsure, errors = understand(request.get("answers", {}), guide.questions, guide.aliases)
    ticked = _ids(request.get("ticked"), guide.steps, guide.aliases)
    only = _ids(request.get("only"), guide.outcomes, guide.aliases) or list(guide.outcomes)
    assessment = Assessment(guide, known, request["day"], ticked)
    matter = assessment.mattering(only)
    found = plan(assessment)
    return {
        "version": VERSION,
        "guide": guide.version,
        "outcomes": {name: _outcome(name, assessment) for name in guide.outcomes},
        "criteria": _criteria(assessment),
        "questions": _questions(assessment, unsure, matter),
        "next": _next(assessment, unsure, matter),
        "matter": sum(name not in unsure for name in matter),
        "steps": {name: _dated(entry) for name, entry in found.items()},
        "costs": costs(assessment, found),
        "seasons": seasons(assessment, found),
        "errors": errors,
    }


def _ids(raw: object, section: dict[str, Any], aliases: dict[str, str]) -> list[str]:
    if not isinstance(raw, list):
        return []
    names = (aliases.get(item, item) for item in raw[: LONGEST * 5] if isinstance(item, str))
    return [name for name in names if name in section]


def _outcome(name: str, assessment: Assessment) -> dict[str, Any]:
    state = assessment.verdict(name)
    entry: dict[str, Any] = {"state": state}
    if state in ("yes", "no"):
        entry["grade"] = assessment.grade(name)
        entry["because"] = assessment.deciding(name)
        entry["rests_on"] = sorted(assessment.reasons(name))
    elif state == "unknown":
        left = assessment.left_names(name)
        entry["open"] = sorted(one for kind, one in left if kind == "open")
        entry["needs"] = sorted(one for kind, one in left if kind == "question")
    return entry


def _criteria(assessment: Assessment) -> dict[str, str]:
    states = {}
    for name, outcome in assessment.guide.outcomes.items():
        applies = assessment.applies["outcome", name]
        for criterion in outcome["rule_of"]:
            met = assessment.criteria[criterion]
            states[criterion] = (
                "na" if applies is False else {True: "yes", False: "no"}.get(met, "unknown")
            )
    return states


def _questions(assessment: Assessment, unsure: set[str], matter: dict[str, int]) -> dict[str, str]:
    """The state of each question: answered, unsure, aside, ask (it can matter), or idle."""
    states = {}
    for name in assessment.guide.questions:
        if name in assessment.aside:
            states[name] = "aside"
        elif name in unsure:
            states[name] = "unsure"
        elif name in matter:
            states[name] = "ask"
        else:
            states[name] = "answered" if name in assessment.situation.answers else "idle"
    return states


def _next(assessment: Assessment, unsure: set[str], matter: dict[str, int]) -> str | None:
    """The question that can change most verdicts; of several, the first in the guide."""
    order = list(assessment.guide.questions)
    candidates = [name for name in matter if name not in unsure]
    return min(candidates, key=lambda name: (-matter[name], order.index(name)), default=None)


def _dated(entry: dict[str, Any]) -> dict[str, Any]:
    days = {
        key: date.fromordinal(entry[key]).isoformat() if entry[key] else None
        for key in ("ready", "begin_by")
    }
    return {**entry, **days}
