"""What a person keeps and takes away: files, links, calendars, accounts; and what comes back."""

import base64
import json
from datetime import date

import pytest
import samples

from checklist_py import keep
from checklist_py.plan import plan

ANSWERS = {"interest": "us", "school": "abroad", "step1": "not_taken"}
STAMP = "20261123T000000Z"


def state(**parts):
    return {**keep.empty(), **parts}


def saved(guide, **parts):
    """The text of a file with these parts, as the page saves it."""
    one = state(**{"answers": ANSWERS, **parts})
    return json.dumps(keep.file(one, samples.assessed(guide, one["answers"])))


def refused(text, guide):
    with pytest.raises(keep.Refused) as caught:
        keep.opened(text, guide)
    return caught.value.kind


def changed(text, **parts):
    return json.dumps({**json.loads(text), **parts})


# reading


def test_what_was_saved_is_read_again(mini):
    notes = {"rank": {"date": "2027-02", "note": "Ask Ann."}}
    parts = {"answers": ANSWERS, "ticked": ["pass-step1"], "notes": notes, "aside": {"x": "y"}}
    one, seal, errors = keep.opened(saved(mini, **parts), mini)
    assert one == state(**parts)
    assert seal == keep.seal(samples.assessed(mini, ANSWERS))
    assert errors == []


@pytest.mark.parametrize("other", [None, "countries", {"school": "us_md", "step1": "unsure"}])
def test_what_the_answers_are_compared_with_is_read_again(mini, other):
    one, _, errors = keep.opened(saved(mini, compare=other), mini)
    assert (one["compare"], errors) == (other, [])


@pytest.mark.parametrize(
    ("broken", "left", "aside"),
    [
        ("provinces", None, "provinces"),
        (7, None, "7"),
        ([["school"]], None, '[["school"]]'),
        ({"school": "abroad", "shoe": 3}, {"school": "abroad"}, '{"shoe": "3"}'),
        ({"step1_date": "May"}, None, '{"step1_date": "May"}'),
    ],
)
def test_a_comparison_that_cannot_be_read_is_set_aside_and_said(mini, broken, left, aside):
    one, _, errors = keep.opened(changed(saved(mini), compare=broken), mini)
    assert (one["answers"], one["compare"]) == (ANSWERS, left)
    assert one["aside"] == {"compare": aside}
    assert [error["where"] for error in errors] == ["compare"]


def test_of_several_comparisons_the_last_counts():
    states = [state(compare="countries"), state(compare={"school": "abroad"}), state()]
    assert keep.merged(states)["compare"] == {"school": "abroad"}


def test_a_link_holds_the_answers_and_ticks_and_no_notes(mini):
    one = state(answers=ANSWERS, ticked=["pass-step1"], notes={"rank": {"note": "secret"}})
    link = keep.link(one, samples.assessed(mini, ANSWERS))
    assert set(link.removeprefix(keep.LINK)) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    )
    read, _, _ = keep.opened(f"https://example.org/checklist/#{link}\n", mini)
    assert read == state(answers=ANSWERS, ticked=["pass-step1"])


@pytest.mark.parametrize(
    "answers",
    [
        {"status": ["us_citizen", "ca_citizen"]},
        {"graduated": "2026-05"},
        {"failed": 3},
        {"school": "unsure"},
    ],
)
def test_answers_of_every_kind_come_back_as_they_were_given(mini, answers):
    assert keep.opened(json.dumps({"version": 1, "answers": answers}), mini)[0] == state(
        answers=answers
    )


def test_a_former_id_comes_back_as_the_present_one(mini):
    text = json.dumps({"version": 1, "answers": {"college": "abroad"}})
    assert keep.opened(text, mini)[0]["answers"] == {"school": "abroad"}


