"""Each inline form against Azurite: it does what the function does with the same arguments."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infrar_engine.plugins import InlineForm
from infrar_engine.plugins.forms import render
from tests.providers.azure import native

BOOK = native.rules()


def form(operation: str, index: int = 0) -> InlineForm:
    rule = BOOK.rule(operation)
    assert rule is not None
    return rule.inline[index]


def run(module: ModuleType, chosen: InlineForm, arguments: dict[str, str]) -> Any:
    """Run the form as it would stand in a program; the value of an expression."""
    code = render(chosen, arguments, lambda name: f"{name}_here")
    if chosen.kind == "statement":
        return exec(code, vars(module))
    return eval(code, vars(module))


def test_every_form_is_tested_here() -> None:
    forms = [(rule.name, each.kind) for rule in BOOK.rules for each in rule.inline]
    assert forms == [
        ("upload", "statement"),
        ("read", "expression"),
        ("write", "expression"),
        ("write", "expression"),
        ("exists", "expression"),
        ("delete", "statement"),
        ("list_objects", "items"),
        ("iter_objects", "items"),
    ]


@pytest.mark.parametrize(
    ("index", "data", "stored"),
    [
        (0, "b'x'", b"x"),
        (0, "'é'", b"\xc3\xa9"),
        (0, "''", b""),
        (1, "bytearray(b'x')", b"x"),
        (1, "memoryview(b'')", b""),
    ],
)
def test_write(blob_storage: ModuleType, bucket: str, index: int, data: str, stored: bytes) -> None:
    given = {"bucket": repr(bucket), "path": "'a'", "data": data}
    run(blob_storage, form("write", index), given)
    assert blob_storage.read(bucket, "a") == stored
    assert blob_storage.stat(bucket, "a").content_type == "application/octet-stream"
    run(blob_storage, form("write", index), {**given, "content_type": "'text/plain'", "metadata": "{'k': 'v'}"})
    info = blob_storage.stat(bucket, "a")
    assert (info.content_type, info.metadata) == ("text/plain", {"k": "v"})


@pytest.mark.parametrize(("operation", "index"), [("write", 0), ("write", 1), ("upload", 0)])
def test_only_when_new(
    blob_storage: ModuleType, bucket: str, tmp_path: Path, fails_with: Any, operation: str, index: int
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    given = {"bucket": repr(bucket), "path": "'a'", "data": "b'x'", "if_not_exists": "True"}
    given |= {"source": repr(str(tmp_path / "file")), "destination": "'a'"}
    run(blob_storage, form(operation, index), given)
    assert fails_with(run, blob_storage, form(operation, index), given) == ["AlreadyExists"]


def test_upload(blob_storage: ModuleType, bucket: str, tmp_path: Path) -> None:
    given = {"bucket": repr(bucket), "source": repr(str(tmp_path / "file")), "destination": "'a'"}
    with pytest.raises(FileNotFoundError):
        run(blob_storage, form("upload"), given)
    for content in (b"content", b""):
        (tmp_path / "file").write_bytes(content)
        run(blob_storage, form("upload"), given)
        assert blob_storage.read(bucket, "a") == content
    run(blob_storage, form("upload"), {**given, "content_type": "'text/plain'", "metadata": "{'k': 'v'}"})
    info = blob_storage.stat(bucket, "a")
    assert (info.content_type, info.metadata) == ("text/plain", {"k": "v"})


@pytest.mark.parametrize("content", [b"content", b""])
def test_read(blob_storage: ModuleType, bucket: str, fails_with: Any, content: bytes) -> None:
    given = {"bucket": repr(bucket), "path": "'a'"}
    assert fails_with(run, blob_storage, form("read"), given) == ["NotFound"]
    blob_storage.write(bucket, "a", content)
    assert run(blob_storage, form("read"), given) == content


def test_exists(blob_storage: ModuleType, bucket: str) -> None:
    given = {"bucket": repr(bucket), "path": "'a'"}
    assert run(blob_storage, form("exists"), given) is False
    blob_storage.write(bucket, "a", b"")
    assert run(blob_storage, form("exists"), given) is True


def test_delete(blob_storage: ModuleType, bucket: str, fails_with: Any) -> None:
    given = {"bucket": repr(bucket), "path": "'a'"}
    run(blob_storage, form("delete"), given)
    assert fails_with(run, blob_storage, form("delete"), {**given, "missing_ok": "False"}) == ["NotFound"]
    for arguments in (given, {**given, "missing_ok": "False"}):
        blob_storage.write(bucket, "a", b"")
        run(blob_storage, form("delete"), arguments)
        assert not blob_storage.exists(bucket, "a")


@pytest.mark.parametrize("operation", ["list_objects", "iter_objects"])
@pytest.mark.parametrize("prefix", [None, "'b/'"])
def test_items_have_the_attributes(blob_storage: ModuleType, bucket: str, operation: str, prefix: str | None) -> None:
    for key in ("a", "b/c", "b/d", "é"):
        blob_storage.write(bucket, key, key)
    chosen = form(operation)
    given = {"bucket": repr(bucket)} | ({"prefix": prefix} if prefix else {})
    native_items = list(run(blob_storage, chosen, given))
    portable_items = blob_storage.list_objects(bucket, **({"prefix": "b/"} if prefix else {}))
    assert [name for name, _ in chosen.attributes] == ["key", "size", "last_modified", "etag"]
    for name, attribute in chosen.attributes:
        assert [getattr(item, attribute) for item in native_items] == [getattr(item, name) for item in portable_items]
