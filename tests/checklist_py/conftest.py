import json

import pytest
import samples

from checklist_py import __main__ as command_line
from checklist_py import bridge
from macros.compile import words_of


@pytest.fixture(scope="session")
def mini():
    """The small guide, ready for the engine."""
    return samples.engine_guide(samples.mini())


@pytest.fixture
def assess(mini):
    """Assesses answers under the small guide."""

    def assess(answers=None, **others):
        return samples.assessed(mini, answers or {}, **others)

    return assess


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Puts a guide in the place where the bridge and the command line look for theirs."""

    def install(data):
        engine, words = tmp_path / "guide.json", tmp_path / "words.json"
        engine.write_text(json.dumps(samples.engine_data(data)), encoding="utf-8")
        words.write_text(json.dumps(words_of(data)), encoding="utf-8")
        monkeypatch.setattr(bridge, "DATA", engine)
        monkeypatch.setattr(command_line, "WORDS", words)
        bridge.guide.cache_clear()

    install(samples.mini())
    yield install
    bridge.guide.cache_clear()
