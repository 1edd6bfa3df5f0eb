"""The engine needs the standard library alone, knows no page, and reads no clock."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import checklist_py

PACKAGE = Path(checklist_py.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))
CLOCKS = {"today", "now", "utcnow", "time", "localtime", "gmtime", "monotonic", "perf_counter"}


def tree(module):
    return ast.parse(module.read_text(encoding="utf-8"))


def imported(module):
    """The top-level names of what a module imports, wherever in it."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.name} imports relatively"
            yield node.module.partition(".")[0]


def named(module):
    """Every name, attribute and import that stands in a module."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name


@pytest.fixture(params=MODULES, ids=lambda path: path.stem)
def module(request):
    return request.param


def test_a_module_imports_the_standard_library_alone(module):
    foreign = set(imported(module)) - set(sys.stdlib_module_names) - {"checklist_py"}
    assert foreign == set()


def test_the_engine_runs_where_nothing_is_installed():
    """`-I -S`: no environment, no site-packages, no folder of the script."""
    text = f"""
import sys
before = set(sys.modules)
sys.path.insert(0, {str(PACKAGE.parent)!r})
import checklist_py, checklist_py.__main__
assert '"errors"' in checklist_py.respond('{{"version": 1}}')
foreign = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(sorted(foreign - set(sys.stdlib_module_names)))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['checklist_py']"


@pytest.mark.parametrize(
    "module",
    [path for path in MODULES if path.name != "__main__.py"],
    ids=lambda path: path.stem,
)
def test_only_the_command_line_reads_a_clock(module):
    called = {node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)}
    names = {getattr(one, "attr", getattr(one, "id", "")) for one in called}
    assert names & CLOCKS == set()
    assert {"time", "locale", "random", "os"} & set(imported(module)) == set()


def test_a_module_knows_nothing_of_pages(module):
    assert {"js", "pyodide", "mkdocs", "jinja2", "html"} & set(imported(module)) == set()


def test_nothing_is_evaluated(module):
    assert {"eval", "exec", "compile", "__import__"} & set(named(module)) == set()
