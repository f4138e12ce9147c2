"""Free names, and the code that names need."""

from __future__ import annotations

from pathlib import Path

import pytest

from infrar_engine.plugins import RuleBook, closure, free_names, load_providers
from infrar_engine.plugins.names import names_when_defined
from infrar_engine.plugins.rules import Client, Import, Support

FREE = [
    ("a + b", {"a", "b"}),
    ("[x for x in items if x > limit]", {"items", "limit"}),
    ("lambda x, *y, z=d: x + y + w", {"d", "w"}),
    ("(n := 1) + n", set()),
    ("f'{a!r:{b}}'", {"a", "b"}),
    ("a.b.c(d=e)", {"a", "e"}),
    ("'a'", set()),
    ("def f(x: T = d) -> R:\n    y: Y = x\n    return y + g", {"T", "d", "R", "Y", "g"}),
    ("def f():\n    def g():\n        return h + k\n    k = 1\n    return g", {"h"}),
    ("class C(B):\n    x = y\n    def m(self): return z", {"B", "y", "z"}),
    ("import a\na.b", set()),
    ("for x in y:\n    print(x)", {"y", "print"}),
    ("with a as b:\n    b.c = d", {"a", "d"}),
    ("try:\n    a()\nexcept b as c:\n    d(c)", {"a", "b", "d"}),
    ("@dec\ndef f(): ...", {"dec"}),
    ("def f():\n    return f", set()),
    ("x = 1\ndel x", set()),
    ("def f(x):\n    match x:\n        case {'a': y}:\n            return y + z", {"z"}),
]

EAGER = [
    ("def f(x: T = d) -> R:\n    return g", {"T", "d", "R"}),
    ("class C(B):\n    x = y\n    def m(self, a: A): return z", {"B", "y", "A"}),
    ("K = frozenset(items)", {"frozenset", "items"}),
    ("@dec\ndef f(): return g", {"dec"}),
]


@pytest.mark.parametrize(("code", "names"), FREE)
def test_free_names(code: str, names: set[str]) -> None:
    assert free_names(code) == names


@pytest.mark.parametrize(("code", "names"), EAGER)
def test_names_that_a_definition_needs_at_once(code: str, names: set[str]) -> None:
    assert names_when_defined(code) == names


@pytest.fixture
def rules(folder: Path) -> RuleBook:
    found = load_providers(["cloud"], [folder])["cloud"].rules_for("storage")
    assert found is not None
    return found


def spelled(rules: RuleBook, *names: str) -> tuple[list[str], list[str]]:
    needed = closure(rules, names)
    return [each.binding for each in needed.imports], [each.name for each in needed.definitions]


def test_an_operation_brings_all_it_needs_and_no_more(rules: RuleBook) -> None:
    imports, definitions = spelled(rules, "read")
    assert imports == ["os", "quote", "OpenerDirector", "build_opener"]
    assert definitions == ["_store", "store", "_url", "read"]


def test_an_expression_brings_what_it_names(rules: RuleBook) -> None:
    expression = "_status(404)"
    assert spelled(rules, *free_names(expression, "eval")) == (["sys", "HTTPError"], ["_status"])


def test_unknown_names_are_the_callers_own(rules: RuleBook) -> None:
    assert spelled(rules, "print", "bucket") == ([], [])


def test_order_does_not_depend_on_how_it_is_asked(rules: RuleBook) -> None:
    assert closure(rules, ["write", "read", "_status"]) == closure(rules, ["_status", "read", "write"])


def test_everything_is_there_before_it_is_needed(rules: RuleBook) -> None:
    """A client's expression runs functions at once: what those use comes before it. A function's body runs later."""
    from dataclasses import replace

    book = replace(
        rules,
        imports=(Import("m"),),
        clients=(Client("early", "m.make()"), Client("late", "_make()")),
        supports=(
            Support("_make", "def _make():\n    return _Kind(early)"),
            Support("_Kind", "class _Kind(_Base): ..."),
            Support("_Base", "class _Base: ..."),
            Support("_later", "def _later():\n    return late"),
        ),
    )
    needed = closure(book, ["_later"])
    assert [each.name for each in needed.definitions] == ["early", "_Base", "_Kind", "_make", "late", "_later"]
    assert [each.name for each in needed.clients] == ["early", "late"]
    assert [each.name for each in needed.supports] == ["_Base", "_Kind", "_make", "_later"]
    assert (needed.types, needed.operations) == ((), ())


def test_functions_that_call_each_other_are_no_endless_loop(rules: RuleBook) -> None:
    from dataclasses import replace

    pair = (Support("_a", "def _a(): return _b()"), Support("_b", "def _b(): return _a()"))
    assert spelled(replace(rules, supports=pair), "_a")[1] == ["_a", "_b"]


@pytest.mark.parametrize(
    ("each", "text", "binding"),
    [
        (Import("os"), "import os", "os"),
        (Import("a.b"), "import a.b", "a"),
        (Import("a.b", alias="c"), "import a.b as c", "c"),
        (Import("a", "b"), "from a import b", "b"),
        (Import("a", "b", "c"), "from a import b as c", "c"),
    ],
)
def test_an_import_knows_what_it_binds(each: Import, text: str, binding: str) -> None:
    assert (str(each), each.binding) == (text, binding)
