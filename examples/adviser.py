"""An adviser's list: the verdicts for many applicants, from a CSV file to a CSV file.

    python examples/adviser.py applicants.csv certifiable match-2027 > verdicts.csv

The first column names the applicant, in whatever way tells nobody else who it is; every other one
is headed by a question's id. Options of which several hold stand in one cell, with `;` or `|`
between them. An empty cell is not known. Nothing leaves this computer.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checklist_py import respond
from checklist_py.bridge import DATA, guide

Row = dict[str, str]


def answers(row: Row) -> dict[str, object]:
    """A row's answers, in the form that the engine reads."""
    many = {name for name, one in guide().questions.items() if one["kind"] == "many"}
    cells = [(name, cell.strip()) for name, cell in list(row.items())[1:] if cell]
    return {name: re.split(r" *[;|] *", cell) if name in many else cell for name, cell in cells}


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
    """The result, row by row. Some programs for tables write `;` between columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        file.seek(0)
        between = "," if "," in header else ";"
        for row in csv.DictReader(file, delimiter=between, restkey="?", restval=""):
            if "?" in row:
                message = f"the row of “{next(iter(row.values()))}” has more cells than columns."
                raise ValueError(message)
            yield verdicts(row, outcomes, today)


def main() -> None:
    """Print the result as CSV."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("file", type=Path, help="a table of applicants")
    parser.add_argument("outcomes", nargs="*", help="ids of outcomes; all where none is named")
    parser.add_argument("--today", default=datetime.now(tz=UTC).date().isoformat())
    given = parser.parse_args()
    if not Path(DATA).exists():
        parser.error("the compiled guide is missing. Run `make build` first.")
    try:
        known = list(guide().outcomes)
        for name in set(given.outcomes) - set(known):
            parser.error(f"there is no outcome “{name}”. There are: {', '.join(known)}")
        rows = list(table(given.file, given.outcomes or known, given.today))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main()
