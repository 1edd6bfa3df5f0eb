"""Bytes and requests stay within bench/budget.json; seconds are for `make bench`."""

import json

import pytest

from bench import pages, weight
from runtime.host import SLICE, Host

BUDGET = json.loads(weight.BUDGET.read_text(encoding="utf-8"))
PHONE = {"width": 412, "height": 823}
DESK = {"width": 1280, "height": 900}
TOPICS = ("certification", "us", "canada")


@pytest.mark.parametrize("name", BUDGET["pages"])
def test_a_page_keeps_to_its_budget(name):
    files = weight.critical(weight.SITE / name / "index.html")
    limits = BUDGET["pages"][name]
    assert sum(files.values()) <= limits["bytes"], files
    assert len(files) <= limits["requests"], files


def test_every_topic_page_keeps_to_the_budget():
    limits = BUDGET["topic page"]
    found = [page for topic in TOPICS for page in (weight.SITE / topic).rglob("index.html")]
    needed = {page.parent.name: weight.critical(page) for page in found}
    assert found
    sizes = {name: sum(files.values()) for name, files in needed.items()}
    assert not {name: size for name, size in sizes.items() if size > limits["bytes"]}
    assert max(map(len, needed.values())) <= limits["requests"]


def test_the_parts_of_the_checklist_keep_to_their_budget():
    limits, found = BUDGET["parts of the checklist"], weight.parts()
    assert 0 < sum(found.values()) <= limits["bytes"]
    assert 1 < len(found) <= limits["requests"]


def test_what_comes_when_somebody_does_something_keeps_to_its_budget():
    assert 0 < weight.theme() <= BUDGET["theme"]["bytes"]


def test_the_runtime_keeps_to_its_budget():
    assert sum(weight.runtime().values()) <= BUDGET["runtime"]["bytes"]


def test_a_page_has_one_style_sheet_and_no_search_at_its_start():
    for page in weight.SITE.rglob("index.html"):
        files = weight.critical(page)
        assert sum(name.endswith(".css") for name in files) <= 1
        assert not [name for name in files if "search" in name]


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("drop", [SLICE, 100])
def test_nothing_moves_while_a_page_comes_over_a_slow_line(chromium, size, drop):
    context = chromium.new_context(viewport=size, service_workers="block", bypass_csp=True)
    with Host([weight.SITE], slice=drop) as host:
        tab = context.new_page()
        if drop < SLICE:  # the style is there already: half a header can be seen
            tab.goto(host.url)
        found = pages.viewed(tab, host, pages.TOPIC)
    context.close()
    assert found["requests"] >= 1
    assert found["shift"] == 0, found
