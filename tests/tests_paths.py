"""The pages of the built site, for tests that are made one for each page."""

from macros.load import ROOT


def page_paths():
    """Paths below the site's address; one that is missing, so that a test says so, if not built."""
    site = ROOT / "site"
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    found = [name for name in found if name != "404.html"]  # names its files by the public address
    return [name.removesuffix("index.html") for name in found] or ["not-built"]
