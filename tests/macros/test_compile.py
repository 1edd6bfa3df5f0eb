"""Compiling: the checked guide as the plain JSON that the engine reads."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
import samples

from macros import __main__ as command_line
from macros import compile as compiling
from macros import guide as current
from macros.compile import compiled, stable_order, words_of
from macros.load import ROOT


@pytest.fixture(scope="module")
def data():
    return compiled(samples.mini())


def day(text):
    return date.fromisoformat(text).toordinal()


def test_it_is_plain_json(data):
    assert json.loads(json.dumps(data)).keys() == data.keys()


def test_a_question_has_its_kind_options_and_condition(data):
    assert data["questions"]["step1"] == {
        "kind": "choice",
        "ask_if": True,
        "options": ["passed", "not_taken"],
    }
    assert data["questions"]["graduated"] == {"kind": "date", "ask_if": ["is", "school", "canada"]}


def test_a_number_has_its_bounds_from_facts():
    guide = samples.mini()
    guide["questions"]["failed"]["max"] = "attempts"
    assert compiled(guide)["questions"]["failed"]["max"] == 4


def test_an_outcome_applies_where_the_person_may_be_interested_in_its_country(data):
    not_canada = ["not", ["is", "interest", "ca"]]
    assert data["outcomes"]["is-img"]["applies"] == not_canada
    assert data["outcomes"]["may-apply"]["applies"] == ["and", not_canada, ["outcome", "is-img"]]
    assert data["outcomes"]["next-season"]["applies"] is True


def test_without_a_question_of_interest_every_country_applies():
    guide = samples.mini()
    del guide["questions"]["interest"]
    assert compiled(guide)["outcomes"]["is-img"]["applies"] is True


def test_a_rule_keeps_its_groups_and_the_kind_and_grade_of_each_criterion(data):
    rule = data["outcomes"]["is-img"]["rule"]
    assert rule["join"] == "or"
    assert [(one["id"], one["kind"], one["grade"]) for one in rule["of"]] == [
        ("img-abroad", "permanent", "confirmed"),
        ("img-canada", "permanent", "dated"),
    ]


def test_a_criterion_is_as_sure_as_the_facts_that_it_reckons_with(data):
    grades = {one["id"]: one["grade"] for one in data["outcomes"]["may-apply"]["rule"]["of"]}
    assert grades == {"attempts-left": "confirmed", "in-window": "dated"}


def test_a_step_has_what_it_needs_costs_takes_and_by_when(data):
    first, rank = data["steps"]["pass-step1"], data["steps"]["rank"]
    assert (first["needs"], first["cost"], first["days"]) == ([], [[580, 580, "USD"]], [14, 28])
    assert (first["deadline"], first["calendar"]) == (None, None)
    assert (rank["needs"], rank["done"], rank["days"]) == (["pass-step1"], False, [0, 0])
    assert (rank["deadline"], rank["calendar"]) == (day("2027-03-03"), "match-2027")


def test_a_step_opens_with_the_first_day_of_its_event(data):
    assert data["steps"]["rank"]["opens"] is None
    guide = samples.mini()
    guide["calendars"]["match-2027"]["events"]["rank-deadline"]["at"] = "2027-02"
    guide["steps"]["rank"]["opens"] = "rank-deadline"
    step = compiled(guide)["steps"]["rank"]
    assert (step["opens"], step["deadline"]) == (day("2027-02-01"), day("2027-02-28"))


def test_what_nobody_knows_is_no_cost_and_no_duration():
    guide = samples.mini()
    unknown = {**guide["facts"]["next-limit"], "kind": "money", "unit": "USD"}
    guide["facts"] |= {"toll": unknown, "wait": {**unknown, "kind": "duration"}}
    guide["steps"]["pass-step1"] |= {"cost": ["toll", "fee"], "duration": "wait"}
    step = compiled(guide)["steps"]["pass-step1"]
    assert (step["cost"], step["days"]) == ([[580, 580, "USD"]], [0, 0])


def test_a_duration_in_words_is_not_reckoned_with():
    guide = samples.mini()
    guide["facts"]["review-time"] = {
        **guide["facts"]["attempts"],
        "kind": "text",
        "value": "some weeks",
    }
    assert compiled(guide)["steps"]["pass-step1"]["days"] == [0, 0]


def test_everything_comes_after_what_its_rules_name(data):
    order = [tuple(pair) for pair in data["order"]]
    assert order.index(("outcome", "is-img")) < order.index(("outcome", "may-apply"))
    assert order.index(("question", "school")) < order.index(("question", "graduated"))
    assert order.index(("question", "graduated")) < order.index(("outcome", "is-img"))


def test_steps_stand_in_the_order_of_need_and_otherwise_of_the_guide():
    assert stable_order({"c": ["a"], "b": [], "a": []}) == ["a", "c", "b"]
    assert stable_order({"a": [], "b": [], "c": []}) == ["a", "b", "c"]


def test_the_version_changes_with_the_rules_and_not_with_the_words(data):
    guide = samples.mini()
    guide["outcomes"]["is-img"]["yes"] = "You are one."
    assert compiled(guide)["guide"] == data["guide"]
    guide["outcomes"]["is-img"]["any"][0]["met"] = "school != abroad"
    assert compiled(guide)["guide"] != data["guide"]


def test_words_have_their_facts_and_events_filled_in():
    guide = samples.mini()
    guide["outcomes"]["is-img"]["yes"] = "It costs {fact:fee} until {event:match-day}."
    words = words_of(guide)
    assert (
        words["outcomes"]["is-img"]["yes"]
        == "It costs US$580 until 19 March 2027, 12:00 Eastern Time."
    )
    assert words["outcomes"]["is-img"]["criteria"] == ["img-abroad", "img-canada"]
    assert words["questions"]["school"]["options"]["abroad"] == "Elsewhere"
    assert "options" not in words["questions"]["failed"]


def test_only_sources_that_a_criterion_names_travel_with_the_engine(data):
    assert set(data["words"]["sources"]) == {"school-page", "old-page"}
    guide = samples.mini()
    guide["outcomes"]["is-img"]["any"][1]["sources"] = ["school-page"]
    assert set(compiled(guide)["words"]["sources"]) == {"school-page"}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The place to which the engine's data is written, instead of the package."""
    monkeypatch.setattr(compiling, "ENGINE_DATA", tmp_path / "guide.json")
    monkeypatch.setattr(compiling, "WORDS", tmp_path / "words.json")
    return tmp_path


