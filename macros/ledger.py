"""What changed between two versions of `guide.yml`, and whether it could change a verdict.

Every worked example is assessed under both versions: an entry that, put back to what it was,
gives some example another verdict could change somebody's verdict too.

How sure a source is counts as much as a value: the certainty of verdicts rests on it.

Whatever readers knew and is otherwise now must stand in the guide's own `changes`. Where a rule is
only put another way, and no example moves, a line in the message of a commit says so instead:

    same: certifiable  two criteria joined, with the same meaning
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from checklist_py import Assessment, Guide
from checklist_py.answers import understand
from macros import words
from macros.check import leaves
from macros.compile import compiled
from macros.versions import messages, told, version

Verdicts = dict[tuple[str, str], str]
"""State by example and outcome."""

_VALUES = ("sources", "facts", "events")
"""Sections whose entries are what they are worth; the others are rules."""

NOTHING = "(none)"
"""What is said of an entry that one of the versions has not."""


@dataclass(frozen=True)
class Change:
    """One entry that is not as it was: what it was, what it is, and what that can do."""

    section: str
    name: str
    old: str
    new: str
    kind: str
    verdicts: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether readers knew the entry before, or have another verdict by it."""
        return self.kind != "wording" and (self.old != NOTHING or bool(self.verdicts))


