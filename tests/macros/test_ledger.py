"""The ledger names what changed, and finds out itself whether that could change a verdict."""

import copy
import subprocess
from types import SimpleNamespace

import pytest
import samples
import yaml

from macros import ledger, versions
from macros.load import GuideError


@pytest.fixture
def old():
    return samples.mini()


@pytest.fixture
def new():
    return samples.mini()


def found(old, new):
    return {change.name: change for change in ledger.changes(old, new)}


def test_nothing_changed_is_nothing_told(old, new):
    assert found(old, new) == {}


def test_a_changed_fact_is_told_with_its_old_and_new_value(old, new):
    new["facts"]["fee"]["value"] = 600
    change = found(old, new)["fee"]
    assert (change.old, change.new, change.kind) == ("US$580", "US$600", "correction")
    assert change.verdicts == ()


def test_a_value_of_another_season_is_an_update(old, new):
    new["facts"]["fee"] |= {"value": 600, "season": "2027"}
    assert found(old, new)["fee"].kind == "update"


def test_other_words_are_wording_and_change_no_verdict(old, new):
    new["outcomes"]["is-img"]["yes"] = "You are one."
    change = found(old, new)["is-img"]
    assert (change.kind, change.verdicts) == ("wording", ())


@pytest.fixture
def grave(old, new):
    """A fact that turns the verdict of an example, as the ledger finds it."""
    answers = {"interest": "us", "school": "abroad", "failed": 3}
    example = {"situation": "S", "country": "us", "today": "2026-11-23", "answers": answers}
    for guide in (old, new):
        guide["examples"]["near-the-limit"] = {**example, "expect": {"is-img": "yes"}}
    new["facts"]["attempts"]["value"] = 3
    return ledger.changes(old, new)


def test_a_fact_that_turns_the_verdict_of_an_example_is_found_out(grave, old, new):
    assert grave[0].verdicts == ("near-the-limit: may-apply unknown → no",)
    new["facts"]["fee"]["value"] = 600
    assert found(old, new)["fee"].verdicts == ()


def test_a_changed_rule_is_told_in_its_own_words(old, new):
    criterion = new["outcomes"]["is-img"]["any"][0]
    criterion["met"] = "school != us_md"
    change = found(old, new)["is-img"]
    assert change.kind == "rule"
    assert "img-abroad: school == abroad" in change.old
    assert "img-abroad: school != us_md" in change.new


def test_an_entry_that_came_or_went_is_told(old, new):
    new["facts"]["other-fee"] = {**new["facts"]["fee"], "title": "Another"}
    assert found(old, new)["other-fee"].old == "(none)"
    assert found(new, old)["other-fee"].new == "(none)"


def test_an_event_that_moved_is_told(old, new):
    calendar = next(iter(new["calendars"].values()))
    name, event = next(iter(calendar["events"].items()))
    event["at"] = "2027-03-04"
    assert found(old, new)[name].new == "4 March 2027"


def test_where_a_version_does_not_hold_together_nothing_is_claimed_of_verdicts(old, new):
    new["outcomes"]["is-img"]["any"][0]["met"] = "nonsense =="
    assert "not compared" in found(old, new)["is-img"].verdicts[0]


def test_the_report_offers_what_is_missing_in_the_ledger(old, new):
    new["facts"]["attempts"]["value"] = 0
    new["facts"]["fee"]["value"] = 600
    text = "\n".join(ledger.report(ledger.changes(old, new), new, frozenset({"fee"})))
    assert "2 changed facts and rules" in text
    assert "| `fee` | correction | US$580 | US$600 | none | yes |" in text
    proposed = yaml.safe_load(text.split("```yaml")[1].split("```")[0])
    assert list(proposed) == ["attempts-changed"]
    assert proposed["attempts-changed"]["old"] == "4"


def entry(**keys):
    plain = {"date": "2026-11", "kind": "update", "what": "It rose.", "country": "us"}
    return {**plain, "sources": ["school-page"], "about": ["fee"], **keys}


def test_what_readers_knew_and_is_otherwise_now_must_stand_in_the_ledger(old, new):
    new["facts"]["fee"]["value"] = 600
    changes = ledger.changes(old, new)
    assert "“fee” changed. Add the entry" in next(ledger.untold(changes, old, new))
    new["changes"]["fee-changed"] = entry()
    assert list(ledger.untold(changes, old, new)) == []
    old["changes"]["fee-changed"] = entry()
    assert len(list(ledger.untold(changes, old, new))) == 1


def test_what_is_new_or_only_worded_otherwise_need_not(old, new):
    new["facts"]["other-fee"] = {**new["facts"]["fee"], "title": "Another"}
    new["outcomes"]["is-img"]["yes"] = "You are one."
    assert list(ledger.untold(ledger.changes(old, new), old, new)) == []


