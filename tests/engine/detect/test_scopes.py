"""Which variable a name means, where the syntax may be newer than the interpreter that runs the tests."""

from __future__ import annotations

import pytest

from infrar_engine.detect.scopes import Names
from infrar_engine.source.syntax import Syntax

MODULE, OTHER = "the module's", "another"
PROGRAMS = {
    "an alias's own parameter": ("type A[name] = list[?]", OTHER),
    "an alias without it": ("type A[T] = list[?]", MODULE),
    "a bound": ("def f[name: ?](): ...", OTHER),
    "several values": ("def f[*name](x: tuple[*?]): ...", OTHER),
    "keywords": ("def f[**name](x: X[?]): ...", OTHER),
    "an annotation": ("def f[name](x: ?): ...", OTHER),
    "what is returned": ("def f[name]() -> ?: ...", OTHER),
    "a function's body": ("def f[name]():\n    return ?", OTHER),
    "a default": ("def f[name](x: int = ?): ...", MODULE),
    "a decorator": ("@?\ndef f[name](): ...", MODULE),
    "a base class": ("class A[name](?): ...", OTHER),
    "a class's keyword": ("class A[name](metaclass=?): ...", OTHER),
    "a class's body": ("class A[name]:\n    x: ?", OTHER),
    "a method's annotation": ("class A[name]:\n    def f(self, x: ?): ...", OTHER),
    "a method's default": ("class A[name]:\n    def f(self, x=?): ...", OTHER),
    "a method's body": ("class A[name]:\n    def f(self): return ?", OTHER),
    "after the class": ("class A[name]: ...\n?", MODULE),
    "a class variable seen by an annotation": ("class A:\n    name = 1\n    def f[T](self, x: T, y=?): ...", OTHER),
    "a class variable not seen by a method": ("class A:\n    name = 1\n    def f[T](self): return ?", MODULE),
}


@pytest.mark.parametrize(("source", "whose"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_type_parameters_have_scopes_of_their_own(source: str, whose: str) -> None:
    text = f"name = 1\n{source.replace('?', 'name')}\n".encode()
    offset = len(b"name = 1\n") + source.index("?")
    names = Names(Syntax(text, "app.py"))
    (node,) = (n for n in names.syntax.identifiers("name") if n.start_byte == offset)
    assert not names.syntax.has_error
    assert (names.resolve(node).scope is names.module) is (whose == MODULE)
