"""The next season opens as not known; nothing of an old season is ever shown as the new one's."""

from datetime import date

import pytest
import samples
import yaml
from jinja2 import Environment, StrictUndefined

from macros import pages, rollover, words_lint
from macros.check import check
from macros.ledger import verdicts
from macros.load import read as document
from macros.render import Renderer
from macros.versions import NoVersion

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


@pytest.fixture(scope="module")
def turned():
    """The real guide after the roll-over: what the command prints, put in its place."""
    guide = samples.real()
    for part in (rollover.opened, rollover.closed):
        printed = "".join(rollover.written(part(guide, rollover.Season("2027", "2028"), DAY)))
        assert "&id" not in printed
        for section, entries in yaml.safe_load(printed).items():
            guide[section] |= entries
    return guide


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _):
        return True


def test_the_guide_after_the_roll_over_is_in_order(turned):
    text = yaml.dump(turned, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    whole = check(text, date(2027, 7, 1), pages.mentioned(pages.read()))
    assert list(words_lint.guide_problems(document(text))) == []
    assert set(samples.real()["open"]) < set(whole["open"])


def test_every_page_after_the_roll_over_can_be_written_and_says_not_known_yet(turned):
    builder = Environment(undefined=StrictUndefined, comment_start_string="{##")  # noqa: S701 - Markdown
    renderer = Renderer(turned, date(2027, 7, 1))
    written = {}
    for page in pages.read():
        macros = renderer.macros(lambda page=page: (page.path, page.meta))
        written[page.path] = builder.from_string(page.text).render(**page.meta, **macros)
    assert "at least US$" in written["certification/cost-and-time.md"]
    assert "not known yet" in written["us/cost.md"]


def test_no_verdict_is_turned_by_the_roll_over_but_into_not_known(turned):
    before, after = verdicts(samples.real()), verdicts(turned)
    moved = [(before[key], state) for key, state in after.items() if before[key] != state]
    assert {state for _, state in moved} == {"unknown"}


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


@pytest.mark.parametrize(
    "given", [("2027", "next"), ("27", "28"), ("2027", "2027"), ("2028", "2027")]
)
def test_two_years_are_asked_for_in_their_order(given):
    with pytest.raises(NoVersion, match="two years"):
        rollover.Season(*given)


def test_the_command_prints_both_parts(monkeypatch, capsys):
    monkeypatch.setattr(rollover, "current", samples.mini)
    monkeypatch.setenv("BUILD_DAY", DAY)
    arguments = type("Given", (), {"old": "2026", "new": "2027"})
    assert rollover.command(arguments) == 0
    first, second = capsys.readouterr().out.split("---\n")
    assert first.startswith("# New entries, to open season 2027")
    assert "fee-2027-open" in second
