"""Every mistake that a contributor can make is told: its line, what is wrong, what to do."""

import subprocess
import sys
from datetime import date

import pytest
import samples

from macros import __main__ as command_line
from macros import check as checking
from macros import guide, load
from macros.check import bare_figure, check
from macros.load import ROOT
from tests.macros.conftest import MISTAKES, Mistake, problems


def test_a_mistake_is_told_with_its_line_and_what_to_do(mistake):
    assert problems(mistake.text) == [mistake.message]


def test_the_small_guide_is_in_order():
    assert check(samples.mini_text(), samples.TODAY)["aliases"] == {"college": "school"}


def test_all_mistakes_are_told_in_one_run():
    text, wanted = samples.mini_text(), []
    for one in MISTAKES["check"]:
        if text.count(one["old"]) == 1 and one["new"].count("\n") == one["old"].count("\n"):
            text = text.replace(one["old"], one["new"])
            wanted.append(Mistake(**one).message)
    assert len(wanted) > 20
    found = problems(text)
    assert [message for message in wanted if message not in found] == []


def test_a_question_with_options_that_has_none_is_told_with_what_needs_them():
    text = samples.mini_text()
    start = text.index("      us_citizen: {label")
    text = text[: text.rindex("    options:", 0, start)] + text[text.index("  failed:\n") :]
    assert [line.partition(": ")[2] for line in problems(text)] == [
        "question “status”: a question of kind many needs “options”.",
        (
            "outcome “next-season”: the question “status” has no option “us_citizen”. "
            "Its options are ."
        ),
    ]


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("2025-06-31", "is no date of the calendar."),
        ("July 2025", "is not a date such as 2027-01-31."),
        ("2025", "is not a date such as 2027-01-31."),
    ],
)
def test_a_fact_whose_day_is_none_is_told_with_the_rule_that_reckons_with_it(day, wrong):
    text = samples.mini_text().replace("value: 2025-07-01", f'value: "{day}"')
    found = [line.partition(": ")[2] for line in problems(text)]
    assert found[0] == f"fact “cut-off”: “{day}” {wrong}"
    assert day == "2025" or found[1:] == [
        (
            "outcome “is-img”: “First day of the new rule” has no day of the calendar, "
            "so it cannot be compared."
        ),
    ]


def test_an_example_may_answer_that_the_person_does_not_know():
    text = samples.mini_text().replace("answers: {school: abroad,", "answers: {school: unsure,")
    assert check(text, samples.TODAY)["examples"]["abroad"]["answers"]["school"] == "unsure"


def test_a_fact_that_nothing_names_is_told_where_the_pages_are_known():
    named = frozenset({"review-time", "fee"})
    assert check(samples.mini_text(), samples.TODAY, named)
    text = samples.mini_text().replace("    cost: [fee]\n", "")
    with pytest.raises(load.GuideError) as caught:
        check(text, samples.TODAY, frozenset())
    (problem,) = caught.value.problems
    assert problem.message == "fact “fee”: nothing in the guide uses it. Use it or take it out."


def test_a_table_is_checked_in_its_cells():
    tables = """\
tables:
  compare:
    title: Compared
    country: us
    columns: {one: {title: One}}
    rows:
      a: {title: A, cells: {two: {fact: fees}, one: {open: next-limit-opne}}}
      b: {title: B, cells: {one: {text: Something}}}
"""
    text = samples.mini_text().replace("tables: {}\n", tables)
    assert [line.partition(": ")[2] for line in problems(text)] == [
        "table “compare”: the table has no column “two”.",
        "table “compare”: there is no fact “fees”. Did you mean “fee”?",
        (
            "table “compare”: there is no open question “next-limit-opne”. "
            "Did you mean “next-limit-open”?"
        ),
        "table “compare”: a cell with a text needs “sources”.",
    ]


@pytest.mark.parametrize("grade", ["dated", "reported", "inferred"])
def test_a_grade_may_lower_and_never_raise(grade):
    entry = f"    season: '2024'\n    grade: {grade}\n    sources: [old-page]"
    text = samples.mini_text().replace('    season: "2024"\n    sources: [old-page]', entry)
    assert check(text, samples.TODAY)


def test_a_page_may_have_been_read_today():
    text = samples.mini_text().replace("checked: 2026-11-01", "checked: 2026-11-23")
    assert check(text, date(2026, 11, 23))


# figures in words


@pytest.mark.parametrize(
    "text",
    [
        "Pass Step 1 and Step 2 CK, then Step 3.",
        "Steps 1 and 2 come first.",
        "Pathways 1 to 6, Pathway 3, Pathways 3, 4 and 5.",
        "A J-1 or an H-1B visa, Form 186, DS-2019, I-94, 212(e).",
        "The 2027 Match, season 2027, the 2027 season.",
        "R-1 and PGY-1 and MCCQE Part I.",
        "It costs {fact:fee} until {event:match-day}.",
        "One of these, once, first.",
    ],
)
def test_names_with_digits_are_no_figures(text):
    assert bare_figure(text) is None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It costs $580.", "$580."),
        ("within 7 years", "7"),
        ("Four attempts are allowed.", "Four attempts"),
        ("a seven-year limit", "seven-year"),
        ("before July 2025", "2025"),
        ("Step 4", "4"),
        ("Pathway 7", "7"),
        ("{fact:fee} or 3", "3"),
    ],
)
def test_figures_dates_and_counted_things_are_found(text, figure):
    assert bare_figure(text) == figure


def test_the_worst_of_no_grades_is_confirmed():
    assert checking.worst([]) == "confirmed"
    assert checking.worst(["dated", "inferred", "reported"]) == "inferred"


# on the command line


@pytest.fixture
def check_command(tmp_path, monkeypatch, capsys):
    """Runs `python -m macros check` on a guide with no pages."""

    def run(text):
        path = tmp_path / "guide.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for module in (command_line, guide, load):
            monkeypatch.setattr(module, "GUIDE", path)
        monkeypatch.setattr(command_line.pages, "read", list)
        monkeypatch.setenv("BUILD_DAY", "2026-11-23")
        code = command_line.main(["check"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.mark.parametrize("section", MISTAKES)
def test_the_command_tells_a_mistake_in_one_line_without_a_traceback(
    check_command, monkeypatch, section
):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    mistake = Mistake(**MISTAKES[section][0])
    code, out, err = check_command(mistake.text)
    assert (code, out) == (1, "")
    assert mistake.message in err.splitlines()
    assert "Traceback" not in err


def test_a_file_that_is_no_text_is_told_by_the_command(check_command):
    code, _, err = check_command(b"title: \xff\xfe\n")
    assert code == 1
    assert err.startswith("guide.yml:1: it is not written in UTF-8 here.")


def test_in_githubs_checks_a_mistake_stands_beside_its_line(check_command, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    _, _, err = check_command(samples.mini_text().replace("value: 580", "value: lots"))
    assert "::error file=guide.yml,line=" in err
    assert "::fact “fee”: “lots” is not a number: " in err


def test_the_command_counts_what_is_in_order(check_command, monkeypatch):
    monkeypatch.setattr(guide.pages, "mentioned", lambda _: None)
    code, out, err = check_command(samples.mini_text())
    assert (code, err) == (0, "")
    assert out.startswith("guide.yml and 0 pages are in order: 2 sources, 6 facts,")


def test_it_runs_as_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if done.stderr else 0)