def entries(guide: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Everything whose change the ledger tells of, by section and id."""
    found: dict[tuple[str, str], Any] = {}
    for section in ("facts", "outcomes", "steps", "questions"):
        found |= {(section, name): one for name, one in guide[section].items()}
    found |= {("sources", name): one for name, one in guide["sources"].items()}
    for calendar in guide["calendars"].values():
        found |= {("events", name): one for name, one in calendar["events"].items()}
    return found


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every entry that changed, with the examples to which it gives another verdict."""
    before, after = entries(old), entries(new)
    now, reckoned = verdicts(new), _reckoned(old) | _reckoned(new)
    found = []
    for key in {**before, **after}:
        pair = before.get(key), after.get(key)
        if pair[0] != pair[1]:
            kind = _kind(key[0], *pair)
            idle = kind == "wording" or (key[0] in _VALUES and key[1] not in reckoned)
            moved = () if idle else _moved(_without(key, old, new), now)
            old_said, new_said = (_said(key[0], one) for one in pair)
            found.append(Change(*key, old_said, new_said, kind, moved))
    return found


# whether it could change a verdict


def verdicts(guide: dict[str, Any]) -> Verdicts | None:
    """The verdicts of all examples; None where this version does not hold together."""
    try:
        engine = Guide(compiled(guide))
    except Exception:  # noqa: BLE001 - half a version may be wrong in any way
        return None
    return {
        (name, outcome): one.verdict(outcome)
        for name, example in guide["examples"].items()
        for one in [_assessed(engine, example)]
        for outcome in guide["outcomes"]
    }


def _reckoned(guide: dict[str, Any]) -> set[str]:
    """The facts and events that rules of this version name; no other can change a verdict."""
    rules = json.dumps([guide[section] for section in ("outcomes", "steps", "questions")])
    return {name.replace("_", "-") for name in re.findall(r"\b(?:fact|event)\.(\w+)", rules)}


def _assessed(engine: Guide, example: dict[str, Any]) -> Assessment:
    known, _, _ = understand(example["answers"], engine.questions, engine.aliases)
    return Assessment(engine, known, date.fromisoformat(example["today"]).toordinal())


def _without(key: tuple[str, str], old: dict[str, Any], new: dict[str, Any]) -> Verdicts | None:
    """The verdicts with this one entry as it was; where that cannot be, with all as it was."""
    if key not in entries(old) or key not in entries(new):
        return verdicts({**old, "examples": new["examples"]})
    mixed = copy.deepcopy(new)
    entries(mixed)[key].clear()
    entries(mixed)[key].update(entries(old)[key])
    return verdicts(mixed) or verdicts({**old, "examples": new["examples"]})


def _moved(before: Verdicts | None, now: Verdicts | None) -> tuple[str, ...]:
    """What is decided otherwise, as `example: outcome was → is`."""
    if before is None or now is None:
        return ("not compared: one of the versions does not hold together",)
    return tuple(
        f"{example}: {outcome} {before[example, outcome]} → {state}"
        for (example, outcome), state in now.items()
        if before.get((example, outcome), state) != state
    )


# in words


def _kind(section: str, before: Any, after: Any) -> str:
    """The kind that a change seems to be; a person decides between update, correction and rule."""
    if _said(section, before) == _said(section, after):
        return "wording"
    if section not in _VALUES:
        return "rule"
    if section == "sources":  # one that came or went says nothing by itself: its facts do
        return "update" if before and after else "wording"
    same_season = before and after and before.get("season") == after.get("season")
    return "correction" if same_season else "update"


def _said(section: str, entry: Any) -> str:
    if entry is None:
        return NOTHING
    if section == "sources":
        return str(entry["grade"])
    if section in _VALUES:
        value = words.fact_value(entry) if section == "facts" else words.span(entry)
        return f"{value} ({entry['grade']})" if "grade" in entry else value
    return "; ".join(_rules(section, entry)) or "always"


def _rules(section: str, entry: dict[str, Any]) -> Iterator[str]:
    """What decides in an outcome, a step or a question, without its words."""
    for key in ("applies_if", "ask_if", "done_if", "needs", "options", "opens", "deadline"):
        if key in entry:
            value = entry[key]
            yield f"{key} {value if isinstance(value, str) else ', '.join(value)}"
    yield from (f"limit {one['day']}" for one in entry.get("limits", ()))
    if section == "outcomes":
        for path, criterion in leaves(entry, ()):
            group = "/".join(str(part) for part in path if isinstance(part, str))
            grade = f" ({criterion['grade']})" if "grade" in criterion else ""
            yield f"{group} {criterion['id']}: {criterion['met']}{grade}"


def report(found: list[Change], new: dict[str, Any], spoken: frozenset[str]) -> Iterator[str]:
    """The changes as Markdown; `spoken` are the ids of which the ledger already speaks."""
    real = [change for change in found if change.kind != "wording"]
    yield f"## {len(real)} changed facts and rules, {len(found) - len(real)} changes of words\n"
    if real:
        yield "| entry | kind? | before | now | verdicts of examples that change | in the ledger |"
        yield "|---|---|---|---|---|---|"
    for change in real:
        moved = f"**{len(change.verdicts)}**" if change.verdicts else "none"
        cells = [f"`{change.name}`", change.kind, change.old, change.new, moved]
        cells.append("yes" if change.name in spoken else "**no**" if change.known else "new")
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield from _moved_list(real)
    owed = [change for change in real if change.known and change.name not in spoken]
    yield from _missing(owed, new)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _moved_list(found: list[Change]) -> Iterator[str]:
    for change in found:
        if change.verdicts:
            yield f"\n`{change.name}` changes:\n"
            yield from (f"- {one}" for one in change.verdicts[:20])


def _missing(found: list[Change], new: dict[str, Any]) -> Iterator[str]:
    """Entries for the `changes` section, to be looked over by whoever made the change."""
    if not found:
        return
    yield "\nFor `changes` in `guide.yml` (look at the kind and say what happened):\n\n```yaml"
    for change in found:
        entry = entries(new).get((change.section, change.name), {})
        yield from _proposed(change, entry, new)
    yield "```"


def _proposed(change: Change, entry: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    name, number = f"{change.name}-changed", 1
    while name in new["changes"]:
        number += 1
        name = f"{change.name}-changed-{number}"
    yield f"  {name}:"
    yield "    date: # the day since which it holds"
    yield f"    kind: {change.kind}"
    yield f"    what: {_quoted(entry.get('title', change.name))}"
    if change.section in _VALUES:
        yield f"    old: {_quoted(change.old)}"
        yield f"    new: {_quoted(change.new)}"
    yield f"    about: [{change.name}]"
    yield f"    verdicts: {str(bool(change.verdicts)).lower()}"
    sources = [change.name] if change.section == "sources" else entry.get("sources", ())
    yield f"    sources: [{', '.join(sources)}]"
    yield f"    country: {entry.get('country', 'both')}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# whether the ledger says it


def untold(
    found: list[Change], old: dict[str, Any], new: dict[str, Any], said: str = ""
) -> Iterator[str]:
    """What a change of the guide still owes its readers, a line each."""
    spoken, grave, same = _spoken(old, new), _grave(old, new), told(said, "same")
    for change in filter(lambda one: one.known, found):
        if change.name in spoken:
            if change.verdicts and change.name not in grave:
                yield f"“{change.name}”: its entry in `changes` needs “verdicts: true”."
        elif change.verdicts:
            yield f"“{change.name}” changed, and can change a verdict. {_ADD}"
        elif change.kind != "rule":
            yield f"“{change.name}” changed. {_ADD}"
        elif change.name not in same:
            yield f"“{change.name}” changed. {_ADD} {_OR_SAME.format(change.name)}"


_ADD = "Add the entry that `make ledger` proposes to `changes` in guide.yml."
_OR_SAME = "If only the way of putting it changed: a line “same: {}  why” in the commit's message."


def _spoken(old: dict[str, Any], new: dict[str, Any]) -> frozenset[str]:
    """The ids of which entries speak that the ledger had not before."""
    return frozenset(one for entry in _fresh(old, new) for one in entry.get("about", ()))


def _grave(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """Those of them of which an entry says that it could change a verdict."""
    fresh = [entry for entry in _fresh(old, new) if entry.get("verdicts")]
    return {one for entry in fresh for one in entry.get("about", ())}


def _fresh(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for name, one in new["changes"].items() if old["changes"].get(name) != one]


def command(arguments: argparse.Namespace) -> int:
    """Print what changed between two versions; exit code 1 where the ledger does not say it."""
    old, new = version(arguments.old), version(arguments.new)
    found = changes(old, new)
    print("\n".join(report(found, new, _spoken(old, new))))  # noqa: T201
    owed = list(untold(found, old, new, messages(arguments.old, arguments.new)))
    for one in owed:
        print(one, file=sys.stderr)  # noqa: T201
    return 1 if owed else 0
