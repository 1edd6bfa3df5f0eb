"""What is published beside the pages holds all of the guide, in the shape that its schema says."""

import json
import re
from datetime import date

import pytest
import samples
from jsonschema import Draft202012Validator
from published_site import ADDRESS, DAY, built

from macros.edition import Edition
from macros.finish import with_offers
from macros.publish import address_of, publish


@pytest.mark.parametrize("name", ["guide", "calendar", "changes"])
def test_each_file_has_the_shape_of_its_schema(load, schema_of, name):
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    data = load(f"{name}.json")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []
    assert data["$schema"] == schema["$id"] == load(f"schemas/{name}.json")["$id"]


BROKEN = {
    "guide": {
        "a fact of no season": lambda file: first(file["facts"]).pop("season"),
        "a fact of no grade": lambda file: first(file["facts"]).pop("grade"),
        "a grade that is none": lambda file: first(file["sources"]).update(grade="sure"),
        "needs that are no list": lambda file: first(file["steps"]).update(needs="a-step"),
    },
    "calendar": {
        "an event without an end": lambda file: file["events"][0].pop("end"),
        "a thirteenth month": lambda file: file["events"][0].update(start="2026-13-01"),
        "a source that is no address": lambda file: file["events"][0].update(sources=["a page"]),
        "a key of no meaning": lambda file: file["events"][0].update(colour="red"),
    },
    "changes": {
        "a change of no kind": lambda file: file["changes"][0].update(kind="news"),
        "a change without a source": lambda file: file["changes"][0].update(sources=[]),
        "a change of no day": lambda file: file["changes"][0].update(date="2026-11-32"),
        "a word for yes": lambda file: file["changes"][0].update(verdicts="yes"),
    },
}
OF_EVERY_FILE = {
    "another version": lambda file: file.update(version=2),
    "a day that is none": lambda file: file.update(published="2026-99-99"),
    "a licence of no name": lambda file: file["licence"].pop("name"),
    "a licence whose address is none": lambda file: file["licence"].update(url="CC BY"),
    "no data": lambda file: file.pop(list(file)[-1]),
}


def first(section):
    return next(iter(section.values()))


@pytest.mark.parametrize(
    ("name", "what"),
    [(name, what) for name in BROKEN for what in {**OF_EVERY_FILE, **BROKEN[name]}],
)
def test_the_schema_refuses_a_file_with(load, name, what):
    broken, check = load(f"{name}.json"), Draft202012Validator(load(f"schemas/{name}.json"))
    assert check.is_valid(broken)
    {**OF_EVERY_FILE, **BROKEN[name]}[what](broken)
    assert not check.is_valid(broken)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("answers", ["abroad"]),
        ("answers", {"Step 1": "passed"}),
        ("answers", {"step1": {"passed": True}}),
        ("answers", {"step1": "x" * 201}),
        ("llms", {"title": "Guide", "summary": "What it is", "sections": {}}),
        ("llms", {"title": "", "summary": "What it is", "sections": {"A": []}}),
        ("assessment", {}),
        ("assessment", {"version": 1, "outcomes": {"is-img-us": {"state": "perhaps"}}}),
    ],
)
def test_the_schema_of_what_is_not_a_file_refuses_too(load, name, broken):
    schema = load(f"schemas/{name}.json")
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid(broken)


@pytest.mark.parametrize("name", ["guide", "calendar", "changes"])
def test_each_file_says_what_it_is_whose_and_of_which_day(load, name):
    head = load(f"{name}.json")
    assert (head["version"], head["published"]) == (1, DAY.isoformat())
    assert head["licence"]["name"] == "CC BY 4.0"
    assert head["guide"] == load("guide.json")["guide"]


def test_guide_json_holds_every_entry_of_the_guide(load):
    whole, guide = load("guide.json"), samples.real()
    assert {name: list(whole[name]) for name in guide} == {n: list(one) for n, one in guide.items()}


def test_a_fact_is_published_as_sure_as_its_weakest_source(load):
    whole = load("guide.json")
    for fact in whole["facts"].values():
        sources = [whole["sources"][name] for name in fact["sources"]]
        if any(source["grade"] != "confirmed" for source in sources):
            assert fact["grade"] != "confirmed"
        assert fact["review_by"] == min(source["review_by"] for source in sources)


def test_the_same_guide_and_day_give_the_same_bytes(tmp_path):
    folders = [built(tmp_path / name) for name in ("one", "other")]
    written = [publish(folder, samples.real(), DAY) for folder in folders]
    assert written[0] == written[1]
    for name in written[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_another_day_changes_only_the_day(tmp_path):
    folders = [built(tmp_path / name) for name in ("one", "other")]
    for folder, day in zip(folders, (DAY, date(2026, 11, 24)), strict=True):
        publish(folder, samples.real(), day)
    one, other = (json.loads((folder / "guide.json").read_text("utf-8")) for folder in folders)
    assert {key for key in one if one[key] != other[key]} == {"published"}


def test_the_address_is_the_one_that_the_builder_wrote(tmp_path):
    site = built(tmp_path)
    assert address_of(site) == ADDRESS
    (site / "index.html").write_text("<html></html>", encoding="utf-8")
    assert address_of(site) == "/"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.md", ""),
        ("checklist.md", "checklist/"),
        ("us/index.md", "us/"),
        ("us/match.md#soap", "us/match/#soap"),
        ("about/reindex.md", "about/reindex/"),
    ],
)
def test_a_page_of_docs_has_the_address_at_which_it_is_served(path, url):
    assert Edition({}, DAY, ADDRESS).page(path) == ADDRESS + url


@pytest.mark.parametrize("root", ["", "../../"])
def test_a_page_offers_the_data_once_however_often_it_is_finished(root):
    html = "<html><head></head><body></body></html>"
    once = with_offers(html, root)
    assert with_offers(once, root) == once
    assert re.findall(r'href="([^"]+)"', once) == [
        f"{root}changes.xml",
        f"{root}guide.json",
        f"{root}calendar.ics",
        f"{root}assets/pictures/favicon.png",
        f"{root}assets/pictures/touch-icon.png",
    ]
