"""Five people go the whole way: questions, verdicts, plan, printed sheet and calendar file."""

import re

import icalendar
import pytest
from people import PEOPLE


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_gets_from_the_first_question_to_sheet_and_calendar(visit, name, record_property):
    page = visit(viewport={"width": 1280, "height": 900}).engine()
    asked = page.go_through(PEOPLE[name])
    everything = page.one("[data-question]").count()
    record_property("questions", f"{name}: {len(asked)} of {everything}")
    assert len(asked) == len(set(asked)) < everything
    assert "No answer left" in page.one(".progress").inner_text()
    assert {"yes", "no"} & set(page.states("outcome").values())
    steps = page.states("step")
    assert "next" in steps.values() or "done" in steps.values()

    pages = re.findall(rb"/Type\s*/Page[^s]", page.tab.pdf(format="A4"))
    assert 1 <= len(pages) <= 3
    entries = icalendar.Calendar.from_ical(page.export("calendar")).walk("VEVENT")
    uids = [str(entry["UID"]) for entry in entries]
    assert len(uids) == len(set(uids))
    assert all(entry["DTSTART"].dt.isoformat() >= "2026-11-23" for entry in entries)
