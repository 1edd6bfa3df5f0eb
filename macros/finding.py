"""Tunes the search of a built site: what people type, weights, and help where nothing fits."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("finding.yml")
SEPARATOR = r"[\s\-,;:.?!()/\"“”…]+"
"""Where words end, in pages and in what is typed: “portal?” is to find “portal”."""

BOOSTS = {"title": 30.0, "text": 1.0, "tags": 60.0}
"""Less apart than in the theme, which looks for beginnings: “in” finds “interview”."""

INDEX = Path("search") / "search_index.json"

_MARK = re.compile(
    r"\b(?:confirmed|dated|reported|inferred)\d*\s*\(source(?: of)?: (?:[^()]|\([^()]*\))*\)"
    r"|\(past\)"
)
"""How the mark beside a fact, and the word that a past date shows, read as text of the index."""

_NAMES_EVERYTHING = frozenset({"checklist/", "about/sources/"})
"""Pages that a search finds by their title, their first paragraph and the words given to them."""

_SMALL = frozenset({
    "a", "all", "am", "and", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for",
    "from", "get", "go", "has", "have", "how", "i", "if", "in", "is", "it", "may", "me",
    "must", "my", "need", "not", "of", "on", "or", "should", "that", "the", "then", "there",
    "this", "to", "was", "what", "when", "where", "which", "who", "will", "with", "without",
})  # fmt: skip
"""Words that every question has, and that therefore lead nowhere."""

_LIST = '<ol class="md-search-result__list" role="presentation"></ol>'


def wanted() -> dict[str, dict[str, Any]]:
    """What people type, by the address at which they should arrive."""
    pages: dict[str, dict[str, Any]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))["pages"]
    return pages


def tuned(index: dict[str, Any], pages: dict[str, dict[str, Any]]) -> list[str]:
    """Slim the index and give it the words and weights; gives the addresses that it lacks."""
    index["docs"] = [_slim(one) for one in index["docs"] if _worth_finding(one["location"])]
    index["config"]["separator"] = SEPARATOR
    for field, weight in BOOSTS.items():
        index["config"]["fields"].setdefault(field, {})["boost"] = weight
    for document in index["docs"]:
        here = document["location"]
        boost = pages.get(here.partition("#")[0], {}).get("boost")
        if boost:
            document["boost"] = boost
        if "words" in pages.get(here, {}):
            document["tags"] = _tags(pages[here]["words"])
    known = {one["location"] for one in index["docs"]}
    return [address for address in pages if address not in known]


def _tags(words: str) -> list[str]:
    """The words without those that say nothing alone: every question has them."""
    ways = (way.split() for way in words.split(","))
    kept = (" ".join(one for one in way if one.lower() not in _SMALL) for way in ways)
    return list(filter(None, kept))


def _worth_finding(location: str) -> bool:
    """Lists of sources and small checklists stand on many pages, and some pages name everything."""
    page, _, section = location.partition("#")
    return not section or not (
        section == "sources" or "-small-" in section or page in _NAMES_EVERYTHING
    )


def _slim(document: dict[str, Any]) -> dict[str, Any]:
    text = _MARK.sub("", document["text"])
    if document["location"] in _NAMES_EVERYTHING:
        text = text[: text.find("</p>") + 4]
    return {**document, "text": re.sub(r"\s+", " ", text)}


def tune(site: Path) -> list[str]:
    """Tune the index of a built site; gives the addresses that it does not know."""
    path = site / INDEX
    if not path.exists():
        return []
    _patch_worker(site)
    index = json.loads(path.read_text(encoding="utf-8"))
    unknown = tuned(index, wanted())
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return unknown


_OPEN_END = r"test(r)?r:`${r}*`"
"""Where the theme's search makes a beginning of every word typed: “a” then finds “already”."""


def whole_words(worker: str) -> str:
    """The search's script, in which a small word is no beginning of others; same if not known."""
    small = "|".join(sorted(_SMALL))
    return worker.replace(_OPEN_END, f"test(r)||/^(?:..?|{small})$/i.test(r)?r:`${{r}}*`")


def _patch_worker(site: Path) -> None:
    for path in site.glob("assets/javascripts/workers/search.*.js"):
        old = path.read_text(encoding="utf-8")
        path.write_text(whole_words(old), encoding="utf-8")
        if whole_words(old) == old and "..?|" not in old:
            print(f"{path.name}: not as expected; small words stay beginnings.", file=sys.stderr)  # noqa: T201


def with_advice(html: str, advice: str) -> str:
    """The page with what its search says where nothing was found; hidden until then.

    The list has to stay last: that is where the theme looks for it.
    """
    return html if "search-none" in html else html.replace(_LIST, advice + _LIST, 1)
