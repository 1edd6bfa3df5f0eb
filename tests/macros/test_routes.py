"""The reader's way: every page of the routes exists, and each leads on to the next."""

import yaml

from macros import pages
from macros.load import ROOT
from macros.routes import CHECKLIST, HOME, routes, way

KNOWN = {page.path for page in pages.read()}


def _menu(node):
    """The pages of the site's menu, in its order."""
    if isinstance(node, str):
        return [node]
    return [
        page for one in (node.values() if isinstance(node, dict) else node) for page in _menu(one)
    ]


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without minding its tags."""


_Loader.add_multi_constructor("!", lambda *_: None)


def test_a_route_names_pages_that_exist_each_in_one_route_only():
    named = [page for route in routes().values() for page in route]
    assert set(named) <= KNOWN
    assert len(set(named)) == len(named)


def test_who_follows_next_reads_a_whole_route_and_ends_at_the_checklist():
    for route in routes().values():
        page, read = route[0], []
        while page != CHECKLIST:
            read.append(page)
            (page,) = way(page).onward
        assert read == route


def test_the_first_page_of_a_route_has_nothing_before_it_and_every_other_its_forerunner():
    for route in routes().values():
        assert [way(page).back for page in route] == ["", *route[:-1]]


def test_the_checklist_leads_to_the_beginning_of_each_route():
    assert way(CHECKLIST).onward == tuple(route[0] for route in routes().values())


def test_a_page_in_no_route_leads_back_to_its_section_and_on_to_the_checklist():
    assert way("certification/epic.md").back == "certification/index.md"
    assert way("about/index.md").back == HOME
    assert way("about/privacy.md").onward == (CHECKLIST,)


def test_the_menu_lists_the_pages_of_a_route_in_the_same_order():
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    menu = _menu(yaml.load(config, Loader=_Loader)["nav"])  # noqa: S506 - a safe loader's child
    for route in routes().values():
        for folder in {page.partition("/")[0] for page in route if "/" in page}:
            here = [page for page in route if page.startswith(f"{folder}/")]
            assert [page for page in menu if page in here] == here
