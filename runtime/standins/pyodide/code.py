"""Stands in for Pyodide's `pyodide.code`: what `runPython` calls."""

from _pyodide._base import eval_code

__all__ = ["eval_code"]
