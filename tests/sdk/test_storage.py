"""What the operations do on the local runtime: content, metadata, conditions, copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from infrar import storage

pytestmark = pytest.mark.usefixtures("infrar_local")

DATA = [
    (b"", b""),
    (b"\0\xff", b"\0\xff"),
    ("é\r\n", b"\xc3\xa9\r\n"),
    (bytearray(b"abc"), b"abc"),
    (memoryview(b"abc")[1:], b"bc"),
    (memoryview(b"abcdef")[::2], b"ace"),
    (b"x" * 3_000_000, b"x" * 3_000_000),
]


@pytest.mark.parametrize(
    ("data", "stored"),
    DATA,
    ids=lambda value: type(value).__name__ + repr(bytes(value) if isinstance(value, memoryview) else value)[:20],
)
def test_what_is_written_is_read(data: storage.Data, stored: bytes) -> None:
    storage.write("reports", "a", data)
    assert storage.read("reports", "a") == stored
    assert storage.stat("reports", "a").size == len(stored)


RANGES = [
    (0, None, b"0123456789"),
    (3, None, b"3456789"),
    (3, 4, b"3456"),
    (0, 0, b""),
    (8, 100, b"89"),
    (9, 1, b"9"),
    (10, None, b""),
    (10, 5, b""),
    (11, None, b""),
    (10**12, 10**12, b""),
]


@pytest.mark.parametrize(("start", "length", "part"), RANGES)
def test_parts(start: int, length: int | None, part: bytes) -> None:
    storage.write("reports", "a", b"0123456789")
    assert storage.read("reports", "a", start=start, length=length) == part


def test_parts_of_an_empty_object() -> None:
    storage.write("reports", "a", b"")
    assert storage.read("reports", "a", start=0, length=5) == storage.read("reports", "a", start=5) == b""


def test_stat_tells_all_there_is() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    storage.write("reports", "a", b"hello", content_type="text/plain", metadata={"k": "v", "empty": ""})
    info = storage.stat("reports", "a")
    assert info == storage.ObjectInfo(
        "a", 5, info.last_modified, info.etag, "text/plain", {"k": "v", "empty": ""}, is_prefix=False
    )
    assert info.last_modified is not None
    assert info.last_modified.utcoffset() == timedelta(0)
    assert info.last_modified.microsecond == 0
    assert before <= info.last_modified <= datetime.now(timezone.utc)
    assert info.etag


def test_without_content_type_and_metadata() -> None:
    storage.write("reports", "a.csv", b"hello")
    assert storage.stat("reports", "a.csv")[4:6] == ("application/octet-stream", {})


def test_the_etag_follows_the_content() -> None:
    storage.write("reports", "a", b"1")
    first = storage.stat("reports", "a").etag
    storage.write("reports", "a", b"2")
    assert storage.stat("reports", "a").etag != first


def test_writing_replaces_content_and_metadata_as_a_whole() -> None:
    storage.write("reports", "a", b"longer than the next", content_type="text/plain", metadata={"k": "v"})
    storage.write("reports", "a", b"short")
    assert storage.read("reports", "a") == b"short"
    assert storage.stat("reports", "a")[4:6] == ("application/octet-stream", {})


def test_if_not_exists() -> None:
    storage.write("reports", "a", b"first", metadata={"k": "v"}, if_not_exists=True)
    with pytest.raises(storage.AlreadyExists, match="'a' in the bucket 'reports'"):
        storage.write("reports", "a", b"second", if_not_exists=True)
    assert storage.read("reports", "a") == b"first"
    assert storage.stat("reports", "a").metadata == {"k": "v"}
    storage.delete("reports", "a")
    storage.write("reports", "a", b"third", if_not_exists=True)
    assert storage.read("reports", "a") == b"third"


MISSING: list[Callable[[], object]] = [
    lambda: storage.read("reports", "nothing"),
    lambda: storage.read("reports", "nothing", start=5, length=0),
    lambda: storage.stat("reports", "nothing"),
    lambda: storage.download("reports", "nothing", "nothing"),
    lambda: storage.delete("reports", "nothing", missing_ok=False),
    lambda: storage.copy("reports", "nothing", "b"),
    lambda: storage.copy("reports", "nothing", "nothing"),
    lambda: storage.copy("archive", "a", "b", destination_bucket="reports"),
    lambda: storage.move("reports", "nothing", "b"),
    lambda: storage.move("reports", "nothing", "nothing"),
]


@pytest.mark.parametrize("call", MISSING)
def test_what_is_missing_is_not_found(
    call: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    storage.write("reports", "a", b"1")
    with pytest.raises(storage.NotFound, match="in the bucket"):
        call()


def test_a_bucket_is_empty_until_something_is_written() -> None:
    assert storage.list_objects("reports") == []
    assert not storage.exists("reports", "a")
    storage.delete("reports", "a")
    with pytest.raises(storage.NotFound):
        storage.read("reports", "a")


def test_delete_can_be_repeated() -> None:
    storage.write("reports", "a", b"1")
    storage.delete("reports", "a", missing_ok=False)
    storage.delete("reports", "a")
    assert not storage.exists("reports", "a")


def test_buckets_are_apart() -> None:
    storage.write("reports", "a", b"1")
    storage.write("archive", "a", b"2")
    storage.delete("archive", "a")
    assert storage.read("reports", "a") == b"1"


@pytest.mark.parametrize("operation", [storage.copy, storage.move])
@pytest.mark.parametrize(("destination", "bucket"), [("b", None), ("b", "reports"), ("b", "archive"), ("a", "archive")])
def test_copies_keep_content_type_and_metadata(
    operation: Callable[..., None], destination: str, bucket: str | None
) -> None:
    storage.write("reports", "a", b"hello", content_type="text/plain", metadata={"k": "v"})
    storage.write(bucket or "reports", destination, b"replaced")
    operation("reports", "a", destination, destination_bucket=bucket)
    copied = storage.stat(bucket or "reports", destination)
    assert storage.read(bucket or "reports", destination) == b"hello"
    assert (copied.key, copied.content_type, copied.metadata) == (destination, "text/plain", {"k": "v"})
    assert storage.exists("reports", "a") is (operation is storage.copy)


@pytest.mark.parametrize("operation", [storage.copy, storage.move])
@pytest.mark.parametrize("bucket", [None, "reports"])
def test_onto_itself_nothing_changes(operation: Callable[..., None], bucket: str | None) -> None:
    storage.write("reports", "a", b"hello", content_type="text/plain", metadata={"k": "v"})
    before = storage.stat("reports", "a")
    operation("reports", "a", "a", destination_bucket=bucket)
    assert storage.stat("reports", "a") == before
    assert storage.read("reports", "a") == b"hello"


def test_operations_can_be_stored_and_passed() -> None:
    table: dict[str, Callable[..., Any]] = {"put": storage.write, "get": storage.read}
    table["put"]("reports", "a", b"1")
    assert list(map(table["get"], ["reports"], ["a"])) == [b"1"]
    assert table["get"] is storage.read


def test_keywords_are_as_good_as_positions() -> None:
    storage.write(data=b"1", path="a", bucket="reports")
    storage.copy(bucket="reports", destination="b", source="a")
    assert storage.read(bucket="reports", path="b") == b"1"
