"""The bridge: JSON text in, JSON text out, whatever comes in."""

import gc
import json
import re

import pytest
import samples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklist_py import bridge, keep, respond

ABROAD = {"interest": "us", "school": "abroad"}
MAY_APPLY = {**ABROAD, "failed": 0, "step1": "passed", "step1_date": "2024-03"}
WHEN = {"version": 1, "today": "2026-11-23"}

pytestmark = pytest.mark.usefixtures("installed")


def ask(**parts):
    return json.loads(respond(json.dumps({**WHEN, **parts})))


def refused(request):
    """What is said of a request of which nothing could be read."""
    text = request if isinstance(request, str) else json.dumps(request)
    response = json.loads(respond(text))
    assert set(response) == {"version", "errors"}
    (error,) = response["errors"]
    assert error["where"] == "request"
    return error["what"]


# assess


def test_a_verdict_comes_with_its_grade_and_reasons():
    found = ask(answers=MAY_APPLY)["outcomes"]["may-apply"]
    assert found == {
        "state": "yes",
        "grade": "dated",
        "because": ["attempts-left", "in-window"],
        "kind": None,
        "rests_on": ["failed", "graduated", "interest", "school", "step1", "step1_date"],
    }


def test_what_is_shown_is_remembered_longer_than_what_was_only_looked_ahead_at():
    for failed in range(30):
        ask(answers={**ABROAD, "failed": failed}, shown={**WHEN, "answers": ABROAD})
    remembered = list(bridge.guide().responses)
    assert len(remembered) < 30
    assert any("failed" not in answers for answers in remembered)


def test_a_no_comes_with_its_kind():
    assert ask(answers={**MAY_APPLY, "failed": 4})["outcomes"]["may-apply"]["kind"] == "permanent"


def test_answers_leave_no_circles_of_objects_for_which_the_worker_would_have_to_look():
    shown = {**WHEN, "answers": {}}
    ask(answers={})
    gc.collect()
    gc.disable()
    try:
        for answers in (ABROAD, MAY_APPLY, {**ABROAD, "failed": 4}, {"school": "nowhere"}):
            respond(json.dumps({**WHEN, "answers": answers, "shown": shown}))
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_what_is_not_known_comes_with_what_it_needs():
    answers = {"status": ["none"], "school": "canada"}
    assert ask(answers=answers)["outcomes"]["next-season"] == {
        "state": "unknown",
        "open": ["next-limit-open"],
        "needs": ["graduated"],
    }


def test_what_does_not_apply_comes_alone():
    assert ask(answers={"school": "us_md"})["outcomes"]["may-apply"] == {"state": "na"}


def test_every_criterion_has_a_state():
    assert ask(answers={**ABROAD, "failed": 4})["criteria"] == {
        "img-abroad": "yes",
        "img-canada": "no",
        "attempts-left": "no",
        "in-window": "unknown",
        "next-limit-met": "unknown",
    }
    assert ask(answers={"school": "us_md"})["criteria"]["attempts-left"] == "na"


def test_every_question_has_a_state():
    assert ask(answers={**ABROAD, "failed": "unsure"})["questions"] == {
        "interest": "answered",
        "school": "answered",
        "graduated": "aside",
        "status": "ask",
        "failed": "unsure",
        "step1": "ask",
        "step1_date": "idle",
    }


def test_the_next_question_is_the_one_that_can_change_most():
    assert ask()["next"] == "interest"
    assert ask(answers=ABROAD)["next"] == "status"


def test_what_one_does_not_know_is_not_asked_again():
    unsure = {"status": "unsure", "failed": "unsure"}
    assert ask(answers={**ABROAD, **unsure})["next"] == "step1"


def test_what_may_not_be_asked_is_asked_where_nobody_knows():
    unsure = dict.fromkeys(("status", "failed", "step1"), "unsure")
    assert ask(answers={**ABROAD, **unsure})["next"] == "step1_date"
    assert ask(answers={**ABROAD, **unsure, "step1_date": "unsure"})["next"] is None


