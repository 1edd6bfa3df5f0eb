import re
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import pytest

from macros.load import GUIDE, ROOT, read

SITE = ROOT / "site"


class Page(HTMLParser):
    """A built page: its elements with their attributes, ids and text of the title."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path
        self.name = path.relative_to(SITE).as_posix()
        self.html = path.read_text(encoding="utf-8")
        self.elements = []
        self.text = []
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def named(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]

    def parts(self):
        """What the page brings later, as pages."""
        told = [attributes.get("data-parts") for _, attributes in self.elements]
        paths = " ".join(filter(None, told)).split()
        return [Page((self.path.parent / path).resolve()) for path in paths]

    @cached_property
    def ids(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @cached_property
    def title(self):
        return re.search(r"<title>(.*?)</title>", self.html, re.DOTALL).group(1).strip()

    @cached_property
    def description(self):
        found = [a["content"] for a in self.named("meta") if a.get("name") == "description"]
        return found[0] if found else ""


@pytest.fixture(scope="session")
def pages():
    if not SITE.exists():
        pytest.fail("there is no site/: run `make test`, which builds it first")
    found = [Page(path) for path in sorted(SITE.rglob("*.html"))]
    return [page for page in found if 'http-equiv="refresh"' not in page.html]


@pytest.fixture(scope="session")
def guide():
    return read(GUIDE.read_text(encoding="utf-8")).data
