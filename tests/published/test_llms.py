"""llms.txt names every page, in the order of the navigation, and can be read by a program."""

import re

from jsonschema import Draft202012Validator
from published_site import ADDRESS

from macros import pages


def parsed(text):
    """Title, summary and sections of links, as llmstxt.org describes the format."""
    title, summary = re.match(r"# (.+)\n\n> (.+)\n", text).groups()
    sections = {}
    for part in text.split("\n## ")[1:]:
        name, body = part.split("\n", 1)
        links = re.findall(r"^- \[(.+?)\]\((\S+?)\): (.+)$", body, re.MULTILINE)
        sections[name] = [dict(zip(("title", "url", "note"), link, strict=True)) for link in links]
    return {"title": title, "summary": summary, "sections": sections}


def test_it_has_the_shape_of_its_schema(published, schema_of):
    found = parsed((published / "llms.txt").read_text("utf-8"))
    Draft202012Validator(schema_of("llms")).validate(found)
    assert next(iter(found["sections"])) == "Start"
    assert list(found["sections"])[-1] == "Data"


def test_it_names_every_page_once(published):
    text = (published / "llms.txt").read_text("utf-8")
    for page in pages.read():
        assert text.count(f"[{page.meta['title']}](") == 1, page.path


def test_it_says_how_the_guide_may_be_relied_on(published):
    text = (published / "llms.txt").read_text("utf-8")
    for words in ("Unofficial", "season", "grade", "CC BY 4.0", f"{ADDRESS}guide.json"):
        assert words in text
