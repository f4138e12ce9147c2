"""Each operation's function against Azurite: what the SDK promises, observed from outside."""

import os
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)

from tests.providers.azure import native

MiB = 1024 * 1024


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
def test_data_of_any_kind_is_stored_as_bytes(storage: Any, bucket: str, data: Any, stored: bytes) -> None:
    storage.write(bucket, "a", data)
    assert storage.read(bucket, "a") == stored
    assert storage.stat(bucket, "a").size == len(stored)


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
def test_a_range_ends_where_the_blob_does(storage: Any, bucket: str, arguments: dict[str, int], part: bytes) -> None:
    storage.write(bucket, "digits", b"0123456789")
    assert storage.read(bucket, "digits", **arguments) == part


@pytest.mark.parametrize("arguments", [{}, {"start": 0, "length": 5}, {"start": 3}, {"length": 0}])
def test_every_range_of_an_empty_blob_is_empty(storage: Any, bucket: str, arguments: dict[str, int]) -> None:
    storage.write(bucket, "empty", b"")
    assert storage.read(bucket, "empty", **arguments) == b""


def test_stat_tells_what_was_written(storage: Any, bucket: str) -> None:
    metadata = {"day": "2026-01-31", "note": "x y", "empty": "", "z_9": "~!"}
    before = datetime.now(timezone.utc) - timedelta(seconds=2)
    storage.write(bucket, "a.txt", "é", content_type="text/plain", metadata=metadata)
    info = storage.stat(bucket, "a.txt")
    assert (info.key, info.size, info.content_type, info.metadata) == ("a.txt", 2, "text/plain", metadata)
    assert info.is_prefix is False
    assert '"' not in info.etag
    assert info.etag
    assert info.last_modified.utcoffset() == timedelta(0)
    assert before <= info.last_modified <= datetime.now(timezone.utc) + timedelta(seconds=2)


def test_without_a_type_and_metadata(storage: Any, bucket: str) -> None:
    storage.write(bucket, "a.html", b"x", content_type="text/html", metadata={"a": "b"})
    storage.write(bucket, "a.html", b"y")
    info = storage.stat(bucket, "a.html")
    assert (info.content_type, info.metadata) == ("application/octet-stream", {})


def test_only_one_writer_creates(storage: Any, bucket: str, tmp_path: Path, fails_with: Any) -> None:
    storage.write(bucket, "lock", b"first", if_not_exists=True)
    assert fails_with(storage.write, bucket, "lock", b"second", if_not_exists=True) == ["AlreadyExists"]
    (tmp_path / "file").write_bytes(b"third")
    assert fails_with(storage.upload, bucket, tmp_path / "file", "lock", if_not_exists=True) == ["AlreadyExists"]
    assert storage.read(bucket, "lock") == b"first"


