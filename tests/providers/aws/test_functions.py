"""Each operation's function on moto, synchronous and asynchronous: what the SDK promises, observed from outside."""

import asyncio
import os
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.kit.servers import MotoServer
from tests.providers.aws import native

MiB = 1024 * 1024
KEYS = [" a", "a", "a-b", "a.b", "a/", "a/b", "a/c/d", "ab", "b/1", "b/2", "c%/1", "c+/1", "z", "é", "ü +%&?#", "日"]


@pytest.fixture(params=["storage", "aio.storage"])
def s3(request: pytest.FixtureRequest, s3: ModuleType, blocking_s3: ModuleType) -> ModuleType:
    """Both kinds of functions, one after the other."""
    return blocking_s3 if request.param == "aio.storage" else s3


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (b"bytes", b"bytes"),
        (b"", b""),
        ("text: é", b"text: \xc3\xa9"),
        ("", b""),
        (bytearray(b"bytearray"), b"bytearray"),
        (memoryview(b"every second")[::2], b"eeyscn"),
        (memoryview(b"\1\0\2\0").cast("H"), b"\1\0\2\0"),
    ],
)
def test_data_of_any_kind_is_stored_as_bytes(s3: ModuleType, bucket: str, data: Any, stored: bytes) -> None:
    s3.write(bucket, "a", data)
    assert s3.read(bucket, "a") == stored
    assert s3.stat(bucket, "a").size == len(stored)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({}, b"0123456789"),
        ({"start": 4}, b"456789"),
        ({"length": 3}, b"012"),
        ({"start": 4, "length": 3}, b"456"),
        ({"start": 8, "length": 2**40}, b"89"),
        ({"start": 10}, b""),
        ({"start": 99, "length": 1}, b""),
        ({"length": 0}, b""),
        ({"start": 99, "length": 0}, b""),
    ],
)
def test_a_range_ends_where_the_object_does(
    s3: ModuleType, bucket: str, arguments: dict[str, int], part: bytes
) -> None:
    s3.write(bucket, "a", b"0123456789")
    assert s3.read(bucket, "a", **arguments) == part


@pytest.mark.parametrize("arguments", [{}, {"start": 1}, {"length": 5}, {"length": 0}, {"start": 3, "length": 3}])
def test_a_range_of_an_empty_object_is_empty(s3: ModuleType, bucket: str, arguments: dict[str, int]) -> None:
    s3.write(bucket, "a", b"")
    assert s3.read(bucket, "a", **arguments) == b""


@pytest.mark.parametrize("arguments", [{}, {"start": 1}, {"length": 0}])
def test_reading_what_is_not_there(s3: ModuleType, bucket: str, fails_with: Any, arguments: dict[str, int]) -> None:
    assert fails_with(s3.read, bucket, "a", **arguments) == ["NotFound"]


def test_stat(s3: ModuleType, bucket: str) -> None:
    before = datetime.now(timezone.utc) - timedelta(seconds=2)
    metadata = {"a_b": "Mixed Case", "empty": ""}
    s3.write(bucket, "a", b"content", content_type="text/csv; charset=utf-8", metadata=metadata)
    info = s3.stat(bucket, "a")
    assert (info.key, info.size, info.is_prefix) == ("a", 7, False)
    assert (info.content_type, info.metadata) == ("text/csv; charset=utf-8", metadata)
    assert info.last_modified.tzinfo is timezone.utc
    assert before <= info.last_modified <= datetime.now(timezone.utc) + timedelta(seconds=2)
    assert info.etag.isalnum()
    s3.write(bucket, "a", b"other content")
    assert s3.stat(bucket, "a").etag != info.etag


def test_without_content_type_and_metadata(s3: ModuleType, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_bytes(b"")
    s3.write(bucket, "written", b"")
    s3.upload(bucket, tmp_path / "file.csv", "uploaded.csv")
    for key in ("written", "uploaded.csv"):
        info = s3.stat(bucket, key)
        assert (info.content_type, info.metadata) == ("application/octet-stream", {})


def test_stat_of_what_is_not_there(s3: ModuleType, bucket: str, fails_with: Any) -> None:
    assert fails_with(s3.stat, bucket, "a") == ["NotFound"]


def test_exists_is_about_exactly_this_key(s3: ModuleType, bucket: str) -> None:
    s3.write(bucket, "a/b", b"")
    assert [s3.exists(bucket, key) for key in ("a/b", "a/", "a", "a/b/c")] == [True, False, False, False]


@pytest.mark.parametrize("name", ["small", "empty", "large"])
def test_upload_and_download(s3: ModuleType, bucket: str, tmp_path: Path, name: str) -> None:
    content = {"small": b"content", "empty": b"", "large": os.urandom(9 * MiB)}[name]
    (tmp_path / "from").write_bytes(content)
    (tmp_path / "to").write_bytes(b"what was there")
    s3.upload(bucket, tmp_path / "from", "a", content_type="text/plain", metadata={"k": "v"})
    info = s3.stat(bucket, "a")
    assert (info.size, info.content_type, info.metadata) == (len(content), "text/plain", {"k": "v"})
    s3.download(bucket, "a", tmp_path / "to")
    assert (tmp_path / "to").read_bytes() == content
    assert {each.name for each in tmp_path.iterdir()} == {"from", "to"}


@pytest.mark.parametrize("if_not_exists", [False, True])
def test_uploading_a_missing_file(s3: ModuleType, bucket: str, tmp_path: Path, if_not_exists: bool) -> None:
    with pytest.raises(FileNotFoundError):
        s3.upload(bucket, tmp_path / "missing", "a", if_not_exists=if_not_exists)
    assert not s3.exists(bucket, "a")


def test_after_a_failed_download_files_are_as_they_were(
    s3: ModuleType, bucket: str, tmp_path: Path, fails_with: Any
) -> None:
    (tmp_path / "there").write_bytes(b"what was there")
    for name in ("there", "missing"):
        assert fails_with(s3.download, bucket, "a", tmp_path / name) == ["NotFound"]
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"there": b"what was there"}


