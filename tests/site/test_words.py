"""The words of the guide: its lint, its measure of readability, its catalogue of strings."""

import re
from collections import defaultdict
from html import unescape

import pytest

from macros import pages as reading
from macros import strings, words_lint
from macros.load import GUIDE, read
from macros.pages import Page
from macros.plugin import today
from macros.render import Renderer
from macros.routes import way


def page(text):
    return Page("one.md", {}, text, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Simply apply.",
        "It is just a form.",
        "Papers, e.g. a diploma.",
        "A licence.",
        "A doctor is accredited.",
    ],
)
def test_words_that_the_guide_does_not_use_are_found(text):
    assert len(list(words_lint.problems([page(text)]))) == 1


@pytest.mark.parametrize(
    "text", ["Just as before.", "`licence`", '{{ fact("licence") }}', "“We simply match you.”"]
)
def test_code_and_quotations_are_left_alone(text):
    assert not list(words_lint.problems([page(text)]))


def test_a_sentence_that_is_too_long_is_found():
    found = list(words_lint.problems([page("word " * 46 + ".")]))
    assert "46 words" in found[0].message


def test_every_page_reads_at_grade_nine_or_below():
    hard = [one for one in map(words_lint.measured, reading.read()) if one.grade > 9]
    assert not hard


def test_a_changed_string_is_stale_and_a_new_one_is_missing():
    known = {"a": {"english": "old", "words": "alt"}, "gone": {"english": "x", "words": "y"}}
    found = strings.merged(known, {"a": "new", "b": "fresh"})
    assert found == {
        "a": {"english": "old", "words": "alt", "now": "new"},
        "b": {"english": "fresh", "words": ""},
    }
    translate = strings.from_catalogue(found)
    assert translate("a", "new") == "new"
    assert translate("a", "old") == "alt"


# What words.py says with numbers and dates goes with a language's own rules, not with a catalogue.
_COUNTED = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|to|business days|days?|weeks?|months?|years?|not known yet|yes|no|Eastern Time|US|CA|AU"
    r"|confirmed|dated|reported|inferred|[\w.-]+\.(?:ca|org|gov|com)|America/[\w ]+)\b"
)


def left_out(html):
    """Words of rendered HTML that no catalogue has: what stands outside the brackets."""
    html = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", "", html, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]*>", "\n", html))
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    return sorted(
        {
            line.strip()
            for line in _COUNTED.sub("", text).split("\n")
            if re.search(r"[A-Za-z]{3}", line)
        }
    )


def test_a_pseudo_language_shows_no_string_that_was_left_out(monkeypatch):
    monkeypatch.setenv("PSEUDO", "1")
    guide = read(GUIDE.read_text(encoding="utf-8")).data
    renderer = Renderer(guide, today())
    macros = renderer.macros(lambda: ("index.md", {"changed": "2026-11-23"}))
    html = [macros["criteria"](name) for name in guide["outcomes"]]
    html += [macros["table"](name) for name in guide["tables"]]
    html += [macros["deadlines"](name) for name in guide["calendars"]]
    html += [
        macros["steps"](),
        macros["claims"]("us"),
        macros["claims"]("ca"),
        macros["next_dates"](),
    ]
    html += [macros["checklist"](), macros["sources"]()]
    html += [macros["key_facts"](["⟦Price⟧", "fee-oet"])]
    frame = renderer.environment.get_template("frame.html.jinja").module
    for page in ("us/index.md", "about/privacy.md"):
        html.append(frame.way(way(page), defaultdict(lambda: "⟦A page⟧")))
    html += [frame.nothing_found("", ""), frame.no_such_page("", "")]
    # A word of the glossary is found in texts as it is written: each language has its own list.
    ways = [(one["term"], *one.get("also", ())) for one in guide["glossary"].values()]
    words = sorted({way for some in ways for way in some} | {"credit"}, key=len, reverse=True)
    terms = re.compile(rf"non-|{'|'.join(map(re.escape, words))}", re.IGNORECASE)
    found = [terms.sub("", line) for line in left_out("\n".join(html))]
    assert [line for line in found if re.search(r"[A-Za-z]{4}", line)] == []
