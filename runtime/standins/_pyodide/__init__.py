"""Stands in for Pyodide's `_pyodide`, the first module that its core imports."""

import sys
from types import ModuleType

from . import _base, _importhook

__all__ = ["EMPTY", "_base", "_importhook", "set_excepthook"]

# The core holds on to these for what we never ask of it (promises, coroutines, its own tracebacks,
# generic types). It gets nearly empty ones; `pyodide/__init__.py` frees the names, so that an
# engine that imports the real ones gets the real ones.
EMPTY = ("asyncio", "inspect", "traceback", "typing")
for _name in EMPTY:
    sys.modules[_name] = ModuleType(_name)


def _never(_function):
    return False


sys.modules["inspect"].iscoroutinefunction = _never


def set_excepthook():
    """Leave Python's own hook where it is: it is written in C and needs no module."""
