"""JSON Schemas of everything that is published, for programs that read it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from macros.load import SCHEMA

_TEXT = {"type": "string", "minLength": 1}
_MONTH_OF = r"\d{4}-(0[1-9]|1[0-2])"
_DAY_OF = rf"{_MONTH_OF}-(0[1-9]|[12]\d|3[01])"
_DAY = {"type": "string", "pattern": f"^{_DAY_OF}$"}
_URL = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_URLS = {"type": "array", "items": _URL, "minItems": 1}
_COUNTRY = {"enum": ["us", "ca", "both"]}
_GRADE = {"enum": ["confirmed", "dated", "reported", "inferred"]}
_STATE = {"enum": ["yes", "no", "unknown", "na"]}
_IDS = {"type": "array", "items": _TEXT}
_HEAD: dict[str, Any] = {
    "$schema": _TEXT,
    "version": {"const": 1, "description": "Counted up when a change would break readers."},
    "title": _TEXT,
    "guide": {**_TEXT, "description": "The same data have the same name here."},
    "published": {**_DAY, "description": "The day of the build."},
    "url": _TEXT,
    "licence": {
        "type": "object",
        "required": ["name", "url"],
        "properties": {"name": _TEXT, "url": _URL},
    },
    "notice": _TEXT,
}


def all_of(address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and schema of everything published, for a site that stands at `address`."""
    for name, schema in {
        "guide": guide(),
        "calendar": calendar(),
        "changes": changes(),
        "llms": llms(),
        "answers": answers(),
        "assessment": assessment(),
    }.items():
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        yield f"{name}.json", {**head, "$id": f"{address}schemas/{name}.json", **schema}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def guide() -> dict[str, Any]:
    """`guide.json`: `guide.yml` with a head, and with grades and review dates worked out."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    del schema["$schema"]
    schema["title"] = "guide.json, the whole IMG Field Guide"
    schema["required"] = [*_HEAD, *schema["required"]]
    schema["properties"] = {**copy.deepcopy(_HEAD), **schema["properties"]}
    for name in ("fact", "event", "criterion"):
        entry = schema["$defs"][name]
        entry["properties"]["review_by"] = {**_DAY, "description": "From then on: confirm first."}
        entry["required"] = [*entry["required"], "grade", "review_by"]
    return dict(schema)


def calendar() -> dict[str, Any]:
    """`calendar.json`, and what `calendar.ics` holds."""
    moment = {"type": "string", "pattern": rf"^{_DAY_OF}(T\d{{2}}:\d{{2}}:\d{{2}}Z)?$"}
    event = _object(
        {
            "id": {**_TEXT, "description": "Never changes; part of the UID in calendar.ics."},
            "calendar": _TEXT,
            "title": _TEXT,
            "season": _TEXT,
            "country": _COUNTRY,
            "at": {**_TEXT, "description": "As the source says it, in `timezone`."},
            "timezone": _TEXT,
            "start": {**moment, "description": "First day, or first moment in UTC."},
            "end": {**moment, "description": "Day after the last, or last moment in UTC."},
            "grade": _GRADE,
            "review_by": _DAY,
            "sources": _URLS,
        },
        {"until": _TEXT, "note": _TEXT, "confirm_at": _URL},
    )
    return _file("calendar.json, all dated events", "events", event)


def changes() -> dict[str, Any]:
    """`changes.json`, and what `changes.xml` holds."""
    change = _object(
        {
            "id": _TEXT,
            "date": {"type": "string", "pattern": rf"^(\d{{4}}|{_MONTH_OF}|{_DAY_OF})$"},
            "kind": {"enum": ["rule", "update", "correction", "wording"]},
            "what": _TEXT,
            "verdicts": {"type": "boolean", "description": "Whether it could change a verdict."},
            "sources": _URLS,
            "country": _COUNTRY,
            "url": _URL,
        },
        {"old": _TEXT, "new": _TEXT, "about": _IDS, "page": _TEXT},
    )
    return _file("changes.json, the ledger of changes", "changes", change)


def _file(title: str, key: str, row: dict[str, Any]) -> dict[str, Any]:
    rows = {"type": "array", "items": row}
    return {"title": title, **_object({**copy.deepcopy(_HEAD), key: rows})}


def llms() -> dict[str, Any]:
    """`llms.txt` once its lines are read: title, summary, and sections of links."""
    link = _object({"title": _TEXT, "url": _URL, "note": _TEXT})
    links = {"type": "array", "items": link, "minItems": 1}
    sections = {"type": "object", "additionalProperties": links, "minProperties": 1}
    return {
        "title": "llms.txt, read as llmstxt.org describes it",
        **_object({"title": _TEXT, "summary": _TEXT, "sections": sections}),
    }


def answers() -> dict[str, Any]:
    """What `python -m checklist_py assess` reads."""
    answer = {"anyOf": [{"type": "string", "maxLength": 200}, {"type": "number"}, _IDS]}
    return {
        "title": "Answers: option id, list of them, YYYY-MM or YYYY-MM-DD, number, or “unsure”",
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "additionalProperties": answer,
    }


def assessment() -> dict[str, Any]:
    """What `python -m checklist_py assess --json` prints, a line for each file."""
    outcome = {
        "type": "object",
        "required": ["state"],
        "properties": {
            "state": _STATE,
            "grade": _GRADE,
            "overdue": {"const": True, "description": "Rests on a source past its review date."},
            "because": {**_IDS, "description": "The criteria that decided."},
            "kind": {"enum": ["permanent", "curable", "not_yet", "ask", None]},
            "needs": {**_IDS, "description": "Questions that can still decide it."},
            "open": {**_IDS, "description": "What nobody says: ask them."},
        },
    }
    error = _object({"where": {"type": "string"}, "what": _TEXT})
    return {
        "title": "Assessment: what the guide says of one person's answers",
        "type": "object",
        "required": ["version", "guide", "outcomes", "criteria", "questions", "steps", "errors"],
        "properties": {
            "version": {"const": 1},
            "guide": _TEXT,
            "outcomes": {"type": "object", "additionalProperties": outcome},
            "criteria": {"type": "object", "additionalProperties": _STATE},
            "questions": {"type": "object", "additionalProperties": _TEXT},
            "next": {"type": ["string", "null"]},
            "steps": {"type": "object", "additionalProperties": {"required": ["state"]}},
            "errors": {"type": "array", "items": error},
        },
    }
