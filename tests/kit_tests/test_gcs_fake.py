"""The fake of Cloud Storage answers Google's own client as the service does, and refuses what the service refuses."""

import io
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from google.api_core import exceptions
from google.cloud import storage

from tests.kit.gcs_fake import FakeGcs
from tests.kit.gcs_fake.fields import apply_mask
from tests.kit.gcs_fake.objects import ApiError
from tests.kit.gcs_fake.signed_urls import check_signed_url


@pytest.fixture
def fake(gcs_fake: FakeGcs) -> Iterator[FakeGcs]:
    gcs_fake.reset()
    gcs_fake.create_bucket("box")
    yield gcs_fake
    gcs_fake.store.page_size = type(gcs_fake.store)().page_size


@pytest.fixture
def box(fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> storage.Bucket:
    """A bucket as an anonymous client sees it."""
    for name, value in fake.environment.items():
        monkeypatch.setenv(name, value)
    return storage.Client().bucket("box")


@pytest.fixture
def signed_box(fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> storage.Bucket:
    """A bucket as a client with a service account sees it."""
    for name, value in fake.signing_environment.items():
        monkeypatch.setenv(name, value)
    return storage.Client().bucket("box")


def put(box: storage.Bucket, *names: str) -> None:
    for name in names:
        box.blob(name).upload_from_string(name.encode())


# Objects


def test_what_was_written_is_read_back_with_its_metadata(box: storage.Bucket) -> None:
    blob = box.blob("a b/ü?#%.txt")
    blob.metadata = {"owner": "me"}
    blob.upload_from_string("text", content_type="text/plain")
    found = box.get_blob("a b/ü?#%.txt")
    assert found is not None
    assert (found.size, found.content_type, found.metadata) == (4, "text/plain", {"owner": "me"})
    assert datetime.now(timezone.utc) - found.updated < timedelta(minutes=1)
    assert found.download_as_bytes() == b"text"


def test_an_overwrite_is_a_new_generation_with_none_of_the_old_metadata(box: storage.Bucket) -> None:
    first = box.blob("a")
    first.metadata = {"k": "v"}
    first.upload_from_string(b"1")
    second = box.blob("a")
    second.upload_from_string(b"2")
    assert second.generation > first.generation
    assert second.metadata is None
    assert second.etag != first.etag


def test_a_patch_changes_metadata_and_not_the_generation(box: storage.Bucket) -> None:
    put(box, "a")
    blob = box.get_blob("a")
    before = blob.generation, blob.metageneration
    blob.metadata = {"k": "v"}
    blob.patch()
    after = box.get_blob("a")
    assert (after.generation, after.metageneration, after.metadata) == (before[0], before[1] + 1, {"k": "v"})


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda box: box.blob("nope").download_as_bytes(), exceptions.NotFound),
        (lambda box: box.blob("nope").delete(), exceptions.NotFound),
        (lambda box: box.blob("nope").reload(), exceptions.NotFound),
        (lambda box: box.copy_blob(box.blob("nope"), box, "to"), exceptions.NotFound),
        (lambda box: box.blob("to").rewrite(box.blob("nope")), exceptions.NotFound),
        (lambda box: box.client.bucket("nope").blob("a").upload_from_string(b""), exceptions.NotFound),
        (lambda box: list(box.client.list_blobs("nope")), exceptions.NotFound),
        (lambda box: box.client.bucket("nope").reload(), exceptions.NotFound),
        (lambda box: box.client.create_bucket("box"), exceptions.Conflict),
        (lambda box: box.blob("x" * 1025).upload_from_string(b""), exceptions.BadRequest),
        (lambda box: box.blob("a\nb").upload_from_string(b""), exceptions.BadRequest),
    ],
)
def test_errors(box: storage.Bucket, act: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        act(box)


def test_data_that_was_damaged_on_the_way_is_refused(fake: FakeGcs) -> None:
    resource = {"name": "a", "crc32c": "AAAAAA=="}
    body = (
        b"--b\r\nContent-Type: application/json\r\n\r\n%s\r\n--b\r\n\r\ndata\r\n--b--" % json.dumps(resource).encode()
    )
    url = f"{fake.url}/upload/storage/v1/b/box/o?uploadType=multipart"
    with pytest.raises(HTTPError, match="400"):
        urlopen(Request(url, data=body, headers={"Content-Type": "multipart/related; boundary=b"}))


# Ranges


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 2, b"012"), (8, 99, b"89"), (3, None, b"3456789"), (9, 9, b"9")]
)
def test_ranges(box: storage.Bucket, start: int, end: int | None, expected: bytes) -> None:
    box.blob("a").upload_from_string(b"0123456789")
    assert box.blob("a").download_as_bytes(start=start, end=end) == expected


