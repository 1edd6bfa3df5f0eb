"""Runs inside Pyodide, at build time: finds out what the engine needs, and compiles it.

It imports nothing that Python has not loaded by itself, for whatever it imported would be counted
as needed. Its parent process puts files into this machine's memory and takes the results out.
"""

import _ast
import _imp
import sys
from importlib import _bootstrap_external, import_module

LIBRARY = f"/lib/python{sys.version_info[0]}{sys.version_info[1]}.zip/"


def exercise(package, bridge, requests):
    """Import the engine, have it answer, and import what it names in places not reached.

    Args:
        package: The engine's package.
        bridge: The module of it that the page calls.
        requests: Texts for its `respond`, one a line.
    """
    respond = import_module(f"{package}.{bridge}").respond
    for request in requests.splitlines():
        respond(request)
    for module in sorted(_of_package(package)):
        for name in sorted(set(_imports(_tree(sys.modules[module])))):
            import_module(name)


def _of_package(package):
    return [name for name in sys.modules if name == package or name.startswith(f"{package}.")]


def _tree(module):
    source = module.__spec__.loader.get_data(module.__spec__.origin)
    return compile(source, module.__spec__.origin, "exec", _ast.PyCF_ONLY_AST)


def _imports(node):
    """Names of the modules that a tree imports anywhere, but for the type checker."""
    if isinstance(node, _ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return
    if isinstance(node, _ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, _ast.ImportFrom) and not node.level:
        yield node.module
    for field in node._fields:
        value = getattr(node, field, None)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, _ast.AST):
                yield from _imports(child)


def loaded(package):
    """Paths of what was loaded from files: the library's, an empty line, the engine's.

    Modules that are part of the interpreter itself (built in or frozen) also name a file; they
    need none.
    """
    specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
    origins = {spec.origin for spec in specs if spec and spec.origin not in (None, "frozen")}
    library = sorted(one.removeprefix(LIBRARY) for one in origins if one.startswith(LIBRARY))
    folder = import_module(package).__path__[0] + "/"
    root = folder.removesuffix(f"{package}/")
    own = sorted(one.removeprefix(root) for one in origins if one.startswith(folder))
    return "\n".join([*library, "", *own])


def compiled(source, path):
    """The bytecode file for a source: no docstrings, no asserts, no columns, no date.

    The browser's Python would otherwise spend most of its start compiling. The mark says that the
    file is never checked against a source: there is none where it goes.
    """
    code = compile(source, path, "exec", dont_inherit=True, optimize=2)
    mark = _imp.source_hash(_bootstrap_external._RAW_MAGIC_NUMBER, source)
    return bytes(_bootstrap_external._code_to_hash_pyc(code, mark, checked=False))


def compile_all(paths, root, out):
    """Compile `paths` under `root` (a folder or an archive) into files beside each other in `out`.

    Args:
        paths: Such as `json/decoder.py`, one a line.
        root: Ends in a slash.
        out: A folder; ends in a slash.
    """
    import zipimport

    get = zipimport.zipimporter(root[:-1]).get_data if root == LIBRARY else _contents
    for path in paths.splitlines():
        name = out + path.replace("/", "+") + "c"
        with open(name, "wb") as file:
            file.write(compiled(get(root + path), path))


def _contents(path):
    with open(path, "rb") as file:
        return file.read()