def test_it_is_written_only_where_it_has_changed(written):
    guide = samples.mini()
    assert compiling.write(guide) is True
    before = (written / "guide.json").stat().st_mtime_ns
    assert compiling.write(guide) is False
    assert (written / "guide.json").stat().st_mtime_ns == before
    guide["outcomes"]["is-img"]["title"] = "Are you one?"
    assert compiling.write(guide) is True


def test_the_command_compiles_or_says_why_not(written, tmp_path, monkeypatch, capsys):
    path = tmp_path / "guide.yml"
    path.write_text(samples.mini_text(), encoding="utf-8")
    monkeypatch.setattr(current, "GUIDE", path)
    monkeypatch.setattr(current.pages, "mentioned", lambda _: None)
    monkeypatch.setenv("BUILD_DAY", "2026-11-23")
    assert command_line.main(["compile"]) == 0
    assert command_line.main(["compile"]) == 0
    assert capsys.readouterr().out == (
        "checklist_py/guide.json written.\nchecklist_py/guide.json was up to date.\n"
    )
    before = (written / "guide.json").read_bytes()
    path.write_text("questions: {}\n", encoding="utf-8")
    assert command_line.main(["compile"]) == 1
    assert "“sources” is missing" in capsys.readouterr().err
    assert (written / "guide.json").read_bytes() == before


def test_every_build_has_the_same_order_and_name():
    """Whatever order this Python's sets have."""
    script = "import json, samples; print(json.dumps(samples.engine_data(samples.mini())))"
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
