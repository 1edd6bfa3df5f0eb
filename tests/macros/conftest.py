import re

import pytest
import samples
import yaml

from macros.check import check
from macros.load import GuideError, Problem

MISTAKES = yaml.safe_load((samples.MINI.parent / "mistakes.yml").read_text(encoding="utf-8"))


def line_of(text, part):
    """The line on which a part of a text begins."""
    return text.count("\n", 0, text.index(part)) + 1


def problems(text):
    """What is wrong with a guide, each as a contributor reads it."""
    with pytest.raises(GuideError) as caught:
        check(text, samples.TODAY)
    return [str(problem) for problem in caught.value.problems]


class Mistake:
    """A broken guide made from the small one by an edit, and what should be said of it."""

    def __init__(self, old, new, at, says, mistake):
        whole = samples.mini_text()
        assert whole.count(old) == 1, f"mini.yml no longer holds this once: {old}"
        self.text = whole.replace(old, new)
        line = line_of(whole, old) + at if isinstance(at, int) else line_of(self.text, at)
        said = re.sub("<<(.+?)>>", lambda found: str(line_of(whole, found[1])), says)
        self.message = str(Problem(line, said))
        self.name = mistake


def pytest_generate_tests(metafunc):
    """A test of a mistake is made for every one of the module that it tests."""
    if "mistake" in metafunc.fixturenames:
        section = metafunc.module.__name__.rpartition("test_")[2]
        found = [Mistake(**one) for one in MISTAKES[section]]
        metafunc.parametrize("mistake", found, ids=lambda one: one.name)
