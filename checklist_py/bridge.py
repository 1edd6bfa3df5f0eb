"""The bridge to the page: one function, JSON text in, JSON text out.

It is versioned, pure and total: the same text in gives the same text out, and whatever comes in,
what comes out is an answer; bad input gives described errors, never an exception.
"""

from __future__ import annotations

import gc
import json
from datetime import date
from functools import cached_property, lru_cache

import checklist_py
from checklist_py import keep
from checklist_py.answers import LONGEST, BadAnswer, understand
from checklist_py.answers import day as read_day
from checklist_py.assess import Assessment, Guide
from checklist_py.plan import REMAINING, change, costs, picture, plan, seasons
from checklist_py.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from checklist_py.truth import Span

VERSION = 1
LARGEST = 1_000_000
"""Characters of the largest request that is read."""

MOST_ERRORS = 200
"""Errors that are described; a request made to choke on has more."""

# Without pathlib, which every visitor would have to download.
DATA = f"{checklist_py.__path__[0]}/guide.json"


class BadRequest(ValueError):
    """The request cannot be read; the text says what is wrong and what to do."""


def respond(text: str) -> str:
    """Answer a request.

    Args:
        text: `{"version": 1, "today": "YYYY-MM-DD", "do": what, "answers": {question: answer},
            "ticked": [step], "notes": {step: {"date", "note"}}, "only": [outcome]}`. An answer is
            an option id, a list of them, a date `YYYY-MM` or `YYYY-MM-DD`, a number, or "unsure".
            All but `version` and `today` may be left out. `only` limits which verdicts the next
            question is chosen for. `do` is one of

            - `assess` (also where left out); where `shown` is an earlier such request, the one
              whose response is on the page, only what differs from that is given;
            - `open`: read `texts`, saved states or links, the later before the earlier;
            - `change`: what would turn the verdict of `outcome`;
            - `compare`: the answers with the `other` ones;
            - `export`: make what `as` names: `json`, `markdown`, `calendar` or `link`; `now`, the
              moment in UTC, makes a later calendar file count before an earlier one.

    Returns:
        For `assess`: `{"version", "guide", "outcomes", "criteria", "questions", "next", "matter",
        "vague", "steps", "costs", "seasons", "picture", "seal", "errors"}`; where something is
        shown, only those of them that differ, with `"partial": true`; of a section by question,
        outcome, criterion or step only the entries that differ. For `open`:
        `{"version", "state", "refused", "since", "errors"}`. For `change`: `{"version",
        "changes", "then"}`. For `compare`: `{"version", "outcomes", "tallies", "costs",
        "seasons", "next", "answers"}`. For `export`: `{"version", "name", "type", "text"}`. Where
        nothing could be read: `{"version", "errors"}`.
    """
    try:
        request = _read(text)
    except BadRequest as error:
        return _written({"version": VERSION, "errors": [{"where": "request", "what": str(error)}]})
    return _written(respond_to(request, guide()))


@lru_cache(maxsize=1)
def guide() -> Guide:
    """The compiled guide that lies beside this package."""
    with open(DATA, encoding="utf-8") as file:  # noqa: PTH123
        made = Guide(json.load(file))
    gc.freeze()  # it stays for ever: to look through it for garbage takes longer than an answer
    return made


def _written(response: dict[str, Any]) -> str:
    text = json.dumps(response, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "replace").decode()  # half a character cannot leave Python


def _read(text: object) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > LARGEST:
        message = f"it must be a text of at most {LARGEST} characters"
        raise BadRequest(message)
    if keep.depth(text) > keep.DEEPEST:
        message = "its brackets lie too deep within each other; nothing of it was read"
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
    if request.setdefault("do", "assess") not in tuple(_ACTIONS):
        message = f"“do” must be one of {', '.join(_ACTIONS)}"
        raise BadRequest(message)
    request["day"] = _today(request.get("today"))
    return request


def _today(text: object) -> int:
    first, last = _day_or_none(text) or (0, 1)
    if first == last:
        return int(first)
    message = "“today” must be a day such as 2026-11-23"
    raise BadRequest(message)


def _day_or_none(text: object) -> Span | None:
    try:
        return read_day(text) if isinstance(text, str) else None
    except BadAnswer:
        return None


