"""The one door for what comes from outside takes whatever is thrown at it.

`PROOFS=long` throws ten thousand inputs. Each is answered, with JSON of bounded size, in bounded
time, without an exception, and the same way twice.
"""

import json
import os
import time

import pytest
import samples
from hypothesis import given, settings, strategies

from checklist_py import bridge, keep
from checklist_py.answers import understand

MANY = settings(max_examples=2_500 if os.environ.get("PROOFS") == "long" else 100)
"""Four tests with this many inputs each."""

SECONDS = 5
"""Longest answer, on a busy machine; the usual is some hundredths of a second."""

LARGEST = 2_000_000
"""Characters of the longest answer to a request."""

REQUEST = {"version": 1, "today": "2026-11-23", "answers": {"interest": "us", "school": "abroad"}}


@pytest.fixture(scope="session")
def guide():
    return samples.engine_guide(samples.real())


def plain(leaves):
    """Whatever JSON can hold, made of these leaves."""
    return strategies.recursive(
        leaves,
        lambda inner: (
            strategies.lists(inner, max_size=5)
            | strategies.dictionaries(strategies.text(max_size=20), inner, max_size=5)
        ),
        max_leaves=20,
    )


LEAVES = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text(max_size=40)
    | strategies.sampled_from(["__proto__", "constructor", "unsure", "none", "2026-02-30", "1e999"])
    | strategies.sampled_from(["<img src=x onerror=alert(1)>", "\x00", "\ud800", "9" * 5000, "-1"])
)
JUNK = plain(LEAVES)


def likely(guide):
    """Answers that are nearly right: real questions, options that may belong to others."""
    options = [one for question in guide.questions.values() for one in question.get("options", ())]
    values = strategies.sampled_from([*options, "2026-05", "2026-05-31", "unsure"])
    answer = values | strategies.lists(values, max_size=4) | JUNK
    return strategies.dictionaries(strategies.sampled_from(list(guide.questions)), answer)


def answered(text):
    """What the door says to a text: plain data, of a bounded size, in a bounded time."""
    begun = time.monotonic()
    said = bridge.respond(text)
    assert time.monotonic() - begun < SECONDS
    assert len(said) < LARGEST
    assert said == bridge.respond(text)
    response = json.loads(said)
    assert response["version"] == bridge.VERSION
    return response


@pytest.fixture(autouse=True)
def _real(guide, monkeypatch):
    monkeypatch.setattr(bridge, "guide", lambda: guide)


@MANY
@given(text=strategies.text() | strategies.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_answered(text):
    assert answered(text)["errors"]


@MANY
@given(draw=strategies.data())
def test_any_request_is_answered_and_no_question_gets_a_state_of_its_own(guide, draw):
    request = {
        **REQUEST,
        "answers": draw.draw(likely(guide) | JUNK),
        "do": draw.draw(strategies.sampled_from([*bridge._ACTIONS, "nonsense", 7, None])),
        **draw.draw(
            strategies.dictionaries(
                strategies.sampled_from(
                    ["ticked", "notes", "only", "texts", "other", "outcome", "as", "aside", "today"]
                ),
                JUNK | strategies.sampled_from(["json", "markdown", "calendar", "link"]),
            )
        ),
    }
    response = answered(json.dumps(request))
    assert set(response.get("questions", guide.questions)) == set(guide.questions)
    assert set(response.get("outcomes", guide.outcomes)) == set(guide.outcomes)


@MANY
@given(draw=strategies.data())
def test_any_saved_state_is_opened_or_refused(guide, draw):
    state = {"format": keep.FORMAT, "version": draw.draw(strategies.just(1) | LEAVES)}
    for key in ("answers", "ticked", "notes", "aside", "compare", "seal"):
        state[key] = draw.draw(likely(guide) | JUNK)
    text = json.dumps(state)
    start, end = sorted(draw.draw(strategies.integers(0, len(text))) for _ in range(2))
    damaged = text[:start] + draw.draw(strategies.text(max_size=5)) + text[end:]
    link = keep.LINK + draw.draw(strategies.text(max_size=200))
    texts = [text, damaged, link, draw.draw(JUNK)]
    response = answered(json.dumps({**REQUEST, "do": "open", "texts": texts}))
    opened = response["state"]
    assert set(opened) == set(keep.empty())
    compared = {} if opened["compare"] in (None, keep.COUNTRIES) else opened["compare"]
    assert {*opened["answers"], *compared} <= set(guide.questions)
    for one in [*response["refused"], *response["errors"]]:
        assert one["what"]


@MANY
@given(draw=strategies.data())
def test_what_is_understood_is_an_answer_that_the_question_has(guide, draw):
    known, unsure, errors = understand(
        draw.draw(likely(guide) | JUNK), guide.questions, guide.aliases
    )
    assert not set(known) & unsure
    assert all(len(error["where"]) <= 200 for error in errors)
    for name, answer in known.items():
        options = set(guide.questions[name].get("options", ()))
        chosen = {answer} if isinstance(answer, str) else set(answer)
        assert not options or chosen <= options


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        "9" * 999_999,
        '{"version":1,"today":"2026-11-23","answers":' + "[" * 900 + "]" * 900 + "}",
        json.dumps({**REQUEST, "answers": dict.fromkeys(map(str, range(50_000)), 1)}),
        json.dumps({**REQUEST, "answers": {"school": "x" * 900_000}}),
        json.dumps({**REQUEST, "do": "open", "texts": [keep.LINK + "A" * 100_000] * 5}),
        "x" * (bridge.LARGEST + 1),
    ],
    ids=["deep", "deeper", "number", "nested", "many", "long", "links", "large"],
)
def test_a_text_made_to_choke_on_is_answered_in_time(text):
    assert len(answered(text)["errors"]) <= bridge.MOST_ERRORS
