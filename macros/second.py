"""Compares the text of the same pages built by two builders: `python -m macros.second site other`.

Advisory: it lists what differs and fails only where a page is missing altogether.
"""

from __future__ import annotations

import re
import sys
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path

_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
_LEFT_OUT = re.compile(
    r'<(script|style|svg)\b.*?</\1>|<a\b[^>]*class="[^"]*headerlink[^"]*".*?</a>'
    r'|<div popover class="about" id="term-.*?</div>|<nav\b.*?</nav>',
    re.DOTALL,
)


def words(html: str) -> list[str]:
    """The words that a reader sees in the article of a page."""
    article = _ARTICLE.search(html)
    inner = _LEFT_OUT.sub(" ", article[1] if article else "")
    whole = re.sub(r"</?(?:span|code)\b[^>]*>", "", inner)  # colors of code split its words
    return unescape(re.sub(r"<[^>]*>", " ", whole)).split()


def differences(one: list[str], other: list[str]) -> list[tuple[str, str]]:
    """The runs of words in which two texts differ, each as in the one and in the other."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [
        (" ".join(one[a:b]), " ".join(other[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def compare(site: Path, other: Path) -> int:
    """Print what differs between two built sites; gives the number of pages that are missing."""
    missing = 0
    for page in sorted(site.rglob("index.html")):
        name = page.relative_to(site)
        if not (other / name).exists():
            print(f"{name}: not built")  # noqa: T201
            missing += name.parts[0] != "offline"  # made after the build
            continue
        texts = [words((root / name).read_text(encoding="utf-8")) for root in (site, other)]
        found = differences(*texts)
        if found:
            share = sum(len(a.split()) + len(b.split()) for a, b in found) / max(len(texts[0]), 1)
            first = " | ".join(f"{a[:60]!r} → {b[:60]!r}" for a, b in found[:2])
            print(f"{name}: {len(found)} places, {share:.1%} of the words: {first}")  # noqa: T201
    return missing


if __name__ == "__main__":
    sys.exit(1 if compare(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