@pytest.mark.parametrize("names", [("college", "school"), ("school", "college")])
def test_the_present_name_of_a_question_counts_before_a_former_one(mini, names):
    values = {"college": "abroad", "school": "canada"}
    text = json.dumps({"version": 1, "answers": {name: values[name] for name in names}})
    assert keep.opened(text, mini)[0]["answers"] == {"school": "canada"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (None, "large"),
        (b"{}", "large"),
        ("x" * 150_001, "large"),
        ("", "damaged"),
        ("{", "damaged"),
        ('{"answers": NaN}', "damaged"),
        ("[" * 13, "damaged"),
        ('{"x":' * 2000, "damaged"),
        ("[]", "foreign"),
        ("{}", "foreign"),
        ('{"answers": []}', "foreign"),
        ('{"answers": {}, "format": "other", "version": 1}', "foreign"),
        ('{"answers": {}}', "damaged"),
        ('{"answers": {}, "version": true}', "damaged"),
        ('{"answers": {}, "version": 0}', "damaged"),
        ('{"answers": {}, "version": "1"}', "damaged"),
        ('{"answers": {}, "version": 2}', "newer"),
        ("#answers=1.", "damaged"),
        ("#answers=1.!!!", "damaged"),
        ("#answers=1._w", "damaged"),
        ("#answers=1.é", "damaged"),
        ("#answers=1." + base64.urlsafe_b64encode(b"[]").decode(), "foreign"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_kind(mini, text, kind):
    assert refused(text, mini) == kind


def test_a_link_cut_short_is_damaged(mini):
    link = keep.link(state(answers=ANSWERS), samples.assessed(mini, ANSWERS))
    for cut in range(len(keep.LINK), len(link)):
        assert refused(link[:cut], mini) == "damaged"


def test_brackets_within_words_are_not_deep(mini):
    text = saved(mini, notes={"rank": {"note": '\\"[[[[[[[[[[[[[[[[\\'}})
    assert keep.opened(text, mini)[0]["notes"]["rank"]["note"].count("[") == 16


def test_what_does_not_fit_is_put_aside_and_said(mini):
    text = saved(mini, answers=ANSWERS)
    text = changed(text, answers={**ANSWERS, "school": "mars", "shoe": [9]})
    one, _, errors = keep.opened(text, mini)
    assert one["answers"] == {"interest": "us", "step1": "not_taken"}
    assert one["aside"] == {"school": "mars", "shoe": "[9]"}
    assert [error["where"] for error in errors] == ["school", "shoe"]


def test_no_more_is_put_aside_than_there_is_room_for(mini):
    aside = {f"q{number}": 1 for number in range(300)}
    one, _, _ = keep.opened(changed(saved(mini), aside=aside), mini)
    assert len(one["aside"]) == keep.MOST_ASIDE


def test_a_step_is_ticked_once_and_by_its_present_name(mini):
    text = changed(saved(mini), ticked=["rank", "rank", "no-step", 7])
    one, _, errors = keep.opened(text, mini)
    assert one["ticked"] == ["rank"]
    what = "this guide has no such step; it is set aside"
    assert errors == [{"where": "no-step", "what": what}, {"where": "7", "what": what}]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ({"note": "x" * 3000}, {"note": "x" * 2000}),
        ({"note": "half \ud83d a character"}, {"note": "half ? a character"}),
        ({"date": "2027-02-03"}, {"date": "2027-02-03"}),
        ({"date": "", "note": ""}, None),
        ({"date": 3, "note": 3}, None),
        ("a note", None),
    ],
)
def test_of_a_note_what_fits_is_taken(mini, note, expected):
    one, _, errors = keep.opened(changed(saved(mini), notes={"rank": note}), mini)
    assert one["notes"].get("rank") == expected
    assert errors == []


def test_a_note_of_no_step_is_put_aside(mini):
    one, _, errors = keep.opened(changed(saved(mini), notes={"gone": {"note": "x"}}), mini)
    assert one["aside"] == {"gone": '{"note": "x"}'}
    assert len(errors) == 1


