"""The SDK as its own source describes it."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from infrar import errors, storage
from infrar_engine.catalog import CatalogError, extend_catalog, load_catalog, read_capability
from infrar_engine.model import ParameterKind

SIGNATURES = {
    name: function
    for name, function in vars(storage).items()
    if name in storage.__all__ and inspect.isfunction(function)
}

GRAPH = '''
"""Things and what joins them."""

from infrar import errors
from typing import NamedTuple

__all__ = ["GraphError", "Node", "NotFound", "link", "walk"]

GraphName = str


class Node(NamedTuple):
    """A thing."""

    name: str
    weight: float = 1.0


class GraphError(errors.InfrarError):
    """Any."""


class NotFound(GraphError, errors.NotFound):
    """No such node."""


def link(graph: GraphName, left: str, right: str, *, weight: float = 1.0) -> None:
    """Join two things.

    Raises:
        NotFound: when one isn't there.
        GraphError: when it is full,
            or closed.

    Notes:
        Other: not an error.
    """


def walk(graph: GraphName | None = None) -> list[Node]:
    """All things."""


def _private(graph: GraphName) -> None: ...
'''


def test_every_operation_of_the_sdk_is_there_with_its_signature() -> None:
    capability = load_catalog().capability("storage")
    assert capability is not None
    assert {operation.name for operation in capability.operations} == set(SIGNATURES)
    for operation in capability.operations:
        signature = inspect.signature(SIGNATURES[operation.name])
        assert [parameter.name for parameter in operation.parameters] == list(signature.parameters)
        for parameter in operation.parameters:
            declared = signature.parameters[parameter.name]
            assert (parameter.kind is ParameterKind.KEYWORD) == (declared.kind is inspect.Parameter.KEYWORD_ONLY)
            assert parameter.required == (declared.default is inspect.Parameter.empty)
            if parameter.default is not None:
                assert ast.literal_eval(parameter.default) == declared.default
            assert parameter.annotation == declared.annotation
        assert operation.returns == signature.return_annotation
        assert operation.doc == inspect.getdoc(SIGNATURES[operation.name])


@pytest.mark.parametrize(
    ("operation", "roles"),
    [
        ("upload", ["BucketName", "LocalPath", "ObjectKey", "", "", ""]),
        ("write", ["BucketName", "ObjectKey", "Data", "", "", ""]),
        ("copy", ["BucketName", "ObjectKey", "ObjectKey", "BucketName"]),
        ("list_objects", ["BucketName", "ObjectPrefix", "", ""]),
    ],
)
def test_an_alias_in_an_annotation_says_what_a_parameter_is(operation: str, roles: list[str]) -> None:
    capability = load_catalog().capability("storage")
    assert capability is not None
    found = capability.operation(operation)
    assert found is not None
    assert [parameter.role for parameter in found.parameters] == roles


def test_types_have_the_fields_of_the_class() -> None:
    capability = load_catalog().capability("storage")
    assert capability is not None
    types = {each.name: each for each in capability.types}
    assert [field.name for field in types["ObjectInfo"].fields] == list(storage.ObjectInfo._fields)
    defaults = {field.name: field.default for field in types["ObjectInfo"].fields if field.default is not None}
    assert {name: ast.literal_eval(text) for name, text in defaults.items()} == storage.ObjectInfo._field_defaults


def test_errors_are_the_capabilitys_own_and_the_portable_ones() -> None:
    catalog = load_catalog()
    capability = catalog.capability("storage")
    assert capability is not None
    assert capability.base_error == "StorageError"
    assert {each.name for each in capability.errors} == {
        name
        for name in storage.__all__
        if inspect.isclass(getattr(storage, name)) and name.endswith(tuple(errors.__all__))
    } | {"StorageError"}
    assert [each.name for each in catalog.errors] == [
        name for name, value in vars(errors).items() if inspect.isclass(value)
    ]


def test_raises_sections_are_read_and_other_sections_are_not() -> None:
    capability = read_capability("acme.graph", GRAPH)
    assert capability is not None
    assert [operation.raises for operation in capability.operations] == [("NotFound", "GraphError"), ()]


def test_a_module_of_ones_own_is_read_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "graph.py").write_text(GRAPH)
    catalog = extend_catalog(load_catalog(), [("acme.graph", tmp_path / "graph.py")])
    built_in = [each.name for each in load_catalog().capabilities]
    assert [each.name for each in catalog.capabilities] == sorted(["graph", *built_in])
    graph = catalog.capability("graph")
    assert graph is not None
    assert [operation.source for operation in graph.operations] == [
        "def link(graph: GraphName, left: str, right: str, *, weight: float = 1.0) -> None: ...",
        "def walk(graph: GraphName | None = None) -> list[Node]: ...",
    ]
    assert [[parameter.role for parameter in operation.parameters] for operation in graph.operations] == [
        ["GraphName", "", "", ""],
        ["GraphName"],
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("left: str, ", "left, "), "acme.graph:27: link: the parameter left has no annotation"),
        (("left: str, ", "left: str, /, "), "acme.graph:27: link: an operation has no positional-only parameters"),
        (("*, weight", "*more: str, weight"), "acme.graph:27: link: an operation has no positional-only parameters"),
        (
            ("weight: float = 1.0) -> None", "weight: float = 1.0)"),
            "acme.graph:27: link: an operation says what it returns",
        ),
    ],
)
def test_a_module_that_no_contract_can_be_read_from_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        read_capability("acme.graph", GRAPH.replace(*change))


@pytest.mark.parametrize(
    "source", ["", "__all__ = ['x']\ndef x() -> None: ...\n", "class E(errors.InfrarError): ...\n"]
)
def test_other_modules_are_no_capabilities(source: str) -> None:
    assert read_capability("infrar.other", source) is None


def test_one_name_is_one_capability(tmp_path: Path) -> None:
    (tmp_path / "graph.py").write_text(GRAPH)
    with pytest.raises(CatalogError, match="there is a capability 'storage' already"):
        extend_catalog(load_catalog(), [("acme.storage", tmp_path / "graph.py")])


def test_reading_neither_imports_the_sdk_nor_runs_it() -> None:
    program = textwrap.dedent("""
        import sys
        from infrar_engine.catalog import load_catalog
        load_catalog()
        print([name for name in sys.modules if name.split(".")[0] == "infrar"])
    """)
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
