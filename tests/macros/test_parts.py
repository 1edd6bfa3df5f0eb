"""The checklist's page in parts: lines in place of what comes later, and the page as it was."""

import pytest

from macros import parts

CARD = (
    '<li class="step" id="step-{0}" data-comes="Step {0}" data-state="x"><ul><li>{0}</li></ul></li>'
)
PAGE = (
    '<html><head><title>Stand</title><meta name="description" content="Old."></head><body>'
    '<div id="checklist" class="checklist" data-engine="loading"><ol>{}</ol>'
    '<a href="../checklist/#step-a">A</a></div></body></html>'
)


def page(*names):
    return PAGE.format("".join(CARD.format(name) for name in names))


def test_a_line_stands_in_place_of_each_piece_and_the_rest_stays():
    html, later = parts.split(page("a", "b"))
    line = (
        '<li class="step" id="step-{0}" data-comes>'
        '<a href="../checklist-rules/#step-{0}">Step {0}</a></li>'
    )
    assert html == PAGE.format(line.format("a") + line.format("b"))
    assert later == [CARD.format("a").replace(' data-comes="Step a"', "")
                     + CARD.format("b").replace(' data-comes="Step b"', "")]  # fmt: skip


def test_parts_are_small_and_hold_everything_in_order(monkeypatch):
    names = [f"{number:03}" for number in range(40)]
    one = len(CARD.format("000").replace(' data-comes="Step 000"', ""))
    monkeypatch.setattr(parts, "LARGEST", 3 * one)
    _, later = parts.split(page(*names))
    assert [part.count('class="step"') for part in later] == [3] * 13 + [1]
    assert "".join(later).count('class="step"') == len(names)
    assert [name for name in names if f'id="step-{name}"' in "".join(later)] == names


def test_a_piece_larger_than_a_part_is_a_part(monkeypatch):
    monkeypatch.setattr(parts, "LARGEST", 10)
    _, later = parts.split(page("a", "b"))
    assert len(later) == 2


def test_a_page_without_pieces_is_left_as_it_is():
    assert parts.split(PAGE.format("")) == (PAGE.format(""), [])
    html, _ = parts.split(page("a"))
    assert parts.split(html) == (html, [])


@pytest.mark.parametrize("gone", ["data-comes", 'id="checklist"', "data-engine", "../checklist/#"])
def test_the_whole_page_is_for_reading_only(gone):
    html = parts.whole(page("a"))
    assert gone not in html
    assert '<div class="checklist" data-whole>' in html
    assert CARD.format("a").replace(' data-comes="Step a"', "") in html


def test_the_whole_page_says_what_it_is_and_where_the_checklist_is():
    html = parts.whole(page("a"))
    assert "<title>All that the checklist can say</title>" in html
    assert "Old." not in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<a href="../checklist/">The checklist</a>' in html
