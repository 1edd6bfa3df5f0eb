"""What is due for review is listed, what most verdicts rest on first."""

from datetime import date
from types import SimpleNamespace

import pytest
import samples

from macros import fresh


def names(rows):
    return [row.name for row in rows]


def test_a_source_is_due_from_its_review_date_on():
    guide = samples.mini()
    assert names(fresh.due(guide, date(2026, 12, 31))["sources"]) == []
    assert names(fresh.due(guide, date(2027, 1, 1))["sources"]) == ["school-page"]


def test_facts_and_events_are_due_with_the_first_of_their_sources():
    guide = samples.mini()
    guide["facts"]["fee"]["sources"] = ["old-page", "school-page"]
    found = fresh.due(guide, date(2027, 1, 1))
    assert "fee" in names(found["facts"])
    assert "window" not in names(found["facts"])
    assert names(found["events"])


def test_what_most_verdicts_rest_on_comes_first():
    rows = fresh.due(samples.mini(), date(2028, 1, 1))["facts"]
    assert [row.verdicts for row in rows] == sorted((row.verdicts for row in rows), reverse=True)
    counts = {row.name: row.verdicts for row in rows}
    assert (counts["window"], counts["attempts"], counts["fee"]) == (1, 1, 0)


def test_a_fact_that_no_verdict_rests_on_is_only_counted():
    lines = list(fresh.report(fresh.due(samples.mini(), date(2028, 1, 1)), 400))
    text = "\n".join(lines)
    assert "`attempts`" in text
    assert "`fee`" not in text
    assert "No verdict rests on" in text


@pytest.mark.parametrize(("day", "due"), [("2026-11-23", 0), ("2026-12-15", 1)])
def test_the_command_looks_ahead_as_many_days_as_it_is_told(monkeypatch, capsys, day, due):
    monkeypatch.setattr(fresh, "current", samples.mini)
    monkeypatch.setenv("BUILD_DAY", day)
    assert fresh.command(SimpleNamespace(days=30)) == 0
    assert f"{due} sources are due for review within 30 days" in capsys.readouterr().out
