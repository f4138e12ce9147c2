"""What each operation does, on the local runtime, on the fake and on the emulator alike."""

import os
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from google.api_core import exceptions as native_errors
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError

from infrar import storage as sdk
from tests.providers.gcp.conftest import Cloud


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of the program's own."""
    (made := tmp_path / "files").mkdir()
    return made


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ("héllo", "héllo".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"abc"), b"abc"),
        (memoryview(b"abcdef")[::2], b"ace"),
        (b"", b""),
        ("", b""),
    ],
)
def test_written_data_is_read_back(storage: Any, data: Any, content: bytes) -> None:
    storage.write("photos", "a b/ü?#%.txt", data)
    assert storage.read("photos", "a b/ü?#%.txt") == content


@pytest.mark.parametrize("content_type", [None, "text/plain"])
@pytest.mark.parametrize("metadata", [None, {}, {"author": "me", "x_1": "a  b"}])
def test_stat_tells_what_was_written(storage: Any, content_type: str | None, metadata: dict[str, str] | None) -> None:
    storage.write("photos", "a.html", "text", content_type=content_type, metadata=metadata)
    info = storage.stat("photos", "a.html")
    assert (info.key, info.size, info.is_prefix) == ("a.html", 4, False)
    assert info.content_type == (content_type or "application/octet-stream")
    assert info.metadata == (metadata or {})
    assert info.etag
    assert '"' not in info.etag
    assert info.last_modified.utcoffset() == timedelta(0)
    assert abs(datetime.now(timezone.utc) - info.last_modified) < timedelta(minutes=1)


def test_a_content_type_keeps_its_parameters(exact_storage: Any) -> None:
    exact_storage.write("photos", "a.txt", "text", content_type="text/plain; charset=utf-8")
    assert exact_storage.stat("photos", "a.txt").content_type == "text/plain; charset=utf-8"


def test_an_etag_changes_with_the_content(storage: Any) -> None:
    storage.write("photos", "a", b"1")
    before = storage.stat("photos", "a").etag
    storage.write("photos", "a", b"2")
    assert storage.stat("photos", "a").etag != before


@pytest.mark.parametrize(
    ("content", "start", "length", "expected"),
    [
        (b"0123456789", 2, 3, b"234"),
        (b"0123456789", 8, 5, b"89"),
        (b"0123456789", 9, None, b"9"),
        (b"0123456789", 10, None, b""),
        (b"0123456789", 10, 1, b""),
        (b"0123456789", 99, None, b""),
        (b"0123456789", 0, 0, b""),
        (b"0123456789", 0, None, b"0123456789"),
        (b"", 0, 5, b""),
        (b"", 3, None, b""),
        (b"", 0, 0, b""),
    ],
)
def test_ranges_end_where_the_object_does(
    storage: Any, content: bytes, start: int, length: int | None, expected: bytes
) -> None:
    storage.write("photos", "r", content)
    assert storage.read("photos", "r", start=start, length=length) == expected


MISSING: dict[str, Callable[[Any], object]] = {
    "read": lambda storage: storage.read("photos", "none"),
    "read nothing": lambda storage: storage.read("photos", "none", length=0),
    "read a range": lambda storage: storage.read("photos", "none", start=4),
    "download": lambda storage: storage.download("photos", "none", Path(tempfile.gettempdir(), "never")),
    "download, and no folder": lambda storage: storage.download("photos", "none", "no/such/folder/file"),
    "stat": lambda storage: storage.stat("photos", "none"),
    "delete": lambda storage: storage.delete("photos", "none", missing_ok=False),
    "copy": lambda storage: storage.copy("photos", "none", "b"),
    "copy onto itself": lambda storage: storage.copy("photos", "none", "none"),
    "copy to another bucket": lambda storage: storage.copy("photos", "none", "none", destination_bucket="archive"),
    "move": lambda storage: storage.move("photos", "none", "b"),
    "move onto itself": lambda storage: storage.move("photos", "none", "none", destination_bucket="photos"),
}


@pytest.mark.parametrize("attempt", MISSING.values(), ids=MISSING.keys())
def test_what_is_missing_is_not_found(storage: Any, attempt: Callable[[Any], object]) -> None:
    with pytest.raises(sdk.NotFound):
        attempt(storage)


