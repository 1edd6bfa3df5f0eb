"""The guide as it stands: `guide.yml`, checked together with the pages that use it."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from macros import pages
from macros.check import check
from macros.load import GUIDE, ROOT, text_of

CHECKED = ROOT / ".guide_cache"
"""Keeps what was found in order, under the hash of all that the checks look at."""


def today() -> date:
    """The day of the build; `BUILD_DAY` sets another, so that a build can be repeated."""
    given = os.environ.get("BUILD_DAY")
    return date.fromisoformat(given) if given else datetime.now(tz=UTC).date()


def current() -> dict[str, Any]:
    """The data of `guide.yml`, or a `GuideError` that lists every mistake in it."""
    text, day, mentioned = text_of(GUIDE), today(), pages.mentioned(pages.read())
    kept = (
        CHECKED
        / f"{_digest([text, str(day), str(mentioned and sorted(mentioned)), *_checks()])}.pickle"
    )
    if kept.exists():
        guide: dict[str, Any] = pickle.loads(kept.read_bytes())  # noqa: S301 - our own file
    else:
        guide = check(text, day, mentioned)
        _keep(guide, kept)
    return guide


def _keep(guide: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_bytes(pickle.dumps(guide))
    for older in path.parent.glob("*.pickle"):
        older.unlink(missing_ok=True)
    scratch.replace(path)


def _checks() -> Iterator[str]:
    """What decides whether a guide is in order, besides the guide itself."""
    folders = (ROOT / "macros", ROOT / "checklist_py")
    paths = sorted(path for folder in folders for path in folder.glob("*.py"))
    return (path.read_text(encoding="utf-8") for path in [*paths, *ROOT.glob("*.schema.json")])


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
