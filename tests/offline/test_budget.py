"""Bytes and requests stay within bench/budget.json; seconds are for `make bench`."""

import json

import pytest

from bench import weight

BUDGET = json.loads(weight.BUDGET.read_text(encoding="utf-8"))
TOPICS = ("certification", "us", "canada")


@pytest.mark.parametrize("name", BUDGET["pages"])
def test_a_page_keeps_to_its_budget(name):
    files = weight.critical(weight.SITE / name / "index.html")
    limits = BUDGET["pages"][name]
    assert sum(files.values()) <= limits["bytes"], files
    assert len(files) <= limits["requests"], files


def test_every_topic_page_keeps_to_the_budget():
    limit = BUDGET["topic page"]["bytes"]
    pages = [page for topic in TOPICS for page in (weight.SITE / topic).rglob("index.html")]
    sizes = {page.parent.name: sum(weight.critical(page).values()) for page in pages}
    assert pages
    assert not {name: size for name, size in sizes.items() if size > limit}


def test_the_runtime_keeps_to_its_budget():
    assert sum(weight.runtime().values()) <= BUDGET["runtime"]["bytes"]


def test_a_page_has_one_style_sheet_and_no_search_at_its_start():
    for page in weight.SITE.rglob("index.html"):
        files = weight.critical(page)
        assert sum(name.endswith(".css") for name in files) <= 1
        assert not [name for name in files if "search" in name]