def test_deleting_what_is_missing_is_fine(storage: Any) -> None:
    storage.write("photos", "a", b"1")
    for _ in range(2):
        storage.delete("photos", "a")
    assert not storage.exists("photos", "a")


def test_if_not_exists_keeps_what_is_there(exact_storage: Any, folder: Path) -> None:
    (folder / "file").write_bytes(b"2")
    exact_storage.write("photos", "a", b"1", if_not_exists=True)
    with pytest.raises(sdk.AlreadyExists):
        exact_storage.write("photos", "a", b"2", if_not_exists=True)
    with pytest.raises(sdk.AlreadyExists):
        exact_storage.upload("photos", folder / "file", "a", if_not_exists=True)
    assert exact_storage.read("photos", "a") == b"1"


def test_uploaded_files_have_no_guessed_type(storage: Any, folder: Path) -> None:
    (folder / "page.html").write_text("<p>")
    storage.upload("photos", folder / "page.html", "page.html", metadata={"a": "b"})
    info = storage.stat("photos", "page.html")
    assert (info.size, info.content_type, info.metadata) == (3, "application/octet-stream", {"a": "b"})


@pytest.mark.parametrize("size", [0, 1, 9_000_000])
def test_files_survive_up_and_down(storage: Any, folder: Path, size: int) -> None:
    content = os.urandom(size)
    (folder / "up").write_bytes(content)
    (folder / "down").write_bytes(b"old")
    storage.upload("photos", str(folder / "up"), "file", content_type="image/png")
    storage.download("photos", "file", folder / "down")
    assert (folder / "down").read_bytes() == content
    assert sorted(path.name for path in folder.iterdir()) == ["down", "up"]


def test_a_failed_download_leaves_files_as_they_were(storage: Any, folder: Path) -> None:
    (folder / "old").write_bytes(b"old")
    for name in ("old", "new"):
        with pytest.raises(sdk.NotFound):
            storage.download("photos", "none", folder / name)
    assert [path.name for path in folder.iterdir()] == ["old"]
    assert (folder / "old").read_bytes() == b"old"


def test_missing_local_files_and_folders_are_pythons_own_errors(storage: Any, folder: Path) -> None:
    storage.write("photos", "a", b"1")
    with pytest.raises(FileNotFoundError):
        storage.upload("photos", folder / "none", "b")
    with pytest.raises(FileNotFoundError):
        storage.download("photos", "a", folder / "none" / "file")
    with pytest.raises(IsADirectoryError):
        storage.download("photos", "a", folder)
    assert list(folder.iterdir()) == []
    assert not storage.exists("photos", "b")


def test_copies_keep_content_type_and_metadata(storage: Any) -> None:
    storage.write("photos", "a", b"1", content_type="image/png", metadata={"owner": "me"})
    storage.copy("photos", "a", "b")
    storage.copy("photos", "a", "a", destination_bucket="archive")
    for bucket, key in (("photos", "a"), ("photos", "b"), ("archive", "a")):
        info = storage.stat(bucket, key)
        assert (info.size, info.content_type, info.metadata) == (1, "image/png", {"owner": "me"})


def test_moves_leave_nothing_behind(storage: Any) -> None:
    storage.write("photos", "a", b"1", metadata={"owner": "me"})
    storage.move("photos", "a", "b")
    storage.move("photos", "b", "b", destination_bucket="archive")
    assert storage.list_objects("photos") == []
    assert storage.stat("archive", "b").metadata == {"owner": "me"}


@pytest.mark.parametrize("operation", ["copy", "move"])
@pytest.mark.parametrize("bucket", [None, "photos"])
def test_onto_itself_changes_nothing(storage: Any, operation: str, bucket: str | None) -> None:
    storage.write("photos", "a", b"1", metadata={"owner": "me"})
    before = storage.stat("photos", "a")
    getattr(storage, operation)("photos", "a", "a", destination_bucket=bucket)
    assert storage.stat("photos", "a") == before


