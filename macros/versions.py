"""Two versions of the guide: the data of each, and what was said on the way between them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from macros.load import ROOT, GuideError, read
from macros.shape import NOUNS


class NoVersion(Exception):
    """What was named is no version of the guide, or no season; the text says why."""


def version(name: str) -> dict[str, Any]:
    """The data of a version: a file, or `guide.yml` as it was at a git revision."""
    path = Path(name)
    text = path.read_text(encoding="utf-8") if path.is_file() else _at_revision(name)
    document = read(text)
    if document.problems:
        raise GuideError(document.problems)
    return {section: {} for section in (*NOUNS, "aliases")} | dict(document.data)


def _at_revision(name: str) -> str:
    run = _git("show", "--end-of-options", f"{name}:guide.yml")
    if run.returncode:
        message = (
            f"“{name}” is neither a file nor a revision with a guide.yml: {run.stderr.strip()}"
        )
        raise NoVersion(message)
    return run.stdout


def messages(old: str, new: str) -> str:
    """The messages of the commits from one revision to the other; nothing where these are files."""
    return _git("log", "--format=%B", "--end-of-options", f"{old}..{new}").stdout


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - git, with revisions that the caller named
        ["git", *arguments],  # noqa: S607 - git of the PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def told(text: str, word: str) -> set[str]:
    """The ids of which a message has a line `word: its-id  something said of it`."""
    line = rf"^\s*{word}: +([a-z0-9][a-z0-9-]*)[ :,]+\S.*$"
    return set(re.findall(line, text, re.MULTILINE))
