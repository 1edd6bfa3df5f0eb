"""The calendar can be read by others, and its events keep their ids."""

import copy
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import samples
from published_site import ADDRESS, DAY

from macros import ics
from macros.edition import Edition, events

EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
def read(published):
    text = (published / "calendar.ics").read_bytes()
    found = {
        str(event["UID"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    }
    return found.__getitem__ if found else None


def written(guide, day=DAY):
    return ics.calendar(Edition(guide, day, ADDRESS))


def test_every_event_of_every_calendar_is_in_it_once(published):
    text = (published / "calendar.ics").read_bytes()
    uids = [str(one["UID"]) for one in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    names = [name for _, name, _, _ in events(samples.real())]
    assert sorted(uids) == sorted(f"{name}@img-field-guide.github.io" for name in names)


def test_its_lines_are_short_and_end_as_the_standard_says(published):
    text = (published / "calendar.ics").read_bytes()
    assert text.endswith(b"END:VCALENDAR\r\n")
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_an_event_that_moves_keeps_its_uid():
    guide = samples.mini()
    before = written(guide)["events"][0]
    guide["calendars"][before["calendar"]]["events"][before["id"]]["at"] = "2027-03-04"
    after = next(event for event in written(guide)["events"] if event["id"] == before["id"])
    uid = re.compile("UID:.*")
    old, new = (
        uid.findall(ics.text({**written(guide), "events": [event]})) for event in (before, after)
    )
    assert old == new
    assert before["start"] != after["start"]


@pytest.mark.parametrize(
    ("event", "start", "end"),
    [
        ({"at": "2027-03-03"}, "2027-03-03", "2027-03-04"),
        ({"at": "2027-03-03", "until": "2027-03-05"}, "2027-03-03", "2027-03-06"),
        ({"at": "2027-02"}, "2027-02-01", "2027-03-01"),
        ({"at": "2027-03-03T21:00"}, "2027-03-04T02:00:00Z", "2027-03-04T02:00:00Z"),
        ({"at": "2027-07-03T21:00"}, "2027-07-04T01:00:00Z", "2027-07-04T01:00:00Z"),
        (
            {"at": "2027-03-03T09:00", "until": "2027-03-03T17:00"},
            "2027-03-03T14:00:00Z",
            "2027-03-03T22:00:00Z",
        ),
        (
            {"at": "2027-03-03T09:00", "until": "2027-03-04"},
            "2027-03-03T14:00:00Z",
            "2027-03-05T04:59:00Z",
        ),
    ],
)
def test_an_event_lasts_from_its_first_moment_to_its_last(event, start, end):
    assert ics._range(event, "America/New_York") == {"start": start, "end": end}


def test_an_hour_is_that_of_the_place_whose_clock_counts(read):
    for _, name, event, calendar in events(samples.real()):
        if "T" in event["at"]:
            local = datetime.fromisoformat(event["at"]).replace(
                tzinfo=ZoneInfo(calendar["timezone"])
            )
            assert read(f"{name}@img-field-guide.github.io")["DTSTART"].dt == local


def test_what_is_not_confirmed_is_tentative_and_says_so_until_it_is_past():
    guide = copy.deepcopy(samples.mini())
    for source in guide["sources"].values():
        source |= {"grade": "reported", "confirm_at": "https://www.example.org/"}
    for day, words in ((DAY, True), (date(2030, 1, 1), False)):
        text = ics.text(written(guide, day)).replace("\r\n ", "")
        assert "STATUS:TENTATIVE" in text
        assert "STATUS:CONFIRMED" not in text
        assert ("SUMMARY" in text, ": confirm it first" in text) == (True, words)
        assert "Confirm it at https://www.example.org/" in text


def test_signs_that_mean_something_in_the_format_arrive_as_they_are():
    guide = samples.mini()
    event = next(iter(next(iter(guide["calendars"].values()))["events"].values()))
    event["title"] = "Ranking; done, at \\ last “é漢” " + "long " * 40
    text = ics.text(written(guide)).encode()
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert any(str(one["SUMMARY"]).startswith(event["title"]) for one in found)
