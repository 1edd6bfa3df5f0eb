"""The bill of materials of a release, in CycloneDX, made of the lock files alone."""

from __future__ import annotations

import argparse
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from macros.guide import today
from macros.load import ROOT

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

LOCKS = ("requirements.txt", "requirements-pyodide.txt")

SHIPPED = {"mkdocs-material", "pyodide"}
"""What ends up in the site itself; all else only builds it."""


def python_parts(text: str) -> Iterator[dict[str, Any]]:
    """The packages of a requirements file with hashes."""
    found = list(_PINNED.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    for one, end in zip(found, ends, strict=True):
        name, version = one.groups()
        hashes = _HASH.findall(text, one.start(), end)
        yield _part(f"pkg:pypi/{name.lower()}@{version}", name, version, "SHA-256", hashes)


def node_parts(lock: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The packages of a `package-lock.json`."""
    for path, entry in lock["packages"].items():
        if path:
            name, version = path.rpartition("node_modules/")[2], entry["version"]
            digest = entry.get("integrity", "").removeprefix("sha512-")
            hashes = [base64.b64decode(digest).hex()] if digest else []
            purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
            yield _part(purl, name, version, "SHA-512", hashes)


def _part(purl: str, name: str, version: str, kind: str, hashes: list[str]) -> dict[str, Any]:
    """One component; of several files with a hash each, all are named."""
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "required" if name in SHIPPED else "excluded",
        "purl": purl,
        "hashes": [{"alg": kind, "content": one} for one in hashes],
    }


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The whole bill: each package once, `required` where it is part of the site."""
    parts: dict[str, dict[str, Any]] = {}
    for name in LOCKS:
        for part in python_parts((root / name).read_text(encoding="utf-8")):
            parts.setdefault(part["purl"], part)
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    parts |= {part["purl"]: part for part in node_parts(lock)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{today()}T00:00:00Z",
            "component": {"type": "application", "name": "img-field-guide"},
        },
        "components": [parts[purl] for purl in sorted(parts)],
    }


def command(_: argparse.Namespace) -> int:
    """Print the bill of materials, from the lock files."""
    print(json.dumps(bill(), indent=1))  # noqa: T201
    return 0
