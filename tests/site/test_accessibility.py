"""axe finds nothing on any page, in light and dark, at phone and desktop width."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests_paths import page_paths

MODES = [
    (scheme, size)
    for size in ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
    for scheme in ("paper", "night")
]


FAINT = """() => {
    const linear = (v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
    const parts = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
    const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
    const chain = (one) => one ? [one, ...chain(one.parentElement)] : [];
    const behind = (one) => chain(one).map((e) => parts(getComputedStyle(e).backgroundColor))
        .reduceRight((under, top) => over(top, under), [255, 255, 255]);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
    while (texts.nextNode()) {
        const text = texts.currentNode, one = text.parentElement, range = document.createRange();
        range.selectNodeContents(text);
        const shown = one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        if (!text.data.trim() || !shown || range.getBoundingClientRect().width < 2) continue;
        const style = getComputedStyle(one), color = parts(one.closest("svg") ? style.fill : style.color);
        color[3] *= chain(one).reduce((all, e) => all * getComputedStyle(e).opacity, 1);
        const ground = behind(one), ink = over(color, ground);
        const [low, high] = [light(ink), light(ground)].sort((a, b) => a - b);
        if ((high + .05) / (low + .05) < 7) found.add(`${one.tagName}.${one.className}: ${text.data.trim().slice(0, 40)}`);
    }
    return [...found];
}"""
"""Texts on the page with a contrast below seven to one."""


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
        found += [(scheme, size["width"], "contrast", text) for text in tab.evaluate(FAINT)]
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
