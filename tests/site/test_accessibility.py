"""axe finds nothing on any page, in light and dark, at phone and desktop width."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests_paths import page_paths

MODES = [
    (scheme, size)
    for size in ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
    for scheme in ("paper", "night")
]


@pytest.fixture(scope="module")
def tab(chromium):
    context = chromium.new_context(reduced_motion="reduce", bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", page_paths())
def test_no_page_has_an_accessibility_violation(tab, served, path):
    tab.goto(served.url + path, wait_until="load")
    found = []
    for scheme, size in MODES:
        tab.set_viewport_size(size)
        tab.evaluate("name => document.body.setAttribute('data-md-color-scheme', name)", scheme)
        tab.wait_for_timeout(50)
        for violation in Axe().run(tab).response["violations"]:
            nodes = [node["target"] for node in violation["nodes"][:3]]
            found.append((scheme, size["width"], violation["id"], nodes))
    assert not found


@pytest.mark.parametrize("path", page_paths())
def test_no_page_scrolls_sideways_on_the_narrowest_phone(tab, served, path):
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(served.url + path, wait_until="load")
    widths = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@pytest.mark.parametrize(("device", "scheme"), [("light", "paper"), ("dark", "night")])
def test_the_guide_follows_the_device_in_light_and_dark(chromium, served, device, scheme):
    context = chromium.new_context(color_scheme=device)
    page = context.new_page()
    page.goto(served.url, wait_until="load")
    assert page.get_attribute("body", "data-md-color-scheme") == scheme
    context.close()
