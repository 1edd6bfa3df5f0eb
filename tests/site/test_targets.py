"""Whatever is touched or pressed is large enough for a finger, on every page and at every width.

A link within running text, the mark of a source behind words, and a term of the glossary are parts
of a line of text: they are as high as their line (WCAG 2.2, 2.5.5, "Inline").
"""

import pytest
from tests_paths import page_paths

LEAST = 44
SMALL = """(least) => {
    const targets = "a[href], button, summary, label, select, textarea, input:not([type=hidden])";
    const pressed = targets.replaceAll(/button/g, "button:not(.term)");  // a term is a word of its text
    const inline = (one) => getComputedStyle(one).display.startsWith("inline");
    const block = (one) => inline(one) ? block(one.parentElement) : one;
    const shown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && !one.closest(".sr-only");
    const words = (around) => {
        const texts = document.createTreeWalker(around, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const { data, parentElement: holder } = texts.currentNode;
            if (/[\\p{L}\\p{N}]/u.test(data) && !holder.closest(pressed) && shown(holder)) return true;
        }
        return false;
    };
    const inText = (one) => one.matches(".term") || (inline(one) && words(block(one.parentElement)));
    const found = new Set();
    const measure = (root) => {
        for (const one of root.querySelectorAll(targets)) {
            const box = one.getBoundingClientRect();
            const there = shown(one) && box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth;
            if (!there || Math.min(box.width, box.height) >= least - .1) continue;
            if (one.matches("input") && one.labels.length) continue;  // the label is what one presses
            if (one.matches("label") && !one.control) continue;
            if (!inText(one)) found.add(`${box.width | 0}x${box.height | 0} ${one.outerHTML.slice(0, 80)}`);
        }
    };
    for (const one of document.querySelectorAll("details")) one.open = true;
    measure(document);
    for (const one of document.querySelectorAll("article [popover]")) {
        one.showPopover(); measure(one); one.hidePopover();
    }
    return [...found];
}"""
"""What on the page is lower or narrower than that, folded and popped up parts included."""


@pytest.fixture(scope="module", params=[(390, True), (1280, False)], ids=["phone", "desktop"])
def tab(chromium, request):
    width, touched = request.param
    size = {"width": width, "height": 844}
    context = chromium.new_context(
        viewport=size, has_touch=touched, reduced_motion="reduce", service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["who-is-an-img/", "canada/carms/"])
def test_the_opened_menu_has_large_enough_targets_too(chromium, served, path):
    page = chromium.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto(served.url + path)
    page.click("header [data-opens=__drawer]")
    page.locator(".md-sidebar--primary button").last.wait_for(state="attached")
    assert page.evaluate(SMALL, LEAST) == []
    page.close()


@pytest.mark.parametrize("path", page_paths())
def test_every_target_outside_running_text_is_large_enough(tab, served, path):
    tab.goto(served.url + path, wait_until="load")
    assert tab.evaluate(SMALL, LEAST) == []
