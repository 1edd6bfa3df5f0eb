"""What a built page gets for its readers: explained terms, tables for phones, a preview image."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from markupsafe import Markup

from macros import finding, pages, routes, social
from macros.render import REPOSITORY, Renderer, tidy
from macros.tables import stacked

_SECTION = re.compile(
    r'(<nav\b[^>]*?)aria-labelledby="(__nav_[\d_]+)_label"([^>]*>\s*'
    r'<label class="md-nav__title" for="\2">\s*<span[^>]*></span>)([^<]*)'
)
"""A section of the theme's menu; its label is an arrow alone where the section has a page."""

_BASE = re.compile(r'"base": "([^"]*)"')
"""What the theme's script is told of where the site lies, seen from the page."""

_FOOTER = re.compile(r'<nav class="md-footer__inner.*?</nav>', re.DOTALL)
_NEIGHBOR = re.compile(r'<link rel="(?:prev|next)" [^>]*>\s*')
_NOT_FOUND = re.compile(r"<h1>404 - Not found</h1>")
_TELL = f"{REPOSITORY}/issues/new/choose"


_OPENER = re.compile(
    r'<label class="md-header__button md-icon" for="(__drawer|__search)">'
    r"\s*(<svg.*?</svg>)\s*</label>",
    re.DOTALL,
)
"""What opens the theme's menu and search: a label of a hidden switch, which no key reaches."""

_UNFOLD = re.compile(
    r'<label class="md-nav__link " for="(__nav_\d+)" id="\1_label" tabindex="0">'
    r'(?P<icon>\s*<span class="md-nav__icon md-icon"></span>\s*)</label>'
    r'(?=\s*</div>\s*<nav [^>]*aria-label="(?P<title>[^"]*)")'
)
"""What opens the list of a section in the menu: a label too, and without a name."""

_FOLD = re.compile(r'(?=<label class="md-nav__title" for="(__nav_\d+)">)')
"""Where the name of such a list stands, with an arrow back to the whole menu."""

_COLORS = re.compile(
    r'(<input class="md-option"[^>]*?aria-label=")[^"]*(?="[^>]*id="__palette_(\d)")'
)
_PERMALINK = '<a class="headerlink" '
_HEADING = re.compile(r'<h2 id="([^"]+)">((?:(?!</h2>).)*?)<a class="headerlink"', re.DOTALL)
_CONTENTS_PLACE = re.compile(
    r'(?<=</section>)\s*(?=<)|(?=<h2 id="[^"]+">)|(?=<figure class="picture")'
)
"""Below the answer and its key facts, before whatever a reader would have to scroll past."""
_FEW_SECTIONS = 3
"""A page with no more sections than this is found through without a list of them."""

_LINK_HERE = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_SECTION_END = re.compile(
    r'<h2 id="|<details class="section-fold">|<section class="page-sources|</article>'
)

_MARK_THEN_SIGN = re.compile(
    r'(\s*<(button|a)\b[^>]*\bclass="mark [^>]*>(?:(?!</\2>).)*</\2>(?:</span>)?)([.,;:!?)]+)',
    re.DOTALL,
)
"""A mark of a source with what closes the phrase behind it, which belongs to the words before."""

_CONTENTS_SWITCH = re.compile(
    r'<input class="md-nav__toggle md-toggle" type="checkbox" id="__toc">'
    r'\s*<label class="md-nav__link md-nav__link--active" for="__toc">.*?</label>\s*',
    re.DOTALL,
)
_CONTENTS_IN_MENU = re.compile(r'(?<=</a>)\s*<nav class="md-nav md-nav--secondary"')
"""The theme's list of a page's sections in the menu: on a narrow screen the page has its own."""

_EMPTY_CONTENTS = re.compile(r'<nav class="md-nav md-nav--secondary"[^>]*>\s*</nav>')


def quieted(html: str) -> str:
    """The page without what only repeats itself to the ear.

    The menu lists the sections of the page under way, which that page does too. A link after each
    heading would be read as part of it; the contents beside the page have the same links. Contents
    without entries are no landmark.
    """
    hidden = f'{_PERMALINK}aria-hidden="true" tabindex="-1" '
    html = _CONTENTS_SWITCH.sub("", html)
    if found := _CONTENTS_IN_MENU.search(html):
        html = html[: found.start()] + html[_closing(html, found.end()) :]
    return _EMPTY_CONTENTS.sub("", html.replace(hidden, _PERMALINK).replace(_PERMALINK, hidden))


def _closing(html: str, at: int) -> int:
    """Where a `nav` ends that has begun before a place; others may stand in it."""
    depth = 1
    for tag in re.compile(r"<(/?)nav\b[^>]*>").finditer(html, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)


def closed(html: str) -> str:
    """The page with each full stop or comma before the mark of a source, as before a footnote's."""
    return _MARK_THEN_SIGN.sub(r"\3\1", html)


