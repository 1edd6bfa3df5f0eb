"""The command line: `python -m checklist_py assess` and `ask`."""

import io
import json
import subprocess
import sys

import pytest
import samples

from checklist_py import __main__ as command_line
from checklist_py import bridge, respond
from macros.load import ROOT

ABROAD = """\
# a doctor from abroad
interest: us
school: abroad  # the place of the school
failed: 0

status: [us_citizen, 'ca_citizen']
step1: "passed"
step1_date: 2024-03
"""

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs the command; gives its exit code, what it printed and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = command_line.main([*arguments, "--today", "2026-11-23"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def file(tmp_path):
    def file(text, name="answers.yml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return file


# assess


def test_the_report_has_verdicts_criteria_and_sources(run, file):
    code, out, err = run("assess", file(ABROAD))
    assert (code, err) == (0, "")
    assert out == samples.golden("report.txt", out)


def test_the_report_says_why_not_and_leaves_out_what_does_not_apply(run, file):
    _, out, _ = run("assess", file("school: us_md\ninterest: us\n"))
    assert "Are you an IMG? No (dated)" in out
    assert "  - not met: Your school is outside the US and Canada." in out
    assert "    The place of the school decides." in out
    assert "May you apply now?" not in out
    assert "Next question: Which of these do you hold?" in out


def test_json_is_what_the_bridge_says(run, file):
    _, out, _ = run("assess", "--json", file(ABROAD))
    answers = command_line.read_answers(ABROAD, "a")
    request = {"version": 1, "today": "2026-11-23", "answers": answers}
    assert json.loads(out) == json.loads(respond(json.dumps(request)))


def test_many_files_give_a_line_each(run, file):
    names = [file(ABROAD, "a.yml"), file('{"school": "us_md", "interest": "us"}', "b.json")]
    code, out, _ = run("assess", "--json", *names)
    states = [json.loads(line)["outcomes"]["is-img"]["state"] for line in out.splitlines()]
    assert (code, states) == (0, ["yes", "no"])


def test_answers_may_come_from_standard_input(run):
    _, out, _ = run("assess", "-", typed="school: abroad\ninterest: us\n")
    assert "Are you an IMG? Yes" in out


def test_a_file_saved_by_the_page_is_read(run, file):
    text = json.dumps({"version": 1, "answers": {"school": "abroad", "interest": "us"}})
    assert "Are you an IMG? Yes" in run("assess", file(text))[1]


def test_json_without_answers_is_as_good_as_none(run, file):
    assert run("assess", file('{"answers": [1]}'))[0] == 0


def test_an_answer_not_understood_is_said_and_the_others_count(run, file):
    code, out, err = run("assess", file("school: mars\nfailed: 0\n"))
    assert code == 1
    assert err == "answers.yml: school: choose one of us_md, canada, abroad.\n"
    assert "Next question" in out


@pytest.mark.parametrize("line", ["school", "school:", " school: abroad", "a : b"])
def test_a_line_not_understood_is_named(run, file, line):
    code, _, err = run("assess", file(f"failed: 0\n{line}\n"))
    assert code == 2
    assert err == (
        f"answers.yml:2: “{line.strip()}” is not understood. Write one answer a line, as "
        "“question: answer” or “question: [option, option]”.\n"
    )


@pytest.mark.parametrize("text", ["{", '{"a": }'])
def test_json_not_understood_is_said(run, file, text):
    code, _, err = run("assess", file(text))
    assert code == 2
    assert err.startswith("answers.yml: this is not valid JSON (")


def test_a_file_that_is_missing_is_said(run):
    code, _, err = run("assess", "gone.yml")
    assert code == 2
    assert err.startswith("gone.yml: it cannot be read (")


def test_a_day_that_is_none_is_said(file, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["assess", file(ABROAD), "--today", "tomorrow"]) == 2
    assert capsys.readouterr().err == "“today” must be a day such as 2026-11-23\n"


def test_without_a_compiled_guide_it_says_how_to_get_one(run, file, monkeypatch, tmp_path):
    monkeypatch.setattr(bridge, "DATA", tmp_path / "gone.json")
    code, _, err = run("assess", file(ABROAD))
    assert (code, err) == (2, "The compiled guide is missing. Run `make build` first.\n")


def test_today_is_the_clocks_where_none_is_given(file, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["assess", "--json", file(ABROAD)]) == 0
    assert json.loads(capsys.readouterr().out)["outcomes"]["is-img"]["state"] == "yes"


# ask


def test_the_interview_ends_with_the_report(run):
    code, out, _ = run("ask", typed="1\n3\n2, 1\n0\nnot_taken\n")
    assert code == 0
    assert "Where would you like to train?" in out
    assert "  3. Elsewhere" in out
    assert "May you apply now? No" in out


def test_the_interview_says_what_was_wrong_and_asks_again(run):
    _, out, _ = run("ask", typed="9\n0\n1\n")
    assert out.count("choose one of us, ca, both, not_sure.") == 2
    assert "Where is your medical school?" in out


def test_the_interview_accepts_not_knowing(run):
    _, out, _ = run("ask", typed="?\n?\n?\n?\n?\n?\n?\n")
    assert out.count("> ") == 4
    assert "Are you an IMG? Not known yet" in out


@pytest.mark.parametrize("typed", ["", "\n"])
def test_the_interview_ends_when_the_person_does(run, typed):
    code, out, _ = run("ask", typed=typed)
    assert code == 0
    assert out.count("> ") == 1


def test_a_number_is_typed_as_it_is(run):
    _, out, _ = run("ask", typed="1\n3\n3\n0\n1\n2024-03\n")
    assert "May you apply now? Yes (dated)" in out


# as a command


def command(*arguments, **settings):
    start = [sys.executable, "-m", "checklist_py", *arguments]
    return subprocess.run(start, capture_output=True, text=True, cwd=ROOT, check=False, **settings)


def test_it_runs_as_a_command():
    done = command("assess", "-", "--json", input="interest: us\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["version"] == 1


def test_a_reader_who_has_seen_enough_may_leave(file, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    answers = file(ABROAD)
    with (tmp_path / "out").open("wb") as out:

        def leave():
            raise BrokenPipeError

        monkeypatch.setattr(sys.stdout, "flush", leave)
        monkeypatch.setattr(sys.stdout, "fileno", out.fileno)
        assert command_line.main(["assess", answers, "--today", "2026-11-23"]) == 0
        monkeypatch.undo()


def test_bad_usage_is_said_in_a_line():
    done = command("asses")
    assert done.returncode == 2
    assert "invalid choice" in done.stderr
