"""What a person keeps and takes away: a saved state, a link, a calendar file, an account.

A state is `{"answers", "ticked", "notes", "aside", "compare"}`; `compare` is what the answers are
compared with: `None`, `"countries"`, or other answers. `opened` is the door for every text that
claims to hold a state, whether it comes from the browser's storage, a file or a link: it takes what
can be understood, puts the rest aside, and says in a sentence what became of each thing.
"""

from __future__ import annotations

import binascii
import json
import re
from datetime import date, datetime

from checklist_py.answers import LONGEST, UNSURE, BadAnswer, day, understand
from checklist_py.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from checklist_py.assess import Assessment, Guide

    State = dict[str, Any]

FORMAT = "img-field-guide"
VERSION = 1
LARGEST = 150_000
"""Characters of the largest text that is read."""

DEEPEST = 12
"""Levels of brackets within each other; a state needs four."""

LONGEST_NOTE = 2_000
MOST_ASIDE = 100
LINK = "answers=1."
"""What the part of a link after the `#` begins with."""

COUNTRIES = "countries"
"""In place of other answers to compare with: the United States against Canada."""


DAMAGED, NEWER, FOREIGN, LARGE = "damaged", "newer", "foreign", "large"


class Refused(ValueError):
    """Nothing of the text can be used; `kind` is one of the four above."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def empty() -> State:
    """The state of a person who has said nothing."""
    return {"answers": {}, "ticked": [], "notes": {}, "aside": {}, "compare": None}


# reading


def opened(text: object, guide: Guide) -> tuple[State, dict[str, str], list[dict[str, str]]]:
    """What can be understood of a text.

    Returns:
        The state; the verdicts sealed into it, as `seal` writes them; and what became of the
        things that cannot be used, each `{"where", "what"}`.

    Raises:
        Refused: Nothing of it can be used.
    """
    raw = _parsed(text)
    state, errors = taken(raw, guide)
    sealed = raw.get("seal")
    pairs = sealed.items() if isinstance(sealed, dict) else ()
    return state, {name: one for name, one in pairs if isinstance(one, str)}, errors


def taken(raw: dict[str, Any], guide: Guide) -> tuple[State, list[dict[str, str]]]:
    """The state that can be made of plain data, and what became of the rest."""
    state: State = empty()
    errors: list[dict[str, str]] = []
    _take_answers(raw.get("answers"), guide, state, errors)
    _take_ticked(raw.get("ticked"), guide, state, errors)
    _take_notes(raw.get("notes"), guide, state, errors)
    _take_aside(raw.get("aside"), state)
    _take_compare(raw.get("compare"), guide, state, errors)
    return state, errors


def notes(raw: Any, guide: Guide) -> dict[str, dict[str, str]]:
    """The person's own dates and notes, by step."""
    state = empty()
    _take_notes(raw, guide, state, [])
    return dict(state["notes"])


def _parsed(text: object) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > LARGEST:
        message = f"it is longer than {LARGEST} characters, which no saved file of this guide is"
        raise Refused(LARGE, message)
    if LINK in text[:LONGEST]:
        text = _unpacked(text.partition(LINK)[2])
    if depth(text) > DEEPEST:
        raise Refused(DAMAGED, _DAMAGED)
    try:
        raw = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(DAMAGED, _DAMAGED) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), dict):
        raise Refused(FOREIGN, _FOREIGN)
    if raw.get("format", FORMAT) != FORMAT:
        raise Refused(FOREIGN, _FOREIGN)
    _check_version(raw.get("version"))
    return raw


_DAMAGED = "it is damaged or incomplete, so nothing of it was read"
_FOREIGN = "it is not a saved file or a link of this guide"


def _check_version(version: object) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < VERSION:
        raise Refused(DAMAGED, _DAMAGED)
    if version > VERSION:
        message = "it was made by a newer version of this guide; reload the page, then try again"
        raise Refused(NEWER, message)


def _no_number(_: str) -> None:
    raise ValueError


def depth(text: str) -> int:
    """How deep brackets lie within each other; those in strings do not count."""
    deepest = level = 0
    for sign in re.sub(_NO_BRACKETS, "", text, flags=re.DOTALL):
        level += 1 if sign in "[{" else -1
        deepest = max(deepest, level)
    return deepest


