"""The guide as it stands: `guide.yml`, checked together with the pages that use it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any

from macros import pages
from macros.check import check
from macros.load import GUIDE, text_of


def today() -> date:
    """The day of the build; `BUILD_DAY` sets another, so that a build can be repeated."""
    given = os.environ.get("BUILD_DAY")
    return date.fromisoformat(given) if given else datetime.now(tz=UTC).date()


def current() -> dict[str, Any]:
    """The data of `guide.yml`, or a `GuideError` that lists every mistake in it."""
    return check(text_of(GUIDE), today(), pages.mentioned(pages.read()))
