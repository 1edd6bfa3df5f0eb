"""Pictures say nothing that the guide does not say, and say it in words and tables as well."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import samples

from macros import drawing
from macros.check import PLACEHOLDER
from macros.load import ROOT
from macros.pages import PageError
from macros.render import Renderer

FEW = 4096
"""No drawing has more bytes."""


def yearly(label, kind, unit, values):
    *older, (year, value) = values
    return {
        "title": label,
        "kind": kind,
        "value": value,
        "season": f"{year} Match",
        "sources": ["school-page"],
        "history": [
            {"value": old, "season": f"{before} Match", "sources": ["old-page"]}
            for before, old in older
        ],
    } | ({"unit": unit} if unit else {})


def province(criterion, met, kind):
    return {
        "title": "Is it open to you?",
        "topic": "provinces",
        "country": "ca",
        "all": [
            {
                "id": criterion,
                "text": "A rule of the province.",
                "met": met,
                "sources": ["school-page"],
                "if_not": {"kind": kind, "say": f"Because of {criterion}."},
            }
        ],
        "yes": "Open.",
        "no": "Not open.",
        "unknown": "Nobody says.",
    }


def cell(text):
    return {"text": text, "sources": ["school-page"]}


def small_guide():
    guide = samples.mini()
    guide["facts"] |= {
        "rate-a": yearly("Rate A", "percent", "", [(2022, 61.4), (2023, 67.6), (2026, 70.0)]),
        "rate-b": yearly("Rate B <b> & more", "percent", "", [(2022, 58.1), (2026, 56.4)]),
        "matched": yearly("Matched", "number", "IMGs", [(2020, 418), (2021, 410), (2023, 1555)]),
        "test-fee": {
            "title": "Fee of the test",
            "kind": "money",
            "low": 450,
            "high": 455,
            "unit": "USD",
            "season": "2026",
            "sources": ["school-page"],
        },
        "fee-ca": {
            "title": "Fee in Canada",
            "kind": "money",
            "value": 100,
            "unit": "CAD",
            "season": "2026",
            "sources": ["school-page"],
        },
        "fee-unknown": {
            "title": "A fee that nobody names",
            "kind": "money",
            "unknown": "next-limit-open",
            "unit": "USD",
            "season": "2026",
            "sources": ["school-page"],
        },
    }
    guide["calendars"]["early"] = {
        "title": "The certifier's season",
        "country": "us",
        "season": "2027",
        "timezone": "America/New_York",
        "events": {
            "early-open": {"title": "It opens", "at": "2026-10-05", "sources": ["school-page"]},
            "early-talk": {
                "title": "Interviews",
                "at": "2026-10-20",
                "until": "2026-12-02",
                "sources": ["school-page"],
            },
            "early-end": {"title": "It ends", "at": "2027-01", "sources": ["school-page"]},
        },
    }
    guide["tables"]["where"] = {
        "title": "Who and where",
        "country": "us",
        "columns": {"img": {"title": "IMG?"}, "place": {"title": "Where"}},
        "rows": {
            "one": {"title": "First", "cells": {"img": cell("Yes"), "place": cell("Here")}},
            "two": {"title": "Second", "cells": {"img": cell("No"), "place": cell("There")}},
            "three": {
                "title": "Third",
                "cells": {"img": {"open": "next-limit-open"}, "place": cell("Here")},
            },
        },
    }
    guide["tables"]["land"] = {
        "title": "Provinces",
        "country": "ca",
        "columns": {"gate": {"title": "Gate"}},
        "rows": {
            name: {"title": title, "cells": {"gate": cell("None")}}
            for name, title in (
                ("bc", "British Columbia"),
                ("ab", "Alberta"),
                ("on", "Ontario"),
                ("ns", "Nova Scotia"),
            )
        },
    }
    guide["outcomes"] |= {
        "province-bc": province("bc-rule", "school == us_md", "not_yet"),
        "province-ab": province("ab-rule", "school == us_md", "permanent"),
        "province-on": province("on-rule", "open.next_limit_open", "ask"),
        "province-ns": province("ns-rule", "school == abroad", "not_yet"),
    }
    return guide


@pytest.fixture
def guide():
    return small_guide()


@pytest.fixture(scope="module")
def shown():
    """Each kind of picture, from the small guide as it is."""
    return rendered(small_guide())


LINES = ("How many match?", [["rate-a", "A"], ["rate-b", "B"]])
COLUMNS = ("How many?", "matched", "IMGs matched")
COSTS = ("Where does it go?", [["Paper", [["fee", 2]]], ["Test & more", ["test-fee"]]])
SEASON = ("Where are we?", [["early", "The certifier"], ["match-2027", "The Match"]])
CASES = (
    "Are you one?",
    "where",
    "school",
    [["us_md", "two"], ["canada", "three"], ["abroad", "one"]],
)
LANES = ("Where is it?", "where", "place", ["Here", "There"], ["one", "two", "three"])
ROUTE = ("What comes first?", [["Exams", "a.md", "exams"], ["Match", "b.md", "match"]])
CHOICE = ("Which is yours?", [["is-img", "an IMG"], ["may-apply", "apply"]])
PROVINCES = ("Where?", "land", "For a doctor from abroad.", {"interest": "ca", "school": "abroad"})
ALL = {
    "picture_lines": LINES,
    "picture_columns": COLUMNS,
    "picture_costs": COSTS,
    "picture_season": SEASON,
    "picture_cases": CASES,
    "picture_lanes": LANES,
    "picture_route": ROUTE,
    "picture_choice": CHOICE,
    "picture_provinces": PROVINCES,
}
CHARTS = (
    "picture_lines",
    "picture_columns",
    "picture_costs",
    "picture_season",
    "picture_provinces",
)
"""Those that are drawn; the others are lists, and text already."""


def macros(guide):
    return Renderer(guide, samples.TODAY).macros(lambda: ("page.md", {}))


def made(guide, name, *args):
    return macros(guide)[name](*(args or ALL[name]))


def rendered(guide):
    found = macros(guide)
    return {name: found[name](*args) for name, args in ALL.items()}


def drawings(html):
    return re.findall(r'<svg[^>]* role="img">.*?</svg>', html, re.DOTALL)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def figures(text):
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


@pytest.mark.parametrize("name", ALL)
def test_a_picture_asks_a_question_and_styles_nothing_itself(shown, name):
    html = shown[name]
    assert words(re.search(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)[1]).split("?")[0]
    assert " style=" not in html
    assert "<style" not in html
    assert " fill=" not in html
    assert " on" not in re.sub(r">[^<]*<", "><", html)


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_has_a_name_and_says_in_words_what_it_shows(shown, name):
    html = shown[name]
    assert len(drawings(html)) == 2
    for one in drawings(html):
        assert re.match(r'<svg [^>]*role="img"><title>[^<]+</title><desc>[^<]{20,}</desc>', one)
        assert len(one.encode()) <= FEW


@pytest.mark.parametrize("name", ["picture_lines", "picture_columns", "picture_costs"])
def test_every_number_in_a_drawing_stands_in_its_table(shown, name):
    html = shown[name]
    table = words(re.search(r"<table.*?</table>", html, re.DOTALL)[0])
    ticks = {"55", "60", "65", "70", "75"} if name == "picture_lines" else set()
    for one in drawings(html):
        assert figures(words(one)) - ticks <= figures(table)


def test_every_month_and_day_of_a_season_stands_in_its_list(shown):
    html = shown["picture_season"]
    said = words(re.search(r'<ol class="season">.*</ol>', html, re.DOTALL)[0])
    for text in ("October 2026 (past)", "November 2026", "December 2026", "January 2027 (past)?"):
        assert text.removesuffix(" (past)?") in said
    assert all(f"{event}" in said for event in ("It opens", "Interviews", "It ends", "Match Day"))
    for one in drawings(html):
        assert one.count("<circle") == 5
        assert one.count("<rect") == 6


def test_what_is_past_is_marked_and_can_follow_the_visitors_clock(shown):
    html = shown["picture_season"]
    marked = re.findall(r'class="(?:dot )?(past)?" data-until="([\d-]+)"', html)
    assert marked
    for past, until in marked:
        assert bool(past) == (until < samples.TODAY.isoformat())
    assert ("", "2026-12-02") in marked, "interviews go on although they began before today"
    assert ("", "2027-01-31") in marked, "a month given alone ends with its last day"


def test_every_province_stands_in_the_table_with_its_state_and_reason(shown):
    html = shown["picture_provinces"]
    table = words(re.search(r"<table.*?</table>", html, re.DOTALL)[0])
    assert "British Columbia (BC) Its own door first Because of bc-rule." in table
    assert "Alberta (AB) Closed Because of ab-rule." in table
    assert "Ontario (ON) Not known: ask Because of on-rule." in table
    assert "Nova Scotia (NS) Open Open." in table
    signs = dict(zip(["bc", "ab", "on", "ns"], "➔✘○✔", strict=True))
    for one in drawings(html):
        for name, sign in signs.items():
            assert re.search(rf">{name.upper()}</text><text[^>]*>{sign}<", one)


def test_provinces_have_each_a_place_of_their_own():
    assert len(drawing.PLACES) == len(set(drawing.PLACES.values())) == 10


def test_a_flow_has_every_step_of_its_stages(shown):
    said = words(shown["picture_route"])
    assert "1 step: you By 3 March 2027" in said
    assert "Exams Pass Step 1 you None found" in said


def test_cases_say_what_their_rows_say(shown):
    said = words(shown["picture_cases"])
    assert "Where is your medical school?" in said
    assert "In the United States ✘ IMG? No" in said
    assert "In Canada ○ IMG? Not known: ask The certifier" in said
    assert "Elsewhere ✔ IMG? Yes" in said


def test_lanes_name_the_place_in_every_box(shown):
    html = shown["picture_lanes"]
    assert re.findall(r'<li class="lane-(\d)"><p class="where">(\w+)</p><p>(\w+)', html) == [
        ("1", "Here", "First"),
        ("2", "There", "Second"),
        ("1", "Here", "Third"),
    ]


def test_a_sum_that_is_not_known_yet_has_words_and_no_bar(guide):
    pictures = macros(guide)
    assert "not known yet" in pictures["picture_costs"]("?", [["A", ["fee-unknown"]]])
    html = pictures["picture_costs"]("?", [["A", ["fee-unknown", "fee"]]])
    assert "at least US$580" in html


def test_a_question_that_several_outcomes_share_is_asked_once(guide):
    shared = {"met": "school == abroad", "sources": ["school-page"], "text": "From abroad."}
    own = {"sources": ["school-page"], "if_not": {"kind": "permanent", "say": "No."}}
    for name, met in (("way-a", "step1 == passed"), ("way-b", "failed < fact.attempts")):
        guide["outcomes"][name] = guide["outcomes"]["may-apply"] | {
            "all": [
                shared
                | {
                    "id": f"{name}-1",
                    "if_not": {"kind": "permanent", "say": "", "instead": "way-c"},
                },
                own | {"id": f"{name}-2", "text": f"Own of {name}.", "met": met},
            ]
        }
    guide["outcomes"]["way-c"] = guide["outcomes"]["may-apply"] | {
        "all": [own | {"id": "way-c-1", "text": "None.", "met": "not (way_a or way_b)"}]
    }
    ways = [["way-a", "Way A"], ["way-b", "Way B"], ["way-c", "Way C"]]
    said = words(made(guide, "picture_choice", "Which way?", ways))
    assert said.count("From abroad.") == 1
    order = ["From abroad.", "If not: Way C", "Own of way-a.", "Yes: Way A", "Own of way-b."]
    order += ["Yes: Way B", "None of these fits you.", "Then: Way C"]
    found = [said.index(one) for one in order]
    assert found == sorted(found)
    with pytest.raises(PageError, match="put it later"):
        made(guide, "picture_choice", "Which way?", ways[::-1])


@pytest.mark.parametrize(
    ("name", "args", "says"),
    [
        ("picture_lines", ("?", [["rate-c", "C"]]), "no fact “rate-c”.*rate-"),
        ("picture_lines", ("?", [["attempts", "A"]]), "has no “history”"),
        ("picture_lines", ("?", [["rate-a", "A"], ["matched", "M"]]), "different units"),
        ("picture_columns", ("?", "review-time", "R"), "has no “history”"),
        ("picture_costs", ("?", [["A", ["fee-none"]]]), "no fact “fee-none”"),
        ("picture_costs", ("?", [["A", ["attempts"]]]), "no sum of money"),
        ("picture_costs", ("?", [["A", ["fee"]], ["B", ["fee-ca"]]]), "“CAD”, “USD”"),
        ("picture_season", ("?", [["late", "L"]]), "no calendar “late”"),
        ("picture_cases", ("?", "where", "school", [["abroad", "one"]]), "leaves out .*us_md"),
        ("picture_cases", ("?", "where", "school", [["abraod", "one"]]), "Did you mean .*abroad"),
        ("picture_lanes", ("?", "where", "plac", ["Here"], ["one"]), "no column “plac”"),
        ("picture_lanes", ("?", "where", "place", ["Here", "X"], ["one"]), "under “X”"),
        ("picture_route", ("?", [["A", "a.md", "exam"]]), "no step or topic “exam”"),
        ("picture_route", ("?", ROUTE[1][::-1]), "“rank” stands before “pass-step1”"),
        ("picture_provinces", ("?", "where", "", {}), "no place on the map for “one”"),
        ("picture_provinces", ("?", "land", "", {"school": "abraod"}), "school"),
    ],
)
def test_what_the_guide_has_not_is_said_clearly(guide, name, args, says):
    with pytest.raises(PageError, match=says):
        made(guide, name, *args)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"season": "before the change"}, "names no year"),
        ({"value": "about two thirds"}, "no single number"),
        ({"season": "2022 Match"}, "not in order of years"),
    ],
)
def test_a_value_that_cannot_be_placed_is_said_clearly(guide, change, says):
    guide["facts"]["rate-a"]["history"][1] |= change
    with pytest.raises(PageError, match=says):
        made(guide, "picture_lines")


def test_a_fact_whose_newest_value_is_not_known_makes_no_picture(guide):
    fact = guide["facts"]["rate-a"]
    del fact["value"]
    fact["unknown"] = "next-limit-open"
    with pytest.raises(PageError, match="no single number for 2026 Match"):
        made(guide, "picture_lines")


def test_pictures_are_the_same_at_every_build(shown, guide):
    assert rendered(guide) == shown


class Balanced(HTMLParser):
    """Fails where a tag is not closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_html_is_whole_and_words_are_escaped(guide):
    guide["facts"]["rate-a"]["title"] = 'A <b> & "c"'
    found = macros(guide)
    for name, (question, *args) in ALL.items():
        html = found[name](f"<i>{question}", *args)
        parser = Balanced()
        parser.feed(html)
        assert parser.open == []
        assert "<i>" not in html