@pytest.mark.parametrize(("data", "start"), [(b"0123456789", 10), (b"", 0)])
def test_a_range_that_begins_past_the_end_cannot_be_satisfied(box: storage.Bucket, data: bytes, start: int) -> None:
    box.blob("a").upload_from_string(data)
    with pytest.raises(exceptions.RequestRangeNotSatisfiable):
        box.blob("a").download_as_bytes(start=start, end=start + 1)


# Preconditions


def test_generation_zero_means_that_nothing_is_there(box: storage.Bucket) -> None:
    box.blob("a").upload_from_string(b"1", if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        box.blob("a").upload_from_string(b"2", if_generation_match=0)
    assert box.blob("a").download_as_bytes() == b"1"


def test_a_resumable_upload_keeps_its_preconditions(box: storage.Bucket) -> None:
    put(box, "a")
    blob = box.blob("a", chunk_size=256 * 1024)
    with pytest.raises(exceptions.PreconditionFailed):
        blob.upload_from_file(io.BytesIO(bytes(300 * 1024)), if_generation_match=0)


def test_the_generation_of_an_object_guards_its_replacement_and_its_deletion(box: storage.Bucket) -> None:
    put(box, "a")
    generation = box.get_blob("a").generation
    box.blob("a").upload_from_string(b"2", if_generation_match=generation)
    with pytest.raises(exceptions.PreconditionFailed):
        box.blob("a").upload_from_string(b"3", if_generation_match=generation)
    with pytest.raises(exceptions.PreconditionFailed):
        box.blob("a").delete(if_generation_match=generation)
    with pytest.raises(exceptions.NotFound):
        box.blob("a", generation=generation).reload()


def test_preconditions_on_either_end_of_a_copy(box: storage.Bucket) -> None:
    put(box, "a", "b")
    with pytest.raises(exceptions.PreconditionFailed):
        box.copy_blob(box.blob("a"), box, "b", if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        box.blob("c").rewrite(box.blob("a"), if_source_generation_match=1)


# Copies


def test_a_copy_keeps_content_type_and_metadata(box: storage.Bucket) -> None:
    blob = box.blob("a")
    blob.metadata = {"k": "v"}
    blob.upload_from_string(b"1", content_type="text/csv")
    box.copy_blob(box.blob("a"), box, "copied")
    box.blob("rewritten").rewrite(box.blob("a"))
    for name in ("copied", "rewritten"):
        copy = box.get_blob(name)
        assert (copy.content_type, copy.metadata, copy.size) == ("text/csv", {"k": "v"}, 1)


def test_metadata_given_with_a_rewrite_replaces_all_and_needs_a_content_type(box: storage.Bucket) -> None:
    put(box, "a")
    target = box.blob("b")
    target.metadata = {"k": "v"}
    with pytest.raises(exceptions.BadRequest, match="content type"):
        target.rewrite(box.blob("a"))
    target.content_type = "text/x"
    target.rewrite(box.blob("a"))
    assert box.get_blob("b").content_type == "text/x"


def test_a_larger_rewrite_takes_several_calls(box: storage.Bucket) -> None:
    data = os.urandom(2_500_000)
    box.blob("a").upload_from_string(data)
    token, written, size = box.blob("b").rewrite(box.blob("a"))
    assert (bool(token), size) == (True, len(data))
    assert not box.blob("b").exists()
    while token:
        token, written, size = box.blob("b").rewrite(box.blob("a"), token=token)
    assert written == size
    assert box.blob("b").download_as_bytes() == data


# Uploads and downloads in chunks


@pytest.mark.parametrize("size", [0, 1, 256 * 1024, 256 * 1024 + 1, 3 * 256 * 1024])
def test_chunks(box: storage.Bucket, size: int) -> None:
    data = os.urandom(size)
    box.blob("a", chunk_size=256 * 1024).upload_from_file(io.BytesIO(data))
    assert box.blob("a").download_as_bytes() == data
    with box.blob("a").open("rb", chunk_size=256 * 1024) as stream:
        assert stream.read() == data


def test_a_writer_of_unknown_length(box: storage.Bucket) -> None:
    with box.blob("a").open("wb", chunk_size=256 * 1024) as stream:
        stream.write(b"x" * 600_000)
    assert box.get_blob("a").size == 600_000


# Listings


def test_objects_come_in_the_order_of_their_utf8_bytes(box: storage.Bucket) -> None:
    put(box, "b", "a", "B", "é", "a/b", "a-b", "z")
    assert [blob.name for blob in box.client.list_blobs("box")] == ["B", "a", "a-b", "a/b", "b", "z", "é"]


@pytest.mark.parametrize("page_size", [1, 2, 3, 100])
def test_prefixes_are_found_whatever_the_page_size(fake: FakeGcs, box: storage.Bucket, page_size: int) -> None:
    fake.store.page_size = page_size
    put(box, "a", "a/1", "a/2", "a/3", "b", "c/1/2", "c/1/3")
    found = box.client.list_blobs("box", delimiter="/")
    assert [blob.name for blob in found] == ["a", "b"]
    assert found.prefixes == {"a/", "c/"}
    inner = box.client.list_blobs("box", prefix="c/", delimiter="/")
    assert ([blob.name for blob in inner], inner.prefixes) == ([], {"c/1/"})


def test_a_page_is_never_larger_than_asked_for(fake: FakeGcs, box: storage.Bucket) -> None:
    put(box, *"abcdefg")
    pages = [[blob.name for blob in page] for page in box.client.list_blobs("box", page_size=3).pages]
    assert [name for page in pages for name in page] == [*"abcdefg"]
    assert max(map(len, pages)) == 3


def test_offsets_and_limits(box: storage.Bucket) -> None:
    put(box, *"abcdefg")
    assert [blob.name for blob in box.client.list_blobs("box", start_offset="c", end_offset="f")] == [*"cde"]
    assert [blob.name for blob in box.client.list_blobs("box", max_results=2)] == [*"ab"]


def test_only_the_fields_asked_for_are_sent(box: storage.Bucket) -> None:
    put(box, "a")
    (blob,) = box.client.list_blobs("box", fields="items(name),nextPageToken")
    assert (blob.name, blob.size) == ("a", None)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("a", {"a": 1}),
        ("b(c)", {"b": [{"c": 2}, {"c": 4}]}),
        ("a,b/d", {"a": 1, "b": [{"d": 3}, {}]}),
        ("*", {"a": 1, "b": [{"c": 2, "d": 3}, {"c": 4}]}),
        (None, {"a": 1, "b": [{"c": 2, "d": 3}, {"c": 4}]}),
    ],
)
def test_field_masks(fields: str | None, kept: Any) -> None:
    assert apply_mask({"a": 1, "b": [{"c": 2, "d": 3}, {"c": 4}]}, fields) == kept


