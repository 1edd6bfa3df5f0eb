"""How values, dates and sums are written for readers."""

import pytest

from macros import words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2027", "2027"),
        ("2027-03", "March 2027"),
        ("2027-03-03", "3 March 2027"),
        ("2027-03-03T21:00", "3 March 2027, 21:00"),
    ],
)
def test_a_day_is_written_out_as_far_as_it_is_known(text, written):
    assert words.day(text) == written


@pytest.mark.parametrize(
    ("event", "written"),
    [
        ({"at": "2027-03-03"}, "3 March 2027"),
        ({"at": "2027-03", "until": "2027-04"}, "March 2027 to April 2027"),
        (
            {"at": "2027-03-15T10:00", "until": "2027-03-18T21:00", "timezone": "America/New_York"},
            "15 March 2027, 10:00 to 18 March 2027, 21:00 Eastern Time",
        ),
        (
            {"at": "2027-03-15T10:00", "until": "2027-03-15T11:30", "timezone": "Europe/Paris"},
            "15 March 2027, 10:00-11:30 Europe/Paris",
        ),
        ({"at": "2027-03-15", "timezone": "America/New_York"}, "15 March 2027"),
    ],
)
def test_an_event_is_written_with_its_zone_where_it_has_an_hour(event, written):
    assert words.span(event) == written


@pytest.mark.parametrize(
    ("value", "written"), [(1234, "1,234"), (0, "0"), (2.5, "2.5"), (2.0, "2"), ("a few", "a few")]
)
def test_a_number_has_no_needless_decimals(value, written):
    assert words.number(value) == written


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [
        (1740, "USD", "US$1,740"),
        (99.5, "CAD", "CA$99.50"),
        (587, "AUD", "AU$587"),
        (5, "EUR", "EUR 5"),
    ],
)
def test_a_sum_has_its_currency(value, currency, written):
    assert words.money(value, currency) == written


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        ({"kind": "money", "unit": "USD", "value": 580}, "US$580"),
        ({"kind": "duration", "unit": "years", "value": 7}, "7 years"),
        ({"kind": "duration", "unit": "years", "value": 1}, "1 year"),
        ({"kind": "duration", "unit": "weeks", "low": 2, "high": 4}, "2 to 4 weeks"),
        ({"kind": "percent", "value": 93.5}, "93.5%"),
        ({"kind": "date", "value": "2025-07-01"}, "1 July 2025"),
        ({"kind": "yesno", "value": True}, "yes"),
        ({"kind": "yesno", "value": False}, "no"),
        ({"kind": "score", "value": 350}, "350"),
        ({"kind": "number", "unit": "programs", "value": 20}, "20 programs"),
        ({"kind": "text", "value": "in writing"}, "in writing"),
        ({"kind": "date", "unknown": "when"}, "not known yet"),
    ],
)
def test_a_fact_is_written_as_its_kind_asks(fact, written):
    assert words.fact_value(fact) == written


def test_an_older_value_is_written_like_the_present_one():
    fact = {"kind": "money", "unit": "USD", "value": 580}
    assert words.fact_value(fact, {"value": 560}) == "US$560"


def test_a_day_is_read_from_a_date_with_an_hour():
    assert words.parse_day("2027-03-03T21:00").isoformat() == "2027-03-03"