def test_a_source_that_is_surer_or_less_sure_than_before_must_stand_in_the_ledger(old, new):
    new["sources"]["school-page"] |= {"grade": "dated", "confirm_at": "https://www.example.org/"}
    changes = ledger.changes(old, new)
    assert "“school-page” changed. Add the entry" in next(ledger.untold(changes, old, new))
    text = "\n".join(ledger.report(changes, new, frozenset()))
    proposed = yaml.safe_load(text.split("```yaml")[1].split("```")[0])["school-page-changed"]
    assert (proposed["old"], proposed["new"]) == ("confirmed", "dated")
    assert proposed["sources"] == proposed["about"] == ["school-page"]
    new["changes"]["school-page-changed"] = entry(about=["school-page"])
    assert list(ledger.untold(changes, old, new)) == []


def test_a_source_that_came_or_went_or_was_read_again_need_not(old, new):
    new["sources"]["other-page"] = new["sources"].pop("old-page")
    new["sources"]["school-page"]["checked"] = "2026-11-27"
    assert {one.kind for one in ledger.changes(old, new)} == {"wording"}
    assert list(ledger.untold(ledger.changes(old, new), old, new)) == []


def test_a_fact_or_a_criterion_that_is_itself_less_sure_must(old, new):
    new["facts"]["fee"]["grade"] = "reported"
    new["outcomes"]["is-img"]["any"][0]["grade"] = "inferred"
    assert found(old, new)["fee"].new == "US$580 (reported)"
    assert len(list(ledger.untold(ledger.changes(old, new), old, new))) == 2


def test_what_was_taken_away_must(old, new):
    del new["facts"]["fee"]
    assert len(list(ledger.untold(ledger.changes(old, new), old, new))) == 1


def test_a_rule_put_another_way_needs_a_line_in_the_message_of_the_commit(old, new):
    new["outcomes"]["is-img"]["any"][0]["met"] = "school in (abroad,)"
    changes = ledger.changes(old, new)
    assert "“same: is-img  why”" in next(ledger.untold(changes, old, new))
    assert list(ledger.untold(changes, old, new, "same: is-img  put as a list")) == []


def test_another_value_is_never_the_same(old, new):
    new["facts"]["fee"]["value"] = 600
    assert list(ledger.untold(ledger.changes(old, new), old, new, "same: fee  I say so"))


def test_what_moves_a_verdict_cannot_be_called_the_same(grave, old, new):
    said = "same: attempts  nothing to see here"
    assert "can change a verdict" in next(ledger.untold(grave, old, new, said))


def test_the_ledger_says_which_changes_can_change_a_verdict(grave, old, new):
    new["changes"]["limit"] = entry(about=["attempts"])
    assert "needs “verdicts: true”" in next(ledger.untold(grave, old, new))
    new["changes"]["limit"]["verdicts"] = True
    assert list(ledger.untold(grave, old, new)) == []


def test_a_fact_that_no_rule_names_is_not_tried(old, new, monkeypatch):
    new["facts"]["fee"]["value"] = 600
    tried = []
    monkeypatch.setattr(ledger, "_without", lambda *_: tried.append(1))
    ledger.changes(old, new)
    assert tried == []


def test_an_entry_is_proposed_under_an_id_that_is_free_and_in_quotes(old, new):
    new["facts"]["fee"] |= {"value": 600, "title": 'Fee: the "first"'}
    new["changes"]["fee-changed"] = entry(about=[])
    text = "\n".join(ledger.report(ledger.changes(old, new), new, frozenset()))
    proposed = yaml.safe_load(text.split("```yaml")[1].split("```")[0])
    assert proposed["fee-changed-2"]["what"] == 'Fee: the "first"'


def test_the_command_compares_two_files(tmp_path, capsys, old):
    new = copy.deepcopy(old)
    new["facts"]["fee"]["value"] = 600
    for name, guide in (("old", old), ("new", new)):
        (tmp_path / name).write_text(yaml.safe_dump(guide), encoding="utf-8")
    given = SimpleNamespace(old=str(tmp_path / "old"), new=str(tmp_path / "new"))
    assert ledger.command(given) == 1
    said = capsys.readouterr()
    assert "US$600" in said.out
    assert "“fee” changed" in said.err
    assert ledger.command(SimpleNamespace(old=given.old, new=given.old)) == 0


def test_a_version_is_a_file_or_what_stood_at_a_revision(tmp_path, monkeypatch):
    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    text = samples.mini_text()
    (tmp_path / "guide.yml").write_text(text, encoding="utf-8")
    git("add", ".")
    git("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "first")
    (tmp_path / "guide.yml").write_text(text.replace("value: 580", "value: 600"), encoding="utf-8")
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    assert versions.version("HEAD")["facts"]["fee"]["value"] == 580
    assert versions.version(str(tmp_path / "guide.yml"))["facts"]["fee"]["value"] == 600


def test_a_version_that_is_no_yaml_is_refused(tmp_path):
    path = tmp_path / "guide.yml"
    path.write_text("facts: [", encoding="utf-8")
    with pytest.raises(GuideError, match="is not closed"):
        versions.version(str(path))