# What the emulator would let pass


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/storage/v1/b/box/o?prefx=a"),
        ("GET", "/storage/v1/b/box/o?maxResults=many"),
        ("GET", "/storage/v1/b/box/o?maxResults=-1"),
        ("GET", "/storage/v1/b/box/o?pageToken=%25"),
        ("GET", "/storage/v1/b/box/o?fields=items(name"),
        ("GET", "/storage/v1/b/box/o?prefix=a&prefix=b"),
        ("GET", "/storage/v1/b/box/o/a?ifGenerationMath=0"),
        ("GET", "/storage/v1/b/box/objects"),
        ("POST", "/upload/storage/v1/b/box/o?uploadType=multipart"),
        ("POST", "/upload/storage/v1/b/box/o?uploadType=fast&name=a"),
        ("POST", "/upload/storage/v1/b/box/o?uploadType=media"),
        ("POST", "/batch/storage/v1"),
        ("POST", "/storage/v1/b?project=p"),
    ],
)
def test_unknown_paths_parameters_and_values_are_refused(fake: FakeGcs, method: str, path: str) -> None:
    body = b"{}" if method == "POST" else None
    with pytest.raises(HTTPError, match="400"):
        urlopen(Request(fake.url + path, data=body, method=method))


def test_every_request_is_on_record(fake: FakeGcs, box: storage.Bucket) -> None:
    box.blob("a").exists()
    assert fake.requests.count("GET /storage/v1/b/box/o/a?fields=name&prettyPrint=false") == 1


