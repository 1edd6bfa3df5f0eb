import json

import pytest
import samples
from published_site import ADDRESS, DAY, built

from macros import schemas
from macros.publish import publish


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The folder with everything that the real guide publishes."""
    site = built(tmp_path_factory.mktemp("published"))
    publish(site, samples.real(), DAY)
    return site


@pytest.fixture(scope="session")
def schema_of():
    found = {name.removesuffix(".json"): one for name, one in schemas.all_of(ADDRESS)}
    return found.__getitem__


@pytest.fixture
def load(published):
    return lambda name: json.loads((published / name).read_text(encoding="utf-8"))
