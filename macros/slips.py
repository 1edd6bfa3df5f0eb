"""Finds the slip of the pen behind a mistake in YAML, which the parser often sees only later."""

from __future__ import annotations

import re

_KEY = r"^ *(?:- )?[\w-]+:"
_DOUBLE = r'"(?:[^"\\]|\\.)*"'
_SINGLE = r"'(?:[^']|'')*+'"

_SLIPS: tuple[tuple[str, str], ...] = (
    (
        r"^(?:<{7}|={7}|>{7})(?: |$)",
        "this is the mark of an unfinished merge. Keep what is right, and take out the marks.",
    ),
    (r"^ *\t", "a tab stands at the beginning of this line. Indent with spaces."),
    (
        "\N{NO-BREAK SPACE}",
        "a no-break space stands on this line, as pages on the web have them. Type a plain one.",
    ),
    (r"^ +[a-z_]+:(?!//)[^\s:]", "a space is missing after the colon."),
    (
        _KEY + r" +[@`*&!%|>][^\s|>-]",
        "a text that begins with a sign such as “@” or “*” needs quotes around it.",
    ),
    (
        _KEY + r" +(?:\{(?:fact|event):\S|\[[^\[\]]*\] *[^\s#,\]}])",
        "a text that begins with “[” or “{” needs quotes around it.",
    ),
    (
        _KEY + rf" +(?:{_DOUBLE}|{_SINGLE}) *[^\s#,\]}}]",
        "the text goes on after its closing quote. Put all of it in quotes; use “ and ” within.",
    ),
    (
        _KEY + r""" +(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""",
        "the quote that opens on this line is not closed.",
    ),
    (_KEY + r" +\[[^\]]*$", "the list that opens on this line with “[” is not closed."),
    (
        _KEY + r""" +[^\s"'\[{|>#&*!][^#"]*: """,
        "a colon stands within the text. Put quotes around the whole text.",
    ),
)
"""What a line with a slip looks like, and what to say of it; the surest come first."""


def slip(text: str, line: int) -> tuple[int, str] | None:
    """The slip that made the parser stumble at `line`, with its own line; None if none is seen.

    A line of the guide never looks like one by chance: a test tries all of them.
    """
    lines = text.splitlines()[: line + 1]
    for number in range(len(lines), 0, -1):
        for form, what in _SLIPS:
            if re.search(form, lines[number - 1]):
                return number, what
    return _without_colon(lines) or _out_of_line(lines, line)


def _without_colon(lines: list[str]) -> tuple[int, str] | None:
    """A key without its colon: the last line of those that only a few words are on."""
    for number in range(len(lines), max(len(lines) - 4, 0), -1):
        found = re.match(r"^ *(?:- )?([a-z_]+)(?: [^:]*)?$", lines[number - 1])
        if found and lines[number - 1].strip():
            return number, f"a colon is missing after “{found[1]}”."
    return None


def _out_of_line(lines: list[str], line: int) -> tuple[int, str] | None:
    """A line that begins in another column than those of the same entry."""
    own = _indent(lines[line - 1]) if line <= len(lines) else 0
    above = next((one for one in reversed(lines[: line - 1]) if one.strip()), "")
    if not own or own == _indent(above):
        return None
    return line, (
        f"this line begins with {own} spaces, the one above with {_indent(above)}. The lines of an "
        "entry begin in the same column, and what belongs to one of them two spaces further on."
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
