"""Keeping and letting go: nothing is lost, nothing is executed, and there is always a message."""

import base64
import json
import random

import icalendar
import pytest
from people import TODAY

from macros.load import ROOT
from runtime.host import Host

KEY = "img-field-guide"
MINE = {"interest": "us", "study_status": "graduate"}


def keep(text):
    """A script that puts a text into the storage before the page loads for the first time."""
    kept = f"localStorage.setItem('{KEY}', {json.dumps(text)})"
    return f"sessionStorage.seen ?? {kept}; sessionStorage.seen = 1"


ANSWERED = """document.querySelector('[data-status-line]').textContent
    || !document.querySelector('[data-notice=incoming]').hidden"""


def given(page, answers=MINE):
    for name, value in answers.items():
        page.answer(name, value)
    return page


def asides(page):
    return page.tab.evaluate(
        "Object.keys(localStorage).filter(key => key.includes('-aside-'))"
        ".map(key => localStorage[key])"
    )


# --- saving


def test_answers_ticks_and_notes_are_there_again_after_a_reload(checklist):
    row = given(checklist).step()
    step = row.get_attribute("data-step")
    row.locator("[data-tick]").check()
    row.locator(".own summary").click()
    row.locator("[data-own-date]").fill("2027-02-03")
    note = row.locator("[data-own-note]")
    note.fill("اتصل بالجامعة")
    note.blur()
    checklist.one(f"[data-step={step}][data-state=done]").wait_for()
    checklist.tab.reload()
    checklist.engine()
    checklist.one(f"[data-step={step}][data-state=done]").wait_for()
    assert checklist.answers() == MINE
    assert checklist.one(f"[data-tick={step}]").is_checked()
    assert checklist.one(f"[data-own-note={step}]").input_value() == "اتصل بالجامعة"
    assert checklist.saved()["notes"][step]["date"] == "2027-02-03"


def test_erasing_asks_once_and_leaves_nothing(checklist):
    given(checklist)
    checklist.go("keep").one("[data-do=erase]").click()
    assert checklist.answers() == MINE
    checklist.one("[data-do=erase-really]").click()
    assert checklist.tab.evaluate("localStorage.length") == len(
        checklist.tab.evaluate("Object.keys(localStorage).filter(k => !k.startsWith('img-'))")
    )
    assert "erased" in checklist.said()
    assert checklist.asked() == "interest"
    assert not checklist.one(".now input:checked").count()


def test_answers_given_before_python_arrives_are_kept_and_judged(visit):
    with Host([ROOT / "site"], rate=2_500_000) as slow:
        page = visit(host=slow)
        page.one(".now [name=interest][value=us]").check()
        assert page.one("#checklist").get_attribute("data-engine") == "loading"
        page.engine()
        page.judged("interest")
        assert page.answers() == {"interest": "us"}


def test_an_early_answer_outlives_a_visit_in_which_python_never_came(visit):
    with Host([ROOT / "site"], faults={"stdlib-": "missing"}) as broken:
        page = visit(host=broken, missing=True).engine("failed")
        assert page.one("[data-do=retry]").is_visible()
        assert page.one("[data-question=school]").is_visible(), "the page is whole"
        page.one("[data-question=interest] [value=us]").check()
        broken.faults.clear()
        page.one("[data-do=retry]").click()
        page.engine()
        page.judged("interest")
        assert page.answers() == {"interest": "us"}


def test_what_was_saved_is_not_overwritten_by_a_visit_without_python(visit):
    saved = json.dumps({"version": 1, "answers": MINE})
    with Host([ROOT / "site"], faults={"stdlib-": "missing"}) as broken:
        page = visit(host=broken, script=keep(saved), missing=True).engine("failed")
        page.one("[data-question=school] [value=abroad]").check()
        assert page.tab.evaluate(f"localStorage['{KEY}']") == saved
        broken.faults.clear()
        page.tab.reload()
        page.engine()
        page.one("[data-question=school][data-state=answered]").wait_for(state="attached")
        assert page.answers() == {**MINE, "school": "abroad"}


