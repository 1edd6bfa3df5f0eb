"""Tries the addresses of all sources; says which moved or are gone."""

from __future__ import annotations

import argparse
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from macros.check import check
from macros.load import GUIDE
from macros.plugin import today

TURNS_ROBOTS_AWAY = {
    "www.reddit.com": "answers every program with 403",
    "www.cbc.ca": "answers programs with 403 from outside Canada",
}
"""Hosts whose links a program cannot try, each with the reason; people try them by hand."""

SECONDS = 20


def addresses(guide: dict[str, Any]) -> dict[str, list[str]]:
    """Every address in the guide with the ids of the entries that give it."""
    found: dict[str, list[str]] = {}
    for section in ("sources", "facts", "open"):
        for name, entry in guide[section].items():
            for key in ("url", "confirm_at"):
                if key in entry:
                    found.setdefault(entry[key], []).append(name)
    return found


def trial(url: str) -> str | None:
    """What is wrong with an address, or None where it answers with its page."""
    if urlsplit(url).hostname in TURNS_ROBOTS_AWAY:
        return None
    request = urllib.request.Request(url, headers={"User-Agent": "img-field-guide link check"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - https only, by the schema
            moved = answer.url.rstrip("/") != url.rstrip("/")
            return f"moved to {answer.url}" if moved else None
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (urllib.error.URLError, TimeoutError) as error:
        return f"does not answer ({getattr(error, 'reason', error)})"


def report(found: dict[str, list[str]]) -> Iterator[str]:
    """A line for each address with something wrong."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        for url, wrong in zip(found, pool.map(trial, found), strict=True):
            if wrong:
                yield f"- [ ] {url} {wrong}: {', '.join(sorted(set(found[url])))}"


def command(_: argparse.Namespace) -> int:
    """Print what is wrong as Markdown; exit code 1 where something is."""
    lines = list(report(addresses(check(GUIDE.read_text(encoding="utf-8"), today()))))
    print("\n".join(lines) or "Every address answers.")  # noqa: T201
    return 1 if lines else 0
