"""The slip behind a mistake in YAML is told, and nothing that is right is taken for one."""

import re

import pytest
import samples

from macros import slips
from macros.load import GUIDE


@pytest.mark.parametrize("path", [GUIDE, samples.MINI])
def test_no_line_of_a_guide_that_is_in_order_looks_like_a_slip(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for form, _ in slips._SLIPS:
        assert not [line for line in lines if re.search(form, line)]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ('"He said "no" to it"', 2),
        ("'ECFMG's booklet'", 2),
        ("@ecfmg", 2),
        ("`code`", 2),
        ("*all*", 2),
        ("&more", 2),
        ('"open', 2),
        ("[a, b", 2),
        ("one: two", 2),
    ],
)
def test_a_text_that_needs_quotes_is_found_above_where_the_parser_stumbles(value, line):
    text = f"one:\n  title: {value}\n  publisher: a\n  url: b\n"
    assert slips.slip(text, 4)[0] == line


@pytest.mark.parametrize(
    "value", ['"a: b"', "'it''s'", '"a \\" b"', "a “b” c", "[a, b]", '{label: "x"}', "a # b", "50%"]
)
def test_what_needs_no_quotes_or_has_them_is_no_slip(value):
    assert slips.slip(f"one:\n  title: {value}\n  publisher: a\n", 3) is None


def test_where_no_slip_is_seen_nothing_is_claimed():
    assert slips.slip("a: 1\nb: 2\n", 2) is None
    assert slips.slip("", 1) is None