def test_the_number_of_questions_left_counts_those_that_may_follow():
    assert ask(answers={**ABROAD, "status": ["us_citizen"]})["matter"] == 3
    assert ask(answers={**MAY_APPLY, "status": ["us_citizen"]})["matter"] == 0


def test_questions_can_be_asked_for_some_outcomes_only():
    assert ask(answers=ABROAD, only=["may-apply"])["next"] == "failed"
    assert ask(answers=ABROAD, only=["no-outcome"])["next"] == "status"
    assert ask(answers=ABROAD, only="may-apply")["next"] == "status"


def test_a_step_comes_with_its_days():
    found = ask(answers={**ABROAD, "step1": "not_taken"})["steps"]
    assert found["rank"] == {
        "state": "waiting",
        "waits_for": ["pass-step1"],
        "start": "2026-12-21",
        "ready": "2026-12-21",
        "begin_by": "2027-03-03",
        "over": False,
        "limit": None,
        "limit_of": None,
        "late": False,
    }


def test_ticked_steps_and_own_days_are_counted():
    given = {"answers": {**ABROAD, "step1": "not_taken"}}
    assert ask(**given, ticked=["pass-step1", 3])["steps"]["pass-step1"]["state"] == "done"
    late = ask(**given, notes={"pass-step1": {"date": "2027-04-01"}})
    assert late["seasons"]["match-2027"]["state"] == "no"


def test_costs_seasons_picture_and_seal_are_there():
    response = ask(answers={**ABROAD, "step1": "not_taken"})
    assert response["costs"] == {"USD": [580, 580]}
    assert response["seasons"]["match-2027"]["state"] == "yes"
    assert response["picture"]["first"] == "2026-11"
    assert set(response["seal"]) == set(response["outcomes"])


def test_a_wrong_answer_is_described_and_the_others_count():
    response = ask(answers={**ABROAD, "failed": -1})
    assert response["outcomes"]["is-img"]["state"] == "yes"
    assert response["errors"] == [{"where": "failed", "what": "give a number from 0 to 10000"}]


# beside what is shown


def patched(before, part):
    """A response, with what differs from it put in."""
    by_id = {name for name, one in before.items() if isinstance(one, dict)} & {
        *("outcomes", "criteria", "questions", "steps", "seal")
    }
    return {**before, **{k: {**before[k], **v} if k in by_id else v for k, v in part.items()}}


REQUESTS = [
    {},
    {"answers": ABROAD},
    {"answers": MAY_APPLY},
    {"answers": {**MAY_APPLY, "failed": 4}},
    {"answers": {**ABROAD, "failed": 1}},
    {"answers": {**ABROAD, "failed": True}},
    {"answers": {**ABROAD, "failed": "unsure"}, "only": ["may-apply"]},
    {"answers": MAY_APPLY, "ticked": ["pass-step1"], "notes": {"rank": {"date": "2027-02"}}},
    {"answers": MAY_APPLY, "today": "2031-04-01"},
    {"answers": {"school": "canada", "graduated": "2026-05", "interest": "ca"}},
]


@pytest.mark.parametrize("shown", REQUESTS)
@pytest.mark.parametrize("wanted", REQUESTS)
def test_what_is_shown_and_what_differs_are_the_whole(shown, wanted):
    before, whole = ask(**shown), ask(**wanted)
    part = ask(**wanted, shown={**WHEN, **shown})
    assert part.pop("partial") is True
    assert patched(before, part) == whole
    assert all(part[name] != before[name] for name in part.keys() - {"version"})


def test_where_nothing_differs_nothing_is_given():
    assert ask(answers=ABROAD, shown={**WHEN, "answers": ABROAD}) == {"version": 1, "partial": True}


@pytest.mark.parametrize("shown", [None, 3, [], {}, {"answers": ABROAD}, {"today": "soon"}])
def test_beside_what_cannot_have_been_shown_the_whole_is_given(shown):
    assert ask(answers=ABROAD, shown=shown) == ask(answers=ABROAD)


def test_whatever_was_asked_meanwhile_the_same_differs():
    request = {"answers": MAY_APPLY, "shown": {**WHEN, "answers": ABROAD}}
    part = ask(**request)
    for other in REQUESTS:
        ask(**other)
        assert ask(**request) == part


