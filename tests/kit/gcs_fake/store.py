"""Buckets and objects in memory, with the semantics of Cloud Storage: generations, preconditions, listings, rewrites.

Enters: names, bytes and the fields of an object resource. Leaves: `StoredObject`s, or an `ApiError` that says which
HTTP answer the service would give.
"""

import base64
import itertools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

from tests.kit.gcs_fake.objects import ApiError, Conditions, StoredObject, check_name, editable_fields, utf8

NONE = Conditions()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing."""

    items: tuple[StoredObject, ...]
    prefixes: tuple[str, ...]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class RewriteProgress:
    """A rewrite after one more call: the new object once it is done, a token to go on with before."""

    written: int
    size: int
    token: str | None
    result: StoredObject | None


@dataclass(slots=True)
class Store:
    """All buckets. `page_size` and `rewrite_step` are upper limits that the service may set as it likes."""

    page_size: int = 5
    rewrite_step: int = 1024 * 1024
    _buckets: dict[str, dict[str, StoredObject]] = field(default_factory=dict)
    _rewrites: dict[str, int] = field(default_factory=dict)
    _generations: Iterator[int] = field(default_factory=lambda: itertools.count(1_700_000_000_000_000, 1000))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._buckets.clear()
            self._rewrites.clear()

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket; 409 when there is one of that name."""
        with self._lock:
            if name in self._buckets:
                raise ApiError(409, "conflict", "Your previous request to create the named bucket succeeded.")
            self._buckets[name] = {}

    def buckets(self) -> list[str]:
        """The names of all buckets, sorted."""
        with self._lock:
            return sorted(self._buckets)

    def require_bucket(self, name: str) -> dict[str, StoredObject]:
        """The objects of a bucket by name; 404 when there is no such bucket."""
        try:
            return self._buckets[name]
        except KeyError:
            raise ApiError(404, "notFound", "The specified bucket does not exist.") from None

    def delete_bucket(self, name: str) -> None:
        """Remove an empty bucket; 409 when it isn't empty."""
        with self._lock:
            if self.require_bucket(name):
                raise ApiError(409, "conflict", "The bucket you tried to delete is not empty.")
            del self._buckets[name]

    def get(
        self,
        bucket: str,
        name: str,
        conditions: Conditions = NONE,
        generation: int | None = None,
    ) -> StoredObject:
        """The live object; 404 when it isn't there or isn't that generation."""
        with self._lock:
            found = self.require_bucket(bucket).get(name)
            if found is None or generation not in (None, found.generation):
                raise ApiError(404, "notFound", f"No such object: {bucket}/{name}")
            conditions.check(found, reading=True)
            return found

    def insert(
        self, bucket: str, name: str, data: bytes, resource: Mapping[str, Any], conditions: Conditions
    ) -> StoredObject:
        """Write an object, replacing the one that is there; checksums in the resource must fit the data."""
        check_name(name)
        fields = editable_fields(resource)
        with self._lock:
            objects = self.require_bucket(bucket)
            conditions.check(objects.get(name))
            now = datetime.now(timezone.utc)
            new = StoredObject(bucket, name, data, next(self._generations), 1, now, now, fields)
            for checksum, actual in (("crc32c", new.crc32c), ("md5Hash", new.md5)):
                if resource.get(checksum, actual) != actual:
                    raise ApiError(400, "invalid", f"Provided {checksum} doesn't match the calculated one, {actual}.")
            objects[name] = new
            return new

    def update(
        self, bucket: str, name: str, resource: Mapping[str, Any], conditions: Conditions, *, merge: bool
    ) -> StoredObject:
        """Change metadata: `merge` keeps what isn't mentioned, and null removes a field."""
        with self._lock:
            current = self.get(bucket, name)
            conditions.check(current)
            fields = editable_fields(resource)
            if merge:
                fields = {**current.fields, **fields}
                if isinstance(resource.get("metadata"), Mapping):
                    fields["metadata"] = {**current.fields.get("metadata", {}), **resource["metadata"]}
            kept = {key: value for key, value in fields.items() if value is not None}
            if "metadata" in kept:
                kept["metadata"] = {key: value for key, value in kept["metadata"].items() if value is not None}
            changed = replace(
                current, fields=kept, metageneration=current.metageneration + 1, updated=datetime.now(timezone.utc)
            )
            self.require_bucket(bucket)[name] = changed
            return changed

    def delete(self, bucket: str, name: str, conditions: Conditions, generation: int | None = None) -> None:
        """Remove an object; 404 when it isn't there."""
        with self._lock:
            conditions.check(self.get(bucket, name, generation=generation))
            del self.require_bucket(bucket)[name]

    def copy(
        self,
        source: StoredObject,
        bucket: str,
        name: str,
        resource: Mapping[str, Any],
        conditions: Conditions,
    ) -> StoredObject:
        """Write a copy. Metadata in the request replaces all of the source's, and then must name the content type."""
        fields = editable_fields(resource)
        if fields and "contentType" not in fields:
            raise ApiError(400, "required", "You must specify the content type of the destination object.")
        return self.insert(bucket, name, source.data, fields or source.fields, conditions)

    def rewrite(
        self,
        source: StoredObject,
        bucket: str,
        name: str,
        resource: Mapping[str, Any],
        conditions: Conditions,
        token: str | None,
    ) -> RewriteProgress:
        """Copy `rewrite_step` bytes further; the object appears with the last call."""
        with self._lock:
            written = 0
            if token is not None:
                if token not in self._rewrites:
                    raise ApiError(400, "invalid", "Invalid rewrite token.")
                written = self._rewrites.pop(token)
            self.require_bucket(bucket)
            size = len(source.data)
            written = min(size, written + self.rewrite_step)
            if written < size:
                following = f"rewrite-{next(self._generations)}"
                self._rewrites[following] = written
                return RewriteProgress(written, size, following, None)
            return RewriteProgress(size, size, None, self.copy(source, bucket, name, resource, conditions))

    def page(
        self,
        bucket: str,
        *,
        prefix: str = "",
        delimiter: str = "",
        start: str = "",
        end: str | None = None,
        limit: int = 1000,
        token: str | None = None,
    ) -> Page:
        """A page of a listing in the order of UTF-8 bytes; prefixes count against the limit as objects do."""
        if limit < 0:
            raise ApiError(400, "invalid", f"Invalid value '{limit}'. Values must be within the range: [0, 4294967295]")
        after = _decode_token(token) if token is not None else None
        with self._lock:
            names = sorted(self.require_bucket(bucket), key=utf8)
            objects = dict(self._buckets[bucket])
        entries: dict[str, StoredObject | None] = {}
        for name in names:
            if not name.startswith(prefix) or utf8(name) < utf8(start) or (end and utf8(name) >= utf8(end)):
                continue
            head, found, _ = name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
            entries.setdefault(*((prefix + head + delimiter, None) if found else (name, objects[name])))
        ordered = sorted(entries, key=utf8)
        if after is not None:
            ordered = [name for name in ordered if utf8(name) > utf8(after)]
        shown = ordered[: min(limit or self.page_size, self.page_size)]
        full = len(shown) == min(limit or self.page_size, self.page_size)
        return Page(
            tuple(entry for name in shown if (entry := entries[name]) is not None),
            tuple(name for name in shown if entries[name] is None),
            _encode_token(shown[-1]) if full else None,
        )


def _encode_token(name: str) -> str:
    return base64.urlsafe_b64encode(utf8(name)).decode()


def _decode_token(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except ValueError:
        raise ApiError(400, "invalid", "Invalid page token.") from None
