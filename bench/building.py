"""Seconds of `make build`, warm and cold, and how they grow: `python -m bench.building`.

Everything is built in a copy of the repository, which is thrown away: warm (all that is kept lies
there), cold (nothing that the build itself keeps), with ten times the pages, and with ten times the
data (each source, fact and glossary entry ten times over).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from macros.load import ROOT

TIMES = 10
SECTIONS = ("sources", "facts", "glossary")
_LEFT = shutil.ignore_patterns(".git", "node_modules", ".venv*", "site", "__pycache__")


def build(folder: Path) -> float:
    """Seconds of one build in a copy, with the commands of `make build`."""
    python = [str(ROOT / ".venv" / "bin" / "python"), "-m"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    began = time.perf_counter()
    for command in (
        ["macros", "compile"],
        ["runtime"],
        ["mkdocs", "build", "--quiet"],
        ["macros.finish", "site"],
    ):
        done = subprocess.run(
            [*python, *command], cwd=folder, env=environment, capture_output=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr.decode()[-2000:])
    return time.perf_counter() - began


def more_pages(folder: Path) -> None:
    """Every page ten times; the copies stand in no menu."""
    for page in sorted((folder / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for number in range(1, TIMES):
            page.with_stem(f"{page.stem}-{number}").write_text(text, encoding="utf-8")


def more_data(folder: Path) -> None:
    """Sources, facts and words ten times; nothing names the copies."""
    path = folder / "guide.yml"
    guide = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for section in SECTIONS:
        entries = dict(guide[section])
        for number in range(1, TIMES):
            guide[section] |= {f"{name}-{number}": entry for name, entry in entries.items()}
    path.write_text(yaml.dump(guide, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")


def measure() -> dict[str, float]:
    """Seconds by what was built."""
    found = {}
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "guide"
        shutil.copytree(ROOT, folder, ignore=_LEFT)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        shutil.rmtree(folder / ".runtime_cache", ignore_errors=True)
        found["cold"] = build(folder)
        found["warm"] = build(folder)
        more_pages(folder)
        found[f"{TIMES}x pages"] = build(folder)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "guide"
        shutil.copytree(ROOT, folder, ignore=_LEFT)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        more_data(folder)
        found[f"{TIMES}x data"] = build(folder)
    return found


if __name__ == "__main__":
    for name, seconds in measure().items():
        print(f"make build, {name:10} {seconds:6.1f} s")