KEYS = ["l-x", "l/Z", "l/a", "l/b/1", "l/b/2", "l/c", "l/d/1", "l/é", "m"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, KEYS),
        ({"prefix": "l/"}, KEYS[1:-1]),
        ({"prefix": "none"}, []),
        ({"limit": 0}, []),
        ({"limit": 2}, KEYS[:2]),
        ({"limit": 10**12}, KEYS),
        ({"delimiter": "/"}, ["l-x", "l/", "m"]),
        ({"prefix": "l/", "delimiter": "/"}, ["l/Z", "l/a", "l/b/", "l/c", "l/d/", "l/é"]),
        ({"prefix": "l/", "delimiter": "/", "limit": 3}, ["l/Z", "l/a", "l/b/"]),
        ({"prefix": "l/", "delimiter": "/", "limit": 0}, []),
        ({"delimiter": "-"}, ["l-", *KEYS[1:]]),
    ],
)
def test_listings_are_in_order(storage: Any, arguments: dict[str, Any], expected: list[str]) -> None:
    for key in reversed(KEYS):
        storage.write("photos", key, b"1")
    assert [item.key for item in storage.list_objects("photos", **arguments)] == expected
    assert [item.key for item in storage.iter_objects("photos", **arguments)] == expected


def test_listings_of_many_pages_are_in_order(fake: Cloud) -> None:
    names = [f"p/{number:02}{rest}" for number in range(12) for rest in ("", "/x")]
    for name in names:
        fake.storage.write("photos", name, b"1")
    assert [item.key for item in fake.storage.iter_objects("photos")] == names
    folded = [item.key for item in fake.storage.iter_objects("photos", "p/", delimiter="/", limit=17)]
    assert folded == [f"p/{number:02}{rest}" for number in range(12) for rest in ("", "/")][:17]


def test_listed_items_carry_neither_type_nor_metadata(storage: Any) -> None:
    storage.write("photos", "a/1", b"123", content_type="image/png", metadata={"owner": "me"})
    (item,) = storage.list_objects("photos")
    stat = storage.stat("photos", "a/1")
    assert item == sdk.ObjectInfo("a/1", 3, stat.last_modified, stat.etag, None, None)
    assert storage.list_objects("photos", delimiter="/") == [
        sdk.ObjectInfo("a/", 0, None, "", None, None, is_prefix=True)
    ]


def _api_error(status: int, reason: str = "") -> Exception:
    answer = SimpleNamespace(text=f'{{"error": {{"errors": [{{"reason": "{reason}"}}]}}}}')
    return native_errors.from_http_status(status, "message", response=answer)


@pytest.mark.parametrize(
    ("error", "portable"),
    [
        (_api_error(404), sdk.NotFound),
        (_api_error(412), sdk.AlreadyExists),
        (_api_error(400), sdk.InvalidArgument),
        (_api_error(403, "forbidden"), sdk.PermissionDenied),
        (_api_error(403, "retentionPolicyNotMet"), sdk.FailedPrecondition),
        (_api_error(403, "objectUnderActiveHold"), sdk.FailedPrecondition),
        (_api_error(401), sdk.Unauthenticated),
        (DefaultCredentialsError("none"), sdk.Unauthenticated),
        (RefreshError("expired"), sdk.Unauthenticated),
        (_api_error(413), sdk.ResourceExhausted),
        (_api_error(429), sdk.ResourceExhausted),
        (_api_error(500), sdk.Unavailable),
        (_api_error(503), sdk.Unavailable),
        (requests.ConnectionError("refused"), sdk.Unavailable),
        (requests.exceptions.ChunkedEncodingError("cut off"), sdk.Unavailable),
        (TransportError("no token"), sdk.Unavailable),
        (_api_error(408), sdk.DeadlineExceeded),
        (_api_error(504), sdk.DeadlineExceeded),
        (requests.ReadTimeout("slow"), sdk.DeadlineExceeded),
        (native_errors.RetryError("given up", _api_error(429)), sdk.ResourceExhausted),
        (native_errors.RetryError("given up", _api_error(503)), sdk.Unavailable),
        (native_errors.RetryError("given up", requests.ConnectionError("refused")), sdk.Unavailable),
        (native_errors.RetryError("given up", _api_error(504)), sdk.DeadlineExceeded),
        (_api_error(409), sdk.StorageError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{type(value).__name__}-{value}"[:40],
)
def test_native_errors_are_portable_ones(fake: Cloud, error: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.StorageError) as caught, fake.native._infrar_errors():
        raise error
    assert type(caught.value) is portable


def test_errors_of_the_program_pass(fake: Cloud) -> None:
    with pytest.raises(KeyError), fake.native._infrar_errors():
        raise KeyError("mine")
