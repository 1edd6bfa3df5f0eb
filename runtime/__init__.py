"""Builds what a visitor's browser needs to run the engine: Pyodide, cut to size, and two archives.

`python -m runtime` writes it into `docs/assets/runtime/`. Only what changed is done again, and only
files that changed are written, so that a page that is being served does not reload for nothing.
"""
