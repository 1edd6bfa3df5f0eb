"""Seconds of `make build`, warm and cold, and how they grow: `python -m bench.building`.

Everything is built in a copy of the repository, which is thrown away: warm (all that is kept lies
there), cold (nothing that the build itself keeps), with ten times the pages, and with ten times the
data (each source, fact and glossary entry ten times over). `saved page` is the time from saving a
page under `make serve` to its words in an open browser.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml
from playwright.sync_api import sync_playwright

from bench.browser import chromium
from macros.load import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

TIMES = 10
RUNS = 5
SECTIONS = ("sources", "facts", "glossary")
_PYTHON = [str(ROOT / ".venv" / "bin" / "python"), "-m"]
_LEFT = shutil.ignore_patterns(".git", "node_modules", ".venv*", "site", "__pycache__")


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}


def build(folder: Path) -> float:
    """Seconds of one build in a copy, with the commands of `make build`."""
    began = time.perf_counter()
    for command in (
        ["macros", "compile"],
        ["runtime"],
        ["mkdocs", "build", "--quiet"],
        ["macros.finish", "site"],
    ):
        done = subprocess.run(
            [*_PYTHON, *command],
            cwd=folder,
            env=_environment(folder),
            capture_output=True,
            check=False,
            timeout=600,
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
    path.write_text(yaml.dump(guide, Dumper=_Whole, sort_keys=False), encoding="utf-8")


class _Whole(yaml.CSafeDumper):
    """Writes each copy out, as the guide must be: with no reference to another."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def copied(scratch: str) -> Path:
    """A copy of the repository, with all that is installed."""
    folder = Path(scratch) / "guide"
    shutil.copytree(ROOT, folder, ignore=_LEFT)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def saved(folder: Path, runs: int) -> list[float]:
    """Seconds from saving a page to its words in the browser, under the builder's own host."""
    address = f"127.0.0.1:{_free_port()}"
    environment = {**_environment(folder), "SITE_URL": f"http://{address}/"}
    command = [*_PYTHON, "mkdocs", "serve", "--dirty", "--dev-addr", address]
    log = folder / "serve.log"
    with log.open("w") as said, sync_playwright() as playwright:
        host = subprocess.Popen(command, cwd=folder, env=environment, stderr=said)
        try:
            _wait_for("Serving on", log)
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"http://{address}/about/privacy/")
            return [_save(folder / "docs" / "about" / "privacy.md", page) for _ in range(runs)]
        finally:
            host.terminate()
            host.wait(10)


def _save(path: Path, page: Page) -> float:
    page.wait_for_timeout(1500)  # the page has asked the host for news by then
    word = f"Saved-{time.monotonic_ns()}."
    text = path.read_text(encoding="utf-8")
    began = time.perf_counter()
    path.write_text(f"{text}\n{word}\n", encoding="utf-8")
    page.get_by_text(word).wait_for(timeout=60_000)
    return time.perf_counter() - began


def _wait_for(word: str, log: Path, seconds: int = 300) -> None:
    end = time.monotonic() + seconds
    while word not in log.read_text(encoding="utf-8"):
        if time.monotonic() > end:
            raise SystemExit(log.read_text(encoding="utf-8")[-2000:])
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def measure(runs: int = RUNS) -> dict[str, Any]:
    """Seconds by what was built: medians, and what ten times as much takes."""
    with TemporaryDirectory() as scratch:
        folder = copied(scratch)
        kept = [folder / name for name in (".runtime_cache", ".guide_cache")]
        cold, warm = [], []
        for _ in range(runs):
            for one in kept:
                shutil.rmtree(one, ignore_errors=True)
            cold.append(build(folder))
            warm.append(build(folder))
        found: dict[str, Any] = {"cold": median(cold), "warm": median(warm)}
        found["saved page"] = median(saved(folder, runs))
        more_pages(folder)
        found[f"{TIMES}x pages"] = build(folder)
    with TemporaryDirectory() as scratch:
        folder = copied(scratch)
        more_data(folder)
        found[f"{TIMES}x data"] = build(folder)
    for name in ("pages", "data"):
        found[f"{TIMES}x {name}, times"] = found[f"{TIMES}x {name}"] / found["warm"]
    return {**found, "runs": runs}


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"make build, {name:20} {figure:6.1f}")
