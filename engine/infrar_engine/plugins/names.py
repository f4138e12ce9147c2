"""Which names a piece of native code takes from around it.

In: Python text. Out: sets of names. The compiler's own symbol tables decide (`symtable`), so comprehensions,
lambdas, nested functions, walrus targets and annotations count as the language says.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=4096)
def free_names(code: str, mode: str = "exec") -> frozenset[str]:
    """Names that `code` reads and doesn't bind; `mode` is "exec" for statements, "eval" for an expression."""
    top = symtable.symtable(code, "<rule>", mode)
    bound = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    return frozenset(name for name in _read(top) if name not in bound)


@lru_cache(maxsize=4096)
def names_when_defined(code: str) -> frozenset[str]:
    """Names that must exist when the functions, classes and constants of `code` are defined: all but those in
    function bodies.
    """
    names: set[str] = set()
    for node in ast.parse(code).body:
        names |= _eager(node)
    return frozenset(names)


def bound_names(code: str) -> frozenset[str]:
    """Names that `code` binds at module level."""
    top = symtable.symtable(code, "<rule>", "exec")
    return frozenset(symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported())


@lru_cache(maxsize=4096)
def inner_names(code: str) -> frozenset[str]:
    """Names that `code` binds in its functions and classes: parameters, variables, imports."""
    return frozenset(_bound_inside(symtable.symtable(code, "<rule>", "exec")))


def _bound_inside(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        yield from (symbol.get_name() for symbol in child.get_symbols() if symbol.is_local())
        yield from _bound_inside(child)


def _read(table: symtable.SymbolTable) -> Iterator[str]:
    """What a scope and those inside it read from module scope."""
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _read(child)


def _eager(node: ast.AST) -> set[str]:
    """Names that run when the statement does; a function's body runs later."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        given = node.args
        parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
        outside = [
            *node.decorator_list,
            *given.defaults,
            *filter(None, given.kw_defaults),
            *filter(None, (parameter.annotation for parameter in parameters)),
            *filter(None, (node.returns,)),
        ]
        return set().union(*map(_eager, outside)) if outside else set()
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    names: set[str] = set()
    for child in ast.iter_child_nodes(node):
        names |= _eager(child)
    return names
