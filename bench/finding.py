"""How people find what they ask: clicks from the home page, and rank in the site's own search.

`python -m bench.finding` prints a row for each of the forty questions, typed as they stand.
`python -m bench.finding FILE` types a file's lines instead, one a question, in the same order.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bench.browser import SITE, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTIONS = "about/questions/"
RESULT = ".md-search-result__item > a"
_LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
_QUESTION = re.compile(r'<li><a href="([^"]+)">(.*?)</a></li>', re.DOTALL)
_NUMBER = re.compile(r"^\d+\.\s+")


def asked() -> list[tuple[str, str]]:
    """The forty questions of the built page, each with the address that answers it."""
    page = SITE / QUESTIONS / "index.html"
    if not page.exists():
        return [("not built", "")]
    article = page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    found = _QUESTION.findall(article.partition("<h2")[2])
    return [(unescape(re.sub(r"<[^>]+>", "", text)), target) for target, text in found]


def answering(target: str) -> str:
    """The address of the page that a link on the page of questions leads to, seen from home."""
    return urljoin(QUESTIONS, target).partition("#")[0]


def clicks() -> dict[str, int]:
    """How many links in the text of pages, menu apart, lead from home to each page, at least."""
    found, waiting = {"": 0}, deque([""])
    while waiting:
        here = waiting.popleft()
        html = (SITE / here / "index.html").read_text(encoding="utf-8")
        for link in _LINK.findall(html.partition("<article")[2].partition("</article>")[0]):
            there = urljoin(f"/{here}", link).partition("#")[0].removeprefix("/")
            if there not in found and (SITE / there / "index.html").is_file():
                found[there] = found[here] + 1
                waiting.append(there)
    return found


def ready(page: Page) -> None:
    """Wait until the search has its index, which comes with the first word typed."""
    page.fill(".md-search__input", "match")
    page.press(".md-search__input", "End")
    page.wait_for_selector(RESULT)


def found(page: Page, text: str) -> list[str]:
    """The addresses of the pages that the search gives, best first, each once."""
    for typed in ("", text):
        page.fill(".md-search__input", typed)
        page.press(".md-search__input", "End")
        page.wait_for_timeout(200)
    links: list[str] | None = None
    before: list[str] | None = []
    while links != before:
        before = links
        page.wait_for_timeout(200)
        links = page.eval_on_selector_all(RESULT, "all => all.map(link => link.href)")
    return list(dict.fromkeys(re.split("[?#]", link)[0] for link in links or ()))


def rows(typed: list[str]) -> list[tuple[str, str, int, int]]:
    """Each question with its page, the clicks to it and its rank (0: not found)."""
    near = clicks()
    with opened("", service_workers="block") as (page, host):
        ready(page)
        return [
            (text, there, near[there], _rank(found(page, text), host.url + there))
            for text, there in zip(typed, [answering(one) for _, one in asked()], strict=True)
        ]


def _rank(results: list[str], wanted: str) -> int:
    return results.index(wanted) + 1 if wanted in results else 0


def main(file: str | None = None) -> None:
    """Print the table, and what it comes to."""
    typed = [text for text, _ in asked()]
    if file:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        typed = [_NUMBER.sub("", line) for line in lines if _NUMBER.match(line)]
    table = rows(typed)
    for number, (text, there, steps, rank) in enumerate(table, 1):
        print(f"{number:2} | {text} | {there} | {steps} | {rank or '-'}")
    good = sum(0 < rank <= 3 for *_, rank in table)  # noqa: PLR2004 - as the goal says
    print(
        f"At most {max(row[2] for row in table)} clicks; {good} of {len(table)} in the first three."
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
