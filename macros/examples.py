"""The guide's worked examples, as the engine is asked about them."""

from __future__ import annotations

from typing import Any

from macros.check import INTEREST


def answers(example: dict[str, Any]) -> dict[str, Any]:
    """An example's answers; who does not say where they would train has its country in mind."""
    return {INTEREST: example["country"], **example["answers"]}
