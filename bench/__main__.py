"""`python -m bench [PART ...]`: all measurements, or some, one after the other.

Prints them and writes `bench/results.json`; parts that are not run keep their figures there.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import answers, building, checklist_boot, memory, pages, weight

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).with_name("results.json")


def _answers() -> dict[str, Any]:
    return {"in the page, slowed": answers.in_page(), "engine, ms by size": answers.growth()}


PARTS: dict[str, Callable[[], Any]] = {
    "bytes": weight.weights,
    "pages": pages.measure,
    "boot": checklist_boot.run,
    "answers": _answers,
    "memory": memory.measure,
    "build": building.measure,
}


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS)
    )
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in given.parts or PARTS:
        busy = os.getloadavg()[0]
        began = time.monotonic()
        results[name] = {
            "when": datetime.now(UTC).isoformat(timespec="minutes"),
            "load before": round(busy, 1),
            "found": _rounded(PARTS[name]()),
            "minutes": round((time.monotonic() - began) / 60, 1),
        }
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(f"\n## {name} (load before: {busy:.1f})")
        _table(results[name]["found"])


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _rounded(value) for name, value in found.items()}
    return round(found, 3) if isinstance(found, float) else found


def _table(found: Any, under: str = "") -> None:
    """One figure a line, by its path."""
    if isinstance(found, dict):
        for name, value in found.items():
            _table(value, f"{under} / {name}" if under else str(name))
    else:
        shown = f"{found:,.2f}" if isinstance(found, float) else str(found)
        print(f"{under:70} {shown:>14}")


if __name__ == "__main__":
    main()
