"""What readers get on a built page: terms, anchors, tables, preview images, a home that fits."""

import re
from itertools import pairwise

import pytest
from PIL import Image

from macros.load import ROOT
from macros.reading import closed, folded, quieted
from macros.social import HEIGHT, WIDTH, _font, balanced
from macros.styles import _ABSENT
from macros.tables import stacked
from macros.terms import Glossary

ENTRIES = {
    "oet": {"term": "OET Medicine", "also": ["OET"]},
    "good-standing": {"term": "good standing"},
    "ecfmg": {"term": "ECFMG"},
}


def explained(body):
    html = f"<article>{body}</article>"
    return Glossary(ENTRIES).explained(html, lambda name: f"<div id=term-{name}></div>")


def opened(html):
    return re.findall(r'popovertarget="term-([^"]+)">([^<]*)<', html)


def test_a_term_opens_at_its_first_use_and_only_there():
    html = explained("<p>The OET is a test. OET again, and ECFMG's word.</p>")
    assert opened(html) == [("oet", "OET"), ("ecfmg", "ECFMG's")]
    assert html.count("<div id=term-oet>") == 1


def test_a_term_without_capitals_may_begin_a_sentence():
    assert opened(explained("<p>Good standing matters.</p>")) == [
        ("good-standing", "Good standing")
    ]


@pytest.mark.parametrize("tag", ["a", "h2", "button", "label", "summary", "caption", "code"])
def test_no_term_opens_inside_a_heading_a_link_or_a_control(tag):
    assert not opened(explained(f"<{tag}>OET</{tag}>"))


def test_a_comma_stays_on_the_line_of_its_term():
    assert '>OET</button>,</span> then' in explained("<p>the OET, then ECFMG</p>")


def test_a_full_stop_stands_before_the_mark_of_a_source():
    mark = '<button type="button" class="mark mark-dated"><span>dated</span></button></span>'
    assert closed(f"<span>7 years {mark}. So") == f"<span>7 years. {mark} So"


def test_the_menu_keeps_its_entries_when_it_loses_the_sections_of_a_page():
    inner = '<nav class="md-nav md-nav--secondary"><ul><li><nav class="md-nav"></nav></li></ul></nav>'
    html = f'<li><a href="./">This</a> {inner}</li><li><a href="../">Next</a></li>'
    assert quieted(html) == '<li><a href="./">This</a></li><li><a href="../">Next</a></li>'


def test_a_page_with_many_sections_lists_them_where_nothing_stands_beside_it(chromium, served):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served.url}us/visas/")
    page.click(".contents summary")
    page.click(".contents a >> text=H-1B")
    assert page.url.endswith("#h-1b")
    assert page.locator(".md-sidebar--primary .md-nav--secondary").count() == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.is_visible(".contents")
    assert page.is_visible(".md-sidebar--secondary .md-nav--secondary")
    page.close()


FOLDED = ["about/sources/#source-ecfmg-oet-2021", "about/corrections/#conflict-canada-lcme-end"]


@pytest.mark.parametrize("address", FOLDED)
def test_a_link_into_a_fold_opens_it(chromium, served, address):
    page = chromium.new_page()
    page.goto(served.url + address)
    page.locator(":target :is(p, a)").first.wait_for()
    page.close()


def test_without_scripts_a_link_to_a_source_finds_it(chromium, served):
    page = chromium.new_page(java_script_enabled=False)
    page.goto(served.url + FOLDED[0])
    page.locator(".source:target a").first.wait_for()
    page.close()


@pytest.mark.parametrize("address", FOLDED)
def test_the_script_opens_a_fold_where_the_browser_does_not(chromium, served, address):
    page = chromium.new_page()
    page.goto(served.url + address)
    folds = page.locator("details:has(:target), details:target")
    folds.evaluate_all("folds => folds.forEach(one => { one.open = false; })")
    page.evaluate("dispatchEvent(new Event('hashchange'))")
    assert folds.evaluate_all("folds => folds.length && folds.every(one => one.open)")
    page.close()


@pytest.mark.parametrize("path", ["about/sources/", "about/corrections/"])
def test_what_is_folded_on_a_list_is_printed(chromium, served, path):
    page = chromium.new_page()
    page.emulate_media(media="print")
    page.goto(served.url + path)
    parts = page.locator("article :is(.source, .claim > p, .conflict > p)")
    assert parts.count() > 80
    assert parts.evaluate_all("all => all.every(one => one.getBoundingClientRect().height > 0)")
    page.close()


def test_the_letters_of_the_glossary_lead_to_their_first_terms(pages, guide):
    page = next(page for page in pages if page.name == "about/glossary/index.html")
    letters = re.search(r'<p class="press letters">(.*?)</p>', page.html, re.DOTALL)[1]
    named = re.findall(r'href="#([^"]+)">(\w)<', letters)
    assert {letter for _, letter in named} == {
        one["term"][0].upper() for one in guide["glossary"].values()
    }
    assert all(guide["glossary"][name]["term"][0].upper() == letter for name, letter in named)


def test_the_list_of_sections_stands_above_the_first_picture(pages):
    for page in pages:
        contents, picture = page.html.find('<details class="contents">'), page.html.find('<figure class="picture"')
        assert -1 in {contents, picture} or contents < picture, page.name


def test_a_word_that_only_contains_a_term_is_left_alone():
    assert not opened(explained("<p>OETs-like MyOET pre-OET</p>"))


def test_a_plain_table_gets_headings_labels_and_a_name():
    html = stacked(
        "<h2>Fees</h2><table><thead><tr><th>What</th><th>Sum</th></tr></thead>"
        "<tbody><tr><td>Step</td><td>1</td></tr></tbody></table>"
    )
    assert 'aria-label="Fees"' in html
    assert '<th scope="row">Step</th><td data-label="Sum">1</td>' in html