def test_files_go_up_and_come_down(storage: Any, bucket: str, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for content in (b"content", b""):
        source.write_bytes(content)
        storage.upload(bucket, source, "a", content_type="text/csv", metadata={"k": "v"})
        storage.download(bucket, "a", str(target))
        assert target.read_bytes() == content
        info = storage.stat(bucket, "a")
        assert (info.content_type, info.metadata) == ("text/csv", {"k": "v"})
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_files_larger_than_one_request(storage: Any, bucket: str, tmp_path: Path, fails_with: Any) -> None:
    content = os.urandom(MiB) * 65  # the client uploads in blocks from 64 MiB on, and downloads in ranges
    (tmp_path / "large").write_bytes(content)
    storage.upload(bucket, tmp_path / "large", "large", metadata={"k": "v"})
    assert fails_with(storage.upload, bucket, tmp_path / "large", "large", if_not_exists=True) == ["AlreadyExists"]
    info = storage.stat(bucket, "large")
    assert (info.size, info.content_type, info.metadata) == (len(content), "application/octet-stream", {"k": "v"})
    storage.download(bucket, "large", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == content
    storage.copy(bucket, "large", "copied")
    assert storage.read(bucket, "copied", start=1, length=40 * MiB) == content[1 : 1 + 40 * MiB]


def test_what_is_missing_on_this_machine_is_file_not_found(storage: Any, bucket: str, tmp_path: Path) -> None:
    storage.write(bucket, "a", b"x")
    with pytest.raises(FileNotFoundError):
        storage.upload(bucket, tmp_path / "nothing", "b")
    with pytest.raises(FileNotFoundError):
        storage.download(bucket, "a", tmp_path / "no" / "folder")
    assert not storage.exists(bucket, "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("had", [None, b"as it was"])
def test_a_failed_download_leaves_what_was_there(
    blob_storage: ModuleType, bucket: str, tmp_path: Path, had: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    if had is not None:
        target.write_bytes(had)
    blob_storage.write(bucket, "a", b"x" * 100)

    def breaks_off(self: Any, stream: Any) -> int:
        stream.write(b"x")
        raise ServiceResponseError("connection lost")

    monkeypatch.setattr("azure.storage.blob.StorageStreamDownloader.readinto", breaks_off)
    with pytest.raises(ServiceResponseError):
        blob_storage.download(bucket, "a", target)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == ({"target": had} if had else {})


def test_what_is_not_there(storage: Any, bucket: str, tmp_path: Path, fails_with: Any) -> None:
    calls: list[tuple[Any, ...]] = [
        (storage.read, bucket, "no"),
        (storage.stat, bucket, "no"),
        (storage.download, bucket, "no", tmp_path / "file"),
        (storage.copy, bucket, "no", "a"),
        (storage.copy, bucket, "no", "no"),
        (storage.move, bucket, "no", "a"),
        (storage.move, bucket, "no", "no"),
        (storage.read, "no-such-bucket", "no"),
    ]
    assert {fails_with(*call)[0] for call in calls} == {"NotFound"}
    assert fails_with(storage.read, bucket, "no", length=0) == ["NotFound"]
    assert fails_with(storage.delete, bucket, "no", missing_ok=False) == ["NotFound"]
    assert storage.delete(bucket, "no") is None
    assert storage.exists(bucket, "no") is False
    assert list(tmp_path.iterdir()) == []


def test_a_prefix_is_not_an_object(storage: Any, bucket: str) -> None:
    storage.write(bucket, "folder/file", b"x")
    assert storage.exists(bucket, "folder/file") is True
    assert storage.exists(bucket, "folder") is False
    assert storage.exists(bucket, "folder/") is False


def test_delete_removes(storage: Any, bucket: str) -> None:
    for missing_ok in (True, False):
        storage.write(bucket, "a", b"x")
        storage.delete(bucket, "a", missing_ok=missing_ok)
        assert not storage.exists(bucket, "a")


def test_a_copy_keeps_type_and_metadata(storage: Any, bucket: str, other_bucket: str) -> None:
    storage.write(bucket, "a", b"x", content_type="text/plain", metadata={"k": "v"})
    storage.write(bucket, "b", b"will be replaced", metadata={"old": "1"})
    storage.copy(bucket, "a", "b")
    storage.copy(bucket, "a", "a", destination_bucket=other_bucket)
    for info in (storage.stat(bucket, "b"), storage.stat(other_bucket, "a")):
        assert (info.size, info.content_type, info.metadata) == (1, "text/plain", {"k": "v"})


@pytest.mark.parametrize("operation", ["copy", "move"])
def test_onto_itself_nothing_changes(storage: Any, bucket: str, operation: str) -> None:
    storage.write(bucket, "a", b"x", metadata={"k": "v"})
    before = storage.stat(bucket, "a")
    getattr(storage, operation)(bucket, "a", "a")
    getattr(storage, operation)(bucket, "a", "a", destination_bucket=bucket)
    assert storage.stat(bucket, "a") == before
    assert storage.read(bucket, "a") == b"x"


def test_a_move_leaves_nothing_behind(storage: Any, bucket: str, other_bucket: str) -> None:
    storage.write(bucket, "a", b"x", metadata={"k": "v"})
    storage.move(bucket, "a", "b")
    storage.move(bucket, "b", "b", destination_bucket=other_bucket)
    assert storage.list_objects(bucket) == []
    assert storage.stat(other_bucket, "b").metadata == {"k": "v"}


class _Blob:
    """A blob whose copy is still pending the first time it is asked."""

    url = "https://account.blob.core.windows.net/bucket/b"

    def __init__(self, ends_as: str) -> None:
        self.states = ["pending", ends_as]

    def start_copy_from_url(self, url: str) -> dict[str, str]:
        return {"copy_status": "pending"}

    def get_blob_properties(self) -> Any:
        state = self.states.pop(0)
        return type("Properties", (), {"copy": type("Copy", (), {"status": state})})


@pytest.mark.parametrize(("ends_as", "fails"), [("success", False), ("failed", True), ("aborted", True)])
def test_a_copy_that_takes_its_time_is_waited_for(
    blob_storage: ModuleType, monkeypatch: pytest.MonkeyPatch, ends_as: str, fails: bool
) -> None:
    source, target = _Blob(ends_as), _Blob(ends_as)
    source.url += "-source"
    blobs = {"a": source, "b": target}
    clients = type("Blobs", (), {"get_blob_client": staticmethod(lambda bucket, key: blobs[key])})
    monkeypatch.setattr(blob_storage, "blobs", clients)
    waits: list[float] = []
    monkeypatch.setattr(blob_storage, "time", type("Clock", (), {"sleep": staticmethod(waits.append)}))
    if fails:
        with pytest.raises(HttpResponseError):
            blob_storage.copy("bucket", "a", "b")
    else:
        blob_storage.copy("bucket", "a", "b")
    assert target.states == []
    assert len(waits) == 2


KEYS = ["Z", "a", "a-b", "a/", "a/b", "a/c/d", "a0", "dir//x y?#%+&'.txt", "z", "é", "日"]


def test_keys_come_back_as_they_are_in_utf8_order(storage: Any, bucket: str) -> None:
    for key in reversed(KEYS):
        storage.write(bucket, key, key)
    assert [item.key for item in storage.list_objects(bucket)] == sorted(KEYS, key=str.encode) == KEYS
    assert [storage.read(bucket, key).decode() for key in KEYS] == KEYS


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ({"delimiter": "/"}, ["Z", "a", "a-b", "a/*", "a0", "dir/*", "z", "é", "日"]),
        ({"delimiter": "/", "limit": 4}, ["Z", "a", "a-b", "a/*"]),
        ({"delimiter": "/", "prefix": "a"}, ["a", "a-b", "a/*", "a0"]),
        ({"delimiter": "/", "prefix": "a/"}, ["a/", "a/b", "a/c/*"]),
        ({"delimiter": "-"}, ["Z", "a", "a-*", "a/", "a/b", "a/c/d", "a0", "dir//x y?#%+&'.txt", "z", "é", "日"]),
        ({"prefix": "a/"}, ["a/", "a/b", "a/c/d"]),
        ({"prefix": "a", "limit": 3}, ["a", "a-b", "a/"]),
        ({"prefix": "nothing"}, []),
        ({"limit": 0}, []),
        ({"limit": 99, "delimiter": "/", "prefix": "z"}, ["z"]),
    ],
)
def test_listings(storage: Any, bucket: str, arguments: dict[str, Any], keys: list[str]) -> None:
    for key in KEYS:
        storage.write(bucket, key, b"x")
    listed = storage.list_objects(bucket, **arguments)
    assert [f"{item.key}*" if item.is_prefix else item.key for item in listed] == keys
    assert list(storage.iter_objects(bucket, **arguments)) == listed


def test_items_of_a_listing(storage: Any, bucket: str) -> None:
    storage.write(bucket, "a", b"123", content_type="text/plain", metadata={"k": "v"})
    storage.write(bucket, "b/c", b"x")
    blob, prefix = storage.list_objects(bucket, delimiter="/")
    known = storage.stat(bucket, "a")
    assert blob == known._replace(content_type=None, metadata=None)
    assert tuple(prefix) == ("b/", 0, None, "", None, None, True)


@pytest.mark.parametrize("delimiter", [None, "/"])
def test_pages_are_not_seen(
    blob_storage: ModuleType, bucket: str, delimiter: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in KEYS:
        blob_storage.write(bucket, key, b"x")
    whole = blob_storage.list_objects(bucket, delimiter=delimiter)
    monkeypatch.setattr(blob_storage, "islice", lambda items, limit: items)  # a limit is the page size, too
    for size in (1, 2, 3):
        assert blob_storage.list_objects(bucket, delimiter=delimiter, limit=size) == whole


def test_listing_is_lazy(blob_storage: ModuleType) -> None:
    items = blob_storage.iter_objects("no-such-bucket")
    with pytest.raises(HttpResponseError):
        next(items)


def test_a_link_reads_without_credentials(storage: Any, bucket: str) -> None:
    storage.write(bucket, "dir/é ?#.txt", b"shared")
    link = storage.presign(bucket, "dir/é ?#.txt", expires=7 * 24 * 3600)
    assert (link.method, link.headers) == ("GET", {})
    assert _send(link) == b"shared"
    with pytest.raises(urllib.error.HTTPError):
        _send(link._replace(method="PUT", headers={"x-ms-blob-type": "BlockBlob"}), b"no")
    with pytest.raises(urllib.error.HTTPError) as missing:
        _send(storage.presign(bucket, "nothing"))
    assert missing.value.code == 404


def test_a_link_writes_without_credentials(storage: Any, bucket: str) -> None:
    link = storage.presign(bucket, "new", method="PUT", expires=60)
    assert link.method == "PUT"
    for content in (b"first", b"second"):
        _send(link, content)
        assert storage.read(bucket, "new") == content
    with pytest.raises(urllib.error.HTTPError):
        _send(link._replace(method="GET", headers={}))


def _send(link: Any, data: bytes | None = None) -> bytes:
    request = urllib.request.Request(link.url, data=data, method=link.method, headers=link.headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return bytes(response.read())


def test_without_an_account_key_links_are_signed_with_a_delegation_key(
    blob_storage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[datetime, datetime]] = []

    class Blobs:
        credential = object()
        account_name = "account"

        def get_blob_client(self, bucket: str, path: str) -> Any:
            return type("Blob", (), {"url": f"https://account.blob.core.windows.net/{bucket}/{path}"})

        def get_user_delegation_key(self, start: datetime, expiry: datetime) -> Any:
            asked.append((start, expiry))
            key = {"signed_oid": "o", "signed_tid": "t", "signed_service": "b", "signed_version": "2026-02-06"}
            times = {"signed_start": "s", "signed_expiry": "e", "value": "a2V5"}
            return type("Key", (), {**key, **times, "signed_delegated_user_tid": None})

    monkeypatch.setattr(blob_storage, "blobs", Blobs())
    for expires in (1, 3600, 7 * 24 * 3600):
        link = blob_storage.presign("photos", "a.jpg", expires=expires)
        assert link.url.startswith("https://account.blob.core.windows.net/photos/a.jpg?")
        assert "skoid=o" in link.url
        start, expiry = asked.pop()
        assert start <= datetime.now(timezone.utc) < expiry
        assert expiry - start <= timedelta(days=7)


class _Response:
    """As much of an HTTP response as an error looks at."""

    reason = ""

    def __init__(self, status: int) -> None:
        self.status_code = status

    def text(self) -> str:
        return ""


def _error(status: int, code: str) -> HttpResponseError:
    error = HttpResponseError(response=_Response(status))  # type: ignore[arg-type]  # no more is looked at
    error.error_code = code  # type: ignore[attr-defined]  # as the storage client does
    return error


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (_error(400, "InvalidQueryParameterValue"), "InvalidArgument"),
        (_error(416, "InvalidRange"), "InvalidArgument"),
        (_error(403, "AuthorizationPermissionMismatch"), "PermissionDenied"),
        (_error(403, "AuthorizationFailure"), "PermissionDenied"),
        (ClientAuthenticationError(response=_Response(403)), "Unauthenticated"),  # type: ignore[arg-type]
        (ClientAuthenticationError("no credential"), "Unauthenticated"),
        (_error(409, "BlobAlreadyExists"), "AlreadyExists"),
        (_error(409, "BlobArchived"), "FailedPrecondition"),
        (_error(409, "BlobImmutableDueToPolicy"), "FailedPrecondition"),
        (_error(412, "LeaseIdMissing"), "FailedPrecondition"),
        (_error(413, "RequestBodyTooLarge"), "ResourceExhausted"),
        (_error(429, "TooManyRequests"), "ResourceExhausted"),
        (_error(503, "ServerBusy"), "ResourceExhausted"),
        (_error(500, "InternalError"), "Unavailable"),
        (_error(502, ""), "Unavailable"),
        (ServiceRequestError("refused"), "Unavailable"),
        (ServiceResponseError("reset"), "Unavailable"),
        (_error(500, "OperationTimedOut"), "DeadlineExceeded"),
        (_error(504, ""), "DeadlineExceeded"),
        (ServiceRequestTimeoutError("connect"), "DeadlineExceeded"),
        (ServiceResponseTimeoutError("read"), "DeadlineExceeded"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "error_code", "") or type(value).__name__,
)
def test_each_native_error_is_one_portable_error(blob_storage: ModuleType, error: Exception, name: str) -> None:
    assert native.portable(blob_storage, error) == [name]


def test_an_error_of_the_program_is_none_of_them(blob_storage: ModuleType) -> None:
    assert native.portable(blob_storage, ValueError("mine")) == []
