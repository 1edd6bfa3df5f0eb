"""What a built page gets for its readers: explained terms, tables for phones, a preview image."""

from __future__ import annotations

import re
from pathlib import Path

from macros import finding, social
from macros.render import Renderer
from macros.tables import stacked

_SECTION = re.compile(
    r'(<nav\b[^>]*?)aria-labelledby="(__nav_[\d_]+)_label"([^>]*>\s*'
    r'<label class="md-nav__title" for="\2">\s*<span[^>]*></span>)([^<]*)'
)
"""A section of the theme's menu; its label is an arrow alone where the section has a page."""


def named(html: str) -> str:
    """The page with each section of its menu named by its title, so that they can be told apart."""

    def name(found: re.Match[str]) -> str:
        start, _, middle, title = found.groups()
        return f'{start}aria-label="{title.strip()}"{middle}{title}'

    return _SECTION.sub(name, html)


class Reading:
    """Makes the pages of one built site ready for reading.

    Args:
        site: the folder of the site.
        renderer: the renderer of the guide that the site shows.
    """

    def __init__(self, site: Path, renderer: Renderer) -> None:
        self.site = site
        self.renderer = renderer
        self.glossary = renderer.glossary

    def page(self, html: str, path: Path) -> str:
        """The page as readers get it."""
        place = path.relative_to(self.site)
        root = "../" * (len(place.parts) - 1)
        html = stacked(named(html))
        if path.name == "404.html":  # stands at any address, so no link of ours would lead home
            return html
        html = finding.with_advice(html, root)
        if place.parts[:2] != ("about", "glossary"):
            uri = place.with_suffix(".md").as_posix()
            html = self.glossary.explained(html, lambda name: self.renderer.explanation(uri, name))
        return social.previewed(html, social.page_name(path, self.site), self.site)
