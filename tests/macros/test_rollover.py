"""The next season opens as not known; nothing of an old season is ever shown as the new one's."""

import copy
from datetime import date

import pytest
import samples
import yaml

from macros import rollover
from macros.check import check

DAY = "2026-11-23"


@pytest.fixture
def season():
    return rollover.Season("2027", "2028")


@pytest.fixture
def guide():
    guide = samples.mini()
    limit = {"title": "Limit of the 2027 season", "kind": "date", "value": "2026-01-31"}
    limit |= {"season": "2027 season, training from 2027, read in 2026", "sources": ["school-page"]}
    guide["facts"]["limit-2027"] = limit
    guide["facts"]["fee"]["season"] = "2027 season"
    return guide


def values(entries):
    return [key for one in entries.values() for key in ("value", "low", "high") if key in one]


def test_a_fact_of_the_season_opens_as_not_known_with_whom_to_ask(guide, season):
    found = rollover.opened(guide, season, DAY)
    fact = found["facts"]["limit-2028"]
    assert (fact["title"], fact["unknown"]) == ("Limit of the 2028 season", "limit-2028-open")
    assert fact["season"] == "2028 season, training from 2028, read in 2027"
    asked = found["open"]["limit-2028-open"]
    assert asked["ask"] == "The certifier"
    assert asked["since"] == DAY


def test_no_value_is_carried_over(guide, season):
    for found in (rollover.opened(guide, season, DAY), rollover.closed(guide, season, DAY)):
        assert found["facts"]
        assert values(found["facts"]) == []


def test_a_fact_that_stays_becomes_history_and_not_known(guide, season):
    fee = rollover.closed(guide, season, DAY)["facts"]["fee"]
    assert fee["unknown"] == "fee-2028-open"
    assert [one["value"] for one in fee["history"]] == [560, 580]


def test_an_event_opens_as_a_question_because_a_calendar_has_no_event_without_a_date(season):
    guide = samples.mini()
    calendar = next(iter(guide["calendars"].values()))
    calendar["events"] = {"rank-2027-deadline": next(iter(calendar["events"].values()))}
    found = rollover.opened(guide, season, DAY)
    assert list(found["open"]) == ["rank-2028-deadline-open"]
    assert "calendars" not in found


def test_what_is_there_already_is_left_alone(guide, season):
    guide["facts"]["limit-2028"] = guide["facts"]["limit-2027"]
    assert rollover.opened(guide, season, DAY)["facts"] == {}


@pytest.mark.parametrize("part", ["opened", "closed"])
def test_the_guide_with_the_new_entries_is_in_order(season, part):
    guide = samples.real()
    found = getattr(rollover, part)(guide, season, DAY)
    for section, entries in yaml.safe_load("".join(rollover.written(found))).items():
        guide[section] |= copy.deepcopy(entries)
    text = yaml.dump(guide, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    named_on_pages = frozenset([*guide["sources"], *guide["facts"]])
    last_read = max(str(source["checked"]) for source in guide["sources"].values())
    whole = check(text, date.fromisoformat(last_read), named_on_pages)
    assert set(found["open"]) <= set(whole["open"])


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _):
        return True


def test_a_rule_on_an_opened_season_answers_not_known(season, guide):
    criterion = guide["outcomes"]["next-season"]["all"][0]
    criterion["met"] = "graduated >= fact.limit_2028"
    guide["questions"]["graduated"].pop("ask_if")
    for section, entries in rollover.opened(guide, season, DAY).items():
        guide[section] |= entries
    answers = {"interest": "us", "graduated": "2026-06"}
    one = samples.assessed(samples.engine_guide(guide), answers)
    assert one.verdict("next-season") == "unknown"
    assert ("open", "limit-2028-open") in one.left_names("next-season")


def test_the_command_prints_both_parts(monkeypatch, capsys):
    monkeypatch.setattr(rollover, "current", samples.mini)
    monkeypatch.setenv("BUILD_DAY", DAY)
    arguments = type("Given", (), {"old": "2026", "new": "2027"})
    assert rollover.command(arguments) == 0
    first, second = capsys.readouterr().out.split("---\n")
    assert first.startswith("# New entries, to open season 2027")
    assert "fee-2027-open" in second
