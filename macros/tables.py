"""Makes the plain tables of a built page readable on a phone and by ear."""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import count

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b[^>]*>(.*?)</td>", re.DOTALL)
_HEADING = re.compile(r"<h[1-4]\b[^>]*>(.*?)</h[1-4]>", re.DOTALL)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def stacked(html: str) -> str:
    """The page with each table of its Markdown as pairs that can stand under each other.

    The first cell of a row becomes its heading, every other one carries the heading of its
    column, and the table takes its name from the heading above it.
    """
    return _TABLE.sub(lambda table: _table(table, html[: table.start()]), html)


def _table(table: re.Match[str], before: str) -> str:
    head, _, body = table[1].partition("</thead>")
    labels = [_text(cell) for cell in _HEAD_CELL.findall(head)]
    if not body or not labels:
        return table.group()
    rows = _ROW.sub(lambda row: _row(row, labels), body)
    head = head.replace("<th>", '<th scope="col">')
    headings = _HEADING.findall(before)
    name = f' aria-label="{escape(_text(headings[-1]))}"' if headings else ""
    return f'<table class="compare"{name}>{head}</thead>{rows}</table>'


def _row(row: re.Match[str], labels: list[str]) -> str:
    numbers = count()

    def cell(found: re.Match[str]) -> str:
        number = next(numbers)
        if number == 0:
            return f'<th scope="row">{found[1]}</th>'
        label = labels[number] if number < len(labels) else ""
        return f'<td data-label="{escape(label)}">{found[1]}</td>'

    return f"<tr>{_CELL.sub(cell, row[1])}</tr>"


def _text(html: str) -> str:
    return unescape(_TAGS.sub("", _PERMALINK.sub("", html))).strip()
