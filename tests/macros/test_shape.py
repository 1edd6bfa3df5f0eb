"""The shape of `guide.yml`: what the schema finds is told in plain words, with its line."""

import json

import pytest
import samples

from macros import shape
from macros.load import SCHEMA, read
from tests.macros.conftest import problems


def test_a_mistake_in_the_shape_is_told_with_its_line(mistake):
    assert problems(mistake.text) == [mistake.message]


def test_a_missing_section_is_told():
    text = samples.mini_text().replace("tables: {}\n", "")
    assert problems(text) == ["guide.yml:2: “tables” is missing. Add the line “tables: …”."]


@pytest.mark.parametrize("text", ["- a\n- b\n", "a text", "7"])
def test_a_file_that_is_no_guide_at_all_is_told(text):
    assert problems(text) == ["guide.yml:1: it must be an entry with keys of its own."]


def test_an_empty_file_lacks_every_section():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert len(problems("")) == len(schema["required"])


def test_two_unknown_keys_are_told_each_on_its_line():
    text = samples.mini_text().replace(
        "    hint: The school that gives the degree.\n", "    hnit: a\n    wyh: b\n"
    )
    first, second = problems(text)
    assert "“hnit”" in first
    assert "“wyh” is not known here. Did you mean “why”?" in second
    assert int(first.split(":")[1]) + 1 == int(second.split(":")[1])


def test_a_group_within_a_criterions_place_is_checked_too():
    text = samples.mini_text().replace(
        "    all:\n      - id: next-limit-met",
        "    all:\n      - any: []\n      - {any: [], all: []}\n      - id: next-limit-met",
    )
    assert [line.partition(": ")[2] for line in problems(text)] == [
        "outcome “next-season”: all.1.any: the list is empty. Add an item or take the key out.",
        "outcome “next-season”: all.2.all: the list is empty. Add an item or take the key out.",
        "outcome “next-season”: all.2.any: the list is empty. Add an item or take the key out.",
        "outcome “next-season”: all.2: it needs exactly one of any, all.",
    ]


def test_every_rule_of_the_schema_that_can_fail_is_told_in_our_words():
    """A keyword of JSON Schema without a sentence would be told in the library's words."""
    ours = {*shape._SENTENCES, "additionalProperties"}
    silent = {"$ref", "properties", "propertyNames", "items", "if", "then", "else", "anyOf"}
    silent |= {"$schema", "$defs", "title", "description", "$id"}
    assert set(keywords(shape.validator().schema)) - silent <= ours


def keywords(schema):
    """The keywords of a schema and of all schemas in it."""
    for key, value in schema.items():
        yield key
        if key in ("properties", "$defs"):
            for inner in value.values():
                yield from keywords(inner)
        elif isinstance(value, dict):
            yield from keywords(value)
        elif isinstance(value, list):
            for inner in value:
                yield from keywords(inner) if isinstance(inner, dict) else ()


def test_every_pattern_of_the_schema_has_words():
    patterns = set(found_patterns(shape.validator().schema))
    dates = {pattern for pattern in patterns if r"\d{4}" in pattern}
    assert patterns - dates == set(shape._PATTERNS)


def found_patterns(node):
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for value in node.values():
            yield from found_patterns(value)


def test_the_small_guide_is_in_shape():
    assert list(shape.problems(read(samples.mini_text()))) == []
