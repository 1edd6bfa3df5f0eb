"""What the tests proved and counted in their last full run, for the page that tells of it.

Tests count with pytest's `record_property("proved", {key: number})`. With `WRITE_PROVED=1` the run
writes the sums into `tests/proofs/last-run.json`, which is committed, so that the page can be
built without running anything.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from macros.check import leaves
from macros.edition import digest
from macros.load import ROOT

__all__ = ["PROPERTY", "WHAT", "counted", "digest", "read", "sizes", "write"]

LAST_RUN = ROOT / "tests" / "proofs" / "last-run.json"

PROPERTY = "proved"
"""The name under which a test records what it counted."""

WHAT = {
    "outcomes": "Verdicts that the checklist can give",
    "criteria": "Requirements, each with its rule and its source",
    "questions": "Questions that it can ask",
    "proofs": "Statements proved for every possible combination of answers",
    "pivotal": "Questions proved able to change a verdict where they are asked",
    "situations": "Situations tried, complete and partial",
    "examples": "Worked examples from the sources, each with the verdicts that it must give",
    "agreements": "Situations in which Python and the browser's Python gave the same bytes",
    "inputs": "Broken or hostile inputs, each answered without an error",
    "mutants": "Faults planted in engine and rules",
    "caught": "Planted faults that a test or a proof caught",
    "tests": "Tests that passed",
}
"""What each key counts, in the order in which the page shows them."""


def read(path: Path = LAST_RUN) -> dict[str, Any] | None:
    """The last run: its day, the name of its data, and rows of words and numbers."""
    if not path.exists():
        return None
    run = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        {"what": words, "count": f"{run['counts'][key]:,}"}
        for key, words in WHAT.items()
        if run["counts"].get(key)
    ]
    return {"day": run["day"], "guide": run["guide"], "rows": rows}


def counted(properties: Iterable[tuple[str, object]]) -> Counter[str]:
    """What one test recorded; a key that the page does not know is a mistake of the test."""
    found: Counter[str] = Counter()
    for name, counts in properties:
        if name == PROPERTY and isinstance(counts, Mapping):
            found.update(counts)
    unknown = set(found) - set(WHAT)
    if unknown:
        message = (
            f"macros/proved.py has no words for {', '.join(sorted(unknown))}: add them to WHAT."
        )
        raise KeyError(message)
    return found


def sizes(guide: dict[str, Any]) -> dict[str, int]:
    """What can be counted in the data themselves."""
    criteria = [leaf for one in guide["outcomes"].values() for leaf in leaves(one, ())]
    sections = {name: len(guide[name]) for name in ("outcomes", "questions", "examples")}
    return {**sections, "criteria": len(criteria)}


def write(counts: Mapping[str, int], guide: str, day: date, path: Path = LAST_RUN) -> None:
    """Keep the sums of a run; keys that it did not count keep the number they had.

    A number kept from another version of the data would mislead, so it is dropped.
    """
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept = before.get("counts", {}) if before.get("guide") == guide else {}
    run = {"day": day.isoformat(), "guide": guide, "counts": {**kept, **counts}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1, sort_keys=True) + "\n", encoding="utf-8")