def test_what_several_visits_gave_before_python_is_all_there_when_it_comes(visit):
    with Host([ROOT / "site"], faults={"stdlib-": "missing"}) as broken:
        page = visit(host=broken, missing=True).engine("failed")
        page.one("[data-question=interest] [value=us]").check()
        row = page.step()
        step = row.get_attribute("data-step")
        row.locator("[data-tick]").check()
        row.locator(".own summary").click()
        row.locator("[data-own-note]").fill("Ask the dean")  # and the page is left without a blur
        page.tab.reload()
        page.engine("failed").go("questions")
        page.one("[data-question=study_status] [value=graduate]").check()
        page.one("[data-question=graduation_date] input[type=text]").fill("May 2015")
        broken.faults.clear()
        page.tab.reload()
        page.engine()
        page.judged("study_status")
    assert page.answers() == {**MINE, "graduation_date": "May 2015"}
    assert page.saved()["ticked"] == [step]
    assert page.one(f"[data-own-note={step}]").input_value() == "Ask the dean"
    assert page.one("[name=graduation_date][type=text]").input_value() == "May 2015"
    page.one("[data-notice=problems] [data-problem=graduation_date]").wait_for()
    assert page.tab.evaluate("Object.keys(localStorage).filter(k => k.includes('pending'))") == []


def test_erasing_before_python_comes_erases_what_it_would_have_read(visit):
    saved = json.dumps({"version": 1, "answers": MINE})
    with Host([ROOT / "site"], rate=2_500_000) as slow:
        page = visit(host=slow, script=keep(saved))
        page.go("keep").one("[data-do=erase]").click()
        page.one("[data-do=erase-really]").click()
        page.engine()
        page.answer("school", "abroad")
        assert page.answers() == {"school": "abroad"}


def test_a_note_is_kept_with_every_key(checklist):
    row = given(checklist).step()
    row.locator(".own summary").click()
    row.locator("[data-own-note]").press_sequentially("abc")
    assert checklist.saved()["notes"][row.get_attribute("data-step")] == {"note": "abc"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 1, "answers": {"inter', "damaged"),
        ('{"version": 2, "answers": {"interest": "us"}}', "newer"),
        ('{"bookmarks": []}', "does not come from this guide"),
        ("[" * 100_000, "damaged"),
        ("x" * 400_000, "too large"),
    ],
)
def test_a_save_that_cannot_be_read_is_set_aside_and_said(visit, text, said):
    page = visit(script=keep(text)).engine().go("keep")
    page.one("[data-put-aside]").wait_for(state="visible")
    assert said in page.said()
    assert asides(page) == [text]
    given(page.go("questions"), {"interest": "us"}).go("keep")
    with page.tab.expect_download() as download:
        page.one("[data-do=download-aside]").click()
    assert json.loads(download.value.path().read_text()) == [text]


def test_an_answer_to_a_question_that_is_gone_is_kept_for_later(visit):
    page = visit(script=keep('{"version": 1, "answers": {"interest": "us", "gone": "x"}}')).engine()
    page.one("[data-mine]").wait_for()
    page.answer("interest", "ca")
    assert page.answers() == {"interest": "ca"}
    assert page.saved()["aside"] == {"gone": "x"}


@pytest.mark.parametrize("fault", ["denied", "full"])
def test_without_storage_it_works_and_says_that_nothing_is_kept(visit, fault):
    throws = "() => { throw new DOMException('no', 'QuotaExceededError') }"
    script = {
        "denied": f"Object.defineProperty(window, 'localStorage', {{ get: {throws} }})",
        "full": f"Storage.prototype.setItem = {throws}",
    }[fault]
    page = visit(script=script).engine()
    page.one(".now [name=interest][value=us]").check()
    page.judged("interest")
    assert "keeps nothing" in page.said()
    page.wrong.clear()  # the theme's own script complains too


def test_two_tabs_show_each_others_answers_and_overwrite_none(checklist):
    given(checklist, {"interest": "us"})
    other = checklist.opened()
    checklist.engine(tab=other)
    other.locator("[data-rows=mine] [data-row=interest]").wait_for()
    checklist.answer("study_status", "graduate")
    other.locator("[data-rows=mine] [data-row=study_status]").wait_for()
    assert "another tab" in other.locator("[data-status-line]").inner_text()
    other.locator(".whole > summary").click()
    other.locator(".whole [name=school][value=abroad]").check()
    checklist.one("[data-rows=mine] [data-row=school]").wait_for()
    assert checklist.answers() == {**MINE, "school": "abroad"}


