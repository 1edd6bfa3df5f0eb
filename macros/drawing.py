"""Draws the charts: numbers and words in, SVG out, with classes that the style sheet colours.

A chart is drawn twice, for a narrow and for a wide place, so that its text is never tiny. Colours
and forms stand in `docs/assets/pictures.css`; what a picture says, in `macros/pictures.py`.
"""

from __future__ import annotations

import calendar
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

import svg
from markupsafe import Markup, escape

from macros import words

NARROW, WIDE = (300, 12), (640, 14)
"""Width of the drawing and size of its text, for a phone and for a desk."""

PLACES = {
    "bc": (0, 0),
    "ab": (1, 0),
    "sk": (2, 0),
    "mb": (3, 0),
    "on": (4, 0),
    "qc": (5, 0),
    "nl": (6, 0),
    "nb": (5, 1),
    "pe": (6, 1),
    "ns": (5, 2),
}
"""Column and line of each province's tile, roughly as on the map."""

SIGNS = {"open": "✔", "first": "➔", "unknown": "○", "closed": "✘"}
"""The sign of each state in which a province can be."""

Drawn = tuple[int, Iterable[svg.Element]]
"""Height and parts of a drawing."""

_CHARACTER = 0.6
"""Width of an average character, in sizes of text."""


@dataclass(frozen=True)
class Point:
    """A fact's value in one year; `entry` is the fact, or the older value in its history."""

    year: int
    value: float
    shown: str
    entry: dict[str, Any]


@dataclass(frozen=True)
class Series:
    """The values of one fact over the years, oldest first."""

    name: str
    label: str
    fact: dict[str, Any]
    points: tuple[Point, ...]

    def at(self, year: int) -> Point | None:
        """The value of a year, if there is one."""
        return next((point for point in self.points if point.year == year), None)


@dataclass(frozen=True)
class Bar:
    """A sum made of facts: at least `low`, at most `high`."""

    label: str
    low: float
    high: float
    shown: str
    parts: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Month:
    """A month of a season with the events that begin in it; `last` is the last day of them all."""

    name: str
    last: str
    past: bool
    events: tuple[dict[str, Any], ...]


def both(question: str, described: str, draw: Callable[[int, int], Drawn]) -> Markup:
    """The picture for a narrow and for a wide place; the style sheet shows one of them."""
    return Markup("").join(
        _whole(question, described, kind, size[0], draw(*size))
        for kind, size in (("narrow", NARROW), ("wide", WIDE))
    )


def _whole(question: str, described: str, kind: str, width: int, drawn: Drawn) -> Markup:
    height, parts = drawn
    made = svg.SVG(
        xmlns=None,
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        class_=[kind],
        extra={"role": "img"},
        elements=[svg.Title(text=_safe(question)), svg.Desc(text=_safe(described)), *parts],
    )
    return Markup(made.as_str())  # noqa: S704 - every text went through _safe


