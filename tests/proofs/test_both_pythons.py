"""The engine says the same, byte for byte, on this Python and in the Pyodide that visitors get.

`PROOFS=long` asks about ten thousand situations.
"""

import json
import os
import subprocess

import samples
from hypothesis import HealthCheck, Phase, given, settings, strategies
from proofs.situations import answers, todays

from checklist_py import respond
from macros.load import ROOT

MANY = 16_000 if os.environ.get("PROOFS") == "long" else 300  # some are drawn twice
AT_ONCE = 1000
"""Requests of which one process holds the answers."""

DRAWN = settings(
    max_examples=MANY,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def situations(guide):
    """Requests about partial and complete answers, on many days, with steps ticked."""
    found = {}
    ticks = strategies.lists(strategies.sampled_from([*guide.steps]), max_size=3, unique=True)

    @DRAWN
    @given(some=answers(guide), today=todays, ticked=ticks)
    def draw(some, today, ticked):
        request = {"version": 1, "today": today.isoformat(), "answers": some, "ticked": ticked}
        found[json.dumps(request)] = None

    draw()
    return list(found)


def in_pyodide(requests, file):
    """What the browser's Python says to each."""
    file.write_text("".join(f"{one}\n" for one in requests), encoding="utf-8")
    script = ROOT / "tests" / "runtime" / "run_in_pyodide.mjs"
    done = subprocess.run(["node", script, file], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def test_python_and_the_browsers_python_give_the_same_bytes(tmp_path, record_property):
    requests = situations(samples.engine_guide(samples.real()))
    assert len(requests) > MANY / 2
    for start in range(0, len(requests), AT_ONCE):
        some = requests[start : start + AT_ONCE]
        there = in_pyodide(some, tmp_path / "requests.jsonl")
        for request, said in zip(some, there, strict=True):
            assert said == respond(request), request
    record_property("proved", {"agreements": len(requests)})