SECTIONS = (
    '<article><p>One.</p><h2 id="a">A</h2><p>Of a.</p><h3>More</h3><h2 id="b">B</h2><p>Of b.</p>'
    '<section class="page-sources">S</section></article>'
)


def test_a_section_folds_below_its_heading_and_no_further():
    fold = '<details class="section-fold"><summary><h2 id="{0}">{1}</h2></summary>{2}</details>'
    first = fold.format("a", "A", "<p>Of a.</p><h3>More</h3>")
    last = fold.format("b", "B", "<p>Of b.</p>")
    assert folded(SECTIONS, []) == SECTIONS
    assert first in folded(SECTIONS, ["a"])
    both = folded(SECTIONS, ["b", "a"])
    assert f"{first}{last}<section" in both
    link = '<h2 id="a">A<a class="headerlink" href="#a">#</a></h2>'
    assert first in folded(SECTIONS.replace('<h2 id="a">A</h2>', link), ["a"])


def test_a_fold_of_a_section_that_is_not_there_says_so():
    with pytest.raises(SystemExit, match="names “c”, which is no section"):
        folded(SECTIONS, ["c"])


def test_every_term_that_opens_has_its_explanation_on_the_page(pages):
    for page in pages:
        ids = {name for one in (page, *page.parts()) for name in one.ids}
        for button in page.named("button"):
            target = button.get("popovertarget")
            assert target is None or target in ids, (page.name, target)


def test_every_fact_and_date_can_be_cited(pages):
    for page in pages:
        for tag, attributes in page.elements:
            name = attributes.get("data-fact")
            if tag == "span" and name and page.name != "checklist/index.html":
                assert {f"fact-{name}", f"event-{name}"} & set(page.ids), (page.name, name)


def test_every_page_has_a_preview_image_of_its_own(pages):
    seen = set()
    for page in pages:
        if 'rel="canonical"' not in page.html or page.name == "404.html":
            continue  # shown in place of another page
        said = {a.get("property"): a.get("content") for a in page.named("meta")}
        image = said["og:image"].rpartition("assets/")[2]
        with Image.open(ROOT / "site" / "assets" / image) as picture:
            assert picture.size == (WIDTH, HEIGHT)
        seen.add(image)
        assert said["og:title"] in page.html
    assert len(seen) > 20


TITLES = ["What other guides still say about it", "May I enter the match in Canada?", "Home", ""]


@pytest.mark.parametrize("title", TITLES)
def test_the_lines_of_a_preview_are_about_as_long_as_each_other(title):
    font = _font("serif", 76)
    lengths = [font.getlength(line) for line in balanced(title, font, 1020)]
    assert max(lengths) <= 1020
    assert min(lengths) > max(lengths) * 0.6 or not title
    assert " ".join(balanced(title, font, 1020)) == title


def test_headings_go_down_one_level_at_a_time(pages):
    for page in pages:
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, page.name
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert not jumps, page.name


def test_every_table_has_a_name(pages):
    for page in pages:
        tables = re.findall(r"<table\b[^>]*>(?:\s*<caption)?", page.html)
        assert not [one for one in tables if "aria-label" not in one and "caption" not in one], (
            page.name
        )


def test_home_says_all_that_matters_in_one_phone_screen(chromium, served):
    tab = chromium.new_page(viewport={"width": 390, "height": 844})
    tab.goto(served.url)
    for text in (
        "Residency for doctors",
        "Find out where you stand",
        "The route to Canada",
        "Free.",
    ):
        box = tab.locator("article").get_by_text(text).first.bounding_box()
        assert box["y"] + box["height"] < 760, text
    tab.close()


def test_a_term_opens_on_hover_on_focus_and_on_press_and_closes_with_escape(chromium, served):
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(served.url + "certification/")
    term = tab.locator("article button.term").first
    about = tab.locator("#" + term.get_attribute("popovertarget"))
    term.hover()
    about.wait_for(state="visible")
    tab.mouse.move(5, 5)
    about.wait_for(state="hidden")
    term.click()
    about.wait_for(state="visible")
    tab.keyboard.press("Escape")
    about.wait_for(state="hidden")
    tab.close()


def test_no_page_has_a_part_whose_style_is_left_out(pages):
    for page in pages:
        for tag, attributes in page.elements:
            for name in (attributes.get("class") or "").split():
                assert not _ABSENT.search(f"{tag}.{name}"), (page.name, tag, name)


@pytest.fixture
def printed(chromium, served):
    """A wide page as it is printed."""
    tab = chromium.new_page()
    tab.emulate_media(media="print")
    tab.goto(served.url + "canada/provinces/")
    yield tab
    tab.close()


def test_print_leaves_out_what_only_a_screen_needs(printed):
    for part in (".md-header", ".md-sidebar", ".way", ".check", "[id^=term-]", ".report"):
        assert not [one for one in printed.locator(part).all() if one.is_visible()], part


def test_print_opens_what_is_folded_and_says_where_sources_are(printed):
    assert all(one.is_visible() for one in printed.locator("details:not(.contents) > :nth-child(2)").all())
    after = "a => getComputedStyle(a, '::after').content"
    source = printed.locator(".page-sources .sources a").first
    assert source.get_attribute("href") in source.evaluate(after)


def test_print_puts_the_cells_of_a_wide_table_under_each_other(printed):
    cells = printed.locator("table.compare:has(thead tr > :nth-child(6)) tbody tr").first
    boxes = [cell.bounding_box() for cell in cells.locator("th, td").all()]
    assert all(above["y"] < below["y"] for above, below in pairwise(boxes))
