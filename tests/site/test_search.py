"""People find what they ask: each of the forty questions, typed as it stands, and short forms."""

from urllib.parse import urljoin

import pytest

from bench.finding import QUESTIONS, answering, asked, found, ready

TYPED = [
    ("FMG", "who-is-an-img/"),
    ("foreign doctor", "who-is-an-img/"),
    ("Caribbean", "who-is-an-img/"),
    ("J1", "us/visas/"),
    ("H1B", "us/visas/"),
    ("MCCQE1", "canada/examinations/"),
    ("OET", "certification/oet/"),
    ("how much does it cost", "certification/cost-and-time/"),
    ("practice ready assessment", "canada/other-routes/"),
    ("I studied in India, graduated 2019, do I need a Pathway?", "certification/pathways/"),
    ("May I do CaRMS as a visa holder?", "canada/eligibility/"),
    ("How do I get my diploma verified?", "certification/credentials/"),
    ("How many letters of recommendation?", "us/application/"),
    ('J-1 or H-1B; who sponsors; does "IMG-friendly" mean visa?', "us/visas/"),
    ("Southern-hemisphere calendar: diploma in December?", "us/match/"),
    ("One fail: go on or stop?", "certification/examinations/"),
    ("Is there an age limit for old graduates?", "us/standing-out/"),
    ("test center in my country", "certification/examinations/"),
    ("how many publications", "us/standing-out/"),
    ("express entry doctor", "canada/other-routes/"),
]


@pytest.fixture(scope="module")
def tab(chromium, served):
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    page.goto(served.url)
    ready(page)
    yield page
    context.close()


def test_a_small_word_typed_is_the_beginning_of_no_other_word(tab):
    assert len(found(tab, "visa")) == len(found(tab, "a visa")) == len(found(tab, "is it visa"))


def test_there_are_forty_questions():
    assert len(asked()) == 40


def test_every_question_is_two_clicks_from_home(pages):
    home = next(page for page in pages if page.name == "index.html")
    assert QUESTIONS in {link.get("href") for link in home.named("a")}
    known = {page.name.removesuffix("index.html"): set(page.ids) for page in pages}
    for question, target in asked():
        path, _, anchor = urljoin(QUESTIONS, target).partition("#")
        assert path in known, question
        assert not anchor or anchor in known[path], question


@pytest.mark.parametrize(("question", "target"), asked())
def test_a_question_typed_into_the_search_finds_its_page_among_the_first_three(
    tab, served, question, target
):
    assert served.url + answering(target) in found(tab, question)[:3]


@pytest.mark.parametrize(("typed", "target"), TYPED)
def test_what_people_type_leads_to_the_page_that_answers(tab, served, typed, target):
    assert served.url + target in found(tab, typed)[:2]


def test_a_search_without_a_result_says_where_else_to_look(tab):
    assert found(tab, "xyzzy plugh") == []
    assert tab.is_visible(".search-none")
    assert found(tab, "OET")
    assert not tab.is_visible(".search-none")