def test_an_own_day_that_is_none_is_said(mini):
    one, _, errors = keep.opened(changed(saved(mini), notes={"rank": {"date": "soon"}}), mini)
    assert one["notes"] == {}
    assert errors[0]["where"] == "rank"


@pytest.mark.parametrize("part", ["ticked", "notes", "aside", "seal"])
@pytest.mark.parametrize("value", [None, 3, "x", [], {}, [[]], {"a": []}])
def test_a_part_of_another_shape_harms_no_other(mini, part, value):
    one, _, _ = keep.opened(changed(saved(mini), **{part: value}), mini)
    assert one["answers"] == ANSWERS


def test_of_several_states_the_later_count_before_the_earlier():
    one = state(answers={"a": 1, "b": 1}, ticked=["x"], notes={"x": {"note": "1"}})
    two = state(answers={"b": 2}, ticked=["x", "y"], aside={"c": "3"})
    assert keep.merged([one, two]) == {
        "answers": {"a": 1, "b": 2},
        "ticked": ["x", "y"],
        "notes": {"x": {"note": "1"}},
        "aside": {"c": "3"},
        "compare": None,
    }


def test_of_ones_own_month_the_last_day_counts():
    notes = {"rank": {"date": "2027-02"}, "pass-step1": {"note": "x"}}
    assert keep.own_days(notes) == {"rank": date(2027, 2, 28).toordinal()}


# what has changed since


def test_a_seal_tells_the_verdict_and_the_rule(mini):
    seal = keep.seal(samples.assessed(mini, ANSWERS))
    assert {name: one.partition("-")[0] for name, one in seal.items()} == {
        "is-img": "yes",
        "may-apply": "no",
        "next-season": "unknown",
    }


def test_nothing_is_told_while_the_rules_are_the_same(mini):
    sealed = keep.seal(samples.assessed(mini, {}))
    assert keep.since(sealed, samples.assessed(mini, ANSWERS)) == {}


def test_a_changed_rule_is_told_with_the_verdicts_before_and_now(mini):
    data = samples.mini()
    data["outcomes"]["is-img"]["any"][0]["met"] = "school == us_md"
    now = samples.assessed(samples.engine_guide(data), ANSWERS)
    found = keep.since(keep.seal(samples.assessed(mini, ANSWERS)), now)
    assert found["is-img"] == {"before": "yes", "now": "no", "rule": True}
    assert found["may-apply"] == {"before": "no", "now": "na", "rule": False}
    assert "next-season" not in found


def test_a_seal_that_cannot_be_one_is_not_told(mini):
    sealed = {"is-img": "perhaps-0000", "gone": "no-0000"}
    assert keep.since(sealed, samples.assessed(mini, ANSWERS)) == {}


# writing


def calendar(guide, answers=None, **parts):
    one = state(answers=answers or ANSWERS, **parts)
    assessment = samples.assessed(guide, one["answers"], ticked=one["ticked"])
    found = plan(assessment, keep.own_days(one["notes"]))
    return keep.calendar(one, assessment, found, STAMP)


def entries(text):
    return [line for line in text.replace("\r\n ", "").split("\r\n") if line.startswith("UID:")]


def test_a_calendar_has_each_steps_deadline_last_day_and_own_day(mini):
    text = calendar(mini, notes={"rank": {"date": "2027-02-03"}})
    assert entries(text) == [
        "UID:pass-step1-begin@img-field-guide",
        "UID:rank-deadline@img-field-guide",
        "UID:rank-own@img-field-guide",
    ]
    assert "DTSTART;VALUE=DATE:20270203\r\nDTEND;VALUE=DATE:20270204" in text
    assert "SUMMARY:Deadline: Rank\r\n" in text


def test_a_calendar_leaves_out_what_is_done_and_what_is_past(mini):
    done = calendar(mini, ticked=["pass-step1", "rank"])
    assert entries(done) == []
    assessment = samples.assessed(mini, ANSWERS, date(2027, 3, 4))
    late = keep.calendar(state(answers=ANSWERS), assessment, plan(assessment), STAMP)
    assert entries(late) == []