@pytest.mark.parametrize("content", [b"content", b"", b"x" * 9 * MiB])
def test_downloads_make_no_folders(s3: ModuleType, bucket: str, tmp_path: Path, content: bytes) -> None:
    s3.write(bucket, "a", content)
    with pytest.raises(FileNotFoundError):
        s3.download(bucket, "a", tmp_path / "missing" / "file")
    with pytest.raises(IsADirectoryError):
        s3.download(bucket, "a", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.parent.glob(f"{tmp_path.name}.*")) == []


@pytest.mark.parametrize("arguments", [{}, {"content_type": "text/plain"}, {"metadata": {"k": "v"}}])
def test_only_when_new(s3: ModuleType, bucket: str, tmp_path: Path, fails_with: Any, arguments: dict[str, Any]) -> None:
    (tmp_path / "file").write_bytes(b"uploaded")
    s3.write(bucket, "written", b"first", if_not_exists=True, **arguments)
    s3.upload(bucket, tmp_path / "file", "uploaded", if_not_exists=True, **arguments)
    for key, content in (("written", b"first"), ("uploaded", b"uploaded")):
        assert fails_with(s3.write, bucket, key, b"second", if_not_exists=True) == ["AlreadyExists"]
        assert fails_with(s3.upload, bucket, tmp_path / "file", key, if_not_exists=True) == ["AlreadyExists"]
        assert s3.read(bucket, key) == content
        info = s3.stat(bucket, key)
        assert info.content_type == arguments.get("content_type", "application/octet-stream")
        assert info.metadata == arguments.get("metadata", {})


def test_a_new_object_too_large_for_one_request(
    aws: MotoServer, s3: ModuleType, bucket: str, tmp_path: Path, fails_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_MAX_REQUEST", 3)
    (tmp_path / "file").write_bytes(b"content" * 2 * MiB)
    s3.upload(bucket, tmp_path / "file", "a", content_type="text/plain", metadata={"k": "v"}, if_not_exists=True)
    info = s3.stat(bucket, "a")
    assert (info.size, info.content_type, info.metadata) == (14 * MiB, "text/plain", {"k": "v"})
    assert fails_with(s3.upload, bucket, tmp_path / "file", "a", if_not_exists=True) == ["AlreadyExists"]
    assert aws.client().list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []


def test_delete(s3: ModuleType, bucket: str, fails_with: Any) -> None:
    s3.delete(bucket, "a")
    assert fails_with(s3.delete, bucket, "a", missing_ok=False) == ["NotFound"]
    for arguments in ({}, {"missing_ok": False}):
        s3.write(bucket, "a", b"")
        s3.delete(bucket, "a", **arguments)
        assert not s3.exists(bucket, "a")


@pytest.mark.parametrize("operation", ["copy", "move"])
@pytest.mark.parametrize("limit", [5 * 1024**3, 3], ids=["in one request", "in parts"])
def test_copies_keep_everything(
    s3: ModuleType, bucket: str, other_bucket: str, monkeypatch: pytest.MonkeyPatch, operation: str, limit: int
) -> None:
    monkeypatch.setattr(s3, "_MAX_REQUEST", limit)
    content = os.urandom(9 * MiB)  # boto3's own copies go in parts from 8 MiB on
    s3.write(bucket, "ü +%&?#", content, content_type="text/csv", metadata={"k": "v"})
    s3.write(other_bucket, "b", b"what was there")
    getattr(s3, operation)(bucket, "ü +%&?#", "b", destination_bucket=other_bucket)
    info = s3.stat(other_bucket, "b")
    assert (info.content_type, info.metadata) == ("text/csv", {"k": "v"})
    assert s3.read(other_bucket, "b") == content
    assert s3.exists(bucket, "ü +%&?#") is (operation == "copy")


@pytest.mark.parametrize("operation", ["copy", "move"])
@pytest.mark.parametrize("named", [False, True])
def test_onto_itself_is_no_change(s3: ModuleType, bucket: str, operation: str, named: bool) -> None:
    s3.write(bucket, "a", b"content", content_type="text/csv", metadata={"k": "v"})
    before = s3.stat(bucket, "a")
    getattr(s3, operation)(bucket, "a", "a", destination_bucket=bucket if named else None)
    assert s3.stat(bucket, "a") == before
    assert s3.read(bucket, "a") == b"content"


@pytest.mark.parametrize("operation", ["copy", "move"])
@pytest.mark.parametrize("destination", ["a", "b"])
def test_copying_what_is_not_there(
    s3: ModuleType, bucket: str, fails_with: Any, operation: str, destination: str
) -> None:
    assert fails_with(getattr(s3, operation), bucket, "a", destination) == ["NotFound"]
    assert s3.list_objects(bucket) == []


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        ({}, KEYS),
        ({"prefix": "a"}, ["a", "a-b", "a.b", "a/", "a/b", "a/c/d", "ab"]),
        ({"prefix": "a/"}, ["a/", "a/b", "a/c/d"]),
        ({"prefix": "nothing"}, []),
        ({"delimiter": "/"}, [" a", "a", "a-b", "a.b", "a/", "ab", "b/", "c%/", "c+/", "z", "é", "ü +%&?#", "日"]),
        ({"prefix": "a/", "delimiter": "/"}, ["a/", "a/b", "a/c/"]),
        ({"prefix": "b", "delimiter": "/"}, ["b/"]),
        ({"prefix": "c", "delimiter": "+"}, ["c%/1", "c+"]),
        ({"prefix": "c", "delimiter": "%"}, ["c%", "c+/1"]),
        ({"prefix": "z", "delimiter": "é"}, ["z"]),
    ],
)
def test_listings(s3: ModuleType, bucket: str, arguments: dict[str, str], listed: list[str]) -> None:
    for key in reversed(KEYS):
        s3.write(bucket, key, b"1")
    items = s3.list_objects(bucket, **arguments)
    assert [item.key for item in items] == listed
    assert list(s3.iter_objects(bucket, **arguments)) == items
    folded = [item.key for item in items if item.is_prefix]
    begin, delimiter = len(arguments.get("prefix", "")), arguments.get("delimiter")
    assert folded == [key for key in listed if delimiter and key.endswith(delimiter) and len(key) > begin]
    for count in range(len(listed) + 2):
        assert s3.list_objects(bucket, **arguments, limit=count) == items[:count]


