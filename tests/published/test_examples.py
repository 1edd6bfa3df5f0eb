"""The examples on the page about open data work as they stand there."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import samples
from jsonschema import Draft202012Validator

from macros.load import ROOT

PAGE = ROOT / "docs" / "about" / "data.md"
EXAMPLES = re.findall(
    r"^```(python|sh)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
PYTHON = [text for language, text in EXAMPLES if language == "python"]
SHELL = [text for language, text in EXAMPLES if language == "sh"]


@pytest.fixture
def run(tmp_path):
    """Runs commands as somebody would who follows the page."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python").symlink_to(sys.executable)
    path = f"{folder}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "GUIDE": str(ROOT)}

    def run(text):
        found = subprocess.run(
            ["bash", "-euc", text],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stderr == ""
        return found.stdout

    return run


def test_the_page_has_examples_in_python_and_for_the_shell():
    assert len(PYTHON) >= 3
    assert len(SHELL) >= 2


@pytest.mark.parametrize("text", PYTHON)
def test_the_examples_in_python_print_something(text, published, monkeypatch, capsys):
    def from_here(url):
        return (published / urlsplit(url).path.rsplit("/", 1)[-1]).open("rb")

    monkeypatch.setattr("urllib.request.urlopen", from_here)
    exec(compile(text, str(PAGE), "exec"), {})  # noqa: S102 - what the page tells people to run
    assert capsys.readouterr().out


def test_the_command_line_answers_in_words_and_in_the_shape_of_its_schema(run, schema_of):
    text = next(one for one in SHELL if "assess" in one)
    out = run(text).splitlines()
    title = samples.real()["outcomes"]["is-img-us"]["title"]
    assert any(line.startswith(f"{title} Yes") for line in out)
    response = json.loads(out[-1])
    Draft202012Validator(schema_of("assessment")).validate(response)
    assert response["errors"] == []


def test_the_answers_of_every_example_have_the_shape_of_their_schema(schema_of, load):
    check = Draft202012Validator(schema_of("answers"))
    for example in load("guide.json")["examples"].values():
        check.validate(example["answers"])


def test_an_adviser_gets_a_verdict_for_each_applicant_of_a_table(run):
    text = next(one for one in SHELL if "adviser.py" in one)
    rows = list(csv.DictReader(io.StringIO(run(text))))
    assert [row["applicant"] for row in rows] == ["A", "B", "C"]
    assert rows[0]["is-img-us"].startswith("yes")
    assert rows[2]["is-img-us"].startswith("na")
    assert {row["errors"] for row in rows} == {""}


def test_an_answer_that_is_not_understood_is_named_beside_its_applicant(run):
    table = "applicant,school,nonsense\nA,moon,1\n"
    out = run(f"printf '{table}' > a.csv; python $GUIDE/examples/adviser.py a.csv is-img-us")
    row = next(csv.DictReader(io.StringIO(out)))
    assert "school: choose one of" in row["errors"]
    assert "nonsense: " in row["errors"]
    assert row["is-img-us"] == "unknown"


def adviser(run, table, *more):
    """What the adviser's script says of a table; errors come first, as on a terminal."""
    command = f"printf '{table}' > a.csv; python $GUIDE/examples/adviser.py a.csv {' '.join(more)}"
    return run(f"{{ {command}; }} 2>&1 || true")


@pytest.mark.parametrize(
    ("table", "outcome", "said"),
    [
        (
            "applicant,school\nA,abroad\n",
            "is-img-su",
            "there is no outcome “is-img-su”. There are:",
        ),
        ("applicant,school\nA,abroad,more\n", "is-img-us", "the row of “A” has more cells"),
    ],
)
def test_an_adviser_is_told_what_is_wrong_with_the_call_or_the_table(run, table, outcome, said):
    out = adviser(run, table, outcome)
    assert said in out
    assert "Traceback" not in out


def test_a_table_that_is_not_there_is_named(run):
    out = run("python $GUIDE/examples/adviser.py nowhere.csv 2>&1 || true")
    assert "No such file or directory: 'nowhere.csv'" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    "table",
    [
        "applicant;interest;school;status\nA;us;abroad;us_citizen|ca_pr\n",
        "applicant,interest,school,status\nA,us,abroad,us_citizen; ca_pr\n",
        "applicant,interest,school,status\nA,us, abroad ,us_citizen | ca_pr\n",
    ],
)
def test_tables_of_any_program_are_read(run, table):
    row = next(csv.DictReader(io.StringIO(adviser(run, table, "is-img-us"))))
    assert row["is-img-us"].startswith("yes")
    assert row["errors"] == ""
