"""A date of reading moves only when somebody says what was read."""

from types import SimpleNamespace

import pytest
import samples
import yaml

from macros import evidence


@pytest.fixture
def pair():
    """Two versions with ten sources each."""
    versions = []
    for _ in range(2):
        guide = samples.mini()
        page = guide["sources"]["school-page"]
        guide["sources"] = {f"page-{number}": dict(page) for number in range(10)}
        versions.append(guide)
    return versions


def move(guide, many, **keys):
    for number in range(many):
        guide["sources"][f"page-{number}"] |= {"checked": "2026-11-20", **keys}


def test_a_few_dates_may_move_without_a_word(pair):
    move(pair[1], evidence.FEW)
    assert evidence.lacking(*pair, "") == []


def test_many_dates_that_move_need_a_word_each(pair):
    move(pair[1], evidence.FEW + 1, review_by="2027-05-01")
    assert evidence.lacking(*pair, "") == [f"page-{number}" for number in range(6)]


def test_a_line_in_the_message_of_a_commit_is_a_word(pair):
    move(pair[1], 6)
    told = "\n".join(f"  checked: page-{number}  the fee is as it was" for number in range(5))
    assert evidence.lacking(*pair, f"Read again\n\n{told}\nchecked: page-5") == ["page-5"]


def test_a_changed_note_is_a_word(pair):
    move(pair[1], 7)
    for number in range(7):
        pair[1]["sources"][f"page-{number}"]["note"] = "The table lists one fee more."
    assert evidence.moved(*pair) == []


def test_a_new_source_needs_none(pair):
    for number in range(10, 20):
        pair[1]["sources"][f"page-{number}"] = dict(pair[1]["sources"]["page-0"])
    assert evidence.lacking(*pair, "") == []


def test_the_command_fails_and_says_what_to_do(pair, tmp_path, capsys):
    move(pair[1], 6)
    for name, guide in zip(("old", "new"), pair, strict=True):
        (tmp_path / name).write_text(yaml.safe_dump(guide), encoding="utf-8")
    paths = {name: str(tmp_path / name) for name in ("old", "new")}
    assert evidence.command(SimpleNamespace(**paths)) == 1
    assert "Add a line “checked: page-0" in capsys.readouterr().err
    assert evidence.command(SimpleNamespace(old=paths["old"], new=paths["old"])) == 0