# the others


def test_open_joins_texts_and_says_what_was_refused():
    texts = [
        json.dumps({"version": 1, "answers": {"school": "abroad", "shoe": 9}}),
        "rubbish",
        json.dumps({"version": 1, "answers": {"school": "canada"}, "seal": {"is-img": "yes-0000"}}),
    ]
    response = ask(do="open", texts=texts)
    assert response["state"]["answers"] == {"school": "canada"}
    assert [(one["text"], one["kind"]) for one in response["refused"]] == [(1, "damaged")]
    assert response["since"]["is-img"] == {"before": "yes", "now": "unknown", "rule": True}
    assert [error["where"] for error in response["errors"]] == ["shoe"]


@pytest.mark.parametrize("texts", [None, "x", {}, []])
def test_open_without_texts_gives_an_empty_state(texts):
    assert ask(do="open", texts=texts)["state"]["answers"] == {}


def test_open_reads_no_more_texts_than_a_person_has():
    text = json.dumps({"version": 1, "answers": {}})
    assert len(ask(do="open", texts=[*[text] * 20, "rubbish"])["refused"]) == 0


def test_change_says_what_would_turn_a_no():
    answers = {**MAY_APPLY, "step1_date": "2015-01"}
    response = ask(do="change", outcome="may-apply", answers=answers)
    assert (response["changes"], response["then"]) == ({"step1_date": "2026-11-23"}, "yes")


@pytest.mark.parametrize("outcome", [None, "none", 3, ["may-apply"]])
def test_change_of_no_outcome_is_nothing(outcome):
    assert ask(do="change", outcome=outcome)["changes"] is None


def test_compare_puts_two_cases_side_by_side():
    response = ask(do="compare", answers=MAY_APPLY, other={**MAY_APPLY, "school": "us_md"})
    assert response["outcomes"]["is-img"] == ["yes", "no"]
    assert response["answers"] == ["school"]
    assert response["next"] == [["rank"], []]
    assert len(response["costs"]) == len(response["seasons"]) == 2