def named(html: str) -> str:
    """The page with each section of its menu named by its title, so that they can be told apart."""

    def name(found: re.Match[str]) -> str:
        start, _, middle, title = found.groups()
        return f'{start}aria-label="{title.strip()}"{middle}{title}'

    return _SECTION.sub(name, html)


def folded(html: str, names: list[str]) -> str:
    """The page with these sections folded below their headings.

    A heading that can be pressed holds no link to itself: the list of sections has one.

    Raises:
        SystemExit: the page has no such section.
    """
    for name in names:
        start = html.find(f'<h2 id="{name}">')
        if start < 0:
            message = f"`folds` at the top of a page names “{name}”, which is no section of it."
            raise SystemExit(message)
        body = html.index("</h2>", start) + len("</h2>")
        end = _SECTION_END.search(html, body).start()  # type: ignore[union-attr] # the article's
        heading, text = _LINK_HERE.sub("", html[start:body]), html[body:end]
        fold = f'<details class="section-fold"><summary>{heading}</summary>{text}</details>'
        html = html[:start] + fold + html[end:]
    return html


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

        written = pages.read()
        self.titles = {page.path: page.meta["title"] for page in written}
        self.folds = {page.path: page.meta.get("folds", []) for page in written}

    def page(self, html: str, path: Path) -> str:
        """The page as readers get it."""
        place = path.relative_to(self.site)
        root = "../" * (len(place.parts) - 1)
        html = self._operable(self._listed(quieted(closed(stacked(named(html))))))
        if path.name == "404.html":  # stands at any address: only the site's own leads home
            return self._not_found(html)
        if "section-fold" not in html:
            html = folded(html, self.folds.get(self._source(place), []))
        html = self._surrounded(html, root, place)
        if 'id="checklist"' in html:  # asked for by `:has()`, it would make each answer slower
            html = html.replace("<body ", '<body id="with-checklist" ', 1)
        if place.parts[:2] != ("about", "glossary"):
            uri = place.with_suffix(".md").as_posix()
            html = self.glossary.explained(html, lambda name: self.renderer.explanation(uri, name))
        return social.previewed(html, social.page_name(path, self.site), self.site)

    def _operable(self, html: str) -> str:
        """The page with buttons for menu and search, and colors named by what each choice is."""
        frame: Any = self.renderer.environment.get_template("frame.html.jinja").module

        def opener(found: re.Match[str]) -> str:
            label = found.group() if found[1] == "__drawer" else ""  # works without scripts
            return label + self._frame("opener", found[1], Markup(found[2]))  # noqa: S704 - the theme's

        html = _COLORS.sub(lambda found: found[1] + frame.colors[int(found[2])], html)
        return html if "data-opens" in html else self._unfolding(_OPENER.sub(opener, html))

    def _unfolding(self, html: str) -> str:
        """The page with buttons that open the list of a section in the menu, and lead back."""

        def unfold(found: re.Match[str]) -> str:
            title = Markup(found["title"])  # noqa: S704 - the theme's
            label = found.group().replace(' tabindex="0"', "")  # works without scripts
            return label + self._frame("unfold", found[1], title)

        html = _UNFOLD.sub(unfold, html)
        return _FOLD.sub(lambda found: self._frame("fold", found[1]), html)

    def _listed(self, html: str) -> str:
        """The page with a list of its sections for screens that have no room for one beside it."""
        headings = _HEADING.findall(html)
        place = _CONTENTS_PLACE.search(html, html.find("<article"))
        if len(headings) <= _FEW_SECTIONS or not place or 'class="contents"' in html:
            return html
        shown = [(name, Markup(title)) for name, title in headings]  # noqa: S704 - the page's own
        return html[: place.start()] + self._frame("contents", shown) + html[place.start() :]

    def _surrounded(self, html: str, root: str, place: Path) -> str:
        """The page with help for its search, and with the reader's way in place of the menu's."""
        html = finding.with_advice(html, self._frame("nothing_found", root, _TELL))
        uri = self._source(place)
        self.renderer.uri = uri
        way = "" if uri == routes.HOME else self._frame("way", routes.way(uri), self.titles)
        return _FOOTER.sub(lambda _: way, _NEIGHBOR.sub("", html), count=1)

    def _not_found(self, html: str) -> str:
        """The page that is shown for an address that leads nowhere, at whatever depth."""
        base = _BASE.search(html)
        root = f"{base[1].rstrip('/')}/" if base else "/"
        html = finding.with_advice(html, self._frame("nothing_found", root, _TELL))
        return _NOT_FOUND.sub(lambda _: self._frame("no_such_page", root, _TELL), html)

    def _source(self, place: Path) -> str:
        """The page below `docs` from which a built page was made."""
        folder = place.parent.as_posix()
        single = f"{folder}.md"
        return single if single in self.titles else place.with_suffix(".md").as_posix()

    def _frame(self, macro: str, *args: Any) -> str:
        template: Any = self.renderer.environment.get_template("frame.html.jinja").module
        return tidy(str(getattr(template, macro)(*args)))
