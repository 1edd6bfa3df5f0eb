"""The page "What we proved" shows what the last run counted, and nothing that it did not."""

from datetime import date

import pytest
import samples

from macros import proved

DAY = date(2026, 11, 23)


def test_a_run_that_never_was_has_nothing_to_show(tmp_path):
    assert proved.read(tmp_path / "none.json") is None


def test_what_was_counted_is_shown_in_words_with_its_day(tmp_path):
    path = tmp_path / "run.json"
    proved.write({"situations": 12345, "proofs": 0}, "abc", DAY, path)
    run = proved.read(path)
    assert (run["day"], run["guide"]) == ("2026-11-23", "abc")
    assert run["rows"] == [{"what": proved.WHAT["situations"], "count": "12,345"}]


def test_a_count_is_kept_while_the_data_are_the_same_and_dropped_when_they_are_not(tmp_path):
    path = tmp_path / "run.json"
    proved.write({"mutants": 3}, "abc", DAY, path)
    proved.write({"proofs": 4}, "abc", DAY, path)
    assert len(proved.read(path)["rows"]) == 2
    proved.write({"proofs": 5}, "xyz", DAY, path)
    assert [row["count"] for row in proved.read(path)["rows"]] == ["5"]


def test_tests_count_under_names_that_the_page_has_words_for():
    properties = [("proved", {"proofs": 2}), ("proved", {"proofs": 3}), ("other", {"x": 1})]
    assert proved.counted(properties) == {"proofs": 5}
    with pytest.raises(KeyError, match="add them to WHAT"):
        proved.counted([("proved", {"nonsense": 1})])


def test_the_data_are_counted_by_themselves():
    sizes = proved.sizes(samples.mini())
    assert sizes == {"outcomes": 3, "questions": 7, "examples": 1, "criteria": 5}
    assert set(sizes) <= set(proved.WHAT)
