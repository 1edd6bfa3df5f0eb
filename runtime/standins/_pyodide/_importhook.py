"""Stands in for Pyodide's `_pyodide._importhook`: no JavaScript object is imported by Python."""


def register_js_module(_name, _proxy):
    """Pyodide offers `js` and `pyodide_js` here; the engine knows neither."""


def register_js_finder():
    """Would look for such modules."""


def register_windows_finder():
    """Would mend paths of Windows."""


def register_module_not_found_hook(_packages, _unvendored):
    """Would add Pyodide's advice on installing packages to a `ModuleNotFoundError`."""


def add_note_to_module_not_found_error(_error):
    """Would add the same to the error itself."""
