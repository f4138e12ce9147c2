"""The operations of storage on local files; what they mean is written down in `infrar.storage`.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Each operation first checks its arguments
against the portable limits, so that what works here works everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from infrar._limits.storage import check
from infrar._local import drafts, listing, objects, presigned
from infrar._local.local_files import replacing
from infrar.storage import Data, LocalPath, ObjectInfo, PresignedRequest


def upload(
    bucket: str,
    source: LocalPath,
    destination: str,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    check("upload", locals())
    with open(source, "rb") as file, drafts.Draft() as draft:
        while content := file.read(objects.CHUNK):
            draft.add(content)
        draft.publish(bucket, destination, content_type, metadata, if_not_exists=if_not_exists)


def download(bucket: str, source: str, destination: LocalPath) -> None:
    check("download", locals())
    with objects.open_object(bucket, source) as stored, replacing(destination) as file:
        for content in stored.chunks():
            file.write(content)


def read(bucket: str, path: str, *, start: int = 0, length: int | None = None) -> bytes:
    check("read", locals())
    with objects.open_object(bucket, path) as stored:
        return stored.read(start, length)


def write(
    bucket: str,
    path: str,
    data: Data,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    check("write", locals())
    if isinstance(data, str):
        data = data.encode()
    elif isinstance(data, memoryview):
        data = data.tobytes()  # it need not be contiguous
    with drafts.Draft() as draft:
        draft.add(data)
        draft.publish(bucket, path, content_type, metadata, if_not_exists=if_not_exists)


def exists(bucket: str, path: str) -> bool:
    check("exists", locals())
    return objects.is_there(bucket, path)


def stat(bucket: str, path: str) -> ObjectInfo:
    check("stat", locals())
    with objects.open_object(bucket, path) as stored:
        return stored.info()


def delete(bucket: str, path: str, *, missing_ok: bool = True) -> None:
    check("delete", locals())
    if not objects.remove(bucket, path) and not missing_ok:
        raise objects.missing(bucket, path)


def copy(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    check("copy", locals())
    _copy((bucket, source), (destination_bucket or bucket, destination))


def move(bucket: str, source: str, destination: str, *, destination_bucket: str | None = None) -> None:
    check("move", locals())
    if _copy((bucket, source), (destination_bucket or bucket, destination)):
        objects.remove(bucket, source)


def _copy(source: tuple[str, str], destination: tuple[str, str]) -> bool:
    """False when nothing was copied because both are the same object."""
    with objects.open_object(*source) as stored:
        if source == destination:
            return False
        with drafts.Draft() as draft:
            for content in stored.chunks():
                draft.add(content)
            record = stored.record
            draft.publish(*destination, record.content_type, record.metadata, if_not_exists=False)
    return True


def list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    check("list_objects", locals())
    return list(listing.items(bucket, prefix, delimiter, limit))


def iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    check("iter_objects", locals())
    return listing.items(bucket, prefix, delimiter, limit)


def presign(bucket: str, path: str, *, method: str = "GET", expires: int = 3600) -> PresignedRequest:
    check("presign", locals())
    return PresignedRequest(presigned.url(bucket, path, method, expires), method, {})
