"""Look-ups that don't look everywhere find what looking everywhere does: a function's own variable, the words of imports."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import random
import typing
import unittest.mock
from collections.abc import Iterator
from types import ModuleType

import pytest
from tree_sitter import Node

from infrar_engine.detect.graph import imported_words
from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.source.syntax import Syntax

MODULES = (argparse, dataclasses, typing, unittest.mock)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_local_and_whole_agree(module: ModuleType) -> None:
    syntax = Syntax(inspect.getsource(module).encode(), f"{module.__name__}.py")
    locally, wholly = Names(syntax), Names(syntax)
    identifiers = [node for node in _identifiers(syntax.root) if locally.classify(node) is not None]
    random.Random(1).shuffle(identifiers)
    for node in identifiers:
        wholly.bindings(syntax.name(node))
        assert _described(locally.resolve(node)) == _described(wholly.resolve(node))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_variable_is_one_object_whichever_look_comes_first(module: ModuleType) -> None:
    syntax = Syntax(inspect.getsource(module).encode(), f"{module.__name__}.py")
    names = Names(syntax)
    for node in _identifiers(syntax.root):
        if names.classify(node) is not None:
            before = names.resolve(node)
            names.bindings(syntax.name(node))
            assert names.resolve(node) is before or not (before.writes or before.reads)


@pytest.mark.parametrize(
    ("source", "words"),
    {
        b"from zipimport import zipimporter": {"zipimport", "zipimporter"},
        b"from x import (a,  # :)\n  b)": {"x", "a", "b"},
        b"from x \\\r\n  import \\\r\n  (a,\r\n b)": {"x", "a", "b"},
        b"from x import a\rfrom y import b\r": {"x", "a", "y", "b"},
        b"if 1: import z": {"z"},
        b"from \\\n . import q as r": {"q", "r"},
        b"from x import(*)": {"x", "*"},
    }.items(),
)
def test_no_word_of_an_import_is_missed(source: bytes, words: set[str]) -> None:
    assert words <= {word.decode() for word in imported_words(source)}


@pytest.mark.parametrize("module", [*MODULES, ast], ids=lambda module: module.__name__)
def test_no_word_of_a_real_import_is_missed(module: ModuleType) -> None:
    source = inspect.getsource(module)
    found = {word.decode() for word in imported_words(source.encode())}
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {part for name in names for part in name.split(".") if part} <= found


def _identifiers(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.type == "identifier":
            yield current
        waiting += current.children


def _described(binding: Binding) -> object:
    places = ([(o.node.start_byte, o.role, o.certain) for o in found] for found in (binding.writes, binding.reads))
    return binding.name, binding.scope.kind, binding.scope.node.start_byte, *places
