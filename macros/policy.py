"""The Content-Security-Policy of a page."""

from __future__ import annotations

import base64
import hashlib
import re

_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL
)
_HEAD = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_POLICY = re.compile(
    r'<meta http-equiv="Content-Security-Policy"[^>]*>(?:<meta name="referrer"[^>]*>)?'
)

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types default"
)
"""Own origin only. `data:` is needed for the theme's icons, which stand in its style sheet.

What may become HTML or a script's address is for `docs/assets/trusted.mjs` to say.
"""


def hashes(html: str) -> list[str]:
    """The policy's names of the inline scripts that the theme puts into a page."""
    digests = (hashlib.sha256(one.encode()).digest() for one in _SCRIPT.findall(html))
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})


def with_policy(html: str) -> str:
    """The page with its policy right after the declaration of its encoding.

    Sites that a link leads to do not learn from the browser where it stood.
    """
    html = _POLICY.sub("", html)
    allowed = "".join(f" {name}" for name in hashes(html))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=allowed)}">'
    meta += '<meta name="referrer" content="no-referrer">'
    return _HEAD.sub(lambda found: found.group() + meta, html, count=1)