_NO_BRACKETS = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[^][{}"]+'
"""Strings, also one that never ends, and all else but brackets."""


def _unpacked(code: str) -> str:
    padded = code.strip().translate(_FROM_LINK) + "=" * (-len(code.strip()) % 4)
    try:
        return binascii.a2b_base64(padded, strict_mode=True).decode()
    except ValueError:
        raise Refused(DAMAGED, _DAMAGED) from None


_FROM_LINK = str.maketrans("-_", "+/")
_TO_LINK = str.maketrans("+/", "-_", "=")


def _take_answers(raw: Any, guide: Guide, state: State, errors: list[dict[str, str]]) -> None:
    for key, value in raw.items() if isinstance(raw, dict) else ():
        known, unsure, wrong = understand({key: value}, guide.questions, guide.aliases)
        errors += wrong
        if wrong:
            _put_aside(state, str(key), value)
        for name in unsure:
            state["answers"][name] = UNSURE
        for name in known:
            if name == key or name not in raw:  # its present name counts before a former one
                state["answers"][name] = _plain(known[name], value, guide.questions[name])


def _plain(known: Any, given: Any, question: dict[str, Any]) -> Any:
    """An answer as it is written: options by their present names, a date as it was given."""
    kind = question["kind"]
    if kind == "many":
        return [option for option in question["options"] if option in known]
    if kind == "number":
        return known[0]
    return given if kind == "date" else known


def _take_ticked(raw: Any, guide: Guide, state: State, errors: list[dict[str, str]]) -> None:
    for item in raw[: LONGEST * 5] if isinstance(raw, list) else ():
        name = guide.aliases.get(item, item) if isinstance(item, str) else ""
        if name not in guide.steps:
            errors.append({"where": str(item)[:LONGEST], "what": _NO_STEP})
        elif name not in state["ticked"]:
            state["ticked"].append(name)


_NO_STEP = "this guide has no such step; it is set aside"


def _take_notes(raw: Any, guide: Guide, state: State, errors: list[dict[str, str]]) -> None:
    for key, note in raw.items() if isinstance(raw, dict) else ():
        name = guide.aliases.get(key, key)
        if name not in guide.steps:
            errors.append({"where": key[:LONGEST], "what": _NO_STEP})
            _put_aside(state, key, note)
        elif isinstance(note, dict):
            found = _note(note, name, errors)
            if found:
                state["notes"][name] = found


def _note(note: dict[str, Any], name: str, errors: list[dict[str, str]]) -> dict[str, str]:
    found = {}
    text, own = note.get("note"), note.get("date")
    if isinstance(text, str) and text:
        found["note"] = text[:LONGEST_NOTE].encode("utf-8", "replace").decode()
    if isinstance(own, str) and own:
        try:
            day(own)
            found["date"] = own
        except BadAnswer as error:
            errors.append({"where": name, "what": str(error)})
    return found


def _take_aside(raw: Any, state: State) -> None:
    for key, value in raw.items() if isinstance(raw, dict) else ():
        _put_aside(state, key, value)


def _take_compare(raw: Any, guide: Guide, state: State, errors: list[dict[str, str]]) -> None:
    if raw is None or raw == COUNTRIES:
        state["compare"] = raw
        return
    other = empty()
    wrong: list[dict[str, str]] = []
    _take_answers(raw, guide, other, wrong)
    state["compare"] = other["answers"] or None
    if wrong or not isinstance(raw, dict):
        _put_aside(state, "compare", other["aside"] or raw)
        errors.append({"where": "compare", "what": _NO_COMPARISON})


_NO_COMPARISON = "not all of it can be read; that part is set aside"


def _put_aside(state: State, key: str, value: Any) -> None:
    """Keep what this guide has no place for; a later one may have."""
    if len(state["aside"]) < MOST_ASIDE:
        text = value if isinstance(value, str) else json.dumps(value)
        state["aside"][key[:LONGEST]] = text[:LONGEST_NOTE]


def merged(states: Iterable[State]) -> State:
    """Several states as one, in which the later ones count before the earlier."""
    whole = empty()
    for state in states:
        for key in ("answers", "notes", "aside"):
            whole[key].update(state[key])
        whole["ticked"] += [name for name in state["ticked"] if name not in whole["ticked"]]
        whole["compare"] = state["compare"] or whole["compare"]
    return whole


def own_days(notes: dict[str, dict[str, str]]) -> dict[str, int]:
    """The person's own day for a step, as an ordinal; of a month the last."""
    return {name: int(day(note["date"])[1]) for name, note in notes.items() if "date" in note}


# what has changed since


def seal(assessment: Assessment) -> dict[str, str]:
    """Each verdict with a mark of the rule that it was made by: `no-1f3a`."""
    return {name: sealed(name, assessment) for name in assessment.guide.outcomes}


def sealed(name: str, assessment: Assessment) -> str:
    """One verdict with its mark."""
    return f"{assessment.verdict(name)}-{_mark(assessment.guide, name)}"


def _mark(guide: Guide, name: str) -> str:
    if name not in guide.marks:
        outcome = guide.outcomes[name]
        rule = repr((outcome["applies"], sorted(outcome["rule_of"].items())))
        guide.marks[name] = f"{binascii.crc32(rule.encode()) & 0xFFFF:04x}"
    return guide.marks[name]


def since(sealed: dict[str, str], assessment: Assessment) -> dict[str, dict[str, Any]]:
    """The outcomes whose rule or verdict differs from what was sealed, if any rule does.

    Returns:
        By outcome id: `before` and `now`, the verdicts, and `rule`, whether its own rule differs.
        Outcomes that the guide no longer has are left out.
    """
    found = {}
    for name, now in seal(assessment).items():
        before = sealed.get(name)
        if before and before != now:
            was, _, mark = before.partition("-")
            if was in _VERDICTS:
                new, _, own = now.partition("-")
                found[name] = {"before": was, "now": new, "rule": mark != own}
    return found if any(one["rule"] for one in found.values()) else {}


_VERDICTS = ("yes", "no", "unknown", "na")


# writing


def file(state: State, assessment: Assessment) -> dict[str, Any]:
    """The state as a file: what is saved, exported and read again."""
    return {"format": FORMAT, "version": VERSION, **state, "seal": seal(assessment)}


def link(state: State, assessment: Assessment) -> str:
    """The part of a link after the `#`: answers and ticks, no notes."""
    content = {
        "version": VERSION,
        "answers": state["answers"],
        "ticked": state["ticked"],
        "seal": seal(assessment),
    }
    data = json.dumps(content, separators=(",", ":")).encode()
    return LINK + binascii.b2a_base64(data, newline=False).decode().translate(_TO_LINK)


def calendar(
    state: State, assessment: Assessment, found: dict[str, dict[str, Any]], stamp: str
) -> str:
    """The person's own dates as a calendar file (RFC 5545).

    Each step has up to four entries: the day on which it opens, its deadline, the last safe day to
    begin it, and the day that the person set. An entry's UID is always the same, and its SEQUENCE
    rises with the time at which the file is made, so that a later import updates it on whatever
    device it was made.

    Args:
        state: the person's state.
        assessment: what the guide says of it.
        found: the plan, as `checklist_py.plan.plan` gives it.
        stamp: when the file is made, as `stamp` gives it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//IMG Field Guide//Checklist//EN"]
    lines += ["CALSCALE:GREGORIAN", "X-WR-CALNAME:IMG Field Guide: my dates"]
    own = own_days(state["notes"])
    for name, entry in found.items():
        if entry["state"] in ("done", "na"):
            continue
        for kind, ordinal in _days(name, entry, assessment, own):
            note = state["notes"].get(name, {}).get("note", "")
            said = _said_of(assessment.guide.words["steps"][name], kind, note)
            lines += _event(f"{name}-{kind}", ordinal, stamp, *said)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def _days(
    name: str, entry: dict[str, Any], assessment: Assessment, own: dict[str, int]
) -> Iterable[tuple[str, int]]:
    step, today = assessment.guide.steps[name], assessment.today
    opens, deadline = step["opens"], step["deadline"]
    if opens and opens > today and opens != deadline:
        yield "opens", opens
    if deadline and deadline >= today:
        yield "deadline", deadline
    if entry["begin_by"] and entry["begin_by"] >= today and entry["begin_by"] != deadline:
        yield "begin", entry["begin_by"]
    if name in own:
        yield "own", own[name]


_SUMMARIES = {
    "opens": "Opens: {}",
    "deadline": "Deadline: {}",
    "begin": "Last safe day to begin: {}",
    "own": "{}",
}


def _said_of(words: dict[str, str], kind: str, note: str) -> tuple[str, str]:
    """Heading and text of an entry."""
    due = words["due"] if kind == "deadline" else ""
    text = "\n".join(one for one in (due, note, _CAUTION) if one)
    return _SUMMARIES[kind].format(words["title"]), text


_CAUTION = "From the IMG Field Guide, unofficial. Confirm the date before you rely on it."


def stamp(now: object, today: date) -> str:
    """A moment in UTC (ISO 8601) as a calendar file has it; else the first one of `today`."""
    try:
        moment = datetime.fromisoformat(str(now))
    except ValueError:
        moment = None
    if moment and moment.year >= _SEQUENCE_FROM.year:
        return f"{moment:%Y%m%dT%H%M%SZ}"
    return f"{today:%Y%m%d}T000000Z"


def _sequence(stamp: str) -> int:
    """Seconds since this format began: more with every file, within what calendars can hold."""
    seconds = datetime.fromisoformat(stamp[:-1]) - _SEQUENCE_FROM
    return min(max(0, int(seconds.total_seconds())), _MOST_SEQUENCE)


_SEQUENCE_FROM = datetime(2026, 1, 1)  # noqa: DTZ001 - all moments here are in UTC
_MOST_SEQUENCE = 2**31 - 1


def _event(name: str, ordinal: int, stamp: str, summary: str, text: str) -> list[str]:
    first, after = date.fromordinal(ordinal), date.fromordinal(ordinal + 1)
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@img-field-guide",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{_sequence(stamp)}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """The text as a calendar file (RFC 5545) holds it."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = "\\n".join(text.splitlines())
    return "".join(sign for sign in lines if sign >= " " and sign != "\x7f")


def folded(line: str) -> Iterable[str]:
    """The line in pieces of at most 75 octets, no character cut apart."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece += sign
        size += octets
    yield piece


_OCTETS = 75


def account(
    state: State, assessment: Assessment, found: dict[str, dict[str, Any]], today: str
) -> str:
    """The answers, verdicts and plan as Markdown, with the sources of what decided."""
    lines = ["# Where I stand", "", f"IMG Field Guide, {today}. Unofficial; no advice.", ""]
    lines += ["## My answers", "", *_told_answers(state, assessment.guide), ""]
    used: dict[str, None] = {}
    lines += ["## Verdicts", "", *_told_verdicts(assessment, used)]
    lines += ["## My plan", "", *_told_plan(state, assessment, found), ""]
    lines += ["## Sources", "", *_told_sources(assessment.guide, used), ""]
    return "\n".join(lines)


def _told_answers(state: State, guide: Guide) -> list[str]:
    lines = []
    for name, words in guide.words["questions"].items():
        if name in state["answers"]:
            given = state["answers"][name]
            options = {UNSURE: "I don't know", **words.get("options", {})}
            chosen = [options.get(one, str(one)) for one in _listed(given)]
            lines.append(f"- {words['ask']} **{', '.join(chosen)}**")
    return lines


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


_SAID = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}
_MET = {Truth.YES: "met", Truth.NO: "not met", Truth.UNKNOWN: "not known"}


def _told_verdicts(assessment: Assessment, used: dict[str, None]) -> list[str]:
    lines = []
    words = assessment.guide.words
    for name, said in words["outcomes"].items():
        verdict = assessment.verdict(name)
        if verdict == "na":
            continue
        lines += [f"### {said['title']}", "", f"**{_SAID[verdict]}.** {said[verdict]}", ""]
        for criterion in assessment.deciding(name):
            row = words["criteria"][criterion]
            used.update(dict.fromkeys(row["sources"]))
            met = _MET[Truth.of(assessment.criteria[criterion])]
            lines.append(f"- {row['text']} ({met}; {', '.join(row['sources'])})")
        lines += [""] if assessment.deciding(name) else []
    return lines


def _told_plan(state: State, assessment: Assessment, found: dict[str, dict[str, Any]]) -> list[str]:
    lines = []
    for name, entry in found.items():
        if entry["state"] == "na":
            continue
        words, note = assessment.guide.words["steps"][name], state["notes"].get(name, {})
        parts = [f"- [{'x' if entry['state'] == 'done' else ' '}] {words['title']}"]
        opens = assessment.guide.steps[name]["opens"]
        if opens and opens > assessment.today and entry["state"] != "done":
            parts.append(f"opens {date.fromordinal(opens)}")
        if words["due"] and entry["state"] != "done":
            parts.append(f"deadline {words['due']}")
        if entry["begin_by"]:
            said = "last safe day, now over:" if entry["over"] else "begin by"
            parts.append(f"{said} {date.fromordinal(entry['begin_by'])}")
        parts += [f"my date {note['date']}"] if "date" in note else []
        parts += [" ".join(note["note"].replace("<", "&lt;").split())] if "note" in note else []
        lines.append("; ".join(parts))
    return lines


def _told_sources(guide: Guide, used: Iterable[str]) -> list[str]:
    sources = guide.words["sources"]
    return [f"- {name}: {sources[name]['title']}, {sources[name]['url']}" for name in used]
