"""Stands in for Pyodide's `_pyodide.jsbind`: JavaScript functions are never given a signature."""

from _pyodide_core import JsFuncSignature, js2py_default_call_result, py2js_default


class no_default:
    """Marks a parameter without a default."""


def _any(*_args, **_kwargs):
    pass


# How the core calls a JavaScript function that nothing is known of: any arguments, each converted
# in the ordinary way, and so the result. The order is that of the core's own type.
default_signature = JsFuncSignature(
    _any,
    False,
    0,
    (),
    (),
    py2js_default,
    (),
    (),
    (),
    py2js_default,
    js2py_default_call_result,
)
