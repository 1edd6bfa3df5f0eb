"""Tries the addresses of all sources; says which moved or are gone."""

from __future__ import annotations

import argparse
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from macros import pages
from macros.guide import current

TURNS_ROBOTS_AWAY = {
    "www.cbc.ca": "a news site; expected to turn programs away",
    "www.courtlistener.com": "stands behind a guard against robots, as such archives do",
    "www.lexology.com": "a library with a login; expected to turn programs away",
    "journals.lww.com": "a publisher; expected to turn programs away",
    "carms.zendesk.com": "a help desk behind a guard against robots",
    "www.uscis.gov": "a government site behind a guard against robots",
    "travel.state.gov": "a government site behind a guard against robots",
}
"""Hosts from which a refusal says nothing of a page, each with why we expect one.

The reasons were written without a trial. So the hosts are tried all the same, and the report
names those that answer: they can leave the list. Their other pages people try by hand.
"""

SECONDS = 20


def addresses(guide: dict[str, Any]) -> dict[str, list[str]]:
    """Every address in the guide, with the ids of the entries that give it."""
    found: dict[str, list[str]] = {}
    for section, entries in guide.items():
        for name, entry in entries.items() if section != "aliases" else ():
            for url in _urls(entry):
                found.setdefault(url, []).append(name)
    return found


def _urls(entry: Any) -> Iterator[str]:
    """The addresses that stand anywhere in an entry."""
    for key, value in entry.items() if isinstance(entry, dict) else enumerate(entry):
        if isinstance(value, dict | list):
            yield from _urls(value)
        elif key in ("url", "confirm_at"):
            yield value


_LINK = re.compile(r"\]\((https://[^)\s]+)")


def of_pages(read: list[pages.Page]) -> dict[str, list[str]]:
    """The addresses that the pages themselves lead to, with the pages."""
    found: dict[str, list[str]] = {}
    for page in read:
        for url in _LINK.findall(page.text):
            found.setdefault(url, []).append(f"docs/{page.path}")
    return found


def trial(url: str) -> str | None:
    """What is wrong with an address, or None where it answers with its page."""
    wrong = _once(url)
    if urlsplit(url).hostname in TURNS_ROBOTS_AWAY:
        return _of_a_guarded_host(wrong)
    return _once(url) if wrong and "does not answer" in wrong else wrong


def _of_a_guarded_host(wrong: str | None) -> str | None:
    """A refusal was expected and says nothing; an answer does, and so does a page that is gone."""
    if wrong is None:
        return "answers after all, so its host can leave the list in macros/links.py"
    return wrong if wrong in ("answers 404", "answers 410") else None


def _once(url: str) -> str | None:
    request = urllib.request.Request(url, headers={"User-Agent": "img-field-guide link check"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - https only, by the schema
            return None if _page(answer.url) == _page(url) else f"moved to {answer.url}"
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, HTTPException) as error:  # URLError and TimeoutError are OSErrors
        return f"does not answer ({getattr(error, 'reason', error)})"


def _page(url: str) -> str:
    return url.partition("#")[0].rstrip("/")


def report(found: dict[str, list[str]]) -> Iterator[str]:
    """A line for each address with something wrong."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        for url, wrong in zip(found, pool.map(trial, found), strict=True):
            if wrong:
                yield f"- [ ] {url} {wrong}: {', '.join(sorted(set(found[url])))}"


def command(_: argparse.Namespace) -> int:
    """Try the links to all sources; prints what is wrong, exit code 1 where something is."""
    found = addresses(current())
    for url, names in of_pages(pages.read()).items():
        found.setdefault(url, []).extend(names)
    lines = list(report(found))
    print("\n".join(lines) or "Every address answers.")  # noqa: T201
    return 1 if lines else 0