# Signatures


def test_a_service_account_gets_a_token_and_signs_urls(signed_box: storage.Bucket) -> None:
    put(signed_box, "a b/ü")
    assert urlopen(signed_box.blob("a b/ü").generate_signed_url(version="v4", expiration=60)).read() == "a b/ü".encode()


def test_a_signed_put_needs_the_headers_that_were_signed(signed_box: storage.Bucket) -> None:
    url = signed_box.blob("new").generate_signed_url(version="v4", expiration=60, method="PUT", content_type="text/x")
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(url, data=b"1", method="PUT", headers={"Content-Type": "text/y"}))
    urlopen(Request(url, data=b"1", method="PUT", headers={"Content-Type": "text/x"}))
    assert signed_box.get_blob("new").content_type == "text/x"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda url: url.replace("/box/a?", "/box/b?"), 403),
        (lambda url: url.replace("Expires=60", "Expires=61"), 403),
        (lambda url: url.replace("Expires=60", "Expires=604801"), 400),
        (lambda url: url.partition("?")[0], 403),
        (lambda url: url[:-2] + "zz", 403),
        (lambda url: url + "&response-content-type=text/html", 403),
    ],
)
def test_a_changed_url_is_worth_nothing(signed_box: storage.Bucket, change: Any, code: int) -> None:
    put(signed_box, "a", "b")
    url = signed_box.blob("a").generate_signed_url(version="v4", expiration=60)
    with pytest.raises(HTTPError, match=str(code)):
        urlopen(change(url))


def test_a_signed_url_for_reading_does_not_write(signed_box: storage.Bucket) -> None:
    url = signed_box.blob("a").generate_signed_url(version="v4", expiration=60)
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(url, data=b"1", method="PUT"))


def test_a_signed_url_expires(fake: FakeGcs, signed_box: storage.Bucket) -> None:
    url = signed_box.blob("a").generate_signed_url(version="v4", expiration=60)
    address, _, query = url.partition("?")
    path, headers = address.removeprefix(fake.url), {"host": fake.url.removeprefix("http://")}
    now = datetime.now(timezone.utc)
    check_signed_url(fake.account, "GET", path, query, headers, now + timedelta(seconds=50))
    with pytest.raises(ApiError, match="expired"):
        check_signed_url(fake.account, "GET", path, query, headers, now + timedelta(seconds=70))


def test_a_stranger_gets_no_token(fake: FakeGcs) -> None:
    form = b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c"
    with pytest.raises(HTTPError, match="401"):
        urlopen(Request(f"{fake.url}/token", data=form))


def test_a_token_must_be_one_that_was_handed_out(fake: FakeGcs) -> None:
    with pytest.raises(HTTPError, match="401"):
        urlopen(Request(f"{fake.url}/storage/v1/b/box/o", headers={"Authorization": "Bearer made-up"}))
