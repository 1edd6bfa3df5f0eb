"""Stands in for Pyodide's `pyodide`, which would start an event loop here."""

import sys

import _pyodide

# The core has started and holds its own; see `_pyodide/__init__.py`.
for _name in _pyodide.EMPTY:
    del sys.modules[_name]
