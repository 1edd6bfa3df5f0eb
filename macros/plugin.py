"""Ties the renderer to the site builder: macros for pages, errors in plain words."""

from __future__ import annotations

import os
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros import compile as compiling
from macros.guide import current, today
from macros.load import GUIDE, GuideError
from macros.pages import PageError
from macros.render import Renderer

HERE = Path(__file__).resolve().parent
RUNTIME = HERE.parent / "docs" / "assets" / "runtime" / "manifest.json"


@lru_cache(maxsize=1)
def renderer(_stamp: int, day: date) -> Renderer:
    """The renderer of the guide as it stands; also writes the engine's data."""
    guide = current()
    if compiling.write(guide) and RUNTIME.exists():
        _pack()
    return Renderer(guide, day)


def _pack() -> None:
    """Put the changed data into the archive for the browser, so that an open page gets them."""
    from runtime.build import Builder  # noqa: PLC0415 - only where the runtime has been built

    Builder().build()


def define_env(env: Any) -> None:
    """Called by the macros plugin at the start of every build."""
    _forget_changed_modules()
    _mend_messages(env)
    try:
        one = renderer(_stamp(), today())
    except GuideError as error:
        raise _build_error(str(error)) from None
    for name, call in one.macros(lambda: _page(env)).items():
        env.macro(call, name)
    _renew_pages(Path(env.conf["site_dir"]))


def _stamp() -> int:
    files = [GUIDE, *(HERE / "templates").iterdir(), *HERE.glob("*.py")]
    return max(path.stat().st_mtime_ns for path in files)


def _renew_pages(site: Path) -> None:
    """Have every page built that is older than the guide, the templates or the menu.

    `make serve` asks the builder only for pages whose own text has changed since they were built.
    """
    changed = max(_stamp(), (HERE.parent / "mkdocs.yml").stat().st_mtime_ns)
    for page in site.rglob("*.html"):
        if page.stat().st_mtime_ns < changed:
            os.utime(page, (0, 0))


def _page(env: Any) -> Any:
    """The page under way: its path below `docs` and its front matter."""
    page = env.page
    file = getattr(page, "file", None)  # MkDocs; Zensical gives the path itself
    return (file.src_uri if file else page.path), page.meta


def _build_error(text: str) -> Exception:
    """An error that the site builder prints as it is, without a traceback."""
    try:
        from mkdocs.exceptions import BuildError  # noqa: PLC0415 - only where it is the builder
    except ImportError:
        return RuntimeError(text)
    return BuildError(text)


_seen: dict[str, int] = {}


def _forget_changed_modules() -> None:
    """While serving, a changed Python file of ours must show; the builder keeps old modules."""
    changed = False
    for path in HERE.glob("*.py"):
        name, stamp = f"macros.{path.stem}", path.stat().st_mtime_ns
        changed |= _seen.get(name, stamp) != stamp
        _seen[name] = stamp
    if changed:
        for name in [name for name in sys.modules if name.startswith("macros.")]:
            if name != __name__:
                del sys.modules[name]
        globals().update(vars(sys.modules.get(__name__, sys.modules["macros"])))
        renderer.cache_clear()


def _mend_messages(env: Any) -> None:
    """Say page, line and what to do instead of a traceback when a macro on a page fails."""
    try:
        from mkdocs_macros.errors import format_error  # noqa: PLC0415 - half-private: may move
    except ImportError:
        return
    from jinja2 import UndefinedError  # noqa: PLC0415

    def short(error: Exception, markdown: str, page: Any) -> str:  # noqa: ARG001 - named by the caller
        line = _line(error)
        line += _front_matter_lines(page) if line else 0
        where = f"docs/{page.file.src_uri}" + (f":{line}" if line else "")
        return f"ERROR {where}: {_what(error, env)}"

    for kind in (PageError, UndefinedError):
        format_error.register(kind, short)


def _what(error: Exception, env: Any) -> str:
    text = str(error)
    if text.endswith("is undefined"):
        from macros.expressions import nearest  # noqa: PLC0415

        name = text.split("'")[1]
        return f"there is no macro “{name}”.{nearest(name, env.macros)}"
    return text


def _line(error: Exception) -> int:
    """The line of the page's text (without its front matter) in which a macro was called."""
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _front_matter_lines(page: Any) -> int:
    text = Path(page.file.abs_src_path).read_text(encoding="utf-8")
    parts = text.split("---\n", 2)
    return parts[1].count("\n") + 2 if parts[2:] and not parts[0] else 0
