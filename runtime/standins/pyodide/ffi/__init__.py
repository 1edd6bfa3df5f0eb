"""Stands in for Pyodide's `pyodide.ffi`: only texts cross the border."""
