"""One object of Cloud Storage as a value: its resource fields, its checksums, the preconditions on it.

`ApiError` is every answer other than success; nothing here knows HTTP beyond that.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import google_crc32c

MAX_NAME_BYTES = 1024
MAX_METADATA_BYTES = 8 * 1024
EDITABLE = frozenset(
    {
        "cacheControl",
        "contentDisposition",
        "contentEncoding",
        "contentLanguage",
        "contentType",
        "customTime",
        "metadata",
    }
)
IDENTITY = frozenset({"kind", "id", "name", "bucket", "storageClass"})
CHECKSUMS = frozenset({"crc32c", "md5Hash"})


class ApiError(Exception):
    """An answer other than success: HTTP status, the machine-readable reason, a sentence for people."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(status, reason, message)
        self.status, self.reason, self.message = status, reason, message


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One live version of an object; `fields` are the editable fields of its resource."""

    bucket: str
    name: str
    data: bytes
    generation: int
    metageneration: int
    created: datetime
    updated: datetime
    fields: Mapping[str, Any]

    @property
    def crc32c(self) -> str:
        """The checksum as the API writes it."""
        return base64.b64encode(google_crc32c.value(self.data).to_bytes(4, "big")).decode()

    @property
    def md5(self) -> str:
        """The digest as the API writes it."""
        return base64.b64encode(hashlib.md5(self.data, usedforsecurity=False).digest()).decode()

    @property
    def etag(self) -> str:
        """Changes with every change of content or metadata."""
        return base64.b64encode(f"{self.generation}/{self.metageneration}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Conditions:
    """The preconditions of a request on one object; None is no condition."""

    generation: int | None = None
    not_generation: int | None = None
    metageneration: int | None = None
    not_metageneration: int | None = None

    def check(self, current: StoredObject | None, *, reading: bool = False) -> None:
        """Raise 412 when a condition doesn't hold (304 for the negative ones of a read)."""
        generation = current.generation if current else 0
        metageneration = current.metageneration if current else 0
        if self.generation not in (None, generation) or self.metageneration not in (None, metageneration):
            raise ApiError(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")
        if self.not_generation == generation or self.not_metageneration == metageneration:
            raise ApiError(
                304 if reading else 412,
                "conditionNotMet",
                "At least one of the pre-conditions you specified did not hold.",
            )


def editable_fields(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The editable fields of an object resource; 400 for a field that there is not, or of the wrong type."""
    unknown = resource.keys() - EDITABLE - IDENTITY - CHECKSUMS
    if unknown:
        raise ApiError(400, "invalid", f"Unknown or read-only fields of an object: {', '.join(sorted(unknown))}")
    fields = {key: value for key, value in resource.items() if key in EDITABLE}
    metadata = fields.get("metadata") or {}
    if not isinstance(metadata, Mapping) or not all(isinstance(value, str | None) for value in metadata.values()):
        raise ApiError(400, "invalid", "Custom metadata must map strings to strings.")
    if sum(len(utf8(key)) + len(utf8(value or "")) for key, value in metadata.items()) > MAX_METADATA_BYTES:
        raise ApiError(400, "invalid", "The metadata for your object is too large.")
    return fields


def check_name(name: str) -> None:
    """Refuse a name that the service refuses, https://cloud.google.com/storage/docs/objects#naming."""
    if not 1 <= len(utf8(name)) <= MAX_NAME_BYTES or "\r" in name or "\n" in name or name in (".", ".."):
        raise ApiError(400, "invalid", f"Invalid object name: {name!r}")


def utf8(text: str) -> bytes:
    """What names are measured in and sorted by."""
    return text.encode("utf-8", "surrogatepass")
