"""The page about privacy names all that a visit leaves behind, and what erasing leaves."""

import re

import pytest

from macros.load import ROOT

PAGE = (ROOT / "docs" / "about" / "privacy.md").read_text(encoding="utf-8")

KEPT = """async () => ({
    local: Object.keys(localStorage),
    caches: await caches.keys(),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cookies: document.cookie,
})"""


@pytest.fixture
def visited(reader):
    """The checklist, after a visit on which everything was done that leaves something behind."""
    page = reader.read("")
    page.mouse.move(100, 100)
    page.locator("label[for^=__palette]:visible").first.click()
    reader.until(page, "Object.keys(localStorage).some(key => key.endsWith('.__palette'))")
    page.evaluate("localStorage.setItem('img-field-guide', 'not to be understood')")
    page.close()
    page = reader.judge()
    page.locator("[data-now] input[type=radio]").first.evaluate("one => one.click()")
    reader.until(page, "localStorage.getItem('img-field-guide')?.includes('answers')")
    return page


def shown(name):
    """A name as the page writes it: what differs from visit to visit is left out."""
    name = re.sub(r"-\d+$", "-…", name)
    return "….__palette" if name.endswith(".__palette") else name


def test_all_that_a_visit_leaves_is_named_on_the_page(visited):
    kept = visited.evaluate(KEPT)
    names = {shown(name) for name in kept["local"]}
    assert names == {"img-field-guide", "img-field-guide-aside-…", "….__palette"}
    assert kept["caches"] == ["img-field-guide"]
    assert all(f"| `{name}` |" in PAGE for name in names)
    assert "| Cache `img-field-guide` |" in PAGE
    assert (kept["session"], kept["databases"], kept["cookies"]) == ([], [], "")


def test_erasing_everything_leaves_the_choice_of_colors_alone(visited, reader):
    visited.locator("[data-do=erase]").first.evaluate("one => one.click()")
    visited.locator("[data-do=erase-really]").first.evaluate("one => one.click()")
    reader.until(visited, "caches.keys().then(names => names.length === 0)")
    kept = visited.evaluate(KEPT)
    assert {shown(name) for name in kept["local"]} == {"….__palette"}
    assert kept["caches"] == []


def test_every_name_that_the_scripts_write_under_is_on_the_page():
    store = (ROOT / "docs" / "assets" / "checklist" / "store.mjs").read_text(encoding="utf-8")
    names = re.findall(r"`\$\{KEY\}(-\w+-)`", store)
    assert len(names) == 2
    assert all(f"| `img-field-guide{name}…` |" in PAGE for name in names)
