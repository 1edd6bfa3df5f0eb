"""The one door for answers from outside: a saved file, a link, a form, the command line.

Whatever comes in, what can be understood is taken, and each thing that cannot is described in one
sentence. Nothing is guessed and nothing raises.
"""

from __future__ import annotations

from datetime import date

from checklist_py.truth import last_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from checklist_py.truth import Span

UNSURE = "unsure"
"""The answer "I don't know": counts as not known, and is not asked again."""

LONGEST = 200
"""No answer is longer than this; more is refused unread."""


class BadAnswer(ValueError):
    """The answer does not fit its question; the text says what would."""


def day(text: str) -> Span:
    """First and last day, as ordinals, of `YYYY-MM-DD` or of the month `YYYY-MM`."""
    parts = text.split("-")
    whole_month = len(parts) == len("YM")
    if [len(part) for part in parts] not in ([4, 2], [4, 2, 2]) or not text.isascii():
        raise BadAnswer(_DATE_WANTED)
    try:
        numbers = [int(part) for part in parts]
        first = date(numbers[0], numbers[1], 1 if whole_month else numbers[2])
    except ValueError:
        raise BadAnswer(_DATE_WANTED) from None
    if not _EARLIEST <= first.year <= _LATEST:
        raise BadAnswer(_DATE_WANTED)
    if not whole_month:
        return first.toordinal(), first.toordinal()
    last = last_day(first.year, first.month)
    return first.toordinal(), first.replace(day=last).toordinal()


_LONGEST_NUMBER = 10
_EARLIEST, _LATEST = 1900, 2100
_DATE_WANTED = "give a year and month such as 2026-05, or a day such as 2026-05-31"


def understand(
    raw: object, questions: Mapping[str, Any], aliases: Mapping[str, str]
) -> tuple[dict[str, Any], set[str], list[dict[str, str]]]:
    """What can be understood of some answers.

    Returns:
        The known answers by question id (option id, frozenset of them, or `Span`); the ids of
        the questions answered with "I don't know"; and the errors, each `{"where", "what"}`.
    """
    known: dict[str, Any] = {}
    unsure: set[str] = set()
    errors: list[dict[str, str]] = []
    if not isinstance(raw, dict):
        return known, unsure, [_error("answers", "it must be a list of questions with answers")]
    for key, value in raw.items():
        name = aliases.get(str(key), str(key))
        if name not in questions:
            errors.append(_error(key, "this guide has no such question; the answer is set aside"))
        elif value == UNSURE:
            unsure.add(name)
        elif value is not None:
            try:
                known[name] = _READERS[questions[name]["kind"]](value, questions[name], aliases)
            except BadAnswer as error:
                errors.append(_error(name, str(error)))
    return known, unsure, errors


def _error(where: object, what: str) -> dict[str, str]:
    return {"where": str(where)[:LONGEST], "what": what}


def _choice(value: object, question: Mapping[str, Any], aliases: Mapping[str, str]) -> str:
    name = aliases.get(str(value), value) if isinstance(value, str) else value
    if isinstance(name, str) and name in question["options"]:
        return name
    message = f"choose one of {', '.join(question['options'])}"
    raise BadAnswer(message)


def _many(value: object, question: Mapping[str, Any], aliases: Mapping[str, str]) -> frozenset[str]:
    if not isinstance(value, list) or len(value) > LONGEST:
        message = f"give a list of some of {', '.join(question['options'])}"
        raise BadAnswer(message)
    chosen = frozenset(_choice(item, question, aliases) for item in value)
    if "none" in chosen and len(chosen) > 1:
        message = "“none of these” cannot stand beside another answer"
        raise BadAnswer(message)
    return chosen


def _date(value: object, _: Mapping[str, Any], __: Mapping[str, str]) -> Span:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadAnswer(_DATE_WANTED)
    return day(value)


def _number(value: object, question: Mapping[str, Any], _: Mapping[str, str]) -> Span:
    lowest, highest = question.get("min", 0), question.get("max", 10_000)
    number = _numeral(value)
    if number is None or not lowest <= number <= highest:
        message = f"give a number from {lowest} to {highest}"
        raise BadAnswer(message)
    return number, number


def _numeral(value: object) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if (
        isinstance(value, str)
        and value.isascii()
        and value.isdigit()
        and len(value) < _LONGEST_NUMBER
    ):
        return int(value)
    return None


_READERS: dict[str, Callable[..., Any]] = {
    "choice": _choice,
    "many": _many,
    "date": _date,
    "number": _number,
}
