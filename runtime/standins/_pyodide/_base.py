"""Stands in for Pyodide's `_pyodide._base`: runs its start-up lines and imports the engine."""

import _ast
from importlib import import_module


def eval_code(source, globals=None, locals=None, **_):
    """Run a few lines and give the value of the last, if it is an expression.

    The lines are Pyodide's own, of its start. `_ast` is built in; `ast` would be a large module.
    """
    names = {} if globals is None else globals
    tree = compile(source, "<exec>", "exec", _ast.PyCF_ONLY_AST)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    exec(compile(tree, "<exec>", "exec"), names, locals)
    if last is None:
        return None
    return eval(compile(_ast.Expression(last.value), "<exec>", "eval"), names, locals)


def pyimport_impl(path):
    """Import a module, or a name out of one: `package.module.name`."""
    stem, _, last = path.rpartition(".")
    if not stem:
        return import_module(path)
    module = import_module(stem)
    return getattr(module, last) if hasattr(module, last) else import_module(path)
