"""Finishes a built site: pages made ready for readers, a strict policy on each, the open data.

Run as `python -m macros.finish site` after the site builder, whichever that is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from macros import finding, offline
from macros.guide import current, today
from macros.policy import with_policy
from macros.publish import publish
from macros.reading import Reading
from macros.render import Renderer

_OFFERED = {
    "changes.xml": ("application/atom+xml", "Changes"),
    "guide.json": ("application/json", "The whole guide as data"),
    "calendar.ics": ("text/calendar", "Calendar of all seasons"),
}
"""What the head of a page offers to feed readers and programs, by its path."""

_ICONS = {
    "icon": "assets/pictures/favicon.png",
    "apple-touch-icon": "assets/pictures/touch-icon.png",
}
"""The mark for browsers that take no drawing, which the builder names, and for a home screen."""

_OFFERS = re.compile(r"<link data-offered [^>]*>")


def with_offers(html: str, root: str) -> str:
    """The page with links to data and icon in its head; `root` leads from it to the site."""
    links = "".join(
        f'<link data-offered rel="alternate" type="{kind}" title="{title}" href="{root}{path}">'
        for path, (kind, title) in _OFFERED.items()
    )
    links += "".join(
        f'<link data-offered rel="{rel}" type="image/png" href="{root}{path}">'
        for rel, path in _ICONS.items()
    )
    return _OFFERS.sub("", html).replace("</head>", f"{links}</head>", 1)


def finish(site: Path, reading: Reading) -> int:
    """Finish every page below `site`; gives their number."""
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        root = "../" * (len(page.relative_to(site).parts) - 1)
        html = with_policy(reading.page(page.read_text(encoding="utf-8"), page))
        if page.name != "404.html":  # stands at no address of its own
            html = with_offers(html, root)
        page.write_text(html, encoding="utf-8")
    return len(pages)


def main(site: Path) -> None:
    """Finish the pages and publish the data; prints what was done."""
    guide = current()
    reading = Reading(site, Renderer(guide, today()))
    print(f"Content-Security-Policy on {finish(site, reading)} pages.")  # noqa: T201
    for address in finding.tune(site):
        print(f"macros/finding.yml: the search knows no “{address}”.", file=sys.stderr)  # noqa: T201
    print(f"Published {', '.join(publish(site, guide, today()))}.")  # noqa: T201
    offline.prepare(site)  # the last, for it lists what there is


if __name__ == "__main__":
    main(Path(sys.argv[1]))
