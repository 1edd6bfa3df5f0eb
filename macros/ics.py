"""The calendar of all dated events, as plain data and as a calendar file (RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from checklist_py.keep import escaped, folded
from macros import words
from macros.compile import confirm_at, fact_grade, review_by
from macros.edition import AUTHORITY, NOTICE, TITLE, Edition, events
from macros.expressions import days_of


def calendar(edition: Edition) -> dict[str, Any]:
    """Every dated event of every season, in order of time."""
    rows = sorted(
        (_event(edition, *one) for one in events(edition.guide)),
        key=lambda row: (row["start"], row["id"]),
    )
    return {**edition.head("calendar"), "events": rows}


def _event(
    edition: Edition, calendar_id: str, name: str, event: dict[str, Any], one: dict[str, Any]
) -> dict[str, Any]:
    row = {
        "id": name,
        "calendar": calendar_id,
        "title": edition.spoken(event["title"]),
        "season": one["title"],
        "country": one["country"],
        "at": event["at"],
        "until": event.get("until"),
        "timezone": one["timezone"],
        **_range(event, one["timezone"]),
        "grade": fact_grade(edition.guide, event),
        "review_by": review_by(edition.guide, event),
        "confirm_at": confirm_at(edition.guide, event),
        "note": edition.spoken(event["note"]) if "note" in event else None,
        "sources": [edition.guide["sources"][source]["url"] for source in event["sources"]],
    }
    return {key: value for key, value in row.items() if value is not None}


def _range(event: dict[str, Any], zone: str) -> dict[str, str]:
    """First and, exclusive, last moment: days, or moments in UTC where an hour is known."""
    last = event.get("until", event["at"])
    if "T" in event["at"]:
        return {"start": _moment(event["at"], zone), "end": _moment(_with_hour(last), zone)}
    first = date.fromordinal(days_of(event["at"])[0])
    after = date.fromordinal(days_of(last)[1]) + timedelta(days=1)
    return {"start": first.isoformat(), "end": after.isoformat()}


def _with_hour(text: str) -> str:
    """A day without an hour ends with its last minute."""
    return text if "T" in text else f"{date.fromordinal(days_of(text)[1])}T23:59"


def _moment(text: str, zone: str) -> str:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(published: dict[str, Any]) -> str:
    """The calendar as RFC 5545 has it; an event's UID never changes, so an update replaces it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{TITLE}//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{TITLE}",
        f"X-WR-CALDESC:{escaped(NOTICE)}",
        f"SOURCE;VALUE=URI:{published['url']}calendar.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    stamp = published["published"].replace("-", "") + "T000000Z"
    for event in published["events"]:
        past = event["end"][:10] <= published["published"]
        lines += _vevent(event, stamp, doubt="" if past else ": confirm it first")
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def _vevent(event: dict[str, Any], stamp: str, doubt: str) -> list[str]:
    sure = event["grade"] == "confirmed"
    summary = f"{event['title']} ({event['season']})" + ("" if sure else doubt)
    return [
        "BEGIN:VEVENT",
        f"UID:{event['id']}@{AUTHORITY}",
        f"DTSTAMP:{stamp}",
        f"DTSTART{_when(event['start'])}",
        *([f"DTEND{_when(event['end'])}"] if event["end"] > event["start"] else []),
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(_description(event))}",
        f"CATEGORIES:{escaped(event['season'])}",
        f"STATUS:{'CONFIRMED' if sure else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _when(moment: str) -> str:
    plain = re.sub(r"[-:]", "", moment)
    return f":{plain}" if "T" in moment else f";VALUE=DATE:{plain}"


def _description(event: dict[str, Any]) -> str:
    lines = [
        event.get("note", ""),
        f"When: {words.span(event)}.",
        f"{event['grade'].capitalize()}: {words.GRADE_MEANINGS[event['grade']]}",
        f"Confirm it at {event['confirm_at']}" if "confirm_at" in event else "",
        *(f"Source: {url}" for url in event["sources"]),
    ]
    return "\n".join(line for line in lines if line)