def lines(series: list[Series], width: int, size: int) -> Drawn:
    """A line for each series over the years, its name at its end."""
    height = width * 3 // 4 if width < WIDE[0] else width // 2
    ends = [f"{one.label} {one.points[-1].shown}" for one in series]
    years = sorted({point.year for one in series for point in one.points})
    ticks = _ticks([point.value for one in series for point in one.points])
    bottom, top = height - size * 1.8, size
    left = max(len(words.number(tick)) for tick in ticks) * size * _CHARACTER + size
    right = width - max(map(len, ends)) * size * _CHARACTER - size

    def across(year: int) -> float:
        return left + size / 2 + (right - left - size) * (year - years[0]) / (years[-1] - years[0])

    def up(value: float) -> float:
        return bottom - (bottom - top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    def parts() -> Iterator[svg.Element]:
        for tick in ticks:
            yield _line(left, up(tick), right, up(tick), "grid")
            yield _text(left - size / 2, up(tick) + size / 3, words.number(tick), "end soft")
        for year in _with_room(years, (right - left - size) / (years[-1] - years[0]), size):
            yield _text(across(year), height - size / 2, str(year), "middle soft")
        heights = _apart([up(one.points[-1].value) for one in series], size * 1.3, bottom)
        for index, one in enumerate(series):
            spots = [(across(point.year), up(point.value)) for point in one.points]
            path = [svg.Point(_number(x), _number(y)) for x, y in spots]
            yield svg.Polyline(points=path, class_=[f"line-{index + 1}"])
            for spot in spots:
                yield _mark(index, spot, size / 4)
            y = heights[index] + size / 3
            yield _text(right + size / 4, y, ends[index], f"name-{index + 1}")

    return height, parts()


def _with_room(years: list[int], step: float, size: int) -> list[int]:
    """The years whose words have room beside each other, the last of them always."""
    apart = ceil(size * 4 * _CHARACTER / step + 0.2)
    return [year for year in years if (years[-1] - year) % apart == 0]


def columns(series: Series, width: int, size: int) -> Drawn:
    """A column for each year, from nought; a dash where a year has no figure."""
    height = width // 2 + size * 3 if width < WIDE[0] else width * 2 // 5
    first, last = series.points[0].year, series.points[-1].year
    step = width / (last - first + 1)
    bottom, top = height - size * 1.8, size * 2
    most = max(point.value for point in series.points)

    def parts() -> Iterator[svg.Element]:
        for year in range(first, last + 1):
            x, point = (year - first + 0.5) * step, series.at(year)
            tall = (bottom - top) * point.value / most if point else 0
            yield _text(x, height - size / 2, str(year), "middle soft")
            yield _text(x, bottom - tall - size / 2, _short(series, point), "middle")
            if point:
                yield _rect((x - step * 0.32, bottom - tall, step * 0.64, tall), "bar")
        yield _line(0, bottom, width, bottom, "base")

    return height, parts()


def _short(series: Series, point: Point | None) -> str:
    """The value over a column: a number's unit stands in the picture's words instead."""
    if point is None:
        return "-"
    return point.shown if series.fact["kind"] == "percent" else words.number(point.value)


def bars(rows: list[Bar], width: int, size: int) -> Drawn:
    """A bar for each sum, its words above it; what may come on top only as an outline."""
    most = max(bar.high for bar in rows) or 1  # none of them is known yet
    thick, line, gap = size, size * 1.35, size * 1.1
    labels = [_wrapped(bar, width, size) for bar in rows]
    height = ceil(sum(len(label) * line + thick + gap for label in labels) - gap / 2)

    def parts() -> Iterator[svg.Element]:
        y = 0.0
        for bar, label in zip(rows, labels, strict=True):
            for text in label:
                y += line
                yield _text(0, y - size * 0.35, text)
            yield _text(width, y - size * 0.35, bar.shown, "end strong")
            low, high = (width * value / most for value in (bar.low, bar.high))
            yield _rect((0, y, low, thick), "bar")
            if high > low:
                yield _rect((low, y + 0.5, high - low - 0.5, thick - 1), "range")
            y += thick + gap

    return height, parts()


def _wrapped(bar: Bar, width: int, size: int) -> list[str]:
    room = width / size / _CHARACTER - len(bar.shown) - 2
    return textwrap.wrap(bar.label, max(int(room), 12))


def season(
    months: list[Month], lanes: list[tuple[str, list[dict[str, Any]]]], today: str, *place: int
) -> Drawn:
    """Months side by side, a lane for each calendar, a dot on the day of each event."""
    width, size = place
    edge = size / 2
    step, lane, top = (width - 2 * edge) / len(months), size * 2.9, size * 1.6
    height = ceil(top + lane * len(lanes) + size * 0.4)
    begin = month_number(lanes_begin(lanes))

    def parts() -> Iterator[svg.Element]:
        for index, month in enumerate(months):
            x = edge + index * step
            shade = "month" if index % 2 else "month even"
            yield _rect((x, top, step, height - top), shade, month.last, past=month.past)
            yield _text(x + step / 2, size, month.name[0], "middle soft")
        for number, (label, events) in enumerate(lanes):
            y = top + lane * number
            yield _text(edge * 2, y + size * 1.15, label)
            for event in events:
                end = last_day(event)
                x = edge + step * _since(event["at"], begin)
                yield _dot((x, y + size * 2.1), size * 0.36, end, past=end < today)

    return height, parts()


def lanes_begin(lanes: list[tuple[str, list[dict[str, Any]]]]) -> str:
    """The day of the first event of all lanes."""
    return min(str(event["at"]) for _, events in lanes for event in events)


def tiles(states: dict[str, str], width: int, size: int) -> Drawn:
    """A tile for each province, about where it lies, with the sign of its state."""
    gap = size / 4
    side = (width - 6 * gap) / 7
    high = min(side, size * 4.2)

    def parts() -> Iterator[svg.Element]:
        for name, state in states.items():
            column, line = PLACES[name]
            x, y = column * (side + gap), line * (high + gap)
            yield _rect((x + 1, y + 1, side - 2, high - 2), f"tile tile-{state}")
            yield _text(x + side / 2, y + high * 0.42, name.upper(), "middle strong")
            yield _text(x + side / 2, y + high * 0.8, SIGNS[state], f"middle sign-{state}")

    return ceil(3 * high + 2 * gap), parts()


def month_number(text: str) -> int:
    """Months since the year nought."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def last_day(event: dict[str, Any]) -> str:
    """The last day of an event; of a month given alone, its last."""
    text = str(event.get("until") or event["at"])[:10]
    if len(text) > len("2027-01"):
        return text
    return f"{text}-{calendar.monthrange(int(text[:4]), int(text[5:]))[1]}"


def _since(text: str, begin: int) -> float:
    """Months, with their parts, from the beginning of a month to a day."""
    day = date.fromisoformat(text[:10] if len(text) > len("2027-01") else f"{text}-01")
    whole = calendar.monthrange(day.year, day.month)[1]
    return month_number(text) - begin + (day.day - 0.5) / whole


# the parts of a drawing


def _safe(text: str) -> str:
    """Text as it may stand in SVG: the library writes it as it is given."""
    return str(escape(text))


def _number(value: float) -> float:
    """A length short enough to write."""
    short = round(value, 1)
    return int(short) if short == int(short) else short


def _text(x: float, y: float, text: str, kind: str = "") -> svg.Element:
    return svg.Text(x=_number(x), y=_number(y), text=_safe(text), class_=kind.split() or None)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> svg.Element:
    x1, y1, x2, y2 = map(_number, (x1, y1, x2, y2))
    return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, class_=[kind])


def _rect(
    box: tuple[float, float, float, float], kind: str, until: str = "", *, past: bool = False
) -> svg.Element:
    x, y, width, height = map(_number, box)
    return svg.Rect(
        x=x,
        y=y,
        width=max(width, 0),
        height=height,
        class_=[kind, *(["past"] if past else [])],
        data={"until": until} if until else None,
    )


def _dot(at: tuple[float, float], r: float, until: str, *, past: bool) -> svg.Element:
    kind = ["dot", *(["past"] if past else [])]
    x, y = map(_number, at)
    return svg.Circle(cx=x, cy=y, r=_number(r), class_=kind, data={"until": until})


def _mark(index: int, at: tuple[float, float], r: float) -> svg.Element:
    """A dot whose form tells the series as its colour does: round, square, diamond, triangle."""
    kind, (x, y) = [f"mark-{index + 1}"], at
    corners = (
        (),
        ((-r, -r), (r, -r), (r, r), (-r, r)),
        ((0, -r * 1.4), (r * 1.4, 0), (0, r * 1.4), (-r * 1.4, 0)),
        ((0, -r * 1.3), (r * 1.3, r), (-r * 1.3, r)),
    )[index % 4]
    if not corners:
        return svg.Circle(cx=_number(x), cy=_number(y), r=_number(r), class_=kind)
    points = [svg.Point(_number(x + dx), _number(y + dy)) for dx, dy in corners]
    return svg.Polygon(points=points, class_=kind)


def _ticks(values: list[float]) -> list[float]:
    """Round numbers that hold all values between them, about five."""
    low, high = min(values), max(values)
    rough = (high - low or abs(high) or 1) / 4
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    first = floor(low / step)
    last = max(ceil(high / step), first + 1)
    return [round(number * step, 6) for number in range(first, last + 1)]


def _apart(heights: list[float], gap: float, bottom: float) -> list[float]:
    """The same heights, moved no more than needed so that words do not lie on each other."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = dict(enumerate(heights))
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + gap)
    limit = bottom
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return [placed[index] for index in range(len(heights))]
