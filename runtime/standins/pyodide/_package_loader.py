"""Stands in for Pyodide's `pyodide._package_loader`: no package is ever loaded."""


class _Folder:
    """A folder. Its text must not be a `str`, which would arrive in JavaScript as a plain one."""

    def __init__(self, path):
        self.path = path

    def __str__(self):
        return self.path


SITE_PACKAGES = _Folder("/lib/python3.13/site-packages")
DSO_DIR = _Folder("/usr/lib")


def init_loaded_packages():
    """There are none."""
