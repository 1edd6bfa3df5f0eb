"""A page grows old by itself: the same built pages, seen on a later day by the browser's clock."""

import json

import pytest

LATER = "2031-01-01T12:00:00"
"""By then every review date of the guide is past."""

STATE = {"version": 1, "answers": {"interest": "us", "school": "abroad"}}
SAVED = f"localStorage.setItem('img-field-guide', JSON.stringify({json.dumps(STATE)}))"


@pytest.fixture
def later():
    """Shows a page again as somebody sees it whose clock is years ahead."""

    def later(page):
        page.tab.clock.set_fixed_time(LATER)
        page.tab.reload()
        return page

    return later


def shown(page, selector):
    return page.tab.evaluate(
        "selector => [...document.querySelectorAll(selector)].filter(n => !n.hidden).length",
        selector,
    )


@pytest.mark.parametrize("path", ["certification/oet/", "us/cost/"])
def test_a_fact_past_its_review_date_is_marked(visit, later, path):
    page = visit(path)
    facts = shown(page, ".fact[data-due]")
    assert facts > 3
    assert shown(page, ".fact.due") == shown(page, ".overdue[data-review]") == 0
    later(page)
    assert shown(page, ".fact.due") == facts
    assert shown(page, ".overdue[data-review]") > 0
    words = "getComputedStyle(document.querySelector('.fact.due'), '::after').content"
    assert "confirm first" in page.tab.evaluate(words)


def test_a_requirement_past_its_review_date_is_marked(visit, later):
    page = visit("certification/oet/")
    assert shown(page, ".criterion .overdue") == 0
    later(page)
    assert shown(page, ".criterion .overdue") == page.one(".criterion").count() > 0


def test_an_event_that_is_over_is_told_as_past(visit, later):
    page = later(visit("us/calendar/"))
    rows = page.one(".deadlines tbody tr").count()
    assert rows == page.one(".deadlines tr.past").count() > 0


def test_a_section_that_folds_opens_for_a_link_and_by_hand(visit):
    page = visit("canada/provinces/#ontario")
    text = page.one("#the-rest")
    text.wait_for(state="visible")
    assert page.one("#alberta").is_visible()
    alberta = page.one(
        "details.section-fold",
    ).filter(has=page.one("#alberta"))
    assert alberta.get_attribute("open") is None
    page.one("#alberta").click()
    assert alberta.get_attribute("open") is not None


def test_a_deadline_is_not_told_as_past_while_it_can_still_be_met(visit):
    page = visit("us/calendar/")
    for now, past in (("2027-03-04T01:30:00Z", 0), ("2027-03-05T01:30:00Z", 1)):  # 3 March, 20:30
        page.tab.clock.set_fixed_time(now)
        page.tab.reload()
        assert page.one('.deadlines tr.past[data-until="2027-03-03"]').count() == past


def test_a_verdict_that_rests_on_an_overdue_source_says_confirm_first(visit, later):
    page = visit(script=SAVED).engine()
    page.one("[data-outcome=is-img-us][data-state=yes]").wait_for(state="attached")
    assert page.one("[data-overdue]").count() == 0
    later(page).engine()
    verdict = page.one("[data-outcome=is-img-us][data-state=yes][data-overdue]")
    verdict.wait_for(state="attached")
    assert verdict.locator(".first").evaluate("node => getComputedStyle(node).display") != "none"
    page.go("verdicts")
    verdict.locator("> .fold").click()
    hint = verdict.locator(".overdue-first")
    assert hint.is_visible()
    assert "Confirm it" in hint.text_content()
