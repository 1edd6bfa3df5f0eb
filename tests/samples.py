"""The small guide that the tests work on, and ways to change it and to ask about it."""

import copy
import json
import os
from datetime import date
from functools import cache
from pathlib import Path

from checklist_py import Assessment, Guide
from checklist_py.answers import understand
from macros.check import check
from macros.compile import compiled
from macros.load import GUIDE, read

TODAY = date(2026, 11, 23)
MINI = Path(__file__).with_name("data") / "mini.yml"
GOLDEN = Path(__file__).with_name("data") / "golden"
"""What is written for readers, as it should look; `GOLDEN=write pytest` writes it anew."""


def mini_text():
    return MINI.read_text(encoding="utf-8")


@cache
def _checked():
    return check(mini_text(), TODAY)


def mini():
    """The small guide's data, free to be changed."""
    return copy.deepcopy(_checked())


def real():
    """The data of the guide itself; whether it is in order, `make check` says."""
    return read(GUIDE.read_text(encoding="utf-8")).data


def engine_data(data):
    """What the engine reads: the compiled guide after its way through JSON."""
    return json.loads(json.dumps(compiled(data)))


def engine_guide(data):
    return Guide(engine_data(data))


def assessed(guide, answers, today=TODAY, ticked=()):
    """The assessment of answers as a request gives them; none of them may be wrong."""
    known, _, errors = understand(answers, guide.questions, guide.aliases)
    assert errors == []
    return Assessment(guide, known, today.toordinal(), ticked)


def golden(name, text):
    """What `text` should be: what stands in the golden file of that name."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return path.read_text(encoding="utf-8")
