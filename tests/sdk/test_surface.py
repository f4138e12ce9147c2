"""The public surface, locked: what is below is what applications may rely on."""

from __future__ import annotations

import ast
import inspect
import pickle
import types
import typing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import infrar
from infrar import errors, storage
from infrar._named_tuple import NamedTuple

SIGNATURES = {
    "upload": "(bucket, source, destination, *, content_type=None, metadata=None, if_not_exists=False)",
    "download": "(bucket, source, destination)",
    "read": "(bucket, path, *, start=0, length=None)",
    "write": "(bucket, path, data, *, content_type=None, metadata=None, if_not_exists=False)",
    "exists": "(bucket, path)",
    "stat": "(bucket, path)",
    "delete": "(bucket, path, *, missing_ok=True)",
    "copy": "(bucket, source, destination, *, destination_bucket=None)",
    "move": "(bucket, source, destination, *, destination_bucket=None)",
    "list_objects": "(bucket, prefix='', *, delimiter=None, limit=None)",
    "iter_objects": "(bucket, prefix='', *, delimiter=None, limit=None)",
    "presign": "(bucket, path, *, method='GET', expires=3600)",
}
RETURNS = {
    "read": "bytes",
    "exists": "bool",
    "stat": "ObjectInfo",
    "list_objects": "list[ObjectInfo]",
    "iter_objects": "Iterator[ObjectInfo]",
    "presign": "PresignedRequest",
}
RAISES = {
    "upload": ["AlreadyExists"],
    "download": ["NotFound"],
    "read": ["NotFound"],
    "write": ["AlreadyExists"],
    "stat": ["NotFound"],
    "delete": ["NotFound"],
    "copy": ["NotFound"],
    "move": ["NotFound"],
}
PORTABLE = [
    "NotFound",
    "AlreadyExists",
    "InvalidArgument",
    "PermissionDenied",
    "Unauthenticated",
    "FailedPrecondition",
    "ResourceExhausted",
    "Unavailable",
    "DeadlineExceeded",
    "Unsupported",
]


def test_the_package_offers_these_names() -> None:
    assert infrar.__all__ == [
        "aio",
        "cache",
        "email",
        "errors",
        "kv",
        "native",
        "params",
        "provider",
        "queue",
        "secrets",
        "sql",
        "storage",
        "topic",
    ]
    assert set(infrar.__all__) <= set(dir(infrar))
    with pytest.raises(AttributeError, match="no attribute 'strage'"):
        infrar.strage  # type: ignore[attr-defined]  # noqa: B018  # the misspelling is the test


def test_storage_exports_operations_types_and_errors_and_nothing_else() -> None:
    assert sorted(storage.__all__) == sorted([*SIGNATURES, "ObjectInfo", "PresignedRequest", "StorageError", *PORTABLE])


def test_errors_exports_the_portable_errors() -> None:
    assert sorted(errors.__all__) == sorted(["InfrarError", *PORTABLE])


@pytest.mark.parametrize("name", SIGNATURES)
def test_names_order_kinds_and_defaults_of_parameters(name: str) -> None:
    signature = inspect.signature(getattr(storage, name))
    bare = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    assert str(signature.replace(parameters=bare, return_annotation=signature.empty)) == SIGNATURES[name]
    assert signature.return_annotation == RETURNS.get(name, "None")
    assert all(parameter.annotation is not parameter.empty for parameter in signature.parameters.values())


@pytest.mark.parametrize("name", SIGNATURES)
def test_an_operation_is_a_plain_function(name: str) -> None:
    operation = getattr(storage, name)
    assert type(operation) is types.FunctionType
    assert operation.__module__ == "infrar.storage"
    assert pickle.loads(pickle.dumps(operation)) is operation


@pytest.mark.parametrize("name", SIGNATURES)
def test_docstrings_begin_with_a_sentence_and_list_the_errors_of_the_operation(name: str) -> None:
    doc = inspect.getdoc(getattr(storage, name)) or ""
    assert doc.splitlines()[0].endswith(".")
    _, _, section = doc.partition("Raises:\n")
    assert [line.split(":")[0].strip() for line in section.splitlines()] == RAISES.get(name, [])


