"""Stands in for Pyodide's `_pyodide.docstring`: nobody reads `help()` in a visitor's browser."""


def get_cmeth_docstring(function):
    """The least that the core takes for a documentation."""
    return function.__name__ + "()\n--\n\n"


def dedent_docstring(text):
    """The text as it is."""
    return text