def test_a_tab_that_slept_does_not_overwrite_what_another_saved(checklist):
    given(checklist)
    newer = json.dumps({"version": 1, "answers": {"interest": "both", "school": "abroad"}})
    checklist.tab.evaluate(f"text => localStorage.setItem('{KEY}', text)", newer)
    checklist.change("study_status", "student")
    checklist.one("[data-rows=mine] [data-row=school]").wait_for()
    assert checklist.answers() == {
        "interest": "both",
        "school": "abroad",
        "study_status": "student",
    }


def test_erasing_in_one_tab_clears_the_other(checklist):
    given(checklist)
    other = checklist.opened()
    checklist.engine(tab=other)
    checklist.go("keep").one("[data-do=erase]").click()
    checklist.one("[data-do=erase-really]").click()
    other.locator("[data-mine]").wait_for(state="hidden")


# --- comparing


def compared(page, key):
    page.one("[data-panel=compare]").wait_for(state="visible")
    page.until(f"document.querySelector('[data-fill={key}-0]').textContent")  # Python's answer
    return page.one(f"[data-fill={key}-0]").inner_text(), page.one(
        f"[data-fill={key}-1]"
    ).inner_text()


def test_a_remembered_situation_is_there_again_after_a_reload(checklist):
    given(checklist, {**MINE, "school": "abroad"})
    checklist.one("[data-do=remember]").click()
    checklist.one("[data-panel=compare]").wait_for()
    checklist.change("school", "us_md")
    row = checklist.one("[data-panel=compare] [data-versus=is-img-us]")
    row.wait_for(state="attached")
    checklist.tab.reload()
    checklist.engine()
    row.wait_for()
    assert [row.locator("td").nth(side).inner_text() for side in (0, 1)] == ["Yes", "No"]
    assert checklist.saved()["compare"] == {**MINE, "school": "abroad"}
    checklist.one("[data-do=restore]").click()
    row.wait_for(state="hidden")
    assert checklist.answers()["school"] == "abroad"
    checklist.one("[data-do=forget]").click()
    checklist.one("[data-panel=compare]").wait_for(state="hidden")
    assert checklist.saved()["compare"] is None


def test_the_two_countries_are_compared_in_all_that_differs(checklist):
    at_the_start = {
        "certified": "no",
        "ecfmg_note": "covers_me",
        "degree": "listed",
        "application": "none",
        "passport": "valid",
        "canada_note": "covers_me",
        "mccqe": "passed",
    }
    mine = {**MINE, "interest": "both", "school": "abroad", "status": ["ca_citizen"]}
    given(checklist, {**mine, **at_the_start})
    checklist.one("[data-do=countries]").click()
    for key, us, ca in (
        ("seasons", "NRMP", "CaRMS"),
        ("next", "MyIntealth", "MINC"),
        ("cost", "USD", ""),
    ):
        found = compared(checklist, key)
        assert us in found[0], (key, found)
        assert ca in found[1], (key, found)
        assert found[0] != found[1]
    checklist.one("[data-panel=compare] details > summary").click()
    for name, us, ca in (
        ("is-img-us", "Yes", "Does not apply"),
        ("carms-status-ok", "Does not apply", "Yes"),
    ):
        cells = checklist.one(f"[data-panel=compare] [data-versus={name}] td")
        assert cells.all_inner_texts() == [us, ca]
    checklist.tab.reload()
    checklist.engine()
    assert "NRMP" in compared(checklist, "seasons")[0]


def test_a_broken_comparison_is_set_aside_and_said(visit):
    state = {"version": 1, "answers": MINE, "compare": {"interest": "mars"}}
    page = visit(script=keep(json.dumps(state))).engine()
    page.one("[data-notice=problems]").wait_for()
    assert "set aside" in page.one("[data-notice=problems]").inner_text()
    page.answer("school", "abroad")
    assert page.saved()["aside"] == {"compare": '{"interest": "mars"}'}
    assert page.one("[data-panel=compare]").is_hidden()