def test_the_operations_are_the_only_public_functions_of_the_module() -> None:
    """The build's catalog is made from the source of this module: it must be readable without running it."""
    assert storage.__file__ is not None
    module = ast.parse(Path(storage.__file__).read_text(encoding="utf-8"))
    assert [node.name for node in module.body if isinstance(node, ast.FunctionDef)] == list(SIGNATURES)
    exported = next(node for node in module.body if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node))
    assert ast.literal_eval(exported.value) == storage.__all__


def test_what_a_parameter_is_stands_in_its_annotation() -> None:
    annotations = {
        (name, parameter.name): str(parameter.annotation)
        for name in SIGNATURES
        for parameter in inspect.signature(getattr(storage, name)).parameters.values()
    }
    roles = ("BucketName", "ObjectKey", "ObjectPrefix", "LocalPath", "Data")
    assert {place: role for place, role in annotations.items() if role.startswith(roles)} == {
        **{(name, "bucket"): "BucketName" for name in SIGNATURES},
        **{(name, "path"): "ObjectKey" for name in ("read", "write", "exists", "stat", "delete", "presign")},
        **{(name, end): "ObjectKey" for name in ("copy", "move") for end in ("source", "destination")},
        **{(name, "destination_bucket"): "BucketName | None" for name in ("copy", "move")},
        **{(name, "prefix"): "ObjectPrefix" for name in ("list_objects", "iter_objects")},
        ("upload", "source"): "LocalPath",
        ("upload", "destination"): "ObjectKey",
        ("download", "source"): "ObjectKey",
        ("download", "destination"): "LocalPath",
        ("write", "data"): "Data",
    }


INFO = storage.ObjectInfo("a", 1, None, "e", None, None)


class Original(typing.NamedTuple):
    """The same fields, as the standard library makes them."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


def test_object_info_is_what_typing_makes_of_the_same_class() -> None:
    same = Original(*INFO)
    assert tuple(INFO) == INFO
    assert hash(INFO._replace(metadata=None)) == hash(same)
    assert repr(INFO) == repr(same).replace("Original", "ObjectInfo")
    assert INFO._asdict() == same._asdict()
    assert storage.ObjectInfo.__match_args__ == INFO._fields == same._fields
    assert storage.ObjectInfo._field_defaults == Original._field_defaults
    assert typing.get_type_hints(storage.ObjectInfo) == typing.get_type_hints(Original)
    assert not hasattr(INFO, "__dict__")
    parameters = [
        [(parameter.name, parameter.default) for parameter in inspect.signature(made).parameters.values()]
        for made in (storage.ObjectInfo, Original)
    ]
    assert parameters[0] == parameters[1]


def test_object_info_as_a_value() -> None:
    assert pickle.loads(pickle.dumps(INFO)) == INFO
    assert type(pickle.loads(pickle.dumps(INFO))) is storage.ObjectInfo
    assert storage.ObjectInfo._make(INFO) == INFO
    assert INFO._replace(size=2) == ("a", 2, None, "e", None, None, False)
    assert storage.ObjectInfo(key="a", size=1, last_modified=None, etag="e", content_type=None, metadata=None) == INFO
    match INFO:
        case storage.ObjectInfo("a", size, is_prefix=False):
            assert size == 1
        case _:
            pytest.fail("the pattern must match")


@pytest.mark.parametrize("change", [{"colour": 1}, {"size": 1, "colour": 1}])
def test_object_info_has_no_other_fields(change: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        INFO._replace(**change)  # type: ignore[arg-type]  # the wrong field is the test
    with pytest.raises(AttributeError):
        INFO.colour = 1  # type: ignore[attr-defined]  # same
    with pytest.raises(AttributeError):
        INFO.key = "b"  # type: ignore[misc]  # fields can't be assigned


def test_a_subclass_of_a_named_tuple_is_an_ordinary_class() -> None:
    class Longer(storage.ObjectInfo):
        note: str = "x"

    assert Longer(*INFO).note == "x"
    assert Longer._fields == storage.ObjectInfo._fields


def test_named_tuples_without_defaults_and_without_docstring() -> None:
    class Point(NamedTuple):
        x: int
        y: int

    point: Any = Point  # type checkers are shown typing's class elsewhere, and don't know this one
    assert point(1, y=2) == (1, 2)
    assert isinstance(point(1, 2), tuple)
    with pytest.raises(TypeError):
        point(1)


def test_presigned_request_has_a_url_a_method_and_headers() -> None:
    url, method, headers = storage.PresignedRequest(url="u", method="GET", headers={})
    assert (url, method, headers) == ("u", "GET", {})
