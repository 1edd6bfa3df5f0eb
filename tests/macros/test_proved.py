"""The page "What we proved" shows what the last run counted, and nothing that it did not."""

from datetime import date, timedelta

import pytest
import samples

from macros import proved

DAY = date(2026, 11, 23)


def test_a_run_that_never_was_has_nothing_to_show(tmp_path):
    assert proved.read(tmp_path / "none.json") is None


def test_what_was_counted_is_shown_in_words_with_its_day(tmp_path):
    path = tmp_path / "run.json"
    proved.write({"one": {"situations": 12300}}, "abc", DAY + timedelta(days=1), path)
    proved.write({"two": {"situations": 45, "proofs": 0}}, "abc", DAY, path)
    run = proved.read(path)
    assert (run["day"], run["rules"]) == ("2026-11-23", ["abc"])
    assert run["rows"] == [{"what": proved.WHAT["situations"], "count": "12,345"}]


def test_a_part_keeps_its_counts_and_the_name_of_its_rules_until_it_runs_again(tmp_path):
    path = tmp_path / "run.json"
    proved.write({"faults": {"mutants": 3}}, "abc", DAY, path)
    proved.write({"solver": {"proofs": 4}}, "abc", DAY, path)
    proved.write({"solver": {"proofs": 5}}, "xyz", DAY, path)
    run = proved.read(path)
    assert [row["count"] for row in run["rows"]] == ["5", "3"]
    assert run["rules"] == ["abc", "xyz"]


def test_rules_keep_their_name_when_words_and_sums_change_and_lose_it_when_a_rule_does():
    guide = samples.mini()
    name = proved.digest(guide)
    guide["facts"]["fee"]["value"] = 600
    guide["outcomes"]["is-img"]["title"] = "Other words"
    guide["sources"]["school-page"]["grade"] = "dated"
    assert proved.digest(guide) == name
    guide["steps"]["rank"]["needs"] = []
    assert proved.digest(guide) != name


def test_tests_count_under_names_that_the_page_has_words_for():
    properties = [("proved", {"proofs": 2}), ("proved", {"proofs": 3}), ("other", {"x": 1})]
    assert proved.counted(properties) == {"proofs": 5}
    with pytest.raises(KeyError, match="add them to WHAT"):
        proved.counted([("proved", {"nonsense": 1})])


def test_the_data_are_counted_by_themselves():
    sizes = proved.sizes(samples.mini())
    assert sizes == {"outcomes": 3, "questions": 7, "examples": 1, "criteria": 5}
    assert set(sizes) <= set(proved.WHAT)
