"""Pictures made out of the guide at build time: charts as SVG, flows as lists that need none.

Every figure and date in a picture comes from `guide.yml`; a page names the entries and gives the
words around them. `macros/drawing.py` draws the charts; `macros/templates/pictures.html.jinja`
writes the flows, and beside every chart its data as a table.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from checklist_py import Assessment, Guide
from checklist_py.answers import understand
from macros import drawing, words
from macros.check import leaves
from macros.compile import compiled
from macros.drawing import PLACES, Bar, Month, Point, Series
from macros.expressions import Vocabulary, nearest, parse
from macros.pages import PageError

Get = Callable[[str, str], Any]
"""Gives the entry of a section by its id, or an error that says what to do."""

Row = str | list[Any]
"""A fact's id, or `[id, times]`."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_PEOPLE = re.compile(r", then |, | and ")
"""What stands between the people of a step."""

_STATES = {
    "open": "Open",
    "first": "Its own door first",
    "unknown": "Not known: ask",
    "closed": "Closed",
}
"""What can be said of a province in somebody's situation."""


class Pictures:
    """Makes pictures, and what stands in them as text, out of one guide.

    Args:
        guide: the data of `guide.yml`.
        get: gives an entry by section and id, or a `PageError`.
        total: adds up rows of facts, as `Renderer.total_of` does.
        today: the day of the build, for what is past.
    """

    def __init__(
        self,
        guide: dict[str, Any],
        get: Get,
        total: Callable[[list[Any]], list[dict[str, Any]]],
        today: date,
    ) -> None:
        self.guide = guide
        self.get = get
        self.total = total
        self.today = today

    # facts over the years

    def series(self, *named: list[str]) -> list[Series]:
        """The lines of `[fact id, label]` pairs; all must be of one kind and unit."""
        found = [self._one_series(name, label) for name, label in named]
        units = {(one.fact["kind"], one.fact.get("unit")) for one in found}
        if len(units) > 1:
            which = _listed(one.name for one in found)
            message = f"{which} have different units: make one picture for each."
            raise PageError(message)
        return found

    def _one_series(self, name: str, label: str) -> Series:
        fact = self.get("facts", name)
        entries = [*(fact.get("history") or ()), fact]
        if len(entries) == 1:
            message = f"the fact “{name}” has no “history”, so it makes no picture over the years."
            raise PageError(message)
        points = tuple(_point(name, fact, entry) for entry in entries)
        for before, after in pairwise(points):
            if before.year >= after.year:
                message = f"the history of “{name}” is not in order of years, one value for each."
                raise PageError(message)
        return Series(name, label, fact, points)

    def years(self, series: list[Series]) -> list[int]:
        """The years of some series; of a single one also those without a figure between them."""
        found = sorted({point.year for one in series for point in one.points})
        return list(range(found[0], found[-1] + 1)) if len(series) == 1 else found

    def lines(self, question: str, series: list[Series]) -> Markup:
        """A line for each series over the years."""
        told = " ".join(
            f"{one.label}: {one.points[0].shown} in {one.points[0].year}, "
            f"{one.points[-1].shown} in {one.points[-1].year}."
            for one in series
        )
        described = f"Lines over the years. {told}"
        return drawing.both(question, described, lambda *size: drawing.lines(series, *size))

    def columns(self, question: str, series: Series) -> Markup:
        """A column for each year of one series, from nought."""
        told = ", ".join(f"{point.shown} in {point.year}" for point in series.points)
        described = f"Columns, one for each year. {series.label}: {told}."
        return drawing.both(question, described, lambda *size: drawing.columns(series, *size))

    # sums

    def bars(self, *named: list[Any]) -> list[Bar]:
        """Sums of `[label, [fact id or [fact id, times], …]]` rows; all in one currency."""
        found, units = [], set()
        for label, rows in named:
            *lines, last = self.total(rows)
            units |= {line["fact"]["unit"] for line in lines}
            low, high = (sum(line[key] for line in lines) for key in ("low", "high"))
            found.append(Bar(label, low, high, last["sum"], tuple(lines)))
        if len(units) != 1:
            message = f"the sums are in {_listed(sorted(units))}: one picture for each currency."
            raise PageError(message)
        return found

    def altogether(self, bars: list[Bar]) -> str:
        """The sum of all bars, in words."""
        rows: list[Row] = [[line["name"], line["times"]] for bar in bars for line in bar.parts]
        return str(self.total(rows)[-1]["sum"])

    def costs(self, question: str, bars: list[Bar]) -> Markup:
        """A bar for each sum, its words above it."""
        told = " ".join(f"{bar.label}: {bar.shown}." for bar in bars)
        return drawing.both(question, f"Bars. {told}", lambda *size: drawing.bars(bars, *size))

    # a season

    def months(self, *calendars: str) -> list[Month]:
        """Every month from the first event of some calendars to the last, empty ones too."""
        events = sorted(
            (
                {"id": name, "calendar": one, **event}
                for one in calendars
                for name, event in self.get("calendars", one)["events"].items()
            ),
            key=lambda event: (event["at"], event["id"]),
        )
        first, last = (drawing.month_number(events[index]["at"]) for index in (0, -1))
        return [self._month(number, events) for number in range(first, last + 1)]

    def _month(self, number: int, events: list[dict[str, Any]]) -> Month:
        year, month = divmod(number, 12)
        last = date(year, month + 1, calendar.monthrange(year, month + 1)[1])
        inside = tuple(event for event in events if drawing.month_number(event["at"]) == number)
        end = max([last.isoformat(), *(drawing.last_day(event) for event in inside)])
        return Month(
            f"{calendar.month_name[month + 1]} {year}", end, end < self.today.isoformat(), inside
        )

    def season(self, question: str, *named: list[str]) -> Markup:
        """A lane for each of `[calendar id, label]`, a dot for each event, months side by side."""
        months = self.months(*(name for name, _ in named))
        lanes = [
            (label, [one for month in months for one in month.events if one["calendar"] == name])
            for name, label in named
        ]
        told = ", ".join(f"{label} with {len(events)}" for label, events in lanes)
        described = (
            f"Dates from {months[0].name} to {months[-1].name} in lanes: {told}. "
            "The list below has them all."
        )
        today = self.today.isoformat()
        return drawing.both(
            question, described, lambda *size: drawing.season(months, lanes, today, *size)
        )

    # which of several outcomes

    def choices(self, *named: list[str]) -> list[dict[str, Any]]:
        """What leads to each of `[outcome id, label]`, in their order; a question stands once.

        A criterion that all outcomes up to the one it sends people to have in common becomes a
        gate of its own before them.
        """
        names = [name for name, _ in named]
        labels = {name: label for name, label in named}  # noqa: C416 - pairs come as lists
        vocabulary = Vocabulary.of(self.guide)
        rules: dict[str, list[dict[str, Any]]] = {}
        for name in names:
            outcome = self.get("outcomes", name)
            rules[name] = [
                one
                for one in outcome.get("all") or outcome.get("any")
                if not self._about_earlier(name, one, names, vocabulary)
            ]
        rows: list[dict[str, Any]] = []
        asked: set[str] = set()
        for name in names:
            for gate in _gates(name, names, rules, asked):
                target = gate["if_not"]["instead"]
                rows.append({"gate": gate, "name": target, "label": labels[target]})
            needed = [one for one in rules[name] if one["met"] not in asked]
            outcome = self.get("outcomes", name)
            rows.append(
                {
                    "gate": None,
                    "name": name,
                    "label": labels[name],
                    "needed": needed,
                    "any": bool(outcome.get("any")) and len(needed) > 1,
                }
            )
        return rows

    def _about_earlier(
        self, name: str, criterion: dict[str, Any], names: list[str], vocabulary: Vocabulary
    ) -> bool:
        """Whether a criterion only says that outcomes before this one do not hold."""
        used = parse(criterion["met"], vocabulary).names
        others = used["outcomes"] & set(names)
        late = {one for one in others if names.index(one) >= names.index(name)}
        if late:
            message = f"“{name}” comes after {_listed(sorted(late))} by its rule: put it later."
            raise PageError(message)
        return bool(others) and not any(used[kind] for kind in ("questions", "facts", "open"))

    # who is what

    def cases(self, table: str, question: str, groups: list[list[str]]) -> list[dict[str, Any]]:
        """Rows of a table under each option of a question: `[option, row, …]`; all options."""
        one, options = self.get("tables", table), self.get("questions", question)["options"]
        given = [option for option, *_ in groups]
        for option in given:
            _known(option, options, f"the question “{question}” has no option")
        for option in options:
            if option not in given:
                message = f"the picture leaves out the option “{option}” of “{question}”."
                raise PageError(message)
        for _, *rows in groups:
            for row in rows:
                _known(row, one["rows"], f"the table “{table}” has no row")
        return [
            {
                "label": options[option]["label"],
                "rows": [_with_sources(one["rows"][row]) for row in rows],
            }
            for option, *rows in groups
        ]

    def lanes(self, table: str, column: str, names: list[str], rows: list[str]) -> list[Any]:
        """Rows of a table in their order, each in the lane that its cell in a column names."""
        one = self.get("tables", table)
        _known(column, one["columns"], f"the table “{table}” has no column")
        found = []
        for row in rows:
            _known(row, one["rows"], f"the table “{table}” has no row")
            where = one["rows"][row]["cells"][column].get("text", "")
            found.append({**one["rows"][row], "where": where, "lane": int(names[0] not in where)})
        for index, name in enumerate(names):
            if index not in {row["lane"] for row in found}:
                message = f"no row of “{table}” stands under “{name}” in the column “{column}”."
                raise PageError(message)
        return found

    # a route

    def route(self, *stages: list[Any]) -> list[list[dict[str, Any]]]:
        """Stages `[title, page, topic or step, …]`; a list of such are done at the same time.

        A step that is named itself does not count to its topic. What a step needs may not stand
        in a later stage.
        """
        rows = [stage if isinstance(stage[0], list) else [stage] for stage in stages]
        steps = self.guide["steps"]
        single = {item for row in rows for _, _, *items in row for item in items if item in steps}
        topics = {step["topic"] for step in steps.values()}
        made = [
            [self._stage(title, page, items, single, topics) for title, page, *items in row]
            for row in rows
        ]
        self._check_order(made)
        return made

    def _stage(
        self, title: str, page: str, items: list[str], single: set[str], topics: set[str]
    ) -> dict[str, Any]:
        steps = self.guide["steps"]
        for item in items:
            _known(item, {**steps, **dict.fromkeys(topics)}, "there is no step or topic")
        inside = {
            name: step
            for name, step in steps.items()
            if name in items or (step["topic"] in items and name not in single)
        }
        due = {step["deadline"] for step in inside.values() if step.get("deadline")}
        first = min(due, key=lambda name: (self.get("events", name)["at"], name), default=None)
        who = dict.fromkeys(
            one for step in inside.values() for one in _PEOPLE.split(step["who"]) if one
        )
        return {"title": title, "page": page, "steps": inside, "who": list(who), "due": first}

    def _check_order(self, rows: list[list[dict[str, Any]]]) -> None:
        at = {name: index for index, row in enumerate(rows) for one in row for name in one["steps"]}
        for index, row in enumerate(rows):
            for one in row:
                for name, step in one["steps"].items():
                    for needed in step.get("needs") or ():
                        if at.get(needed, index) > index:
                            message = (
                                f"“{name}” stands before “{needed}”, which it needs: "
                                f"put the stage “{one['title']}” later."
                            )
                            raise PageError(message)

    # provinces

    @cached_property
    def _engine(self) -> Guide:
        return Guide(json.loads(json.dumps(compiled(self.guide))))

    def provinces(self, table: str, answers: dict[str, Any]) -> list[dict[str, Any]]:
        """For each row of a table, what the outcome `province-ROW` says of somebody's answers."""
        engine = self._engine
        known, _, errors = understand(answers, engine.questions, engine.aliases)
        if errors:
            message = "; ".join(f"{one['where']}: {one['what']}" for one in errors)
            raise PageError(message)
        assessed = Assessment(engine, known, self.today.toordinal())
        return [
            self._province(assessed, name, row["title"])
            for name, row in self.get("tables", table)["rows"].items()
        ]

    def _province(self, assessed: Assessment, name: str, title: str) -> dict[str, Any]:
        _known(name, PLACES, "macros/drawing.py has no place on the map for")
        outcome = f"province-{name}"
        entry = self.get("outcomes", outcome)
        verdict = assessed.verdict(outcome)
        hard = assessed.kind(outcome) == "permanent"
        state = {"yes": "open", "no": "closed" if hard else "first"}.get(verdict, "unknown")
        why = [
            one["if_not"]["say"]
            for _, one in leaves(entry, ())
            if verdict in ("no", "unknown") and assessed.criteria[one["id"]] is not True
        ]
        return {
            "id": name,
            "title": title,
            "state": state,
            "word": _STATES[state],
            "sign": drawing.SIGNS[state],
            "says": why or [entry[verdict]],
            "outcome": outcome,
        }

    def states(self, provinces: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """The provinces that are in the same state, from open to closed."""
        groups = [[one for one in provinces if one["state"] == state] for state in _STATES]
        return [group for group in groups if group]

    def tiles(self, question: str, provinces: list[dict[str, Any]]) -> Markup:
        """A tile for each province, about where it lies, with the sign of its state."""
        told = " ".join(f"{one['title']}: {one['word']}." for one in provinces)
        described = f"A map of tiles. {told}"

        states = {str(one["id"]): str(one["state"]) for one in provinces}
        return drawing.both(question, described, lambda *size: drawing.tiles(states, *size))


def _point(name: str, fact: dict[str, Any], entry: dict[str, Any]) -> Point:
    year = _YEAR.search(str(entry["season"]))
    if not year:
        message = f"the season “{entry['season']}” of “{name}” names no year to place it by."
        raise PageError(message)
    value = entry.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"“{name}” has no single number for {entry['season']}, so it cannot be drawn."
        raise PageError(message)
    return Point(int(year.group()), value, words.fact_value(fact, entry), entry)


def _with_sources(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table with the sources of all its cells, each once."""
    named = (name for cell in row["cells"].values() for name in cell.get("sources") or ())
    return {**row, "sources": list(dict.fromkeys(named))}


def _known(name: str, known: Iterable[str], problem: str) -> None:
    if name not in known:
        message = f"{problem} “{name}”.{nearest(name, known)}"
        raise PageError(message)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _gates(
    name: str, names: list[str], rules: dict[str, list[dict[str, Any]]], asked: set[str]
) -> Iterator[dict[str, Any]]:
    """The criteria that all outcomes from this one up to where they send people have in common."""
    for one in rules[name]:
        target = one["if_not"].get("instead")
        sharing = names[names.index(name) : names.index(target) if target in names else 0]
        common = all(one["met"] in [other["met"] for other in rules[each]] for each in sharing)
        if one["met"] not in asked and len(sharing) > 1 and common:
            asked.add(one["met"])
            yield one
