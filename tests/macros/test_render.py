"""The page macros: what each prints for the small guide, and what it says where it cannot."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
import samples
from mkdocs_macros.errors import format_error

from macros import plugin
from macros.pages import PageError
from macros.render import PAGE_MACROS, Renderer, tidy

PAGE = ("us/steps.md", {"changed": "2026-11-20"})

SHOWN = {
    "fact": ("fee",),
    "facts": ("fee", "review-time", "next-limit"),
    "key_facts": (["Price", "fee"], ["Lists by", "rank-deadline"], ["Limit", "next-limit"]),
    "event": ("rank-deadline",),
    "deadlines": ("match-2027",),
    "next_dates": ("us", 1),
    "history": ("fee",),
    "total": ("Both", ["fee", ["fee", 2]]),
    "cite": ("old-page",),
    "open": ("next-limit-open",),
    "term": ("school-note", "a note"),
    "sources": (),
    "all_sources": (),
    "criteria": ("is-img",),
    "check": ("is-img",),
    "steps": ("exams", "match"),
    "examples": ("us",),
    "claims": ("us",),
    "changes": (),
    "glossary": (),
    "table": ("compare",),
}
"""How each macro is called for its golden page."""

ALL_SHOWN = {**SHOWN, "checklist": (), "small_checklist": ("is-img",)}
"""The same with the checklists, whose elements are looked at one by one."""


def full():
    """The small guide with an entry in each section that it leaves empty."""
    guide = samples.mini()
    guide["claims"]["seven"] = {
        "said": "Seven years & more",
        "now": "It is {fact:window}.",
        "verdict": "imprecise",
        "since": "2024-05",
        "sources": ["old-page"],
        "country": "us",
        "page": "us/steps.md",
    }
    guide["changes"] = {
        "first": {
            "date": "2026-11-01",
            "kind": "update",
            "what": "The fee.",
            "old": "less",
            "new": "more",
            "verdicts": True,
            "sources": ["school-page"],
            "country": "us",
        },
        "second": {
            "date": "2026-11-20",
            "kind": "correction",
            "what": "The limit.",
            "sources": ["old-page"],
            "country": "us",
        },
    }
    cells = {
        "cost": {"fact": "fee"},
        "limit": {"open": "next-limit-open"},
        "words": {"text": "A <word>", "sources": ["old-page"], "as_of": "2024"},
    }
    guide["tables"]["compare"] = {
        "title": "Compared",
        "country": "us",
        "columns": {name: {"title": name.capitalize()} for name in (*cells, "nothing")},
        "rows": {"all": {"title": "All", "cells": cells}},
    }
    guide["steps"]["pass-step1"] |= {"pitfalls": ["Do not wait."], "page": "us/exams.md"}
    return guide


@pytest.fixture
def macros():
    return Renderer(full(), samples.TODAY).macros(lambda: PAGE)


# what they print


@pytest.mark.parametrize("name", SHOWN)
def test_a_macro_prints_what_its_golden_page_has(macros, name):
    for before, one in (("fact", "window"), ("event", "match-day"), ("term", "school-note")):
        _ = name == "sources" and macros[before](one)
    html = macros[name](*SHOWN[name]) + "\n"
    assert html == samples.golden(f"macros/{name}.html", html)


def test_every_macro_has_a_golden_page_or_tests_of_its_own():
    apart = {*PAGE_MACROS["pictures.html.jinja"], *PAGE_MACROS["trust.html.jinja"]}
    assert {name for names in PAGE_MACROS.values() for name in names} - apart == set(ALL_SHOWN)


class Balance(HTMLParser):
    """Elements that are opened and not closed again, or the other way round."""

    EMPTY = frozenset({"input", "br", "img", "meta", "link", "hr", "wbr"})

    def __init__(self, html):
        super().__init__()
        self.open, self.wrong = [], []
        self.feed(html)

    def handle_starttag(self, tag, _):
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("name", ALL_SHOWN)
def test_what_a_macro_prints_is_whole_and_lies_flat_for_markdown(macros, name):
    html = macros[name](*ALL_SHOWN[name])
    found = Balance(html)
    assert (found.open, found.wrong) == ([], [])
    assert not re.search(r"^\s|\n\s*\n", html)


def test_what_the_guide_says_is_never_taken_for_html():
    guide = full()
    for entry in (
        guide["facts"]["fee"],
        guide["sources"]["school-page"],
        guide["outcomes"]["is-img"],
    ):
        entry["title"] = '<script>"&'
    guide["outcomes"]["is-img"]["yes"] = "<b>{fact:fee}</b>"
    macros = Renderer(guide, samples.TODAY).macros(lambda: PAGE)
    for name, arguments in ALL_SHOWN.items():
        html = macros[name](*arguments)
        assert "<script>" not in html, name
        assert "<b>" not in html, name


def test_the_checklist_holds_every_question_outcome_criterion_and_step(macros):
    html, guide = macros["checklist"](), full()
    found = {
        kind: re.findall(f' data-{kind}="([^"]*)"', html)
        for kind in ("question", "outcome", "criterion", "step")
    }
    assert sorted(found["question"]) == sorted(guide["questions"])
    assert sorted(found["outcome"]) == sorted(guide["outcomes"])
    assert sorted(found["step"]) == sorted(guide["steps"])
    assert "in-window" in found["criterion"]
    assert re.search(r'<div id="checklist"[^>]* data-engine="loading"', html)


def test_every_input_of_the_checklist_is_named_by_its_question_with_the_options_as_values(macros):
    html = macros["checklist"]()
    for name, question in full()["questions"].items():
        inputs = re.findall(f'<input[^>]* name="{name}"[^>]*>', html)
        values = [value for one in inputs for value in re.findall(r' value="([^"]+)"', one)]
        assert values == [*question.get("options", {}), "unsure"], name


def test_a_small_checklist_asks_only_what_its_outcome_can_hang_on(macros):
    html = macros["small_checklist"]("is-img")
    asked = set(re.findall(r' data-question="([^"]*)"', html))
    assert {"school", "graduated"} <= asked <= {"interest", "school", "graduated"}
    assert re.findall(r' data-outcome="([^"]*)"', html) == ["is-img"]


def test_a_fact_names_its_grade_and_opens_its_source(macros):
    html = macros["fact"]("window")
    assert "7 years" in html
    assert 'class="mark mark-dated"' in html
    assert 'popovertarget="about-window"' in html
    about = macros["sources"]()
    assert 'id="about-window"' in about
    assert 'href="https://www.example.org/years"' in about


def test_the_sources_of_a_page_are_those_that_it_used_and_no_other(macros):
    macros["fact"]("fee")
    html = macros["sources"]()
    assert 'id="source-school-page"' in html
    assert 'id="source-old-page"' not in html


def test_each_page_has_its_own_sources():
    page = ["a.md", {}]
    macros = Renderer(full(), samples.TODAY).macros(lambda: tuple(page))
    macros["fact"]("window")
    page[0] = "b.md"
    assert "source-old-page" not in macros["sources"]()
    page[0] = "a.md"
    assert "source-old-page" in macros["sources"]()


@pytest.mark.parametrize(("today", "hidden"), [(date(2027, 1, 1), True), (date(2027, 1, 2), False)])
def test_a_source_past_its_review_is_shown_as_overdue(today, hidden):
    macros = Renderer(full(), today).macros(lambda: PAGE)
    macros["fact"]("fee")
    overdue = re.search(r'<span class="overdue"[^>]*>', macros["sources"]()).group()
    assert ("hidden" in overdue) is hidden


def test_where_to_confirm_is_the_entrys_own_page_or_its_weak_sources():
    guide = full()
    guide["facts"]["window"]["confirm_at"] = "https://www.example.org/own"
    renderer = Renderer(guide, samples.TODAY)
    assert renderer.confirm_at(guide["facts"]["window"]) == "https://www.example.org/own"
    both = {"sources": ["school-page", "old-page"]}
    assert renderer.confirm_at(both) == guide["sources"]["old-page"]["confirm_at"]
    assert renderer.confirm_at(guide["facts"]["fee"]) == guide["sources"]["school-page"]["url"]
    assert renderer.confirm_at({}) == ""


def test_a_deadline_that_is_past_is_marked():
    macros = Renderer(full(), date(2027, 3, 4)).macros(lambda: PAGE)
    html = macros["deadlines"]("match-2027")
    assert html.count('class="past"') == 1
    assert "rank-deadline" not in macros["next_dates"]()


def test_a_few_changes_are_those_of_facts_and_rules_before_those_of_grades():
    guide = full()
    later = {"date": "2026-11-25", "kind": "correction", "country": "us", "sources": ["old-page"]}
    guide["changes"]["grades"] = {**later, "what": "A grade.", "about": ["old-page"]}
    guide["changes"]["limit"] = {**later, "what": "A limit.", "about": ["attempts", "old-page"]}
    macros = Renderer(guide, samples.TODAY).macros(lambda: PAGE)
    named = re.compile(r'id="change-(\w+)"')
    assert named.findall(macros["changes"](3)) == ["limit", "second", "first"]
    assert named.findall(macros["changes"]()) == ["grades", "limit", "second", "first"]


def test_a_body_with_many_sources_has_a_fold_of_its_own_and_the_others_share_one_for_each_letter():
    guide = full()
    page = guide["sources"]["old-page"]
    for name, publisher in zip(
        "abcdefg", [*["The board"] * 5, "an agency", "Another"], strict=True
    ):
        guide["sources"][name] = {**page, "publisher": publisher}
    html = Renderer(guide, samples.TODAY).macros(lambda: PAGE)["all_sources"]()
    folds = re.findall(r'<summary><strong>(.*?)</strong>(.*?) <span class="soft">(.*?)<', html)
    assert folds == [
        ("The board", "", "(5)"),
        ("A", ": an agency to Another", "(2)"),
        ("T", ": The certifier", "(2)"),
    ]


def test_steps_stand_in_the_order_of_need(macros):
    html = macros["steps"]()
    assert html.index('data-step="pass-step1"') < html.index('data-step="rank"')
    assert "rank" not in macros["steps"]("exams")
    assert "data-step" not in macros["steps"](country="ca")


def test_sums_are_added_up_by_currency(macros):
    assert "US$1,740" in macros["total"]("Three", ["fee", ["fee", 2]])


def test_a_sum_of_which_a_part_is_not_known_is_at_least_that_of_the_rest():
    guide = samples.mini()
    unknown = {**guide["facts"]["fee"], "unknown": "next-limit-open"}
    del unknown["value"]
    guide["facts"]["other-fee"] = unknown
    total = Renderer(guide, samples.TODAY).macros(lambda: PAGE)["total"]
    assert "at least US$580" in total("Both", ["fee", "other-fee"])
    assert total("One", ["other-fee"]).count("not known yet") == 3


def test_a_long_table_can_be_folded_and_says_how_many_rows_it_has(macros):
    html = macros["table"]("compare", folded="All of them")
    assert html.startswith(
        '<details class="shelf"><summary>All of them <span class="soft">(1)</span>'
    )
    assert html.endswith("</table>\n</details>")
    assert "details" not in macros["table"]("compare")


def test_a_sum_is_told_before_what_it_is_made_of_is_opened(macros):
    assert "<summary>Both: <strong>US$1,740</strong></summary>" in macros["total"](*SHOWN["total"])


@pytest.mark.parametrize(
    ("here", "there", "url"),
    [
        ("index.md", "checklist.md", "checklist/"),
        ("us/steps.md", "checklist.md", "../../checklist/"),
        ("us/steps.md", "us/steps.md#rank", "../../us/steps/#rank"),
        ("us/index.md", "index.md", "../"),
        ("index.md", "index.md", "./"),
    ],
)
def test_a_link_leads_to_where_the_site_serves_a_page(here, there, url):
    renderer = Renderer(full(), samples.TODAY)
    renderer.uri = here
    assert renderer.link(there) == url


def test_lines_are_tidied_and_gaps_closed():
    assert tidy("  <p>\n\n    a  b\n  </p>\n") == "<p>\na  b\n</p>"


# what they say where they cannot


UNKNOWN = [
    ("fact", ("feee",), "there is no fact “feee” in guide.yml. Did you mean “fee”?"),
    ("facts", ("fee", "x"), "there is no fact “x” in guide.yml."),
    ("history", ("feee",), "there is no fact “feee” in guide.yml. Did you mean “fee”?"),
    (
        "event",
        ("match-dya",),
        "there is no event “match-dya” in guide.yml. Did you mean “match-day”?",
    ),
    (
        "deadlines",
        ("match-2028",),
        "there is no calendar “match-2028” in guide.yml. Did you mean “match-2027”?",
    ),
    ("cite", ("old-pag",), "there is no source “old-pag” in guide.yml. Did you mean “old-page”?"),
    (
        "open",
        ("next-limit",),
        "there is no open question “next-limit” in guide.yml. Did you mean “next-limit-open”?",
    ),
    (
        "term",
        ("school-not",),
        "there is no term “school-not” in guide.yml. Did you mean “school-note”?",
    ),
    ("criteria", ("is_img",), "there is no outcome “is_img” in guide.yml. Did you mean “is-img”?"),
    ("check", ("is_img",), "there is no outcome “is_img” in guide.yml. Did you mean “is-img”?"),
    ("steps", ("exam",), "no step has the topic “exam”. Did you mean “exams”?"),
    ("table", ("compared",), "there is no table “compared” in guide.yml. Did you mean “compare”?"),
    ("total", ("T", ["window"]), "the fact “window” is no sum of money, so it cannot be added up."),
    (
        "total",
        ("T", ["next-limit"]),
        "the fact “next-limit” is no sum of money, so it cannot be added up.",
    ),
]


@pytest.mark.parametrize(("name", "arguments", "message"), UNKNOWN)
def test_a_macro_that_is_asked_for_what_is_not_there_names_the_nearest(
    macros, name, arguments, message
):
    with pytest.raises(PageError) as caught:
        macros[name](*arguments)
    assert str(caught.value) == message


class Surroundings:
    """As much of the site builder as the plugin needs."""

    def __init__(self, folder, text):
        path = folder / "page.md"
        path.write_text(text, encoding="utf-8")
        self.macros = {}
        self.conf = {"site_dir": str(folder / "site")}
        self.page = type("Page", (), {"meta": {}})()
        self.page.file = type("File", (), {"src_uri": "a/page.md", "abs_src_path": str(path)})()

    def macro(self, call, name):
        self.macros[name] = call


def said(surroundings, template):
    """What the builder prints of a page whose template fails."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - as the builder does

    environment = Environment(undefined=StrictUndefined, autoescape=True)
    try:
        environment.from_string(template).render(**surroundings.macros)
    except Exception as error:  # noqa: BLE001 - whatever it is, the builder formats it
        return format_error(error, template, surroundings.page)
    return pytest.fail("nothing failed")


@pytest.fixture
def built(monkeypatch):
    """The plugin, as it is when the site builder begins with the small guide."""
    monkeypatch.setattr(plugin, "renderer", lambda *_: Renderer(full(), samples.TODAY))
    monkeypatch.setattr(plugin, "_forget_changed_modules", lambda: None)
    return plugin


@pytest.mark.parametrize(("head", "line"), [("", 3), ("---\ntitle: A\ndescription: B\n---\n", 7)])
@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('fact("feee")', "there is no fact “feee” in guide.yml. Did you mean “fee”?"),
        ('fcat("fee")', "there is no macro “fcat”. Did you mean “fact”?"),
    ],
)
def test_an_error_on_a_page_is_told_with_its_page_and_line(  # noqa: PLR0917 - a case and its two fixtures
    tmp_path, built, head, line, call, message
):
    template = f"# Title\n\nWords {{{{ {call} }}}}.\n"
    surroundings = Surroundings(tmp_path, head + template)
    built.define_env(surroundings)
    assert said(surroundings, template) == f"ERROR docs/a/page.md:{line}: {message}"