def opening(today=samples.TODAY):
    """A small guide in which ranking opens in February, and what a person takes away of it."""
    data = samples.mini()
    events = data["calendars"]["match-2027"]["events"]
    data["calendars"]["match-2027"]["events"] = {
        **events,
        "ranking": {**events["match-day"], "at": "2027-02-01"},
    }
    data["steps"]["rank"]["opens"] = "ranking"
    assessment = samples.assessed(samples.engine_guide(data), ANSWERS, today)
    return state(answers=ANSWERS), assessment, plan(assessment)


def test_a_calendar_has_the_day_on_which_a_step_opens_until_it_comes():
    text = keep.calendar(*opening(), STAMP)
    assert "UID:rank-opens@img-field-guide" in entries(text)
    assert "SUMMARY:Opens: Rank\r\n" in text
    assert "DTSTART;VALUE=DATE:20270201" in text
    open_now = keep.calendar(*opening(date(2027, 2, 1)), STAMP)
    assert "UID:rank-opens@img-field-guide" not in entries(open_now)


def test_a_summary_says_when_a_step_opens_until_it_does():
    assert "; opens 2027-02-01; deadline" in keep.account(*opening(), "2026-11-23")
    assert "opens" not in keep.account(*opening(date(2027, 2, 1)), "2027-02-01")


def test_a_line_of_a_calendar_is_folded_between_characters_and_never_too_long(mini):
    note = "ä; ö, \\ 日本\r\nsecond\x07 line " * 20
    text = calendar(mini, notes={"rank": {"date": "2027-02-03", "note": note}})
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "ä\\; ö\\, \\\\ 日本\\nsecond line" in unfolded
    assert "\x07" not in text


def test_a_calendar_made_later_updates_the_earlier(mini):
    assessment = samples.assessed(mini, ANSWERS)

    def sequence(stamp):
        text = keep.calendar(state(answers=ANSWERS), assessment, plan(assessment), stamp)
        return int(text.partition("SEQUENCE:")[2].partition("\r\n")[0])

    assert sequence("20261123T120001Z") == sequence("20261123T120000Z") + 1
    assert sequence("20250101T000000Z") == 0
    assert sequence("21001231T235959Z") == 2**31 - 1  # what calendars can count to


@pytest.mark.parametrize(
    ("now", "stamp"),
    [
        ("2026-11-24T08:09:10.123Z", "20261124T080910Z"),
        *((now, STAMP) for now in (None, 3, "", "noon", "1999-01-01T00:00:00Z", [], "9" * 50)),
    ],
)
def test_a_calendar_is_stamped_with_its_moment_or_else_with_the_day(now, stamp):
    assert keep.stamp(now, date(2026, 11, 23)) == stamp


def account(guide, answers, **parts):
    one = state(answers=answers, **parts)
    assessment = samples.assessed(guide, answers, ticked=one["ticked"])
    return keep.account(one, assessment, plan(assessment), "2026-11-23")


def test_an_account_tells_answers_verdicts_plan_and_sources(mini):
    answers = {
        **ANSWERS,
        "failed": 4,
        "status": ["us_citizen", "ca_citizen"],
        "graduated": "unsure",
    }
    notes = {"rank": {"date": "2027-02-03", "note": "Ask <Ann>\n# now"}}
    known = {name: one for name, one in answers.items() if one != "unsure"}
    one = state(answers=answers, ticked=["pass-step1"], notes=notes)
    assessment = samples.assessed(mini, known, ticked=["pass-step1"])
    text = keep.account(one, assessment, plan(assessment), "2026-11-23")
    assert text == samples.golden("account.md", text)


def test_an_account_leaves_out_what_does_not_apply(mini):
    text = account(mini, {"school": "us_md", "interest": "ca"})
    assert "Are you an IMG?" not in text
    assert "Pass Step 1" not in text