def test_a_year_without_a_figure_is_shown_as_missing(shown):
    html = shown["picture_columns"]
    for one in drawings(html):
        assert re.search(r">2022</text><text[^>]*>-</text>", one)
        assert one.count("<rect") == 3


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other():
    placed = drawing._apart([10, 11, 50, 99], 15, 100)
    assert all(below - above >= 15 for above, below in pairwise(sorted(placed)))
    assert max(placed) <= 100
    assert drawing._apart([10, 50], 15, 100) == [10, 50]


@pytest.mark.parametrize("values", [[56.4, 93.7], [410, 851], [3, 3], [0.2, 0.9], [0, 0]])
def test_the_scale_holds_every_value_and_is_round(values):
    ticks = drawing._ticks(values)
    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 7


def test_no_colour_and_no_fact_stands_in_the_code():
    for name in ("pictures", "drawing"):
        text = (ROOT / "macros" / f"{name}.py").read_text(encoding="utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b", text)
    template = (ROOT / "macros" / "templates" / "pictures.html.jinja").read_text(encoding="utf-8")
    assert not PLACEHOLDER.search(template.replace("{{", "").replace("{%", ""))


def test_every_class_of_a_drawing_has_its_style(shown):
    style = (ROOT / "docs" / "assets" / "pictures.css").read_text(encoding="utf-8")
    for name in CHARTS:
        for one in drawings(shown[name]):
            for kinds in re.findall(r'class="([^"]+)"', one):
                for kind in set(kinds.split()) - {"name-1", "name-2"}:
                    assert re.search(rf"\.{kind}\b", style), kind
