"""What a reader needs to judge the guide: disagreements, proofs, data, review dates."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl

import pytest
import samples
import yaml

from macros import proved
from macros.load import ROOT
from macros.render import Renderer


def page(guide, uri="about/corrections.md", today=samples.TODAY):
    """The macros as the page at `uri` calls them."""
    return Renderer(guide, today).macros(lambda: (uri, {"changed": "2026-11-20"}))


@pytest.fixture
def disputed():
    guide = samples.mini()
    guide["facts"]["fee"]["conflict"] = {
        "with": "An older page says {fact:attempts}.",
        "why": "The other speaks of this season.",
        "sources": ["old-page"],
    }
    return guide


def test_a_disagreement_shows_both_sides_which_we_follow_and_why(disputed):
    html = page(disputed)["conflicts"]()
    assert 'id="conflict-fee"' in html
    for words in ("US$580", "An older page says 4.", "The other speaks of this season."):
        assert words in html
    assert 'href="#source-old-page"' in html


def test_a_disagreement_stands_beside_the_fact_on_its_own_page(disputed):
    macros = page(disputed, "us/match.md")
    html = macros["conflict"]("fee")
    assert "Sources disagree." in html
    assert "An older page says 4." in html
    assert 'href="../../about/corrections/#conflict-fee"' in html
    assert 'href="#source-old-page"' in html


def test_what_opens_at_a_fact_tells_the_other_side_and_its_page_lists_the_source(disputed):
    macros = page(disputed, "us/match.md")
    macros["fact"]("fee")
    html = macros["sources"]()
    assert "Also said: An older page says 4. The other speaks of this season." in html
    assert 'id="source-old-page"' in html


def test_where_neither_side_can_be_followed_the_open_question_tells_both():
    guide = samples.mini()
    guide["open"]["next-limit-open"]["conflict"] = {
        "with": "One page says spring, the other autumn.",
        "why": "Both are old.",
        "sources": ["old-page", "school-page"],
    }
    macros = page(guide)
    for html in (macros["open"]("next-limit-open"), macros["conflicts"]()):
        for words in ("One page says spring", "Both are old.", 'href="#source-old-page"'):
            assert words in html
    assert "We follow neither." in macros["conflicts"]()


def test_both_sources_of_a_disagreement_are_among_the_sources_of_the_page(disputed):
    macros = page(disputed)
    macros["conflicts"]()
    html = macros["sources"]()
    assert 'id="source-old-page"' in html
    assert 'id="source-school-page"' in html


def test_the_counts_of_the_last_run_stand_on_the_page_with_its_day(tmp_path, monkeypatch):
    guide = samples.mini()
    path = tmp_path / "run.json"
    monkeypatch.setattr(proved.read, "__defaults__", (path,))
    assert "have not been run" in page(guide)["proved"]()
    proved.write({"solver": {"proofs": 1234}}, proved.digest(guide), date(2026, 11, 20), path)
    html = page(guide)["proved"]()
    assert "20 November 2026" in html
    assert "1,234" in html
    assert "have changed since" not in html
    guide["steps"]["rank"]["needs"] = []
    assert "have changed since" in page(guide)["proved"]()


@pytest.mark.parametrize(
    ("uri", "up"), [("index.md", ""), ("about/index.md", "../"), ("about/data.md", "../../")]
)
def test_a_page_leads_to_what_is_published_beside_it(uri, up):
    link = page(samples.mini(), uri)["published"]
    assert link("guide.json") == f'<a href="{up}guide.json">guide.json</a>'
    assert link("guide.json", "all") == f'<a href="{up}guide.json">all</a>'


def test_a_fact_carries_the_first_review_date_of_its_sources():
    guide = samples.mini()
    guide["facts"]["fee"]["sources"] = ["old-page", "school-page"]
    html = page(guide)["fact"]("fee")
    assert 'data-due="2027-01-01"' in html
    assert 'class="fact"' in html
    assert 'class="fact due"' in page(guide, today=date(2027, 1, 2))["fact"]("fee")


@pytest.mark.parametrize(("today", "hidden"), [(samples.TODAY, 5), (date(2028, 1, 1), 0)])
def test_a_requirement_carries_the_review_date_of_all_that_its_rule_reckons_with(today, hidden):
    macros = page(samples.mini(), today=today)
    html = "".join(macros["criteria"](name) for name in samples.mini()["outcomes"])
    assert html.count('class="overdue" data-review=') == 5
    assert html.count(" hidden>Due for review") == hidden


def test_a_report_fills_in_fields_that_its_form_has():
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/wrong-fact.yml").read_text("utf-8"))
    fields = {part["id"] for part in form["body"] if "id" in part}
    macros = page(samples.mini(), "us/match.md")
    macros["fact"]("fee")
    link = re.search(r'issues/new\?([^"]*)"[^>]*>Report a wrong fact', macros["sources"]())
    given = dict(parse_qsl(unescape(link.group(1))))
    assert given.pop("template") == "wrong-fact.yml"
    assert given.pop("title") == "Wrong fact: fee"
    assert given == {"fact": "fee", "ours": "US$580", "page": "us/match.md"}
    assert set(given) <= fields
