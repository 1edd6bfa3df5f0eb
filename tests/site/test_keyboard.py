"""The whole site by keyboard: every stop is seen, nothing holds on, what opens closes again."""

import pytest

STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.dataset.stopped) return null;
    one.dataset.stopped = "yes";
    const seen = one.matches(".md-option") ? one.nextElementSibling : one;  // a radio shown by its label
    const box = seen.getBoundingClientRect(), style = getComputedStyle(seen);
    return {
        what: one.outerHTML.slice(0, 90),
        seen: seen.checkVisibility({ opacityProperty: true, visibilityProperty: true })
            && box.width > 1 && box.right > 0 && box.left < innerWidth,
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""
PHONE = {"width": 390, "height": 844}
MAIN = ["", "certification/oet/", "us/calendar/", "canada/provinces/", "about/questions/"]
"""One page of each kind; the checklist has tests of its own."""


@pytest.fixture(scope="module")
def tab(chromium):
    context = chromium.new_context(reduced_motion="reduce", service_workers="block")
    yield context.new_page()
    context.close()


def stops(tab, most):
    """What has the focus at each press of Tab, to the end of the page or the `most`-th stop."""
    found = []
    while len(found) < most:
        tab.keyboard.press("Tab")
        stop = tab.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


def focused(tab, name):
    return tab.evaluate(f"document.activeElement.getAttribute('{name}')")


@pytest.mark.parametrize("path", MAIN)
def test_every_stop_of_the_tab_key_is_seen_with_a_ring_and_none_holds_on(tab, served, path):
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(served.url + path)
    found = stops(tab, 1500)
    assert [one["what"] for one in found if not (one["seen"] and one["ring"])] == []
    assert 40 < len(found) < 1500, "the focus leaves the page at its end"


@pytest.mark.parametrize("path", MAIN)
def test_on_a_narrow_screen_too(tab, served, path):
    tab.set_viewport_size(PHONE)
    tab.goto(served.url + path)
    found = stops(tab, 1500)
    assert [one["what"] for one in found if not (one["seen"] and one["ring"])] == []


def test_the_first_stop_skips_to_the_content(tab, served):
    tab.goto(served.url + "certification/oet/")
    tab.keyboard.press("Tab")
    assert "md-skip" in focused(tab, "class")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("!!document.activeElement.closest('article')")


@pytest.mark.parametrize(("key", "switch"), [("Enter", "__drawer"), (" ", "__search")])
def test_menu_and_search_open_and_close_by_key_on_a_narrow_screen(tab, served, key, switch):
    tab.set_viewport_size(PHONE)
    tab.goto(served.url + "certification/oet/")
    button = tab.locator(f"header [data-opens={switch}]")
    button.focus()
    tab.keyboard.press(key)
    tab.wait_for_timeout(300)
    assert button.get_attribute("aria-expanded") == "true"
    inside = "document.activeElement.closest('.md-sidebar--primary, .md-search')"
    assert tab.evaluate(f"!!{inside}")
    tab.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert focused(tab, "data-opens") == switch


@pytest.fixture
def menu(tab, served):
    """The menu on a narrow screen, opened by key, on a page of no section."""
    tab.set_viewport_size(PHONE)
    tab.goto(served.url + "who-is-an-img/")
    tab.locator("header [data-opens=__drawer]").press("Enter")
    yield tab.locator(".md-sidebar--primary")


def test_the_arrow_of_a_section_opens_its_list_by_key_and_leads_back(tab, menu):
    arrow = menu.get_by_role("button", name="Open the list: Canada")
    arrow.press("Enter")
    assert arrow.get_attribute("aria-expanded") == "true"
    assert focused(tab, "aria-label") == "Back to the whole menu"
    tab.keyboard.press("Tab")
    assert focused(tab, "href") == "../canada/eligibility/"
    menu.get_by_role("button", name="Back to the whole menu").press(" ")
    assert arrow.get_attribute("aria-expanded") == "false"
    assert focused(tab, "aria-label") == "Open the list: Canada"


def test_the_name_of_a_section_opens_its_page(tab, menu):
    menu.get_by_role("link", name="Canada", exact=True).press("Enter")
    tab.wait_for_url("**/canada/")


def test_what_lies_under_the_list_of_a_section_takes_no_focus(tab, menu):
    menu.get_by_role("button", name="Open the list: Canada").press("Enter")
    tab.keyboard.press("Shift+Tab")
    assert not tab.evaluate("!!document.activeElement.closest('.md-sidebar--primary')")


def test_the_menu_opens_where_the_list_of_the_page_is(tab, served):
    tab.set_viewport_size(PHONE)
    tab.goto(served.url + "canada/carms/")
    tab.locator("header [data-opens=__drawer]").press("Enter")
    assert focused(tab, "data-shuts")
    assert tab.evaluate("document.activeElement.checkVisibility({visibilityProperty: true})")


def test_the_source_of_a_figure_opens_and_closes_by_key(tab, served):
    tab.goto(served.url + "certification/oet/")
    mark = tab.locator("article button.mark").first
    about = tab.locator("#" + mark.get_attribute("popovertarget"))
    mark.focus()
    tab.keyboard.press("Enter")
    assert about.is_visible()
    tab.keyboard.press("Tab")
    assert tab.evaluate("!!document.activeElement.closest('.about')"), "its links come next"
    tab.keyboard.press("Escape")
    assert not about.is_visible()
    assert focused(tab, "popovertarget") == mark.get_attribute("popovertarget")