# --- files and links


def hostile():
    """Fifty files that are broken, hostile or not ours."""
    evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    good = {"version": 1, "answers": {"interest": "us"}}
    texts = [
        "", " ", "null", "true", "0", '"text"', "[]", "{}", "{", "}", "[[[[", "nul", "NaN", "1e999",
        "\ufeff{}", "\x00", "\x00\x01\x02\xff", "﷽" * 1000, "\ud800", "PK\x03\x04", "%PDF-1.7",
        "GIF89a", "<html><body>no</body></html>", evil, "id,name\n1,2", "- a: b\n", "#!/bin/sh\n",
        "[" * 50_000, '{"a":' * 30_000, '{"version":1,"answers":' + "[" * 40_000 + "}",
        "x" * 190_000, "9" * 5_000, json.dumps({"version": 1, "answers": {"mccqe_tries": 10**400}}),
    ]  # fmt: skip
    things = [
        {"version": 1}, {"version": 1, "answers": []}, {"version": 1, "answers": "interest=us"},
        {"version": True, "answers": {}}, {"version": "1", "answers": {}},
        {"version": 0, "answers": {}},
        {"version": 99, "answers": {}}, {"version": 1.5, "answers": {}},
        {"format": "other", **good},
        {"version": 1, "answers": {"__proto__": {"hacked": 1}}},
        {"version": 1, "answers": {"constructor": "x", "toString": "y"}},
        {"version": 1, "answers": {"interest": evil}}, {"version": 1, "answers": {evil: "us"}},
        {"version": 1, "answers": {"interest": {"a": 1}}},
        {"version": 1, "answers": {"status": ["none", "ca_pr"]}},
        {"version": 1, "answers": {"graduation_date": "0000-99-99"}},
        {"version": 1, "answers": {"interest": None}},
        {"version": 1, "answers": {str(number): "x" for number in range(5000)}},
        {"version": 1, "answers": {}, "notes": {"take-step-1": {"note": 7, "date": "never"}}},
        {"version": 1, "answers": {}, "ticked": ["no-such-step", 7, None, {}]},
    ]  # fmt: skip
    return [*texts, *map(json.dumps, things)]


def test_fifty_files_that_are_not_ours_change_nothing_and_each_gets_a_message(checklist):
    given(checklist)
    before = checklist.tab.evaluate(f"localStorage['{KEY}']")
    files = hostile()
    assert len(files) >= 50
    for text in files:
        checklist.tab.evaluate("document.querySelector('[data-status-line]').textContent = ''")
        checklist.import_text(text)
        checklist.until(ANSWERED)
        if checklist.one("[data-notice=incoming]").is_visible():
            checklist.one("[data-do=leave]").click()
        assert checklist.tab.evaluate(f"localStorage['{KEY}']") == before, text[:80]
    assert not checklist.tab.evaluate("window.hacked || ({}).hacked")
    assert checklist.one("#checklist").get_attribute("data-engine") == "ready"


def test_a_file_that_is_not_ours_leads_to_a_summary_of_errors(checklist):
    checklist.import_text('{"bookmarks": []}')
    summary = checklist.one("[data-notice=problems]")
    summary.wait_for()
    assert checklist.tab.evaluate("document.activeElement.dataset.notice") == "problems"
    beside = checklist.one("#import-error").inner_text().removeprefix("✘").strip()
    link = summary.get_by_role("link")
    assert link.inner_text() == beside == "It is not a saved file or a link of this guide."
    link.click()
    assert checklist.tab.evaluate("document.activeElement.id") == "import"


def test_a_calendar_file_made_later_updates_the_one_before(checklist):
    given(checklist, {**MINE, "school": "abroad"})

    def entries():
        events = icalendar.Calendar.from_ical(checklist.export("calendar")).walk("VEVENT")
        return {str(one["UID"]): int(one["SEQUENCE"]) for one in events}

    before = entries()
    checklist.tab.clock.set_fixed_time(f"{TODAY}T12:00:05")
    after = entries()
    assert before
    assert after == {uid: number + 5 for uid, number in before.items()}


