"""An adviser's list: the verdicts for many applicants, from a CSV file to a CSV file.

    python examples/adviser.py applicants.csv certifiable match-2027 > verdicts.csv

The first column names the applicant, in whatever way tells nobody else who it is; every other one
is headed by a question's id. Options of which several hold stand in one cell, with `;` between
them. An empty cell is not known. Nothing leaves this computer.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checklist_py import respond
from checklist_py.bridge import guide

Row = dict[str, str]


def answers(row: Row) -> dict[str, object]:
    """A row's answers, in the form that the engine reads."""
    many = {name for name, one in guide().questions.items() if one["kind"] == "many"}
    cells = list(row.items())[1:]
    return {name: cell.split(";") if name in many else cell.strip() for name, cell in cells if cell}


def verdicts(row: Row, outcomes: list[str], today: str) -> Row:
    """A row of the result: the verdicts, what to ask next, and what was not understood."""
    request = {"version": 1, "today": today, "answers": answers(row), "only": outcomes}
    response = json.loads(respond(json.dumps(request)))
    states = {name: _state(response["outcomes"][name]) for name in outcomes}
    errors = "; ".join(f"{error['where']}: {error['what']}" for error in response["errors"])
    who = next(iter(row.items()))
    return {who[0]: who[1], **states, "ask next": response["next"] or "", "errors": errors}


def _state(verdict: dict[str, object]) -> str:
    """`yes`, `no`, `unknown` or `na`; where it must be confirmed first, that too."""
    unsure = verdict.get("overdue") or verdict.get("grade", "confirmed") != "confirmed"
    return f"{verdict['state']} (confirm first)" if unsure else str(verdict["state"])


def table(path: Path, outcomes: list[str], today: str) -> Iterator[Row]:
    """The result, row by row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield verdicts(row, outcomes, today)


def main(path: str, *outcomes: str) -> None:
    """Print the result as CSV; without outcomes, all of them."""
    today = datetime.now(tz=UTC).date().isoformat()
    rows = list(table(Path(path), list(outcomes or guide().outcomes), today))
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
