"""Finishes a built site: gives every page a strict Content-Security-Policy.

Run as `python -m macros.finish site` after the site builder, whichever that is.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from pathlib import Path

_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL
)
_HEAD = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'"
)
"""Own origin only. `data:` is needed for the theme's icons, which stand in its style sheet."""


def hashes(html: str) -> list[str]:
    """The policy's names of the inline scripts that the theme puts into a page."""
    digests = (hashlib.sha256(one.encode()).digest() for one in _SCRIPT.findall(html))
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})


def with_policy(html: str) -> str:
    """The page with its policy right after the declaration of its encoding."""
    html = _POLICY.sub("", html)
    allowed = "".join(f" {name}" for name in hashes(html))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=allowed)}">'
    return _HEAD.sub(lambda found: found.group() + meta, html, count=1)


def finish(site: Path) -> int:
    """Finish every page below `site`; gives their number."""
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        html = page.read_text(encoding="utf-8")
        page.write_text(with_policy(html), encoding="utf-8")
    return len(pages)


if __name__ == "__main__":
    print(f"Content-Security-Policy on {finish(Path(sys.argv[1]))} pages.")  # noqa: T201
