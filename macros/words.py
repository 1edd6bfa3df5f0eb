"""How values, dates and grades are written for readers."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

DAYS = {"years": 365, "months": 30, "weeks": 7, "days": 1, "business days": 1.4, "hours": 1 / 24}
"""How long about a duration is, by its unit."""

_CURRENCIES = {"USD": "US$", "CAD": "CA$", "AUD": "AU$"}

GRADE_MEANINGS = {
    "confirmed": "The responsible body says so itself, for this season.",
    "dated": "The responsible body said so itself, for an earlier season. It may have changed.",
    "reported": "Somebody else says so. Confirm it before you rely on it.",
    "inferred": "It follows from sourced facts. Nobody was found saying it. Confirm it.",
}


def day(text: str) -> str:
    """`2027-03-03T21:00` as “3 March 2027, 21:00”; also a month or a year alone."""
    parts = [int(part) for part in text[:10].split("-")]
    words = [str(parts[0])]
    if parts[1:]:
        words.insert(0, calendar.month_name[parts[1]])
    if parts[2:]:
        words.insert(0, str(parts[2]))
    return " ".join(words) + (f", {text[11:]}" if text[10:] else "")


ZONES = {
    "America/New_York": "Eastern Time",
    "America/Toronto": "Eastern Time",
    "America/Edmonton": "Mountain Time",
    "America/Vancouver": "Pacific Time",
}
"""What readers call a time zone."""


def span(entry: dict[str, Any]) -> str:
    """When an event is: one day, or from one to another; with the zone where it has an hour."""
    zone = ZONES.get(entry.get("timezone", ""), entry.get("timezone", ""))
    hours = entry.get("until", entry["at"])[11:]
    return _span(entry) + (f" {zone}" if hours and zone else "")


def _span(entry: dict[str, Any]) -> str:
    if "until" not in entry:
        return day(entry["at"])
    first, last = entry["at"], entry["until"]
    if first[:10] == last[:10]:
        return f"{day(first)}-{last[11:]}"
    return f"{day(first)} to {day(last)}"


def number(value: float | str) -> str:
    """A number with thousands separated; no needless decimals."""
    if isinstance(value, str):
        return value
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def money(value: float, currency: str) -> str:
    """A sum with its currency."""
    whole = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return f"{_CURRENCIES.get(currency, currency + ' ')}{whole}"


def fact_value(fact: dict[str, Any], dated: dict[str, Any] | None = None) -> str:
    """The value of a fact, or of one of its older values, as readers see it."""
    entry = fact if dated is None else dated
    if "unknown" in entry:
        return "not known yet"
    if "low" in entry:
        high = _one(fact, entry["high"])
        if fact["kind"] in ("money", "percent"):
            return f"{_one(fact, entry['low'])} to {high}"
        return f"{number(entry['low'])} to {high}"
    return _one(fact, entry["value"])


def _one(fact: dict[str, Any], value: Any) -> str:
    kind, unit = fact["kind"], fact.get("unit", "")
    if kind == "money":
        return money(value, unit)
    if kind == "date":
        return day(str(value))
    if kind == "yesno":
        return "yes" if value else "no"
    if kind == "percent":
        return f"{number(value)}%"
    if kind == "duration" and value == 1:
        unit = unit.removesuffix("s")
    written = number(value)
    return f"{written} {unit}" if unit else written


def parse_day(text: str) -> date:
    """The day of a full ISO date or date-time."""
    return date.fromisoformat(text[:10])
