"""The checklist's page comes in parts: first the first question, then verdicts, steps, sources."""

import json

import pytest

FIRST = "[data-question=interest] [value=us]"
CRITERION = "document.querySelector('#outcome-school-accepted .criterion')"


@pytest.fixture
def held(visit):
    """A visit whose parts wait on the line, and what lets them come."""
    page = visit("about/privacy/")
    routes = []

    def hold(route):
        routes.append(route)

    page.context.route("**/part-*", hold)
    page.tab.goto(page.host.url + "checklist/")
    page.one("#checklist[data-view=questions]").wait_for()
    return page, lambda: [route.continue_() for route in routes]


def test_one_can_answer_before_the_page_is_whole(held):
    page, let_come = held
    page.one(FIRST).check()
    page.tab.wait_for_timeout(3000)  # Python is there by now, and says nothing yet
    assert page.one("#checklist[data-engine=loading]").count() == 1
    assert page.one("[data-comes]").count() > 100
    let_come()
    page.engine()
    page.judged("interest")
    assert page.one("[data-comes]").count() == 0
    assert page.answers() == {"interest": "us"}
    assert page.state("outcome", "may-sit-mcc") == "na"


def test_an_answer_given_before_the_page_is_whole_outlives_a_reload(held):
    page, _ = held
    page.one(FIRST).check()
    page.until("Object.keys(localStorage).length")
    page.context.unroute_all()
    page.tab.reload()
    page.engine()
    page.judged("interest")
    assert page.answers() == {"interest": "us"}


@pytest.mark.parametrize("instead", ["nothing", "another page"])
def test_a_part_that_does_not_come_is_said_and_can_be_tried_again(visit, instead):
    page = visit("about/privacy/", missing=True)
    html = {"status": 200, "content_type": "text/html", "body": "<!doctype html><p>Not here</p>"}
    page.context.route(
        "**/part-2-*",
        lambda route: route.abort() if instead == "nothing" else route.fulfill(**html),
    )
    page.tab.goto(page.host.url + "checklist/")
    page.engine("failed")
    assert page.one(".retry").is_visible()
    page.one(FIRST).check()
    page.context.unroute_all()
    page.one("[data-do=retry]").click()
    page.engine()
    page.judged("interest")
    assert page.answers() == {"interest": "us"}
    assert page.one("[data-comes]").count() == 0


def test_each_piece_comes_once_and_in_its_place(visit):
    page = visit(java_script_enabled=False)
    ids = "() => [...document.querySelectorAll('.verdict, .step')].map(one => one.id)"
    lines = page.tab.evaluate(ids)
    whole = visit().engine()
    assert whole.tab.evaluate(ids) == lines
    twice = """() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
        return ids.filter((one, at) => ids.indexOf(one) !== at) }"""
    assert whole.tab.evaluate(twice) == []


def test_a_link_to_a_requirement_opens_it_when_it_has_come(visit):
    name = visit().engine().tab.evaluate(f"{CRITERION}.id")
    page = visit(f"checklist/#{name}").engine()
    page.one(f"#{name}").wait_for(state="visible")
    page.until(f"document.getElementById('{name}').contains(document.activeElement)")


def test_a_term_in_a_part_explains_itself(visit):
    page = visit("checklist/#outcome-is-img-us").engine()
    page.one("#outcome-is-img-us .why > summary").click()
    term = page.one("#outcome-is-img-us .words-used button.term").first
    term.focus()
    page.tab.keyboard.press("Enter")
    page.one("#" + term.get_attribute("popovertarget")).wait_for(state="visible")


def test_the_whole_page_leads_to_the_checklist_where_scripts_run(visit):
    page = visit("checklist-rules/#outcome-is-img-us")
    page.until("location.pathname.endsWith('/checklist/')")
    page.engine()
    assert page.tab.evaluate("location.hash") == "#outcome-is-img-us"
    assert page.one("#outcome-is-img-us").is_visible()


def test_without_scripts_a_line_leads_to_what_it_stands_for(visit):
    page = visit(java_script_enabled=False)
    page.one("#outcome-is-img-us a").click()
    assert page.tab.url.endswith("/checklist-rules/#outcome-is-img-us")
    card = page.one("#outcome-is-img-us")
    assert card.locator("[data-criterion]").count() > 1
    page.tab.goto(page.host.url + "checklist-rules/#step-take-step-1")
    assert "Prometric" in page.one("#step-take-step-1").inner_text()


def test_saved_answers_are_judged_once_the_page_is_whole(visit):
    state = {"version": 1, "answers": {"interest": "us", "school": "abroad"}}
    script = f"localStorage.setItem('img-field-guide', {json.dumps(json.dumps(state))})"
    page = visit("checklist/#verdicts", script=script).engine()
    page.one("#outcome-is-img-us[data-state=yes]").wait_for()
    assert page.one("#outcome-is-img-us").is_visible()
