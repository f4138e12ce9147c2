"""Each inline form on moto: it does what the function does with the same arguments."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infrar_engine.plugins.forms import render
from infrar_engine.plugins.rules import InlineForm
from tests.providers.aws import native


def run(module: ModuleType, form: InlineForm, arguments: dict[str, str]) -> Any:
    """Evaluate the form as it would stand in a program."""
    return eval(render(form, arguments, lambda name: name), vars(module))


def test_every_form_is_tested_here() -> None:
    assert [(rule.name, each.kind) for rule in native.rules().rules for each in rule.inline] == [
        *[("upload", "expression")] * 4,
        *[("download", "expression")] * 2,
        ("read", "expression"),
        ("write", "expression"),
        ("write", "expression"),
        ("delete", "expression"),
    ]


@pytest.mark.parametrize("index", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("options", "content_type", "metadata"),
    [
        ({}, "application/octet-stream", {}),
        ({"content_type": "'text/csv'"}, "text/csv", {}),
        ({"metadata": "{'k': 'v'}"}, "application/octet-stream", {"k": "v"}),
        ({"content_type": "'text/csv'", "metadata": "{'k': 'v'}"}, "text/csv", {"k": "v"}),
    ],
)
def test_upload(
    s3: ModuleType,
    bucket: str,
    tmp_path: Path,
    index: int,
    options: dict[str, str],
    content_type: str,
    metadata: dict[str, str],
) -> None:
    arguments = {"bucket": repr(bucket), "source": repr(str(tmp_path / "file")), "destination": "'a'", **options}
    with pytest.raises(FileNotFoundError):
        run(s3, native.form("upload", index), arguments)
    (tmp_path / "file").write_bytes(b"content")
    run(s3, native.form("upload", index), arguments)
    info = s3.stat(bucket, "a")
    assert (info.size, info.content_type, info.metadata) == (7, content_type, metadata)


@pytest.mark.parametrize("index", [2, 3])
def test_upload_takes_paths(s3: ModuleType, bucket: str, tmp_path: Path, index: int) -> None:
    (tmp_path / "file").write_bytes(b"content")
    arguments = {"bucket": repr(bucket), "source": f"__import__('pathlib').Path({str(tmp_path)!r}, 'file')"}
    run(s3, native.form("upload", index), {**arguments, "destination": "'a'"})
    assert s3.read(bucket, "a") == b"content"


def test_upload_hides_no_error(s3: ModuleType, tmp_path: Path, fails_with: Any) -> None:
    (tmp_path / "file").write_bytes(b"content")
    arguments = {"bucket": "'no-such-bucket'", "source": repr(str(tmp_path / "file")), "destination": "'a'"}
    assert fails_with(run, s3, native.form("upload"), arguments) == ["NotFound"]


@pytest.mark.parametrize("index", [0, 1])
def test_download(s3: ModuleType, bucket: str, tmp_path: Path, fails_with: Any, index: int) -> None:
    arguments = {"bucket": repr(bucket), "source": "'a'", "destination": repr(str(tmp_path / "file"))}
    assert fails_with(run, s3, native.form("download", index), arguments) == ["NotFound"]
    s3.write(bucket, "a", b"content")
    run(s3, native.form("download", index), arguments)
    assert (tmp_path / "file").read_bytes() == b"content"


@pytest.mark.parametrize("content", [b"content", b""])
def test_read(s3: ModuleType, bucket: str, fails_with: Any, content: bytes) -> None:
    arguments = {"bucket": repr(bucket), "path": "'a'"}
    assert fails_with(run, s3, native.form("read"), arguments) == ["NotFound"]
    s3.write(bucket, "a", content)
    assert run(s3, native.form("read"), arguments) == content


@pytest.mark.parametrize(
    ("index", "data", "stored"),
    [
        (0, "b'x'", b"x"),
        (0, "'é'", b"\xc3\xa9"),
        (0, "''", b""),
        (1, "bytearray(b'x')", b"x"),
        (1, "memoryview(b'xyz')[::2]", b"xz"),
    ],
)
def test_write(s3: ModuleType, bucket: str, fails_with: Any, index: int, data: str, stored: bytes) -> None:
    arguments = {"bucket": repr(bucket), "path": "'a'", "data": data}
    run(s3, native.form("write", index), arguments)
    assert s3.read(bucket, "a") == stored
    assert s3.stat(bucket, "a").content_type == "application/octet-stream"
    run(s3, native.form("write", index), {**arguments, "content_type": "'text/csv'", "metadata": "{'k': 'v'}"})
    info = s3.stat(bucket, "a")
    assert (info.content_type, info.metadata) == ("text/csv", {"k": "v"})
    only_new = {**arguments, "if_not_exists": "True"}
    assert fails_with(run, s3, native.form("write", index), only_new) == ["AlreadyExists"]
    run(s3, native.form("write", index), {**only_new, "path": "'b'"})
    assert s3.read(bucket, "b") == stored


def test_delete(s3: ModuleType, bucket: str) -> None:
    arguments = {"bucket": repr(bucket), "path": "'a'"}
    run(s3, native.form("delete"), arguments)
    s3.write(bucket, "a", b"")
    run(s3, native.form("delete"), arguments)
    assert not s3.exists(bucket, "a")
