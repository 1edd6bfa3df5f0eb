"""What must hold of every page of the built site, read as HTML."""

import re
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

import pytest

HERE = "https://guide.example/"
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "embed": "src",
    "object": "data",
}


def address(page):
    return urljoin(HERE, page.name.removesuffix("index.html"))


def test_there_are_pages(pages):
    assert len(pages) > 20


def test_every_page_has_its_own_title_and_description(pages):
    pages = [page for page in pages if page.name != "404.html"]
    for key in ("title", "description"):
        counts = Counter(getattr(page, key) for page in pages)
        assert not [text for text, count in counts.items() if count > 1 or not text]


def test_every_id_stands_once_on_its_page(pages):
    doubled = {
        page.name: [name for name, count in Counter(page.ids).items() if count > 1]
        for page in pages
    }
    assert not {name: ids for name, ids in doubled.items() if ids}


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor(pages):
    known = {address(page): set(page.ids) for page in pages}
    broken = []
    for page in pages:
        if page.name == "404.html":
            continue
        for link in page.named("a"):
            target = urlsplit(urljoin(address(page), link.get("href", "")))
            url = f"{target.scheme}://{target.netloc}{target.path}"
            if not url.startswith(HERE) or "." in target.path.rsplit("/", 1)[-1]:
                continue
            anchor = unquote(target.fragment)
            if url not in known or (anchor and anchor not in known[url]):
                broken.append((page.name, link["href"]))
    assert not broken


def test_the_page_for_an_address_that_leads_nowhere_leads_home_from_any_depth(pages):
    lost = next(page for page in pages if page.name == "404.html")
    root = lost.html.partition('"base": "')[2].partition('"')[0]
    known = {page.name.removesuffix("index.html") for page in pages}
    links = [link.get("href", "") for link in lost.named("a")]
    here = [link for link in links if not urlsplit(link).netloc and not link.startswith("#")]
    assert {f"{root}about/questions/", f"{root}checklist/"} <= set(here)
    for link in here:
        assert link.startswith(root), link
        assert link.removeprefix(root).removeprefix(".").partition("#")[0] in known, link


def test_no_page_loads_anything_from_another_host(pages):
    foreign = []
    for page in pages:
        loaded = [a.get(key) for tag, key in LOADED.items() for a in page.named(tag)]
        loaded += [
            a.get("href")
            for a in page.named("link")
            if a.get("rel") in ("stylesheet", "icon", "preload", "modulepreload", "preconnect")
        ]
        foreign += [(page.name, url) for url in loaded if url and urlsplit(url).netloc]
    assert not foreign


def test_every_page_has_a_policy_that_allows_nothing_foreign_and_no_inline_script(pages):
    for page in pages:
        policies = [
            a for a in page.named("meta") if a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert len(policies) == 1, page.name
        policy = policies[0]["content"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"https?:", policy)


def test_no_element_has_an_event_handler_or_a_script_address(pages):
    for page in pages:
        for tag, attributes in page.elements:
            assert not [key for key in attributes if key.startswith("on")], (page.name, tag)
            assert not str(attributes.get("href", "")).startswith("javascript:"), page.name


@pytest.mark.parametrize(
    ("section", "attribute"),
    [("questions", "data-question"), ("outcomes", "data-outcome"), ("steps", "data-step")],
)
def test_everything_the_checklist_can_say_comes_with_its_page(pages, guide, section, attribute):
    page = next(page for page in pages if page.name == "checklist/index.html")
    whole = next(page for page in pages if page.name == "checklist-rules/index.html")
    for sources in ([page, *page.parts()], [whole]):
        found = [a[attribute] for one in sources for _, a in one.elements if attribute in a]
        assert set(guide[section]) <= set(found)
        assert len(found) == len(set(found)) or section == "questions"


def test_a_line_stands_for_each_piece_of_the_checklist_and_leads_to_it_without_scripts(pages):
    page = next(page for page in pages if page.name == "checklist/index.html")
    whole = next(page for page in pages if page.name == "checklist-rules/index.html")
    lines = [a["id"] for _, a in page.elements if "data-comes" in a]
    pieces = [name for part in page.parts() for name in part.ids]
    assert len(lines) > 100
    assert set(lines) <= set(pieces) & set(whole.ids)
    assert not [name for name in set(pieces) - set(lines) if name in page.ids]  # no id twice
    targets = {a.get("href") for a in page.named("a")}
    assert {f"../checklist-rules/#{name}" for name in lines} <= targets


def test_every_input_is_named_by_its_question_and_its_values_are_the_options(pages, guide):
    page = next(page for page in pages if page.name == "checklist/index.html")
    inputs = {(a.get("name"), a.get("value")) for a in page.named("input")}
    for name, question in guide["questions"].items():
        for option in question.get("options", {}):
            assert (name, option) in inputs
        if "options" not in question:
            assert (name, None) in inputs


def test_every_source_stands_on_the_page_of_sources(pages, guide):
    page = next(page for page in pages if page.name == "about/sources/index.html")
    assert {f"source-{name}" for name in guide["sources"]} <= set(page.ids)


@pytest.mark.parametrize("section", ["outcomes", "steps", "claims", "glossary", "changes"])
def test_every_entry_stands_on_some_page(pages, guide, section):
    prefix = {"outcomes": "outcome-", "steps": "step-", "claims": "claim-", "glossary": ""}
    ids = {name for page in pages for name in page.ids}
    missing = {f"{prefix.get(section, 'change-')}{name}" for name in guide[section]} - ids
    assert not missing


def test_no_placeholder_and_no_template_is_left_in_a_page(pages):
    for page in pages:
        text = " ".join(page.text)
        assert "{fact:" not in text, page.name
        assert "{{" not in text, page.name


def test_every_page_of_content_names_its_sources_and_its_date(pages):
    plain = ("404.html", "about/", "checklist/", "offline/")
    for page in pages:
        if page.name.startswith(plain) or page.name == "index.html":
            continue
        assert "sources" in page.ids, page.name
        assert "Text changed" in page.html, page.name
