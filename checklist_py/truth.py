"""Three-valued truth after Kleene, and knowledge about numbers and days as intervals."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` would be one more module to send to the browser
    from collections.abc import Iterable

Span = tuple[float, float]
"""What is known of a number, or of a day as its ordinal: lowest and highest possible."""


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


def both(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: one no settles it; else one unknown leaves it open."""
    seen = set(truths)
    if Truth.NO in seen:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.YES


def either(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: one yes settles it; else one unknown leaves it open."""
    seen = set(truths)
    if Truth.YES in seen:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.NO


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
