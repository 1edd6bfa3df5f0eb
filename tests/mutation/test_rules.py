"""The planting of faults itself, on the small guide."""

import copy
import json

import pytest
import samples

from checklist_py import Assessment, Guide
from mutation import rules
from mutation.faults import faults
from mutation.rules import Judge, Kept, Renewed, _with


@pytest.fixture(scope="module")
def judge():
    return Judge(samples.mini())


@pytest.fixture(scope="module")
def planted(judge):
    return list(faults(judge.data))


def entry_of(judge, fault):
    kind, name = fault.entry
    return json.dumps(judge.data[f"{kind}s"][name])


def test_every_fault_changes_its_entry_and_nothing_else(judge, planted):
    for fault in planted:
        entry = entry_of(judge, fault)
        assert fault.planted(entry) != json.loads(entry), fault
    assert len({str(fault) for fault in planted}) > len(planted) * 0.9


def test_what_is_decided_anew_is_what_the_changed_guide_says_as_a_whole(judge, planted):
    (_, case), *_ = judge.examples.rows.values()
    for fault in planted:
        kind, name = fault.entry
        entry = fault.planted(entry_of(judge, fault))
        whole = copy.deepcopy(judge.data)
        whole[f"{kind}s"][name] = copy.deepcopy(entry)
        changed = _with(judge.examples.guide, fault.entry, entry)
        changed.last = case
        anew = Renewed(changed, case.given, case.today)
        afresh = Assessment(Guide(whole), case.given, case.today)
        assert repr(anew.situation.names) == repr(afresh.situation.names), fault
        assert anew.aside == afresh.aside, fault


def test_an_entry_concerns_what_names_it(judge):
    assert ("step", "rank") in judge.prover.behind.concerned(("step", "pass-step1"))


def test_a_fault_is_caught_by_an_example_or_a_proof_or_has_survived(judge, planted):
    fates = {str(fault): judge.fate(fault) for fault in planted}
    assert fates["outcome is-img: criterion img-abroad dropped"] == ("example", "abroad")
    assert fates["outcome is-img: applies dropped"][0] == "proof"
    assert fates["question graduated: ask_if dropped"][0] == "none"
    fate, who = fates["outcome is-img: criterion img-canada dropped"]
    assert fate == "survived"
    assert "Where is your medical school? In Canada" in str(who)


def test_a_need_that_goes_missing_is_caught_where_an_example_says_what_waits_for_what():
    guide = samples.mini()
    (example,) = guide["examples"].values()
    example["answers"] |= {"step1": "not_taken"}
    example |= {"expect": {"is-img": "yes"}, "steps": {}}
    for stated, fate in (({}, "survived"), ({"rank": ["pass-step1"]}, "example")):
        example["waits"] = stated
        judge = Judge(guide)
        (fault,) = [one for one in faults(judge.data) if "need of pass-step1" in str(one)]
        assert judge.fate(fault)[0] == fate


def test_a_run_goes_on_where_it_was_and_begins_anew_on_other_rules(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "KEPT", tmp_path / "kept" / "rules.jsonl")
    Kept(["rules", "examples"]).add("a fault", ("example", "somebody"))
    Kept(["rules", "examples"]).add("no fault", ("none", ""))
    assert Kept(["rules", "examples"]).known("a fault") == ("example", "somebody")
    more = Kept(["rules", "more examples"])
    assert (more.known("a fault"), more.first("a fault")) == (None, "somebody")
    assert more.known("no fault") == ("none", "")
    assert Kept(["rules", "more examples"]).known("a fault") is None
    assert Kept(["other rules", "all other"]).known("no fault") is None
