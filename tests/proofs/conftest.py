"""Proofs take what time they are given: `PROOFS=long` looks at many times more situations."""

import os
import re
from collections import Counter

import pytest
import samples
from hypothesis import HealthCheck, Phase, settings
from proofs.smt import Prover

settings.register_profile(
    "short",
    max_examples=200,
    deadline=None,
    derandomize=True,
    phases=set(Phase) - {Phase.explain},  # takes minutes where each example is a proof
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "long", settings.get_profile("short"), max_examples=3000, derandomize=False
)
settings.load_profile("long" if os.environ.get("PROOFS") == "long" else "short")

GUIDES = {"mini": samples.mini, "guide": samples.real}


@pytest.fixture(scope="session", params=GUIDES)
def data(request):
    """The data of the small guide, then of the guide itself."""
    return GUIDES[request.param]()


@pytest.fixture(scope="session")
def engine(data):
    """The same, ready for the engine."""
    return samples.engine_guide(data)


@pytest.fixture(scope="session")
def prover(data):
    """The same as formulas."""
    return Prover(samples.engine_data(data))


@pytest.fixture(autouse=True)
def _counted(request, record_property):
    """What was proved and tried on the guide itself, for the page that tells of it."""
    given = getattr(request.node, "callspec", None)
    prover = request.getfixturevalue("prover") if "prover" in request.fixturenames else None
    before = Counter(prover.counts) if prover else Counter()
    yield
    if not given or given.params.get("data") != "mini":
        counts = Counter(prover.counts) - before if prover else Counter()
        record_property("proved", dict(counts + tried(request.node)))


def tried(node):
    """How many examples Hypothesis tried in a test; of the door they are inputs."""
    statistics = getattr(node, "hypothesis_statistics", "")
    told = re.findall(r"(\d+) passing", statistics)
    assert told or not statistics, f"Hypothesis tells in other words what it tried: {statistics}"
    kind = "inputs" if node.path.stem == "test_door" else "situations"
    return Counter({kind: sum(map(int, told))})
