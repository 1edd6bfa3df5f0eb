"""Proofs take what time they are given: `PROOFS=long` looks at many times more situations."""

import os

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
    """What was proved of the guide itself, for the page that tells of it."""
    names = request.fixturenames
    real = "prover" in names and request.node.callspec.params.get("data") == "guide"
    prover = request.getfixturevalue("prover") if real else None
    before = prover.proved if prover else 0
    yield
    if prover:
        record_property("proved", {"proofs": prover.proved - before})