def test_items_of_listings(s3: ModuleType, bucket: str) -> None:
    s3.write(bucket, "a", b"12", content_type="text/csv", metadata={"k": "v"})
    s3.write(bucket, "b/c", b"")
    single, folded = s3.list_objects(bucket, delimiter="/")
    assert single == s3.stat(bucket, "a")._replace(content_type=None, metadata=None)
    assert single.last_modified.tzinfo is timezone.utc
    assert folded == ("b/", 0, None, "", None, None, True)


def test_listings_go_on_after_a_page(s3: ModuleType, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        s3.write(bucket, f"a{number}", b"")
        s3.write(bucket, f"a{number}/b", b"")
    whole = s3.list_objects(bucket, delimiter="/")
    requests: list[dict[str, Any]] = []
    monkeypatch.setattr(s3, "_given", lambda **options: {"Delimiter": options["Delimiter"], "MaxKeys": 2})
    events = (s3.run(s3._s3()) if isinstance(s3, native.Blocking) else s3.s3).meta.events
    events.register("before-parameter-build.s3.ListObjectsV2", lambda params, **_: requests.append(params), "t")
    try:
        assert s3.list_objects(bucket, delimiter="/") == whole
        assert len(requests) == 5
        assert s3.list_objects(bucket, delimiter="/", limit=3) == whole[:3]
        assert len(requests) == 7
        assert s3.list_objects(bucket, delimiter="/", limit=0) == []
        items = s3.iter_objects(bucket, delimiter="/")
        assert len(requests) == 7
        next(items)
        assert len(requests) == 8
    finally:
        events.unregister("before-parameter-build.s3.ListObjectsV2", unique_id="t")


@pytest.mark.parametrize("key", ["a", "ü +%&?#/b"])
def test_presigned_requests(s3: ModuleType, bucket: str, key: str) -> None:
    put = s3.presign(bucket, key, method="PUT", expires=60)
    assert (put.method, put.headers) == ("PUT", {})
    assert _send(put, b"content") == (200, b"")
    assert s3.read(bucket, key) == b"content"
    get = s3.presign(bucket, key)
    assert _send(get) == (200, b"content")
    assert _send(s3.presign(bucket, "missing"))[0] == 404


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "eu-central-1"])
def test_links_are_signed_with_version_4_in_every_region(
    environment: None, monkeypatch: pytest.MonkeyPatch, region: str, method: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    given: dict[str, Any] = {"method": method, "expires": 604800}
    for link in (
        native.load().presign("photos", "a", **given),
        asyncio.run(native.load("aio.storage").presign("photos", "a", **given)),
    ):
        query = parse_qs(urlsplit(link.url).query)
        assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
        assert query["X-Amz-Expires"] == ["604800"]
        assert query["X-Amz-SignedHeaders"] == ["host"]


def _send(request: Any, data: bytes | None = None) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/octet-stream", **request.headers}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(request.url, data, headers, method=request.method)
        ) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""
