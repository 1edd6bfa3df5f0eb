"""Stands in for Pyodide's `_pyodide._core_docs`.

The core, written in C, takes the documentation of its types from here and will not start while a
method that it has is described nowhere. These are the names that it looks for; the texts are empty.
"""

METHODS = (
    "append assign assign_to catch clear close count extend finally_ from_file get index "
    "_into_file items keys new object_entries object_keys object_values pop popitem __reversed__ "
    "reverse send setdefault then throw to_bytes to_file to_memoryview to_py to_string unwrap "
    "update values"
)
TYPES = "JsArray JsBuffer JsDoubleProxy JsGenerator JsMutableMap JsPromise"
FUNCTIONS = "can_run_sync create_once_callable create_proxy destroy_proxies run_sync to_js"

_instantiate_token = object()
_js_flags = {}


class ConversionError(Exception):
    """Something could not be carried across the border between JavaScript and Python."""


class InternalError(Exception):
    """Pyodide itself went wrong."""


class JsNull:
    """The type of JavaScript's null."""


jsnull = object.__new__(JsNull)


class _JsProxyMetaClass(type):
    """The type of the core's types."""


class JsProxy(metaclass=_JsProxyMetaClass):
    """A JavaScript object, as Python sees it."""

    _js_type_flags = 0

    def __new__(cls, token=None, *_args, **_kwargs):
        """Only the core makes these."""
        if token is _instantiate_token:
            return super().__new__(cls)
        message = f"{cls.__name__} cannot be instantiated."
        raise TypeError(message)


class JsException(JsProxy, Exception):
    """A JavaScript error."""


def _described(name):
    def described(*_args, **_kwargs):
        pass

    described.__name__ = name
    return described


for _name in METHODS.split():
    setattr(JsProxy, _name, _described(_name))
for _name in TYPES.split():
    globals()[_name] = _JsProxyMetaClass(_name, (JsProxy,), {})
for _name in FUNCTIONS.split():
    globals()[_name] = _described(_name)
