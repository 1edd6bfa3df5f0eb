"""What the proofs counted when they last ran, for the page that tells of it.

Tests count with pytest's `record_property("proved", {key: number})`. `make proofs` runs them at
length and writes the sums of each part into `tests/proofs/last-run.json`, which is committed, so
that the page can be built without running anything. A part can be run by itself; the page says
where rules or examples have changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from macros.check import leaves
from macros.compile import compiled
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
    "mutants": "Faults planted in the rules, each of which would change something for somebody",
    "caught": "Planted faults that an example or a proof noticed",
}
"""What each key counts, in the order in which the page shows them."""


def read(path: Path = LAST_RUN) -> dict[str, Any] | None:
    """The last run: the day of its oldest part, the names of its rules, and rows of counts."""
    if not path.exists():
        return None
    parts = json.loads(path.read_text(encoding="utf-8")).values()
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part["counts"])
    rows = [
        {"what": words, "count": f"{counts[key]:,}"} for key, words in WHAT.items() if counts[key]
    ]
    rules = sorted({part["rules"] for part in parts})
    return {"day": min(part["day"] for part in parts), "rules": rules, "rows": rows}


def digest(guide: dict[str, Any]) -> str:
    """A short name of rules and examples: while it is the same, what was proved of them holds."""
    data = compiled(guide)
    rules = [_bare(data[section]) for section in ("questions", "outcomes", "steps")]
    text = json.dumps([rules, guide["examples"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _bare(data: Any) -> Any:
    """Rules without what no truth rests on: sums, durations, and how sure their sources are."""
    if isinstance(data, dict):
        return {key: _bare(one) for key, one in data.items() if key not in _NO_RULE}
    return [_bare(one) for one in data] if isinstance(data, list) else data


_NO_RULE = frozenset({"cost", "days", "endless", "grade", "review"})


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


def write(
    counts: Mapping[str, Mapping[str, int]], rules: str, day: date, path: Path = LAST_RUN
) -> None:
    """Keep the sums of the parts of a run, with the name of the rules; other parts keep theirs."""
    parts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, one in counts.items():
        parts[name] = {"day": day.isoformat(), "rules": rules, "counts": dict(one)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(parts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