class _Case:
    """What a request says of a person, and what the guide says of that."""

    def __init__(self, request: dict[str, Any], guide: Guide) -> None:
        self.request, self.guide = request, guide
        given = request.get("answers", {})
        known, self.unsure, self.errors = understand(given, guide.questions, guide.aliases)
        ticked = _ids(request.get("ticked"), guide.steps, guide.aliases)
        self.assessment = Assessment(guide, known, request["day"], ticked)
        self.plan = plan(self.assessment, keep.own_days(keep.notes(request.get("notes"), guide)))

    @cached_property
    def state(self) -> keep.State:
        """The person's state as it is kept."""
        return keep.taken(self.request, self.guide)[0]


def respond_to(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    """The response to a request that has been read, as plain data."""
    return {"version": VERSION, **_ACTIONS[request.get("do", "assess")](request, guide)}


def _assess(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    shown = request.get("shown")
    if not isinstance(shown, dict):
        return _assessed(request, guide)
    try:
        before = _assessed({**shown, "day": _today(shown.get("today"))}, guide)
    except BadRequest:
        return _assessed(request, guide)
    return {"partial": True, **_differing(_assessed(request, guide), before)}


def _assessed(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    """The whole response; what it was to the last requests is remembered."""
    named = ("day", "answers", "ticked", "notes", "only")
    parts = {part: request[part] for part in named if part in request}  # null is not nothing
    mark = repr(parts)  # in plain data, 1 and true are the same
    found = guide.responses.pop(mark, None) or _response(request, guide)
    guide.responses[mark] = found  # again, as the newest
    if len(guide.responses) > _RESPONSES:
        del guide.responses[next(iter(guide.responses))]
    return found


_RESPONSES = 18
"""Responses that are remembered: what is shown, and what may come next (`ahead.mjs`)."""


def _response(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    case = _Case(request, guide)
    assessment, unsure = case.assessment, case.unsure
    only = _ids(request.get("only"), guide.outcomes, guide.aliases) or list(guide.outcomes)
    known = assessment.situation.answers
    hanging = assessment.mattering(only, unsure)
    matter = {name: count for name, count in hanging.items() if name not in known}
    return {
        "guide": guide.version,
        **_verdicts(assessment),
        "questions": _questions(assessment, unsure, matter),
        "next": _next(assessment, unsure, matter),
        "matter": len(assessment.can_matter(only, unsure) - known.keys()),
        "vague": [] if matter.keys() - unsure else sorted(hanging.keys() & known.keys()),
        **_reckoned(case),
        "errors": case.errors[:MOST_ERRORS],
    }


def _reckoned(case: _Case) -> dict[str, Any]:
    """The plan and what follows from it; for the same plan as before, the same as then."""
    guide, found = case.guide, case.plan
    if guide.reckoned is None or guide.reckoned[0] is not found:
        parts = {
            "steps": {name: _dated(entry) for name, entry in found.items()},
            "costs": costs(case.assessment, found),
            "seasons": _seasons(case),
            "picture": picture(case.assessment, found),
        }
        guide.reckoned = found, parts
    return guide.reckoned[1]


def _differing(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The sections of a response that differ from another's, of those by id the entries."""
    found = {section: one for section, one in now.items() if one != before[section]}
    for section in found.keys() & _BY_ID:
        old = before[section]
        found[section] = {name: one for name, one in found[section].items() if one != old[name]}
    return found


_BY_ID = {"outcomes", "criteria", "questions", "steps", "seal"}
"""Sections that have an entry for each id of the guide."""


def _open(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    """The states in some texts as one, what was refused, and what has changed since."""
    states, refused, errors, sealed = [], [], [], {}
    texts = request.get("texts")
    for number, text in enumerate(texts[:_MOST_TEXTS] if isinstance(texts, list) else ()):
        try:
            state, seal, wrong = keep.opened(text, guide)
        except keep.Refused as error:
            refused.append({"text": number, "kind": error.kind, "what": str(error)})
        else:
            states.append(state)
            errors += wrong
            sealed.update(seal)
    whole = keep.merged(states)
    case = _Case({**request, **whole}, guide)
    return {
        "state": whole,
        "refused": refused,
        "since": keep.since(sealed, case.assessment),
        "errors": errors[:MOST_ERRORS],
    }


_MOST_TEXTS = 20


def _change(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    names = _ids([request.get("outcome")], guide.outcomes, guide.aliases)
    assessment = _Case(request, guide).assessment
    changes, then = change(assessment, names[0]) if names else (None, None)
    return {"changes": changes, "then": then}


def _compare(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    """Verdicts, costs and seasons of one's own answers and of others, as pairs."""
    other = request.get("other")
    cases = [_Case(one, guide) for one in (request, {**request, "answers": other})]
    answers = [case.state["answers"] for case in cases]
    return {
        "outcomes": {
            name: [case.assessment.verdict(name) for case in cases] for name in guide.outcomes
        },
        "answers": [
            name for name in guide.questions if answers[0].get(name) != answers[1].get(name)
        ],
        "tallies": [_tally(case) for case in cases],
        "costs": [costs(case.assessment, case.plan) for case in cases],
        "seasons": [_seasons(case) for case in cases],
        "next": [
            [name for name, one in case.plan.items() if one["state"] == "next"] for case in cases
        ],
    }


def _tally(case: _Case) -> dict[str, int]:
    verdicts = [case.assessment.verdict(name) for name in case.assessment.guide.outcomes]
    counts = {verdict: verdicts.count(verdict) for verdict in ("yes", "no", "unknown")}
    return {**counts, "steps": sum(one["state"] in REMAINING for one in case.plan.values())}


def _export(request: dict[str, Any], guide: Guide) -> dict[str, Any]:
    case = _Case(request, guide)
    today = date.fromordinal(request["day"])
    kind = request.get("as")
    if kind == "calendar":
        stamp = keep.stamp(request.get("now"), today)
        text = keep.calendar(case.state, case.assessment, case.plan, stamp)
        return {"name": "img-field-guide.ics", "type": "text/calendar", "text": text}
    if kind == "markdown":
        text = keep.account(case.state, case.assessment, case.plan, today.isoformat())
        return {"name": "img-field-guide.md", "type": "text/markdown", "text": text}
    if kind == "link":
        return {"name": "", "type": "text/uri-list", "text": keep.link(case.state, case.assessment)}
    text = json.dumps(keep.file(case.state, case.assessment), ensure_ascii=False, indent=1)
    return {"name": "img-field-guide.json", "type": "application/json", "text": text}


_ACTIONS = {
    "assess": _assess,
    "open": _open,
    "change": _change,
    "compare": _compare,
    "export": _export,
}


def _ids(raw: object, section: dict[str, Any], aliases: dict[str, str]) -> list[str]:
    if not isinstance(raw, list):
        return []
    names = (aliases.get(item, item) for item in raw[: LONGEST * 5] if isinstance(item, str))
    return [name for name in names if name in section]


def _verdicts(assessment: Assessment) -> dict[str, dict[str, Any]]:
    """What is said of each outcome, the states of all criteria, and the seal."""
    found: dict[str, dict[str, Any]] = {"outcomes": {}, "criteria": {}, "seal": {}}
    for name in assessment.guide.outcomes:
        decided = assessment.decided["outcome", name]
        if decided.said is None:
            mark = keep.sealed(name, assessment)
            decided.said = _said(name, assessment), _criteria(name, assessment), mark
        found["outcomes"][name], criteria, found["seal"][name] = decided.said
        found["criteria"].update(criteria)
    return found


def _said(name: str, assessment: Assessment) -> dict[str, Any]:
    state = assessment.verdict(name)
    entry: dict[str, Any] = {"state": state}
    if state in ("yes", "no"):
        entry["grade"] = assessment.grade(name)
        entry["because"] = assessment.deciding(name)
        entry["kind"] = assessment.kind(name)
        entry["rests_on"] = sorted(assessment.reasons(name))
        entry |= {"overdue": True} if assessment.overdue(name) else {}
    elif state == "unknown":
        left = assessment.left_names(name)
        entry["open"] = sorted(one for kind, one in left if kind == "open")
        entry["needs"] = sorted(one for kind, one in left if kind == "question")
    return entry


def _criteria(name: str, assessment: Assessment) -> dict[str, str]:
    criteria = assessment.guide.outcomes[name]["rule_of"]
    if assessment.applies("outcome", name) is False:
        return dict.fromkeys(criteria, "na")
    return {one: Truth.of(assessment.criteria[one]).value for one in criteria}


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
    order = {name: at for at, name in enumerate(assessment.guide.questions)}
    candidates = [name for name in matter if name not in unsure]
    return min(candidates, key=lambda name: (-matter[name], order[name]), default=None)


def _seasons(case: _Case) -> dict[str, dict[str, Any]]:
    found = seasons(case.assessment, case.plan)
    return {name: {**one, "begin_by": _iso(one["begin_by"])} for name, one in found.items()}


def _iso(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day else None


def _dated(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, **{key: _iso(entry[key]) for key in ("start", "ready", "begin_by", "limit")}}
