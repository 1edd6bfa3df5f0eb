"""The script of the scheduled workflows: one issue for each report, opened, edited and closed."""

import os
import subprocess

import pytest

from macros.load import ROOT

GH = """#!/bin/sh
echo "$1 $2" >> "$LOG"
case "$1 $2" in
"issue list") echo "$NUMBER" ;;
"issue create" | "issue edit") cat >> "$LOG" ;;
esac
"""
MAKE = """#!/bin/sh
echo "what make found"
exit "$FAILS"
"""


@pytest.fixture
def run(tmp_path):
    """Runs the script where `gh` and `make` only note what they are asked for."""
    for name, text in (("gh", GH), ("make", MAKE)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def run(mode, *, fails, number=""):
        log = tmp_path / "log"
        log.write_text("", encoding="utf-8")
        env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LOG": str(log)}
        env |= {"NUMBER": number, "FAILS": str(int(fails))}
        script = ROOT / ".github" / "standing-issue"
        found = subprocess.run([script, mode, "links", "Dead links"], env=env, check=False)
        return found.returncode, log.read_text(encoding="utf-8")

    return run


@pytest.mark.parametrize(
    ("mode", "fails", "number", "does"),
    [
        ("--always", False, "", "issue create"),
        ("--always", False, "7", "issue edit"),
        ("--on-failure", True, "", "issue create"),
        ("--on-failure", True, "7", "issue edit"),
        ("--on-failure", False, "7", "issue close"),
    ],
)
def test_one_issue_is_kept_up_to_date(run, mode, fails, number, does):
    code, log = run(mode, fails=fails, number=number)
    assert (code, does in log) == (0, True)
    assert ("what make found" in log) == (does != "issue close")
    assert ("issue reopen" in log) == (does == "issue edit")


def test_nothing_is_opened_where_all_is_well(run):
    assert run("--on-failure", fails=False) == (0, "label create\nissue list\n")


def test_a_list_that_could_not_be_made_fails_the_workflow(run):
    assert run("--always", fails=True, number="7")[0] != 0