def test_a_file_with_markup_in_its_notes_shows_it_as_text(checklist):
    evil = '<img src=x onerror="window.hacked=1">'
    step = checklist.one("[data-step]").first.get_attribute("data-step")
    checklist.import_text(
        json.dumps({"version": 1, "answers": MINE, "notes": {step: {"note": evil}}})
    )
    checklist.one("[data-mine]").wait_for()
    assert checklist.one(f"[data-own-note={step}]").input_value() == evil
    assert not checklist.tab.evaluate("window.hacked")


def test_a_saved_file_opens_again_as_it_was(checklist):
    given(checklist)
    text = checklist.export("json")
    given_back = json.loads(text)
    assert given_back["answers"] == MINE
    checklist.go("keep").one("[data-do=erase]").click()
    checklist.one("[data-do=erase-really]").click()
    checklist.import_text(text)
    checklist.go("questions").one("[data-mine]").wait_for()
    assert checklist.answers() == MINE
    assert "# Where I stand" in checklist.export("markdown")


def link_of(page):
    page.go("keep").one(".share > summary").click()
    page.one("[data-do=share]").click()
    page.one("[data-link]").wait_for()
    return page.one("#link").input_value()


def test_a_link_carries_the_answers_in_its_fragment_only_and_asks_before_replacing(
    checklist, visit
):
    given(checklist)
    link = link_of(checklist)
    assert link.startswith(checklist.host.url + "checklist/#answers=1.")
    path = link.removeprefix(checklist.host.url)

    new = visit(path).engine()
    new.one("[data-mine]").wait_for()
    assert new.answers() == MINE
    assert "#" not in new.tab.url

    other = visit(script=keep('{"version": 1, "answers": {"interest": "ca"}}')).engine()
    other.one("[data-mine]").wait_for()
    other.tab.evaluate("hash => { location.hash = hash }", link.partition("#")[2])
    other.one("[data-notice=incoming]").wait_for()
    assert other.answers() == {"interest": "ca"}
    other.one("[data-do=leave]").click()
    assert other.answers() == {"interest": "ca"}
    other.tab.evaluate("hash => { location.hash = hash }", link.partition("#")[2])
    other.one("[data-do=take]").click()
    other.one("[data-rows=mine] [data-row=study_status]").wait_for()
    assert other.answers() == MINE
    assert json.loads(asides(other)[0])["answers"] == {"interest": "ca"}


def test_a_link_of_an_older_guide_says_what_has_changed(visit):
    content = {
        "version": 1,
        "answers": {"interest": "us", "study_status": "graduate", "school": "us_md"},
        "seal": {"is-img-us": "yes-0000"},
    }
    code = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    page = visit(f"checklist/#answers=1.{code}").engine()
    page.one("[data-notice=since] [data-versus=is-img-us]").wait_for()
    assert "Yes" in page.one("[data-notice=since] [data-versus=is-img-us]").inner_text()


def test_no_fragment_breaks_the_page(checklist):
    given(checklist)
    chance = random.Random(5)  # noqa: S311 - the same each time
    signs = "abcABC019-_=+/%#&<>\"'{}[]\\ é\u202e"
    for _ in range(40):
        tail = "".join(chance.choices(signs, k=chance.randrange(60)))
        checklist.tab.evaluate(
            "hash => { document.querySelector('[data-status-line]').textContent = '';"
            " location.hash = hash }",
            f"answers={chance.choice(['', '1.', '2.'])}{tail}",
        )
        checklist.until(ANSWERED)
    assert checklist.answers() == MINE


# --- small checklists


def test_a_small_checklist_shares_its_answers_with_the_whole_one(visit):
    page = visit("who-is-an-img/")
    small = page.one(".checklist.small").first
    assert json.loads(small.get_attribute("data-assume")) == {"interest": "both"}
    small.locator(".now input").first.focus()
    page.engine()
    name = page.asked()
    page.one(f".small .now [name={name}]").first.check()
    page.judged(name)
    assert name in page.answers()
