"""Three-valued truth after Kleene, and knowledge about numbers and days as intervals."""

from __future__ import annotations

from enum import StrEnum

Span = tuple[float, float]
"""What is known of a number, or of a day as its ordinal: lowest and highest possible."""


def last_day(year: int, month: int) -> int:
    """The number of the last day of a month, without the weight of `calendar` in a browser."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == _FEBRUARY else _LAST_DAYS[month - 1]


_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2


class Truth(StrEnum):
    """Yes, no, or not known. Not known is never counted as a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, known: object) -> Truth:
        """The truth of a reduced tree: whatever is not settled is unknown."""
        if known is True:
            return cls.YES
        return cls.NO if known is False else cls.UNKNOWN


def compare(operator: str, one: Span, other: Span) -> bool | None:
    """Whether `one < other`, `<=` or `==` holds for all, for none (False) or for some (None)."""
    if operator == "<":
        return _settled(always=one[1] < other[0], never=one[0] >= other[1])
    if operator == "<=":
        return _settled(always=one[1] <= other[0], never=one[0] > other[1])
    apart = one[1] < other[0] or other[1] < one[0]
    return _settled(always=one[0] == one[1] == other[0] == other[1], never=apart)


def _settled(*, always: bool, never: bool) -> bool | None:
    return True if always else False if never else None
