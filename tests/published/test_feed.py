"""The feed holds every change, with ids that stay, the latest first."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import samples
from published_site import ADDRESS, DAY

from macros import feed
from macros.edition import Edition

ATOM = "{http://www.w3.org/2005/Atom}"


def change(**keys):
    plain = {"date": "2026-05", "kind": "rule", "what": "It changed.", "country": "us"}
    return {**plain, "sources": ["school-page"], **keys}


@pytest.fixture
def root():
    """The feed of a small guide with three changes."""
    guide = samples.mini()
    guide["changes"] = {
        "first": change(date="2024"),
        "last": change(
            date="2026-11-02", kind="correction", old="1 < 2", new="{fact:fee}", verdicts=True
        ),
        "middle": change(),
    }
    return ET.fromstring(feed.text(feed.changes(Edition(guide, DAY, ADDRESS))))  # noqa: S314 - ours


def texts(root, tag):
    return [one.text for one in root.iter(ATOM + tag)]


def test_the_latest_change_comes_first(root):
    days = ["2026-11-02T12:00:00Z", "2026-05-01T12:00:00Z", "2024-01-01T12:00:00Z"]
    assert texts(root, "updated") == [days[0], *days]


def test_an_id_names_the_change_and_no_address(root):
    ids = texts(root, "id")
    assert ids[1] == "tag:img-field-guide.github.io,2026:change/last"
    assert len(set(ids)) == 4
    assert not [one for one in ids if ADDRESS in one]


def test_a_correction_says_what_stood_there_what_stands_there_and_what_it_can_do(root):
    told = texts(root, "content")[0]
    assert told == "It changed. Before: 1 < 2. Now: US$580. It could change a verdict."


def test_an_entry_leads_to_the_change_on_its_page_and_to_its_source(root):
    links = [one.attrib for one in root.find(f"{ATOM}entry").iter(f"{ATOM}link")]
    assert links[0]["href"] == f"{ADDRESS}about/changes/#change-last"
    assert links[1] == {"rel": "via", "href": "https://www.example.org/schools"}


def test_a_feed_without_changes_is_a_feed_all_the_same():
    guide = {**samples.mini(), "changes": {}}
    root = ET.fromstring(feed.text(feed.changes(Edition(guide, DAY, ADDRESS))))  # noqa: S314
    assert texts(root, "updated") == [f"{DAY}T12:00:00Z"]


# as a feed reader sees it (RFC 4287)


@pytest.fixture
def real(published):
    """The feed of the guide itself."""
    return ET.parse(published / "changes.xml").getroot()  # noqa: S314 - ours


def test_what_must_stand_once_stands_once(real):
    for one in (real, *real.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(one.findall(ATOM + tag)) == 1
    assert [link.get("rel") for link in real.findall(f"{ATOM}link")] == ["self", "alternate"]
    assert real.findtext(f"{ATOM}author/{ATOM}name")


def test_every_id_is_its_own_and_every_time_a_time(real):
    ids, times = texts(real, "id"), texts(real, "updated")
    assert len(set(ids)) == len(ids) == len(real.findall(f"{ATOM}entry")) + 1
    assert all(re.fullmatch(r"tag:[a-z.-]+,2026:[a-z0-9/-]+", one) for one in ids)
    assert all(datetime.fromisoformat(one).tzinfo for one in times)
    assert times[0] == max(times[1:])


def test_no_entry_has_the_same_link_twice_or_a_sign_of_our_own_writing(real):
    for entry in real.findall(f"{ATOM}entry"):
        links = [(link.get("rel"), link.get("href")) for link in entry.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert all(urlsplit(href).scheme in ("http", "https") for _, href in links)
        said = entry.findtext(f"{ATOM}title") + entry.findtext(f"{ATOM}content")
        assert not re.search(r"[{}*`<]|\]\(|\.\.", said)