CALENDAR_HEAD = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//IMG Field Guide//Checklist//EN\r
CALSCALE:GREGORIAN\r
X-WR-CALNAME:IMG Field Guide: my dates\r
"""


@pytest.mark.parametrize(
    ("kind", "name", "media", "begins"),
    [
        ("json", "img-field-guide.json", "application/json", '{\n "'),
        ("markdown", "img-field-guide.md", "text/markdown", "# Where I stand"),
        ("calendar", "img-field-guide.ics", "text/calendar", CALENDAR_HEAD),
        ("link", "", "text/uri-list", "answers=1."),
        ("unknown", "img-field-guide.json", "application/json", '{\n "'),
    ],
)
def test_export_makes_what_is_asked_for(kind, name, media, begins):
    response = ask(do="export", **{"as": kind}, answers=ABROAD)
    assert (response["name"], response["type"]) == (name, media)
    assert response["text"].startswith(begins)


def test_what_is_exported_names_its_day_and_keeps_every_letter():
    notes = {"rank": {"note": "Évaluation"}}
    given = {"do": "export", "answers": MAY_APPLY, "notes": notes}
    assert '"Évaluation"' in ask(**given, **{"as": "json"})["text"]
    assert "IMG Field Guide, 2026-11-23." in ask(**given, **{"as": "markdown"})["text"]


def test_a_response_is_compact_and_always_written_alike():
    kept = json.dumps({"version": 1, "answers": ABROAD, "notes": {"rank": {"note": "Évaluation"}}})
    text = respond(json.dumps({**WHEN, "do": "open", "texts": [kept]}))
    compact = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    assert text == json.dumps(json.loads(text), **compact)
    assert "Évaluation" in text


def test_what_is_remembered_is_of_the_same_day_steps_and_notes():
    given = {"answers": {**ABROAD, "step1": "not_taken"}}
    own = {"notes": {"pass-step1": {"date": "2027-02-01"}}}
    others = ({}, {"today": "2026-12-24"}, {"ticked": ["pass-step1"]}, own)
    found = [json.dumps(ask(**given, **other)) for other in others]
    assert len(set(found)) == len(found)
    assert [json.dumps(ask(**given, **other)) for other in others] == found


def test_answers_that_are_null_are_a_mistake_also_after_a_request_without_any():
    assert ask()["errors"] == []
    assert [error["where"] for error in ask(answers=None)["errors"]] == ["answers"]
    assert ask()["errors"] == []


def test_compared_cases_come_with_how_many_verdicts_and_steps_each_has():
    sides = MAY_APPLY, {"interest": "us"}
    tallies = ask(do="compare", answers=sides[0], other=sides[1])["tallies"]
    for answers, tally in zip(sides, tallies, strict=True):
        found = ask(answers=answers)
        states = [one["state"] for one in found["outcomes"].values()]
        left = [one for one in found["steps"].values() if one["state"] not in ("done", "na")]
        counts = {state: states.count(state) for state in ("yes", "no", "unknown")}
        assert tally == {**counts, "steps": len(left)}
    assert tallies[0] != tallies[1]


def test_a_calendar_made_a_moment_later_counts_before_the_earlier():
    request = {"do": "export", "as": "calendar", "answers": MAY_APPLY}
    texts = [ask(**request, now=f"2026-11-23T12:00:0{second}Z")["text"] for second in (1, 2)]
    found = [re.findall(r"UID:(.*)\r\n.*\r\nSEQUENCE:(.*)\r\n", text) for text in texts]
    assert found[0]
    assert [(uid, int(number) + 1) for uid, number in found[0]] == [
        (uid, int(number)) for uid, number in found[1]
    ]


def test_every_event_of_a_calendar_is_whole_and_blocks_no_time():
    text = ask(do="export", **{"as": "calendar"}, answers=MAY_APPLY)["text"]
    event = r"BEGIN:VEVENT\r\nUID:(?:.*\r\n)+?TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    assert len(re.findall(event, text)) == text.count("UID:") > 0


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("x" * 150_001, keep.LARGE, "it is longer than 150000 characters"),
        ("{", keep.DAMAGED, "it is damaged or incomplete"),
        ("[" * 60 + "]" * 60, keep.DAMAGED, "it is damaged or incomplete"),
        ('{"version": 0, "answers": {}}', keep.DAMAGED, "it is damaged or incomplete"),
        ("[]", keep.FOREIGN, "it is not a saved file or a link"),
        ('{"format": "x", "answers": {}}', keep.FOREIGN, "it is not a saved file or a link"),
        ('{"version": 9, "answers": {}}', keep.NEWER, "it was made by a newer version"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(text, kind, what):
    (refused,) = ask(do="open", texts=[text])["refused"]
    assert (refused["text"], refused["kind"]) == (0, kind)
    assert refused["what"].startswith(what)


def test_a_note_of_a_step_that_is_no_more_is_named():
    text = json.dumps({"version": 1, "answers": {}, "notes": {"gone": {"note": "Mine"}}})
    (error,) = ask(do="open", texts=[text])["errors"]
    assert set(error) == {"where", "what"}
    assert error["where"] == "gone"


def test_a_response_names_the_guide_that_it_follows():
    assert ask(answers=ABROAD)["guide"] == bridge.guide().version


@pytest.mark.parametrize("kind", ["json", "link"])
def test_what_is_exported_can_be_opened(kind):
    text = ask(do="export", **{"as": kind}, answers=MAY_APPLY, ticked=["rank"])["text"]
    response = ask(do="open", texts=[text])
    assert (response["refused"], response["errors"], response["since"]) == ([], [], {})
    assert response["state"]["answers"] == MAY_APPLY
    assert response["state"]["ticked"] == ["rank"]


# whatever comes in


@pytest.mark.parametrize("text", [None, 3, b"{}", "x" * (bridge.LARGEST + 1)])
def test_what_is_no_text_of_some_size_is_refused(text):
    wanted = "it must be a text of at most 1000000 characters"
    assert json.loads(respond(text))["errors"][0]["what"] == wanted


@pytest.mark.parametrize("text", ["", "{", "{]", "1" * 5000, '"\\u"', "\x00"])
def test_what_is_no_json_is_refused(text):
    assert refused(text) == "it is not valid JSON; nothing of it was read"


@pytest.mark.parametrize("text", ["[]", "null", "3", '"x"', "true", "NaN"])
def test_what_is_no_object_is_refused(text):
    assert refused(text) == "it must be a JSON object with “today” and “answers”"


@pytest.mark.parametrize("version", [0, 2, "1", None, [], {}])
def test_another_version_is_refused(version):
    wanted = "it is of another version; this guide reads version 1"
    assert refused({"today": "2026-11-23", "version": version}) == wanted


@pytest.mark.parametrize("what", ["erase", 3, None, [], {}])
def test_another_wish_is_refused_with_those_there_are(what):
    wanted = "“do” must be one of assess, open, change, compare, export"
    assert refused({**WHEN, "do": what}) == wanted


@pytest.mark.parametrize("today", [None, 3, "", "2026-11", "2026-11-31", "today", [], "9999-01-01"])
def test_a_day_that_is_none_is_refused(today):
    wanted = "“today” must be a day such as 2026-11-23"
    assert refused({"version": 1, "today": today}) == wanted


@pytest.mark.parametrize("depth", [13, 500, 985, 990, 995, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_brackets_too_deep_are_refused(depth, opening, closing):
    deep = opening * depth + "1" + closing * depth
    text = f'{{"version": 1, "today": "2026-11-23", "answers": {{"school": {deep}}}}}'
    wanted = "its brackets lie too deep within each other; nothing of it was read"
    assert refused(text) == wanted


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_can_be_tried(day):
    answers = {**MAY_APPLY, "step1_date": day[:7]}
    assert ask(today=day, answers=answers)["errors"] == []


def test_half_a_character_does_not_leave_python():
    assert respond('{"version":1,"today":"2026-11-23","answers":{"\\ud800":1}}').encode()


def test_the_same_text_in_gives_the_same_text_out():
    text = json.dumps({**WHEN, "answers": MAY_APPLY})
    assert respond(text) == respond(text)


WORDS = [
    *("version", "today", "do", "answers", "ticked", "notes", "only", "texts", "other", "as"),
    *("outcome", "aside", "seal", "format", "date", "note", "unsure", "none", "2026-11-23"),
    *("assess", "open", "change", "compare", "export", "json", "markdown", "calendar", "link"),
    *("interest", "school", "abroad", "status", "us_citizen", "failed", "step1", "passed"),
    *("graduated", "2026-05", "college", "is-img", "may-apply", "rank", "pass-step1"),
]
words = st.sampled_from(WORDS) | st.text(max_size=8)
plain = words | st.none() | st.booleans() | st.integers() | st.floats()
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)
)
requests = st.builds(
    lambda rest, do: {**WHEN, **rest, "do": do},
    st.dictionaries(st.sampled_from(WORDS), anything, max_size=5),
    st.sampled_from(["assess", "open", "change", "compare", "export"]),
)


@given(anything | requests)
@settings(max_examples=300, deadline=None, derandomize=True)
@example({**WHEN, "answers": {"status": [["us_citizen"], {}]}})
@example({**WHEN, "notes": {"rank": {"date": "2100-12-31"}}})
@example({**WHEN, "answers": {"step1_date": "1900-01"}, "today": "1900-01-01"})
def test_whatever_json_comes_in_an_answer_goes_out(request_):
    assert json.loads(respond(json.dumps(request_)))["version"] == 1


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_text_comes_in_an_answer_goes_out(text):
    assert json.loads(respond(text))["version"] == 1
    assert json.loads(respond(json.dumps({**WHEN, "do": "open", "texts": [text]})))["refused"]


def test_the_package_offers_what_its_bridge_does():
    guide = samples.engine_guide(samples.mini())
    assert bridge.respond_to({"day": 739_943, "answers": {}}, guide)["outcomes"]
